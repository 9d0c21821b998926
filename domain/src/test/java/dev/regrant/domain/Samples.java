package dev.regrant.domain;

import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Small worlds for the domain's tests. */
final class Samples {
  static final Facts.Standing HERE = new Facts.Standing(true, Set.of());
  static final Facts.Standing GONE = new Facts.Standing(false, Set.of());
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final Instant DEADLINE = NOW.plus(Duration.ofHours(24));
  static final Subject ALICE = Subject.of("alice");
  static final AccessPackage.Id PACKAGE = new AccessPackage.Id(new UUID(1, 1));
  static final AssignmentPolicy.Id POLICY = new AssignmentPolicy.Id(new UUID(1, 2));
  static final Catalog.Id CATALOG = new Catalog.Id(new UUID(1, 3));

  static final Authorship BY_ADMIN = Authorship.of(Actor.user("admin"), NOW);

  private Samples() {}

  static ResourceRoleScope roleScope(int n) {
    var origin = new Origin("Ldap", "group-" + n);
    return new ResourceRoleScope(
        new Resource.Id(new UUID(2, n)),
        origin,
        new ResourceRole(new ResourceRole.Id(new UUID(3, n)), "Member", "", origin),
        new ResourceScope(new ResourceScope.Id(new UUID(4, n)), "Group " + n, "", origin, true),
        NOW);
  }

  static DeliveryItem item(int n, Operation operation) {
    return DeliveryItem.of(new DeliveryItem.Id(new UUID(5, n)), operation, roleScope(n));
  }

  static List<DeliveryItem> items(int count) {
    var items = new ArrayList<DeliveryItem>();
    for (int n = 1; n <= count; n++) {
      items.add(item(n, Operation.GRANT));
    }
    return items;
  }

  static AssignmentRequest submitted(RequestType type, Schedule schedule) {
    return AssignmentRequest.submitted(
        new AssignmentRequest.Id(new UUID(6, 1)),
        new AssignmentRequest.Terms(
            type,
            Actor.user("admin"),
            ALICE,
            PACKAGE,
            POLICY,
            CATALOG,
            new Assignment.Id(new UUID(7, 1)),
            schedule,
            Optional.of("for work"),
            NOW));
  }

  static AssignmentRequest delivering(int items) {
    return submitted(RequestType.ADMIN_ADD, Schedule.UNSPECIFIED)
        .approved(items(items), NOW, DEADLINE);
  }

  static Attempt attempt(AssignmentRequest request, int item, DeliveryOutcome outcome) {
    var next = request.item(id(item)).orElseThrow();
    return new Attempt(
        next.nextAttemptNumber(),
        request.progress().episode(),
        next.operationKey(),
        NOW,
        NOW,
        outcome);
  }

  static AssignmentRequest after(AssignmentRequest request, int item, DeliveryOutcome outcome) {
    return request
        .attempted(id(item), attempt(request, item, outcome), RetryPolicy.DEFAULT, 0.5)
        .settled(NOW);
  }

  static DeliveryItem.Id id(int item) {
    return new DeliveryItem.Id(new UUID(5, item));
  }

  static DeliveryOutcome done() {
    return new DeliveryOutcome.Done(false);
  }

  static DeliveryOutcome refused(ErrorClass errorClass) {
    return DeliveryOutcome.Refused.because(errorClass, "no");
  }

  static DeliveryOutcome unknown(DeliveryOutcome.Cause cause) {
    return new DeliveryOutcome.Unknown(cause, "?");
  }

  static AccessPackage accessPackage(int roleScopes) {
    var held = new ArrayList<ResourceRoleScope>();
    for (int n = 1; n <= roleScopes; n++) {
      held.add(roleScope(n));
    }
    return new AccessPackage(
        PACKAGE,
        1,
        CATALOG,
        AccessPackage.Terms.named("Project"),
        held,
        Exclusions.NONE,
        BY_ADMIN,
        Optional.empty());
  }

  static AssignmentPolicy policy(AllowedTargetScope scope, String... targets) {
    return new AssignmentPolicy(
        POLICY,
        1,
        PACKAGE,
        CATALOG,
        PolicyTerms.of(
            "Direct",
            scope,
            Stream.of(targets).map(SubjectSet::user).toList(),
            new Expiration.NoExpiration(),
            RequestorSettings.self(true, true, false)),
        NOW,
        NOW);
  }

  static Facts facts(int roleScopes) {
    return new Facts(
        Optional.of(accessPackage(roleScopes)),
        Optional.of(policy(AllowedTargetScope.NOT_SPECIFIED)),
        HERE,
        OtherAccess.NONE,
        Set.of("Ldap"));
  }
}
