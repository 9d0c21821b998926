package dev.regrant.testkit;

import dev.regrant.application.Store;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Exclusions;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Operation;
import dev.regrant.domain.Origin;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.ResourceScope;
import dev.regrant.domain.RetryPolicy;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A small world to test in, with ids of its own: a catalog of groups, a package that holds all of
 * them, and a policy that lets everybody ask for it. It makes requests in whatever state a test
 * begins with. Nothing is stored until {@link #saveIn}. Immutable.
 *
 * @param now the time of all that happens in it
 */
public record World(
    Instant now,
    Catalog catalog,
    List<Resource> resources,
    AccessPackage accessPackage,
    AssignmentPolicy policy) {
  /** The origin system of the groups, where nothing else is said. */
  public static final String SYSTEM = "Ldap";

  /** How long a delivery may take. */
  public static final Duration DEADLINE = RetryPolicy.DEFAULT.deliveryDeadline();

  // 2025-02-19: ids sort as they were made, as UUIDs of version 7 do.
  private static final AtomicLong IDS = new AtomicLong(0x0195_1E00_0000L << 12);

  private static final Actor ADMIN = Actor.user("admin");

  public World {
    resources = List.copyOf(resources);
  }

  /** A world of this many groups. */
  public static World of(Instant now, int groups) {
    return of(now, Collections.nCopies(groups, SYSTEM));
  }

  /** A world of one group in each of these origin systems. */
  public static World of(Instant now, List<String> systems) {
    var catalog =
        new Catalog(
            new Catalog.Id(nextId()),
            0,
            new Catalog.Terms("Engineering", "All of it", true, false, Optional.empty()),
            Authorship.of(ADMIN, now));
    var resources =
        IntStream.range(0, systems.size())
            .mapToObj(n -> group(catalog.id(), systems.get(n), n, now))
            .toList();
    var accessPackage =
        new AccessPackage(
            new AccessPackage.Id(nextId()),
            0,
            catalog.id(),
            new AccessPackage.Terms(
                "Project", "What members of the project need", false, false, Optional.empty()),
            resources.stream().map(resource -> membership(resource, now)).toList(),
            Exclusions.NONE,
            Authorship.of(ADMIN, now),
            Optional.empty());
    var policy =
        new AssignmentPolicy(
            new AssignmentPolicy.Id(nextId()),
            0,
            accessPackage.id(),
            catalog.id(),
            PolicyTerms.of(
                "Everybody",
                AllowedTargetScope.ALL_MEMBER_USERS,
                List.of(),
                new Expiration.NoExpiration(),
                RequestorSettings.self(true, true, true)),
            now,
            now);
    return new World(now, catalog, resources, accessPackage, policy);
  }

  /** An id that was never given out in this JVM, greater than all before. Thread-safe. */
  public static UUID nextId() {
    long n = IDS.getAndIncrement();
    return new UUID(((n >>> 12) << 16) | 0x7000 | (n & 0xFFF), 0x8000_0000_0000_0000L);
  }

  private static Resource group(Catalog.Id catalog, String system, int n, Instant now) {
    var origin = new Origin(system, "cn=group-" + n + ",ou=groups,dc=example,dc=org");
    return new Resource(
        new Resource.Id(nextId()),
        0,
        catalog,
        "Group " + n,
        "",
        origin,
        List.of(new ResourceRole(new ResourceRole.Id(nextId()), "Member", "", origin)),
        List.of(new ResourceScope(new ResourceScope.Id(nextId()), "Root", "", origin, true)),
        Authorship.of(ADMIN, now));
  }

  private static ResourceRoleScope membership(Resource group, Instant now) {
    return new ResourceRoleScope(
        group.id(), group.origin(), group.roles().getFirst(), group.scopes().getFirst(), now);
  }

  /** The same world at another time. */
  public World at(Instant time) {
    return new World(time, catalog, resources, accessPackage, policy);
  }

  /** Stores catalog, groups, package and policy; returns this. */
  public World saveIn(Store store, TenantId tenant) {
    return store.inTransaction(
        tenant,
        tx -> {
          tx.catalogs().save(catalog);
          tx.resources().saveAll(resources);
          tx.accessPackages().save(accessPackage);
          tx.policies().save(policy);
          return this;
        });
  }

  /** A person of this name. */
  public static Subject person(String name) {
    return new Subject(
        name,
        Optional.of(name.toUpperCase(Locale.ROOT)),
        Optional.of(name + "@example.org"),
        Optional.of(name + "@mail.example.org"));
  }

  /** A request by an administrator to give the package to {@code person}. */
  public AssignmentRequest submitted(String person) {
    return submitted(RequestType.ADMIN_ADD, person, Schedule.UNSPECIFIED);
  }

  /** A request about the package and {@code person}. */
  public AssignmentRequest submitted(RequestType type, String person, Schedule schedule) {
    return AssignmentRequest.submitted(
        new AssignmentRequest.Id(nextId()),
        new AssignmentRequest.Terms(
            type,
            ADMIN,
            person(person),
            accessPackage.id(),
            policy.id(),
            catalog.id(),
            new Assignment.Id(nextId()),
            schedule,
            Optional.of("for work"),
            now));
  }

  /** A request to give the package to {@code person}, in this status. */
  public AssignmentRequest request(RequestStatus status, String person) {
    var later = now.plus(Duration.ofHours(1));
    return switch (status) {
      case ACCEPTED -> submitted(person);
      case WAITING_FOR_CALLBACK -> submitted(person).on(Trigger.AWAIT_CALLBACK, now, later);
      case PENDING_APPROVAL -> submitted(person).on(Trigger.REQUIRE_APPROVAL, now, later);
      case PENDING_APPROVAL_ESCALATED ->
          request(RequestStatus.PENDING_APPROVAL, person).on(Trigger.ESCALATE, now, later);
      case PENDING_NOT_BEFORE ->
          submitted(
                  RequestType.ADMIN_ADD,
                  person,
                  new Schedule(Optional.of(later), new Expiration.NoExpiration()))
              .approvedForLater(items(Operation.GRANT), now);
      case DELIVERING ->
          submitted(person).approved(items(Operation.GRANT), now, now.plus(DEADLINE));
      case DELIVERED -> delivered(person, resources.size());
      case PARTIALLY_DELIVERED -> delivered(person, resources.size() - 1);
      case DELIVERY_FAILED -> delivered(person, 0);
      case DENIED -> request(RequestStatus.PENDING_APPROVAL, person).on(Trigger.DENY, now, now);
      case DENIED_BY_TIMEOUT ->
          request(RequestStatus.WAITING_FOR_CALLBACK, person)
              .on(Trigger.CALLBACK_TIMED_OUT, now, now);
      case CANCELED -> submitted(person).canceled(now);
    };
  }

  /** A request to take the package from {@code person}, whose roles are being revoked. */
  public AssignmentRequest removing(String person) {
    return submitted(RequestType.ADMIN_REMOVE, person, Schedule.UNSPECIFIED)
        .approved(items(Operation.REVOKE), now, now.plus(DEADLINE));
  }

  private AssignmentRequest delivered(String person, int done) {
    var request = request(RequestStatus.DELIVERING, person);
    for (int item = 0; item < resources.size(); item++) {
      request =
          after(
              request,
              item,
              item < done
                  ? new DeliveryOutcome.Done(false)
                  : DeliveryOutcome.Refused.because(ErrorClass.FORBIDDEN, "not allowed"));
    }
    return request;
  }

  /** What delivery of the whole package consists of. */
  public List<DeliveryItem> items(Operation operation) {
    return accessPackage.roleScopes().stream()
        .map(roleScope -> DeliveryItem.of(new DeliveryItem.Id(nextId()), operation, roleScope))
        .toList();
  }

  /** {@code request} after an attempt on one of its items, counted from 0, that took no time. */
  public AssignmentRequest after(AssignmentRequest request, int item, DeliveryOutcome outcome) {
    var tried = request.items().get(item);
    var attempt =
        new Attempt(
            tried.nextAttemptNumber(),
            request.progress().episode(),
            tried.operationKey(),
            now,
            now,
            outcome);
    return request.attempted(tried.id(), attempt, RetryPolicy.DEFAULT, 0.5).settled(now);
  }

  /** One request of each status, each about a person of that name. */
  public List<AssignmentRequest> requestsInEveryStatus() {
    return Stream.of(RequestStatus.values())
        .map(status -> request(status, status.name().toLowerCase(Locale.ROOT)))
        .toList();
  }
}
