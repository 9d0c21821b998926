package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.Claim;
import dev.regrant.application.Maintenance;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryPlan;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.RequestStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is due, and who may deliver it. */
abstract class DeliveryQueueContract extends ContractPart {
  private static final Map<String, Integer> ALL = Map.of(World.SYSTEM, 1_000);

  private static List<DeliveryItem.Id> items(Collection<Claim> claims) {
    return claims.stream().map(Claim::item).toList();
  }

  private List<Claim> extended(List<Claim> claims, Instant leaseUntil) {
    return call(tx -> tx.extend(claims, leaseUntil));
  }

  private List<Maintenance> maintenances(Instant now) {
    return call(tx -> tx.maintenances(now));
  }

  private static List<DeliveryItem.Id> items(AssignmentRequest request) {
    return request.items().stream().map(DeliveryItem::id).toList();
  }

  private AssignmentRequest delivering(int groups, String person) {
    return stored(World.of(NOW, groups).request(RequestStatus.DELIVERING, person));
  }

  private List<Claim> open(AssignmentRequest request) {
    return call(tx -> tx.claims(List.of(request.id())));
  }

  @Test
  void due_items_are_claimed_with_all_that_their_delivery_needs_to_know() {
    var request = delivering(2, "alice");

    var claims = claim(NOW, LEASE_END, ALL);

    assertThat(items(claims)).containsExactlyInAnyOrderElementsOf(items(request));
    assertThat(claims)
        .allSatisfy(
            claim -> {
              assertThat(claim.request()).isEqualTo(request.id());
              assertThat(claim.claimedAt()).isEqualTo(NOW);
              assertThat(claim.leaseUntil()).isEqualTo(LEASE_END);
              assertThat(claim.abandonedAt()).isEmpty();
            });
    assertThat(open(request)).containsExactlyInAnyOrderElementsOf(claims);
  }

