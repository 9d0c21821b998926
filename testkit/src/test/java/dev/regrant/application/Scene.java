package dev.regrant.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.Origin;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.ReprocessPolicy;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.RetryPolicy;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectSet;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.InMemoryDirectory;
import dev.regrant.testkit.InMemoryStore;
import dev.regrant.testkit.InMemoryTarget;
import dev.regrant.testkit.ManualClock;
import dev.regrant.testkit.RecordingExtensions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** An engine in memory, with a clock that a test moves, and one package to ask for. */
final class Scene {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final TenantId TENANT = new TenantId(new UUID(1, 1));
  static final String SYSTEM = "Target";
  static final Caller ADMIN =
      new Caller(
          TENANT,
          Actor.user("admin"),
          Set.of(Permission.READ_WRITE_ALL),
          Set.of(DirectoryRole.IDENTITY_GOVERNANCE_ADMINISTRATOR),
          Set.of());
  static final Caller READER =
      new Caller(TENANT, Actor.application("reader"), Set.of(Permission.READ_ALL));
  static final Caller ALICE =
      new Caller(TENANT, Actor.user("alice"), Set.of(Permission.SUBJECT_ACCESS));
  static final RequestorSettings SELF_SERVICE = RequestorSettings.self(true, true, false);

  /** Three attempts, two lost leases, 10 s to a minute apart, within an hour; a week for people. */
  static final RetryPolicy RETRY =
      new RetryPolicy(
          3,
          2,
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofHours(1),
          Duration.ofDays(7));

  final ManualClock clock = new ManualClock(START);
  final InMemoryStore store = new InMemoryStore();
  final InMemoryTarget target = new InMemoryTarget(SYSTEM);
  final RecordingExtensions extensions = new RecordingExtensions();
  final InMemoryDirectory directory =
      new InMemoryDirectory()
          .with(
              new Subject(
                  "alice",
                  Optional.of("Alice"),
                  Optional.of("alice@example.org"),
                  Optional.empty()),
              Subject.of("bob"));
  private int engines;
  final AccessRequestEngine engine = engine();
  final Catalog.Id catalog;
  final AccessPackage.Id accessPackage;
  final AssignmentPolicy.Id policy;

  /** A package that gives membership of these groups, which administrators may assign. */
  Scene(String... groups) {
    catalog = done(engine.catalogs().createCatalog(ADMIN, Catalog.Terms.named("Sales"))).id();
    accessPackage = packageOf("Project", groups);
    policy = policyOf(accessPackage, "Direct", AllowedTargetScope.NOT_SPECIFIED);
  }

  /** Another engine on the same store and target, as another process would be. */
  AccessRequestEngine engine() {
    return engine(store);
  }

  AccessRequestEngine engine(Store disk) {
    return engine(disk, target);
  }

  AccessRequestEngine engine(Store disk, Connector... connectors) {
    var builder =
        AccessRequestEngine.builder()
            .store(disk)
            .directory(directory)
            .clock(clock)
            .random(new Random(++engines))
            .retryPolicy(RETRY)
            .extensionCaller(extensions);
    List.of(connectors).forEach(builder::connector);
    return builder.build();
  }

  AccessPackage.Id packageOf(String name, String... groups) {
    var id =
        done(engine.accessPackages().create(ADMIN, catalog, AccessPackage.Terms.named(name))).id();
    for (String group : groups) {
      var origin = new Origin(SYSTEM, group);
      engine.resources().add(ADMIN, catalog, Resources.Description.of(origin));
      done(engine.accessPackages().addRoleScope(ADMIN, id, member(origin)));
    }
    return id;
  }

