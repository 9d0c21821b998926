package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.FailedCheck.Check;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.testkit.InMemoryTarget;
import dev.regrant.testkit.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What the engine decides by itself as time passes, and what the history tells of it. */
class DecisionTest {
  private static final Instant TOMORROW = START.plus(Duration.ofDays(1));
  private static final Schedule FROM_TOMORROW =
      new Schedule(Optional.of(TOMORROW), new Expiration.NoExpiration());
  private static final Schedule FOR_AN_HOUR =
      new Schedule(Optional.empty(), new Expiration.AfterDateTime(START.plus(Duration.ofHours(1))));
  private static final Duration LOOKS_AGAIN = Duration.ofSeconds(2);

  private final Scene scene = new Scene("a", "b");

  private List<SortedMap<String, String>> told(AssignmentRequest request, Activity activity) {
    return scene.history(request).stream()
        .filter(entry -> entry.activity() == activity)
        .map(HistoryEntry::details)
        .toList();
  }

  private static SortedMap<String, String> only(String detail, String value) {
    return new TreeMap<>(Map.of(detail, value));
  }

  private AssignmentRequest asked(String name, Schedule schedule, String... groups) {
    var accessPackage = scene.packageOf(name, groups);
    var policy = scene.policyOf(accessPackage, "Direct", AllowedTargetScope.NOT_SPECIFIED);
    scene.settle();
    return scene.submit(adminAdd(accessPackage, policy, "alice", schedule));
  }

  private Instant dueAt(AssignmentRequest request) {
    return scene.find(request).progress().dueAt().orElseThrow();
  }

  private int progressed() {
    return new Progression(scene.parts()).run(TENANT);
  }

  @Test
  void an_approval_by_the_engine_tells_the_version_of_the_policy() {
    var request = scene.submit(scene.adminAdd("alice"));

    scene.approve();

    assertThat(told(request, Activity.AUTO_APPROVED)).containsExactly(only("policyVersion", "1"));
  }

  @Test
  void a_start_tells_the_version_of_the_policy_and_what_the_package_lost_meanwhile() {
    var request = scene.delivered(scene.adminAdd("alice", FROM_TOMORROW));
    var lost = request.items().getFirst().roleScope();
    done(scene.engine.accessPackages().removeRoleScope(ADMIN, scene.accessPackage, lost.id()));

    scene.clock.set(TOMORROW);
    scene.settle();

    assertThat(told(request, Activity.START_REACHED)).containsExactly(only("policyVersion", "1"));
    assertThat(told(request, Activity.DROPPED))
        .singleElement()
        .satisfies(
            details ->
                assertThat(details)
                    .containsEntry("originId", lost.resourceOrigin().id())
                    .containsEntry("reason", "the access package no longer holds it"));
  }

