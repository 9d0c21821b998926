package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackageChangeTest {
  private static final Assignment.Id FIRST = new Assignment.Id(new UUID(7, 1));
  private static final Assignment.Id SECOND = new Assignment.Id(new UUID(7, 2));
  private static final DeliveryOutcome FORBIDDEN = refused(ErrorClass.FORBIDDEN);
  private static final DeliveryOutcome LOST = unknown(DeliveryOutcome.Cause.LOST_ANSWER);

  /** What a package gives: the role scopes of these numbers. */
  private static List<ResourceRoleScope> scopes(int... numbers) {
    return IntStream.of(numbers).mapToObj(Samples::roleScope).toList();
  }

  private static AssignmentRequest submitted(int n, RequestType type, Assignment.Id assignment) {
    var terms = Samples.submitted(type, Schedule.UNSPECIFIED).terms();
    return AssignmentRequest.submitted(
        new AssignmentRequest.Id(new UUID(6, n)),
        new AssignmentRequest.Terms(
            type,
            terms.requestedBy(),
            ALICE,
            terms.accessPackage(),
            terms.policy(),
            terms.catalog(),
            assignment,
            Schedule.UNSPECIFIED,
            Optional.empty(),
            NOW));
  }

  /** A request about one role whose attempt, if it had one, ended so. */
  private static AssignmentRequest request(
      int n, Assignment.Id assignment, Operation operation, int role, DeliveryOutcome... end) {
    var type = n == 1 ? RequestType.ADMIN_ADD : RequestType.SYSTEM_UPDATE;
    var delivering =
        submitted(n, type, assignment).approved(List.of(item(role, operation)), NOW, DEADLINE);
    return end.length == 0 ? delivering.givenUp().settled(NOW) : after(delivering, n, role, end[0]);
  }

  private static AssignmentRequest after(
      AssignmentRequest request, int second, int role, DeliveryOutcome end) {
    Instant at = NOW.plusSeconds(second);
    var attempt = new Attempt(1, 1, "key", at, at, end);
    return request.attempted(id(role), attempt, RetryPolicy.DEFAULT, 0).givenUp().settled(at);
  }

  /** A request that gave roles 1 and 2. */
  private static AssignmentRequest given(Assignment.Id assignment) {
    var request = submitted(1, RequestType.ADMIN_ADD, assignment).approved(items(2), NOW, DEADLINE);
    for (int role = 1; role <= 2; role++) {
      var attempt = new Attempt(1, 1, "key", NOW, NOW, done());
      request = request.attempted(id(role), attempt, RetryPolicy.DEFAULT, 0);
    }
    return request.settled(NOW);
  }

  private static PackageChange change(List<ResourceRoleScope> wanted, AssignmentRequest... all) {
    // In any order: the ids say which came first.
    return Provenance.changeOf(FIRST, wanted, new ArrayList<>(List.of(all)).reversed());
  }

  @Test
  void what_a_package_gives_beside_and_what_it_no_longer_gives_is_the_change() {
    assertThat(change(scopes(1, 2), given(FIRST)).isEmpty()).isTrue();
    assertThat(change(scopes(1, 2, 3), given(FIRST)))
        .isEqualTo(new PackageChange(List.of(), scopes(3)));
    assertThat(change(scopes(1), given(FIRST))).isEqualTo(new PackageChange(scopes(2), List.of()));
    var swap = change(scopes(1, 3), given(FIRST));
    assertThat(swap).isEqualTo(new PackageChange(scopes(2), scopes(3)));
    assertThat(swap.isEmpty()).isFalse();
    assertThat(change(scopes(1), given(FIRST)).isEmpty()).isFalse();
    assertThat(change(scopes(1, 2, 3), given(FIRST)).isEmpty()).isFalse();
  }

  @Test
  void what_others_gave_is_no_part_of_the_change() {
    assertThat(change(scopes(1), given(SECOND))).isEqualTo(new PackageChange(List.of(), scopes(1)));
  }

  @Test
  void a_role_is_asked_for_once() {
    var refusedGrant = request(2, FIRST, Operation.GRANT, 3, FORBIDDEN);
    var refusedRevocation = request(2, FIRST, Operation.REVOKE, 2, FORBIDDEN);

    assertThat(change(scopes(1, 2, 3), given(FIRST), refusedGrant).isEmpty()).isTrue();
    assertThat(change(scopes(1), given(FIRST), refusedRevocation).isEmpty()).isTrue();
  }

  @Test
  void what_came_back_is_given_again_and_what_goes_again_is_taken_again() {
    var taken = request(2, FIRST, Operation.REVOKE, 2, done());
    var back = request(3, FIRST, Operation.GRANT, 2, done());

    assertThat(change(scopes(1, 2), given(FIRST), taken).toGrant()).isEqualTo(scopes(2));
    assertThat(change(scopes(1, 2), given(FIRST), taken, back).isEmpty()).isTrue();
    assertThat(change(scopes(1), given(FIRST), taken, back).toRevoke()).isEqualTo(scopes(2));
  }

  @Test
  void what_was_surely_not_given_is_not_taken_away_and_what_may_be_there_is() {
    assertThat(change(List.of(), request(1, FIRST, Operation.GRANT, 1, FORBIDDEN)).isEmpty())
        .isTrue();
    assertThat(change(List.of(), request(1, FIRST, Operation.GRANT, 1)).isEmpty()).isTrue();
    assertThat(change(List.of(), request(1, FIRST, Operation.GRANT, 1, LOST)).toRevoke())
        .isEqualTo(scopes(1));
    var found = request(1, FIRST, Operation.GRANT, 1, new DeliveryOutcome.Done(true));
    assertThat(change(List.of(), found).isEmpty()).as("had it from elsewhere").isTrue();
  }

  private static Assignment.State state(List<ResourceRoleScope> wanted, AssignmentRequest... all) {
    return Provenance.stateOf(List.of(all), wanted);
  }

  @Test
  void an_assignment_is_what_the_last_item_about_each_role_came_to() {
    assertThat(state(scopes(1, 2), given(FIRST))).isEqualTo(Assignment.State.DELIVERED);
    assertThat(
            state(scopes(1, 2, 3), given(FIRST), request(2, FIRST, Operation.GRANT, 3, FORBIDDEN)))
        .isEqualTo(Assignment.State.PARTIALLY_DELIVERED);
    assertThat(state(scopes(1), given(FIRST), request(2, FIRST, Operation.REVOKE, 2, done())))
        .isEqualTo(Assignment.State.DELIVERED);
    assertThat(state(scopes(1), given(FIRST), request(2, FIRST, Operation.REVOKE, 2, FORBIDDEN)))
        .isEqualTo(Assignment.State.PARTIALLY_DELIVERED);
    assertThat(state(scopes(1), request(1, FIRST, Operation.GRANT, 1, FORBIDDEN)))
        .isEqualTo(Assignment.State.DELIVERY_FAILED);
    assertThat(state(List.of())).isEqualTo(Assignment.State.DELIVERED);
  }

  @Test
  void a_role_that_is_neither_given_nor_wanted_does_not_count_and_one_that_may_be_there_does() {
    var failed = request(1, FIRST, Operation.GRANT, 1, FORBIDDEN);
    var lost = request(1, FIRST, Operation.GRANT, 1, LOST);

    assertThat(state(List.of(), failed)).isEqualTo(Assignment.State.DELIVERED);
    assertThat(state(List.of(), lost)).isEqualTo(Assignment.State.DELIVERY_FAILED);
    assertThat(
            state(
                List.of(),
                request(1, FIRST, Operation.GRANT, 1, done()),
                request(2, FIRST, Operation.REVOKE, 1, FORBIDDEN)))
        .as("what cannot be taken away is in place")
        .isEqualTo(Assignment.State.PARTIALLY_DELIVERED);
  }

  @Test
  void the_grants_that_count_are_one_for_each_role() {
    var taken = request(2, FIRST, Operation.REVOKE, 2, done());
    var stuck = request(2, FIRST, Operation.REVOKE, 2, FORBIDDEN);

    assertThat(Provenance.given(List.of(given(FIRST))))
        .extracting(DeliveryItem::roleScope)
        .isEqualTo(scopes(1, 2));
    assertThat(Provenance.given(List.of(taken, given(FIRST))))
        .extracting(DeliveryItem::roleScope)
        .isEqualTo(scopes(1));
    assertThat(Provenance.given(List.of(given(FIRST), stuck))).hasSize(2);
  }

  @Test
  void what_is_to_be_taken_away_and_given_again_by_now_is_told() {
    var taking = request(2, FIRST, Operation.REVOKE, 2, FORBIDDEN);

    assertThat(Provenance.givenAgain(taking, scopes(1, 2))).containsExactly(id(2));
    assertThat(Provenance.givenAgain(taking, scopes(1))).isEmpty();
    assertThat(Provenance.givenAgain(given(FIRST), scopes(1, 2))).isEmpty();
  }

  @Test
  void a_role_that_a_package_took_out_of_another_assignment_is_not_needed_by_it() {
    var second = given(SECOND);
    var takenOut = request(2, SECOND, Operation.REVOKE, 2, FORBIDDEN);
    var live = Set.of(FIRST, SECOND);
    var first = given(FIRST);

    assertThat(Provenance.toRevoke(FIRST, List.of(first, second), live)).isEmpty();
    assertThat(Provenance.toRevoke(FIRST, List.of(first, second, takenOut), live))
        .isEqualTo(scopes(2));
  }

  @Test
  void what_only_takes_away_is_not_held_up_by_the_checks_of_a_grant() {
    var gone =
        new Facts(
            Optional.empty(),
            Optional.empty(),
            new Facts.Standing(false, Set.of()),
            OtherAccess.NONE,
            Set.of("Ldap"));
    var taking =
        submitted(2, RequestType.SYSTEM_UPDATE, FIRST)
            .approved(List.of(item(1, Operation.REVOKE)), NOW, DEADLINE);
    var mixed =
        submitted(2, RequestType.SYSTEM_UPDATE, FIRST)
            .approved(List.of(item(1, Operation.REVOKE), item(2, Operation.GRANT)), NOW, DEADLINE);

    assertThat(DeliveryGate.failedChecks(taking, gone, NOW)).isEmpty();
    assertThat(DeliveryGate.failedChecks(mixed, gone, NOW)).isNotEmpty();
    assertThat(DeliveryGate.failedChecks(submitted(2, RequestType.SYSTEM_UPDATE, FIRST), gone, NOW))
        .isNotEmpty();
  }

  @Test
  void a_group_that_excludes_the_package_stands_in_the_way() {
    var excluding =
        accessPackage(1).excluding(Exclusions.NONE.andGroup("traders"), Actor.user("a"), NOW);
    var request = delivering(1);

    assertThat(DeliveryGate.failedChecks(request, facts(excluding, "traders", "others"), NOW))
        .singleElement()
        .satisfies(
            failed -> {
              assertThat(failed.check()).isEqualTo(FailedCheck.Check.NO_INCOMPATIBLE_ACCESS);
              assertThat(failed.message()).contains("alice is in group traders");
            });
    assertThat(DeliveryGate.failedChecks(request, facts(excluding, "others"), NOW)).isEmpty();
  }

  private static Facts facts(AccessPackage accessPackage, String... groups) {
    return new Facts(
        Optional.of(accessPackage),
        Optional.of(policy(AllowedTargetScope.NOT_SPECIFIED)),
        new Facts.Standing(true, Set.of(groups)),
        OtherAccess.NONE,
        Set.of("Ldap"));
  }

  @Test
  void a_request_is_approved_without_what_is_not_to_be_delivered() {
    var items = List.of(item(1, Operation.REVOKE), item(2, Operation.REVOKE));
    var plan = new DeliveryPlan(List.of(id(1)), List.of(), List.of(id(2)));

    var approved =
        submitted(2, RequestType.SYSTEM_UPDATE, FIRST).approved(items, plan, NOW, DEADLINE);

    assertThat(approved.items())
        .extracting(DeliveryItem::state)
        .containsExactly(DeliveryItem.State.PENDING, DeliveryItem.State.DROPPED);
    assertThat(approved.progress().dueAt()).contains(DEADLINE);
  }

  @Test
  void an_assignment_is_to_be_compared_until_that_is_done_or_it_ends() {
    var held = Assignment.begunBy(given(FIRST)).following(given(FIRST), NOW);

    var marked = held.comparedAt(Optional.of(DEADLINE));
    assertThat(marked.updateDueAt()).contains(DEADLINE);
    assertThat(marked.following(given(FIRST), NOW).updateDueAt()).contains(DEADLINE);
    assertThat(marked.found(Assignment.State.PARTIALLY_DELIVERED).state())
        .isEqualTo(Assignment.State.PARTIALLY_DELIVERED);
    assertThat(marked.comparedAt(Optional.empty())).isEqualTo(held);
  }
}
