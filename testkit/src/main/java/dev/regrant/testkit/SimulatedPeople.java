package dev.regrant.testkit;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Caller;
import dev.regrant.application.Filter;
import dev.regrant.application.Outcome;
import dev.regrant.application.Query;
import dev.regrant.application.Resources;
import dev.regrant.application.RoleScopeReference;
import dev.regrant.application.Submission;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Origin;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.PolicyTerms.CustomExtensionStageSetting;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.PolicyTerms.Extras;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What people ask an engine for in a {@link Simulation}. For one thread. */
final class SimulatedPeople {
  /** How long access is asked for; the longest comes last. */
  static final List<Duration> DURATIONS =
      List.of(
          Duration.ofSeconds(30), Duration.ofMinutes(15), Duration.ofHours(4), Duration.ofDays(6));

  private static final int GROUPS = 4;

  private final AccessRequestEngine desk;
  private final Caller admin;
  private final Random random;
  private final InstantSource clock;
  private final List<String> systems;
  private final InMemoryDirectory directory;
  private final List<Subject> people =
      List.of(Subject.of("alice"), Subject.of("bob"), Subject.of("carol"));
  private final List<AccessPackage.Id> packages = new ArrayList<>();
  private final List<AssignmentPolicy.Id> policies = new ArrayList<>();
  private final List<AssignmentRequest.Id> submitted = new ArrayList<>();

  /**
   * @param systems where the groups are
   */
  SimulatedPeople(
      AccessRequestEngine desk,
      Caller admin,
      Random random,
      InstantSource clock,
      InMemoryDirectory directory,
      List<String> systems) {
    this.desk = desk;
    this.admin = admin;
    this.random = random;
    this.clock = clock;
    this.directory = directory;
    this.systems = systems;
    allCome();
    createPackages();
  }

  private void createPackages() {
    var catalog = done(desk.catalogs().createCatalog(admin, Catalog.Terms.named("Chaos"))).id();
    for (int group = 0; group < GROUPS; group++) {
      done(desk.resources().add(admin, catalog, Resources.Description.of(group(group))));
    }
    // The packages overlap, so that access is shared between assignments.
    for (int n = 0; n < GROUPS - 1; n++) {
      var id =
          done(desk.accessPackages().create(admin, catalog, AccessPackage.Terms.named("P" + n)))
              .id();
      done(desk.accessPackages().addRoleScope(admin, id, member(n)));
      done(desk.accessPackages().addRoleScope(admin, id, member(n + 1)));
      packages.add(id);
      policies.add(done(desk.policies().create(admin, id, terms(catalog, n))).id());
    }
  }

  /** Each package has other extensions called. */
  private PolicyTerms terms(Catalog.Id catalog, int n) {
    var settings =
        switch (n) {
          case 0 ->
              List.of(
                  setting(
                      catalog, ExtensionStage.ASSIGNMENT_REQUEST_CREATED, Simulation.PAUSES.get(4)),
                  setting(
                      catalog,
                      ExtensionStage.ASSIGNMENT_REQUEST_GRANTED,
                      Simulation.PAUSES.get(2)));
          case 1 ->
              List.of(
                  setting(
                      catalog,
                      ExtensionStage.ASSIGNMENT_REQUEST_APPROVED,
                      Simulation.PAUSES.get(5)),
                  setting(
                      catalog,
                      ExtensionStage.ASSIGNMENT_REQUEST_APPROVED,
                      Simulation.PAUSES.get(6)));
          default ->
              List.of(
                  setting(catalog, ExtensionStage.ASSIGNMENT_REQUEST_REMOVED, Duration.ZERO),
                  setting(
                      catalog, ExtensionStage.ASSIGNMENT_ONE_DAY_BEFORE_EXPIRATION, Duration.ZERO));
        };
    return PolicyTerms.of(
            "Direct",
            AllowedTargetScope.NOT_SPECIFIED,
            List.of(),
            new Expiration.NoExpiration(),
            RequestorSettings.NONE)
        .with(new Extras(Optional.empty(), Optional.empty(), false, settings));
  }