  @Test
  void what_must_not_be_delivered_fails_and_tells_why() {
    var request = scene.submit(scene.adminAdd("alice", FOR_AN_HOUR));

    scene.clock.advance(Duration.ofHours(2));
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERY_FAILED);
    assertThat(told(request, Activity.DELIVERY_REFUSED))
        .containsExactly(
            only(
                Check.SCHEDULE_NOT_OVER.code(),
                "the requested access ended at 2026-03-01T13:00:00Z"));
    assertThat(scene.target.writes()).isEmpty();
  }

  @Test
  void what_must_not_be_delivered_and_would_give_nothing_is_withdrawn_and_tells_why() {
    var request = asked("Empty", FOR_AN_HOUR);

    scene.clock.advance(Duration.ofHours(2));
    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.CANCELED);
    assertThat(scene.activities(request))
        .containsExactly(
            Activity.SUBMITTED,
            Activity.AUTO_APPROVED,
            Activity.DELIVERY_REFUSED,
            Activity.CANCELED);
  }

  @Test
  void what_waits_for_its_opposite_looks_again_soon() {
    var given = scene.delivered(scene.adminAdd("alice"));
    scene.target.refuseNext("b", ErrorClass.THROTTLED);
    scene.delivered(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));
    var later = asked("Other", Schedule.UNSPECIFIED, "b");

    assertThat(progressed()).isEqualTo(1);

    assertThat(dueAt(later)).isEqualTo(START.plus(LOOKS_AGAIN));
    assertThat(scene.activities(later)).as("nothing is decided yet").hasSize(1);
  }

  @Test
  void what_starts_waits_for_its_opposite_too() {
    var given = scene.delivered(scene.adminAdd("alice"));
    var later = asked("Other", FROM_TOMORROW, "b");
    scene.settle();
    scene.clock.set(TOMORROW.minusSeconds(1));
    scene.target.refuseNext("b", ErrorClass.THROTTLED);
    scene.delivered(removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));

    scene.clock.set(TOMORROW);
    assertThat(progressed()).isEqualTo(1);

    assertThat(scene.find(later).progress().status()).isEqualTo(RequestStatus.PENDING_NOT_BEFORE);
    assertThat(dueAt(later)).isEqualTo(TOMORROW.plus(LOOKS_AGAIN));
    assertThat(told(later, Activity.START_REACHED)).isEmpty();
  }

  @Test
  void at_the_deadline_what_is_under_way_has_until_its_lease_ends_and_is_then_unknown() {
    var request = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    var deadline = dueAt(request);
    scene.clock.set(deadline.minusSeconds(1));
    var leaseUntil = scene.worker().claim(TENANT, 1).getFirst().claim().leaseUntil();

    scene.clock.set(deadline);
    assertThat(progressed()).isEqualTo(1);
    assertThat(dueAt(request)).isEqualTo(leaseUntil);
    assertThat(told(request, Activity.DEADLINE_PASSED)).isEmpty();
    scene.clock.set(leaseUntil);
    assertThat(progressed()).isEqualTo(1);

    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERY_FAILED);
    assertThat(told(request, Activity.ATTEMPTED))
        .extracting(details -> details.get("outcome"), details -> details.get("message"))
        .containsExactly(silent(), silent());
  }

  private static Tuple silent() {
    return tuple("unknown", "the process that delivered it did not say until the deadline");
  }

  @Test
  void a_maintenance_puts_off_the_deadline_only_of_what_waits_for_it() {
    var request =
        World.of(START, List.of(SYSTEM, "Unserved"))
            .saveIn(scene.store, TENANT)
            .request(RequestStatus.DELIVERING, "alice");
    scene.store.inTransaction(
        TENANT,
        tx -> {
          tx.requests().save(request);
          return request;
        });
    scene.settle();
    assertThat(scene.target.writes()).hasSize(1);
    scene.clock.set(dueAt(request));
    done(
        scene
            .engine
            .connectors()
            .startMaintenance(
                ADMIN, SYSTEM, scene.clock.instant().plusSeconds(60), Optional.empty()));

    scene.settle();

    assertThat(scene.find(request).state()).isEqualTo(RequestState.PARTIALLY_DELIVERED);
  }

  @Test
  void what_was_never_tried_is_refused_where_no_connector_serves_its_system_any_more() {
    var request = scene.delivered(scene.adminAdd("alice", FROM_TOMORROW));
    var now = scene.submit(scene.adminAdd("bob"));
    var restarted = scene.engine(scene.store, new InMemoryTarget("Elsewhere"));

    settle(restarted);
    scene.clock.set(TOMORROW);
    settle(restarted);

    assertThat(List.of(request, now))
        .allSatisfy(
            one -> {
              assertThat(scene.find(one).state()).isEqualTo(RequestState.DELIVERY_FAILED);
              assertThat(told(one, Activity.DELIVERY_REFUSED))
                  .containsExactly(
                      only(
                          Check.CONNECTOR_AVAILABLE.code(),
                          "no connector is available for origin system 'Target'"));
              assertThat(told(one, Activity.ATTEMPTED)).isEmpty();
            });
    restarted.close();
  }

  @Test
  void a_comparison_of_an_assignment_that_gives_nothing_is_done_at_once_and_told() {
    var given = asked("Empty", Schedule.UNSPECIFIED);
    scene.settle();

    var compared =
        done(
            scene
                .engine
                .requests()
                .reprocessAssignment(
                    ADMIN, given.terms().assignment(), Optional.empty(), Optional.empty()));

    assertThat(compared.state()).isEqualTo(RequestState.DELIVERED);
    assertThat(scene.activities(compared))
        .containsExactly(Activity.SUBMITTED, Activity.ASSIGNMENT_REPROCESSED, Activity.DELIVERED);
  }
}