  @Test
  void items_are_claimed_when_they_are_due_and_not_before() {
    delivering(1, "alice");

    assertThat(claim(NOW.minus(1, ChronoUnit.MICROS), LEASE_END, ALL)).isEmpty();
    assertThat(claim(NOW, LEASE_END, ALL)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(value = RequestStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "DELIVERING")
  void items_of_requests_that_do_not_deliver_are_never_claimed(RequestStatus status) {
    stored(World.of(NOW, 2).request(status, "alice"));

    assertThat(claim(NOW.plus(Duration.ofDays(100)), LEASE_END.plus(Duration.ofDays(100)), ALL))
        .isEmpty();
  }

  @Test
  void items_that_wait_for_a_scheduled_start_are_not_claimed_even_if_they_had_a_time() {
    var scheduled = World.of(NOW, 1).request(RequestStatus.PENDING_NOT_BEFORE, "alice");
    var item = scheduled.items().getFirst();
    stored(
        new AssignmentRequest(
            scheduled.id(),
            0,
            scheduled.terms(),
            scheduled.progress(),
            List.of(
                new DeliveryItem(
                    item.id(),
                    item.operation(),
                    item.roleScope(),
                    item.state(),
                    item.tries(),
                    item.lastAttempt(),
                    Optional.of(NOW)))));

    assertThat(claim(NOW, LEASE_END, ALL)).isEmpty();
  }

  @Test
  void settled_items_are_not_claimed() {
    var world = World.of(NOW, 3);
    var request = world.request(RequestStatus.DELIVERING, "alice");
    request = world.after(request, 0, new DeliveryOutcome.Done(false));
    request = world.after(request, 1, DeliveryOutcome.Refused.because(ErrorClass.FORBIDDEN, "no"));
    stored(request);

    assertThat(items(claim(NOW, LEASE_END, ALL))).containsExactly(items(request).get(2));
  }

  @Test
  void an_item_that_is_to_be_retried_is_claimed_at_its_time() {
    var world = World.of(NOW, 1);
    var request =
        stored(
            world.after(
                world.request(RequestStatus.DELIVERING, "alice"),
                0,
                new DeliveryOutcome.Refused(
                    ErrorClass.THROTTLED, "slow", Optional.of(Duration.ofSeconds(90)))));
    var retryAt = request.items().getFirst().nextAttemptAt().orElseThrow();

    assertThat(retryAt).isEqualTo(NOW.plusSeconds(90));
    assertThat(claim(retryAt.minus(1, ChronoUnit.MICROS), LEASE_END, ALL)).isEmpty();
    assertThat(claim(retryAt, LEASE_END, ALL)).hasSize(1);
  }

  @Test
  void the_longest_waiting_come_first() {
    var requests =
        List.of(3, 1, 4, 0, 2).stream()
            .map(n -> World.of(NOW.plusSeconds(n), 2).request(RequestStatus.DELIVERING, "p" + n))
            .toList();
    run(tx -> tx.requests().saveAll(requests));
    var later = NOW.plusSeconds(60);

    var first = claim(later, LEASE_END, Map.of(World.SYSTEM, 4));
    var rest = claim(later, LEASE_END, ALL);

    assertThat(first)
        .extracting(Claim::request)
        .containsExactly(
            requests.get(3).id(), requests.get(3).id(), requests.get(1).id(), requests.get(1).id());
    assertThat(rest)
        .extracting(Claim::request)
        .containsExactly(
            requests.get(4).id(),
            requests.get(4).id(),
            requests.get(0).id(),
            requests.get(0).id(),
            requests.get(2).id(),
            requests.get(2).id());
  }

  @Test
  void each_system_has_a_limit_of_its_own_and_others_are_left_alone() {
    var systems = List.of("A", "A", "A", "B", "B", "B", "C", "C", "D");
    var request = stored(World.of(NOW, systems).request(RequestStatus.DELIVERING, "alice"));

    var claims = claim(NOW, LEASE_END, Map.of("A", 2, "B", 10, "C", 0, "E", 5));

    assertThat(claims)
        .extracting(
            claim -> request.item(claim.item()).orElseThrow().roleScope().resourceOrigin().system())
        .containsExactlyInAnyOrder("A", "A", "B", "B", "B");
    assertThat(claim(NOW, LEASE_END, Map.of())).isEmpty();
  }

  @Test
  void a_claim_that_is_lengthened_stays_its_holders() {
    delivering(1, "alice");
    var held = claim(NOW, NOW.plusSeconds(15), ALL);

    var longer = extended(held, NOW.plusSeconds(25));

    assertThat(longer).extracting(Claim::leaseUntil).containsExactly(NOW.plusSeconds(25));
    assertThat(longer).extracting(Claim::token).containsExactly(held.getFirst().token());
    assertThat(claim(NOW.plusSeconds(20), NOW.plusSeconds(60), ALL)).isEmpty();
    assertThat(claim(NOW.plusSeconds(25), NOW.plusSeconds(60), ALL)).hasSize(1);
  }

  @Test
  void a_claim_that_was_taken_over_or_ended_is_not_lengthened() {
    delivering(2, "alice");
    var first = claim(NOW, NOW.plusSeconds(15), ALL);
    run(tx -> tx.end(List.of(first.get(0))));
    claim(NOW.plusSeconds(15), NOW.plusSeconds(30), ALL);

    assertThat(extended(first, NOW.plusSeconds(99))).isEmpty();
    assertThat(claim(NOW.plusSeconds(30), NOW.plusSeconds(60), ALL)).hasSize(2);
  }

  @Test
  void what_is_in_maintenance_is_not_due_until_it_ends() {
    delivering(1, "alice");
    var until = NOW.plusSeconds(100);
    var maintenance =
        new Maintenance(World.SYSTEM, NOW, until, Optional.of("upgrade"), Actor.user("admin"));

    run(
        tx -> {
          tx.save(new Maintenance(World.SYSTEM, NOW, NOW, Optional.empty(), Actor.ENGINE));
          tx.save(maintenance);
        });

    assertThat(maintenances(NOW)).containsExactly(maintenance);
    assertThat(claim(until.minus(1, ChronoUnit.MICROS), LEASE_END.plusSeconds(100), ALL)).isEmpty();
    assertThat(maintenances(until)).isEmpty();
    assertThat(claim(until, LEASE_END.plusSeconds(100), ALL)).hasSize(1);
  }

  @Test
  void a_maintenance_that_is_ended_holds_nothing_up() {
    delivering(1, "alice");
    run(
        tx -> {
          tx.save(
              new Maintenance(
                  World.SYSTEM, NOW, NOW.plusSeconds(9), Optional.empty(), Actor.user("admin")));
          tx.save(
              new Maintenance(
                  "Other", NOW, NOW.plusSeconds(9), Optional.empty(), Actor.user("admin")));
        });

    run(
        tx -> {
          tx.endMaintenance(World.SYSTEM);
          tx.endMaintenance("None");
        });

    assertThat(maintenances(NOW)).extracting(Maintenance::originSystem).containsExactly("Other");
    assertThat(claim(NOW, LEASE_END, ALL)).hasSize(1);
  }

  @Test
  void the_longest_waiting_come_first_across_systems_too() {
    var early = stored(World.of(NOW, List.of("B")).request(RequestStatus.DELIVERING, "early"));
    var late =
        stored(
            World.of(NOW.plusSeconds(1), List.of("A", "B"))
                .request(RequestStatus.DELIVERING, "late"));

    var claims = claim(NOW.plusSeconds(2), LEASE_END, Map.of("A", 5, "B", 5));

    assertThat(claims).extracting(Claim::request).containsExactly(early.id(), late.id(), late.id());
  }

  @Test
  void a_claimed_item_is_offered_again_when_its_lease_ends_and_not_before() {
    delivering(1, "alice");
    var first = claim(NOW, LEASE_END, ALL).getFirst();

    assertThat(claim(LEASE_END.minus(1, ChronoUnit.MICROS), LEASE_END.plusSeconds(60), ALL))
        .isEmpty();
    var second = claim(LEASE_END, LEASE_END.plusSeconds(60), ALL).getFirst();

    assertThat(second.item()).isEqualTo(first.item());
    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(second.abandonedAt()).contains(first.claimedAt());
    assertThatAll(tx -> tx.claims(List.of(first.request()))).containsExactly(second);
  }

  @Test
  void a_late_end_of_a_claim_that_was_taken_over_has_no_effect() {
    delivering(1, "alice");
    var late = claim(NOW, LEASE_END, ALL);
    var current = claim(LEASE_END, LEASE_END.plusSeconds(60), ALL);

    assertThat(end(late)).isEmpty();
    assertThat(claim(LEASE_END, LEASE_END.plusSeconds(60), ALL)).isEmpty();
    assertThat(end(current)).isEqualTo(current);
  }

  @Test
  void a_claim_whose_lease_ran_out_still_holds_if_nobody_took_it_over() {
    var request = delivering(1, "alice");
    var claims = claim(NOW, NOW, ALL);

    assertThat(open(request)).isEqualTo(claims);
    assertThat(end(claims)).isEqualTo(claims);
  }

  @Test
  void a_claim_ends_once() {
    var request = delivering(2, "alice");
    var claims = claim(NOW, LEASE_END, ALL);

    assertThat(end(claims.subList(0, 1))).isEqualTo(claims.subList(0, 1));
    assertThat(open(request)).isEqualTo(claims.subList(1, 2));
    assertThat(end(claims)).isEqualTo(claims.subList(1, 2));
    assertThat(end(claims)).isEmpty();
    assertThat(end(List.of())).isEmpty();
    assertThat(open(request)).isEmpty();
  }

  @Test
  void an_item_given_back_can_be_claimed_at_once_under_a_higher_token() {
    delivering(1, "alice");
    var first = claim(NOW, LEASE_END, ALL).getFirst();
    end(List.of(first));

    var second = claim(NOW, LEASE_END, ALL).getFirst();

    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(second.abandonedAt()).isEmpty();
    assertThat(end(List.of(first))).isEmpty();
    assertThat(end(List.of(second))).containsExactly(second);
  }

  @Test
  void a_lease_cannot_end_before_it_begins() {
    assertThatThrownBy(() -> claim(NOW, NOW.minusSeconds(1), ALL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saving_a_request_leaves_the_claims_on_its_items_alone() {
    var world = World.of(NOW, 2);
    var request = stored(world.request(RequestStatus.DELIVERING, "alice"));
    var claims = claim(NOW, LEASE_END, ALL);

    stored(world.after(request, 0, new DeliveryOutcome.Unknown(DeliveryOutcome.Cause.TIMEOUT, "")));

    assertThat(open(request)).containsExactlyInAnyOrderElementsOf(claims);
    assertThat(claim(LEASE_END.minusSeconds(1), LEASE_END, ALL)).isEmpty();
    assertThat(end(claims)).containsExactlyInAnyOrderElementsOf(claims);
  }

  @Test
  void items_that_are_no_longer_pending_are_not_claimed_and_their_claims_can_be_ended() {
    var request = delivering(2, "alice");
    var claims = claim(NOW, LEASE_END, ALL);

    var failed = stored(request.givenUp().settled(NOW));

    assertThat(open(failed)).containsExactlyInAnyOrderElementsOf(claims);
    assertThat(claim(LEASE_END, LEASE_END, ALL)).isEmpty();
    assertThat(end(claims)).containsExactlyInAnyOrderElementsOf(claims);
  }

  @Test
  void a_reprocessed_item_that_is_still_claimed_waits_for_the_lease_of_the_old_claim() {
    var request = delivering(1, "alice");
    var old = claim(NOW, LEASE_END, ALL).getFirst();
    var failed = stored(request.givenUp().settled(NOW));

    stored(
        failed.reprocessed(
            new DeliveryPlan(items(failed), List.of(), List.of()), NOW, NOW.plusSeconds(3_600)));

    assertThat(claim(NOW, LEASE_END, ALL)).isEmpty();
    assertThat(claim(LEASE_END, LEASE_END.plusSeconds(60), ALL))
        .singleElement()
        .satisfies(claim -> assertThat(claim.abandonedAt()).contains(old.claimedAt()));
  }

  @Test
  void claims_are_given_of_the_requests_asked_for() {
    var alice = delivering(2, "alice");
    var bob = delivering(1, "bob");
    claim(NOW, LEASE_END, ALL);

    assertThat(items(open(alice))).containsExactlyInAnyOrderElementsOf(items(alice));
    assertThatAll(tx -> tx.claims(List.of(alice.id(), bob.id()))).hasSize(3);
    assertThatAll(tx -> tx.claims(List.of())).isEmpty();
  }
}