  /** A new extension, called at this stage; one with no time to call back is not waited for. */
  private CustomExtensionStageSetting setting(
      Catalog.Id catalog, ExtensionStage stage, Duration callbackTimeout) {
    var type =
        stage.beforeEnd().isPresent()
            ? CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_WORKFLOW_EXTENSION
            : CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_REQUEST_WORKFLOW_EXTENSION;
    var terms =
        new CustomExtension.Terms(
            type,
            stage.name(),
            "",
            new CustomExtension.Endpoint(
                "https://chaos.test/", Optional.empty(), Optional.empty(), Optional.empty()),
            Optional.empty(),
            CustomExtension.Client.DEFAULT,
            Optional.of(callbackTimeout).filter(Duration::isPositive));
    return new CustomExtensionStageSetting(
        CustomExtensionStageSetting.NO_ID,
        stage,
        done(desk.customExtensions().create(admin, catalog, terms)).id().value());
  }

  private Origin group(int n) {
    return new Origin(systems.get(n * systems.size() / GROUPS), "group-" + n);
  }

  private RoleScopeReference member(int n) {
    var group = group(n);
    return new RoleScopeReference(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Origin(group.system(), "Member_" + group.id())),
        Optional.empty(),
        Optional.of(group));
  }

  /** What was asked for and accepted. */
  List<AssignmentRequest.Id> submitted() {
    return submitted;
  }

  void askForAccess() {
    int which = random.nextInt(packages.size());
    submit(
        new Submission(
            RequestType.ADMIN_ADD,
            Optional.of(packages.get(which)),
            Optional.of(policies.get(which)),
            any(people).map(person -> new Submission.Target.ByObjectId(person.objectId())),
            Optional.empty(),
            new Schedule(anyStart(), anyEnd()),
            Optional.empty()));
  }

  private Optional<Instant> anyStart() {
    return random.nextInt(5) > 0
        ? Optional.empty()
        : Optional.of(clock.instant().plus(any(Simulation.PAUSES).orElseThrow()));
  }

  private Expiration anyEnd() {
    return switch (random.nextInt(4)) {
      case 0 -> new Expiration.AfterDuration(any(DURATIONS).orElseThrow());
      case 1 -> new Expiration.AfterDateTime(clock.instant().plus(any(DURATIONS).orElseThrow()));
      default -> new Expiration.NotSpecified();
    };
  }

  void askForRemoval() {
    anyAssignment().ifPresent(this::remove);
  }

  void remove(Assignment.Id id) {
    submit(
        new Submission(
            RequestType.ADMIN_REMOVE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(id),
            Schedule.UNSPECIFIED,
            Optional.empty()));
  }

  void cancel() {
    any(submitted).ifPresent(id -> desk.requests().cancel(admin, id));
  }

  void reprocess() {
    any(submitted).ifPresent(this::reprocess);
  }

  Outcome<AssignmentRequest> reprocess(AssignmentRequest.Id id) {
    return desk.requests().reprocess(admin, id, Optional.empty(), Optional.empty());
  }

  void reprocessAssignment() {
    anyAssignment().ifPresent(this::reprocessAssignment);
  }

  void reprocessAssignment(Assignment.Id id) {
    accept(desk.requests().reprocessAssignment(admin, id, Optional.empty(), Optional.empty()));
  }

  void changePackage() {
    var id = any(packages).orElseThrow();
    var roleScopes = done(desk.accessPackages().lookup().find(admin, id)).roleScopes();
    if (random.nextBoolean()) {
      any(roleScopes)
          .ifPresent(
              roleScope -> done(desk.accessPackages().removeRoleScope(admin, id, roleScope.id())));
    } else {
      desk.accessPackages().addRoleScope(admin, id, member(random.nextInt(GROUPS)));
    }
  }

  void comeOrGo() {
    var person = any(people).orElseThrow();
    if (random.nextBoolean()) {
      directory.remove(person.objectId());
    } else {
      directory.with(person);
    }
  }

  void allCome() {
    people.forEach(directory::with);
  }

  private Optional<Assignment.Id> anyAssignment() {
    return any(done(desk.assignments()
                .list(admin, new Query<>(Filter.everything(), 100, Optional.empty())))
            .items())
        .map(Assignment::id);
  }

  private void submit(Submission submission) {
    accept(desk.requests().submit(admin, submission, Optional.empty()));
  }

  private void accept(Outcome<AssignmentRequest> outcome) {
    if (outcome instanceof Outcome.Done<AssignmentRequest>(var request)) {
      submitted.add(request.id());
    }
  }

  private <T> Optional<T> any(List<T> list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(random.nextInt(list.size())));
  }

  static <T> T done(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Done<T>(var value)) {
      return value;
    }
    throw new IllegalStateException("not done: " + outcome);
  }
}