  static RoleScopeReference member(Origin group) {
    return new RoleScopeReference(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Origin(group.system(), "Member_" + group.id())),
        Optional.empty(),
        Optional.of(group));
  }

  AssignmentPolicy.Id policyOf(AccessPackage.Id id, String name, AllowedTargetScope scope) {
    return policyOf(id, name, scope, new Expiration.NoExpiration(), SELF_SERVICE);
  }

  AssignmentPolicy.Id policyOf(
      AccessPackage.Id id,
      String name,
      AllowedTargetScope scope,
      Expiration expiration,
      RequestorSettings settings) {
    var terms =
        PolicyTerms.of(name, scope, List.of(SubjectSet.user("alice")), expiration, settings);
    return done(engine.policies().create(ADMIN, id, terms)).id();
  }

  Submission adminAdd(String objectId) {
    return adminAdd(objectId, Schedule.UNSPECIFIED);
  }

  Submission adminAdd(String objectId, Schedule schedule) {
    return adminAdd(accessPackage, policy, objectId, schedule);
  }

  static Submission adminAdd(
      AccessPackage.Id accessPackage,
      AssignmentPolicy.Id policy,
      String objectId,
      Schedule schedule) {
    return new Submission(
        RequestType.ADMIN_ADD,
        Optional.of(accessPackage),
        Optional.of(policy),
        Optional.of(new Submission.Target.ByObjectId(objectId)),
        Optional.empty(),
        schedule,
        Optional.of("for work"));
  }

  static Submission userAdd(AccessPackage.Id accessPackage) {
    return new Submission(
        RequestType.USER_ADD,
        Optional.of(accessPackage),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Schedule.UNSPECIFIED,
        Optional.empty());
  }

  static Submission removal(RequestType type, Assignment.Id assignment) {
    return new Submission(
        type,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(assignment),
        Schedule.UNSPECIFIED,
        Optional.empty());
  }

  /** Moves on what is due, and delivers nothing yet. */
  void approve() {
    new Progression(parts()).run(TENANT);
  }

  /** The worker of another process, which a test can stop half-way. */
  DeliveryWorker worker() {
    return worker(store);
  }

  DeliveryWorker worker(Store disk) {
    var parts = parts(disk);
    return new DeliveryWorker(parts, Runnable::run, new ClaimKeeper(parts));
  }

  EngineParts parts() {
    return parts(store);
  }

  EngineParts parts(Store disk) {
    return parts(disk, target);
  }

  EngineParts parts(Store disk, Connector... connectors) {
    var random = new Random(++engines);
    var channels = new TreeMap<String, Channel>();
    for (Connector connector : connectors) {
      channels.put(connector.description().originSystem(), new Channel(connector, clock));
    }
    return new EngineParts(
        disk,
        directory,
        channels,
        Map.of(),
        clock,
        random,
        new Ids(random),
        ReprocessPolicy.DEFAULT,
        RETRY,
        WorkerSettings.DEFAULT,
        EventSettings.DEFAULT,
        extensions,
        ChangeNotifier.none(),
        () -> {});
  }

  /** Submits, and lets the engine do all that is due. */
  AssignmentRequest delivered(Submission submission) {
    var request = submit(submission);
    settle();
    return find(request);
  }

  AssignmentRequest submit(Submission submission) {
    return done(engine.requests().submit(ADMIN, submission, Optional.empty()));
  }

  /** A request of two groups of which the second was refused for good. */
  AssignmentRequest partlyDelivered() {
    return partlyDelivered("alice");
  }

  AssignmentRequest partlyDelivered(String person) {
    target.refuseNext("b", ErrorClass.ROLE_NOT_FOUND);
    var request = delivered(adminAdd(person));
    assertThat(request.state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);
    return request;
  }

  Outcome<AssignmentRequest> reprocess(AssignmentRequest request) {
    return engine
        .requests()
        .reprocess(ADMIN, request.id(), Optional.of("group is back"), Optional.empty());
  }

  /** Lets the engine do all that is due now. */
  void settle() {
    settle(engine);
  }

  static void settle(AccessRequestEngine engine) {
    for (int pass = 0; engine.runOnce(); pass++) {
      assertThat(pass).as("passes until nothing is due").isLessThan(1_000);
    }
  }

  AssignmentRequest find(AssignmentRequest request) {
    return done(engine.requests().lookup().find(ADMIN, request.id()));
  }

  Assignment assignment(AssignmentRequest request) {
    return done(engine.assignments().find(ADMIN, request.terms().assignment()));
  }

  List<HistoryEntry> history(AssignmentRequest request) {
    return done(engine.requests().history(ADMIN, request.id()));
  }

  List<HistoryEntry.Activity> activities(AssignmentRequest request) {
    return history(request).stream().map(HistoryEntry::activity).toList();
  }

  Set<String> groupsOf(String objectId) {
    return target.memberships().stream()
        .filter(held -> held.objectId().equals(objectId))
        .map(InMemoryTarget.Membership::resource)
        .collect(Collectors.toSet());
  }

  static <T> T done(Outcome<T> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<T>) outcome).value();
  }

  static Refusal refusal(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<?>) outcome).refusal();
  }
}
