package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
  private static final Assignment.Id FIRST = new Assignment.Id(new UUID(7, 1));
  private static final Assignment.Id SECOND = new Assignment.Id(new UUID(7, 2));
  private static final DeliveryOutcome ALREADY = new DeliveryOutcome.Done(true);

  /** A request about an assignment whose items 1, 2, … ended with these outcomes at {@code at}. */
  private static AssignmentRequest request(
      int n, Assignment.Id assignment, Operation operation, Instant at, DeliveryOutcome... ends) {
    var type = operation == Operation.GRANT ? RequestType.ADMIN_ADD : RequestType.ADMIN_REMOVE;
    var terms = submitted(type, Schedule.UNSPECIFIED).terms();
    var request =
        AssignmentRequest.submitted(
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
    var items = new ArrayList<DeliveryItem>();
    for (int i = 1; i <= ends.length; i++) {
      items.add(item(i, operation));
    }
    request = request.approved(items, NOW, DEADLINE);
    for (int i = 1; i <= ends.length; i++) {
      request =
          request.attempted(
              id(i), new Attempt(1, 1, "key", at, at, ends[i - 1]), RetryPolicy.DEFAULT, 0);
    }
    return request;
  }

  private static List<ResourceRoleScope> revoked(
      Set<Assignment.Id> live, AssignmentRequest... ofTarget) {
    return Provenance.toRevoke(FIRST, List.of(ofTarget), live);
  }

  @Test
  void what_was_given_or_may_have_been_given_is_taken_away() {
    var given =
        request(
            1,
            FIRST,
            Operation.GRANT,
            NOW,
            done(),
            unknown(DeliveryOutcome.Cause.TIMEOUT),
            refused(ErrorClass.FORBIDDEN));

    assertThat(revoked(Set.of(FIRST), given)).containsExactly(roleScope(1), roleScope(2));
  }

  @Test
  void what_the_person_had_from_elsewhere_stays() {
    var found = request(1, FIRST, Operation.GRANT, NOW, ALREADY, done());

    assertThat(revoked(Set.of(FIRST), found)).containsExactly(roleScope(2));
  }

  @Test
  void what_another_live_assignment_needs_stays() {
    var first = request(1, FIRST, Operation.GRANT, NOW, done(), done(), done());
    var second =
        request(
            2,
            SECOND,
            Operation.GRANT,
            NOW.plusSeconds(1),
            ALREADY,
            refused(ErrorClass.THROTTLED),
            refused(ErrorClass.FORBIDDEN));

    assertThat(revoked(Set.of(FIRST, SECOND), first, second))
        .containsExactly(roleScope(2), roleScope(3));
    assertThat(revoked(Set.of(FIRST), first, second))
        .containsExactly(roleScope(1), roleScope(2), roleScope(3));
  }

  @Test
  void what_an_ended_assignment_gave_and_this_one_took_over_is_taken_away() {
    var second = request(1, SECOND, Operation.GRANT, NOW, done());
    var first = request(2, FIRST, Operation.GRANT, NOW.plusSeconds(1), ALREADY);

    assertThat(revoked(Set.of(FIRST), second, first)).containsExactly(roleScope(1));
  }

  @Test
  void what_was_taken_away_and_then_found_again_came_from_elsewhere() {
    var second = request(1, SECOND, Operation.GRANT, NOW, done());
    var removal = request(2, SECOND, Operation.REVOKE, NOW.plusSeconds(1), done());
    var first = request(3, FIRST, Operation.GRANT, NOW.plusSeconds(2), ALREADY);

    assertThat(revoked(Set.of(FIRST), first, removal, second)).isEmpty();
  }

  @Test
  void a_removal_does_not_need_what_another_live_assignment_needs_by_now() {
    var removal = request(1, FIRST, Operation.REVOKE, NOW, refused(ErrorClass.FORBIDDEN), done());
    var later = request(2, SECOND, Operation.GRANT, NOW.plusSeconds(1), done());

    assertThat(Provenance.neededElsewhere(removal, List.of(removal, later), Set.of(FIRST, SECOND)))
        .containsExactly(id(1));
    assertThat(Provenance.neededElsewhere(removal, List.of(removal, later), Set.of(FIRST)))
        .isEmpty();
  }

  @Test
  void an_assignment_that_is_being_ended_needs_nothing_any_more() {
    var first = request(1, FIRST, Operation.GRANT, NOW, done());
    var second = request(2, SECOND, Operation.GRANT, NOW, ALREADY);
    var removal = request(3, SECOND, Operation.REVOKE, NOW, refused(ErrorClass.FORBIDDEN));
    var both = Set.of(FIRST, SECOND);

    assertThat(revoked(both, first, second)).isEmpty();
    assertThat(revoked(both, first, second, removal)).containsExactly(roleScope(1));
    assertThat(revoked(both, first, second, removal.givenUp().settled(NOW).canceled(NOW)))
        .isEmpty();
  }

  @Test
  void giving_and_taking_the_same_role_at_once_are_opposed() {
    var removal = request(1, FIRST, Operation.REVOKE, NOW, refused(ErrorClass.THROTTLED));
    var grant = request(2, SECOND, Operation.GRANT, NOW, refused(ErrorClass.THROTTLED));
    var done = request(3, SECOND, Operation.GRANT, NOW, done());

    assertThat(Provenance.opposedBy(grant, List.of(removal))).contains(removal.id());
    assertThat(Provenance.opposedBy(removal, List.of(done, grant))).contains(grant.id());
    assertThat(Provenance.opposedBy(removal, List.of(done, removal))).isEmpty();
    assertThat(Provenance.opposedBy(grant, List.of(grant, removal.givenUp().settled(NOW))))
        .isEmpty();
  }

  @Test
  void a_revocation_that_may_have_failed_is_tried_again() {
    var given = request(1, FIRST, Operation.GRANT, NOW, done(), done());
    var removal =
        request(
            2,
            FIRST,
            Operation.REVOKE,
            NOW.plusSeconds(1),
            unknown(DeliveryOutcome.Cause.TIMEOUT),
            ALREADY);

    assertThat(revoked(Set.of(FIRST), given, removal)).containsExactly(roleScope(1));
  }

  @Test
  void of_a_lost_grant_and_a_revocation_at_the_same_moment_the_grant_counts() {
    var lost =
        request(1, FIRST, Operation.GRANT, NOW, unknown(DeliveryOutcome.Cause.LOST_LEASE), done());
    var removal = request(2, SECOND, Operation.REVOKE, NOW, done(), done());

    assertThat(revoked(Set.of(FIRST), lost, removal)).containsExactly(roleScope(1), roleScope(2));
    assertThat(revoked(Set.of(FIRST), removal, lost)).containsExactly(roleScope(1), roleScope(2));

    var later = request(3, SECOND, Operation.REVOKE, NOW.plusNanos(1_000), done(), done());
    assertThat(revoked(Set.of(FIRST), lost, later)).isEmpty();
  }

  @Test
  void what_was_never_tried_is_left_alone() {
    var waiting =
        submitted(RequestType.ADMIN_ADD, Schedule.UNSPECIFIED).approved(items(1), NOW, DEADLINE);

    assertThat(revoked(Set.of(FIRST), waiting)).isEmpty();
  }

  @Test
  void what_this_assignment_failed_to_give_is_not_its_to_take_away() {
    var failed = request(1, FIRST, Operation.GRANT, NOW, refused(ErrorClass.FORBIDDEN));
    var ended = request(2, SECOND, Operation.GRANT, NOW, done());

    assertThat(revoked(Set.of(FIRST), failed, ended)).isEmpty();
  }

  @Test
  void a_withdrawn_revocation_is_no_sign_that_the_other_assignment_needs_the_role() {
    var given = request(1, FIRST, Operation.GRANT, NOW, done());
    var withdrawn =
        request(2, SECOND, Operation.REVOKE, NOW, unknown(DeliveryOutcome.Cause.TIMEOUT))
            .givenUp()
            .settled(NOW)
            .canceled(NOW);

    assertThat(revoked(Set.of(FIRST, SECOND), given, withdrawn)).containsExactly(roleScope(1));
  }

  @Test
  void a_request_that_waits_for_its_start_opposes_nothing_yet() {
    var start = NOW.plusSeconds(60);
    var waiting =
        submitted(
                RequestType.ADMIN_ADD,
                new Schedule(Optional.of(start), new Expiration.NoExpiration()))
            .approvedForLater(items(1), NOW);
    var removal = request(2, SECOND, Operation.REVOKE, NOW, refused(ErrorClass.THROTTLED));

    assertThat(Provenance.opposedBy(removal, List.of(waiting))).isEmpty();
    var started = waiting.started(DeliveryGate.plan(waiting, facts(1)), start, DEADLINE);
    assertThat(Provenance.opposedBy(removal, List.of(started))).contains(waiting.id());
  }

  @Test
  void an_assignment_was_approved_for_what_its_requests_were_to_give() {
    var partly =
        request(1, FIRST, Operation.GRANT, NOW, done(), refused(ErrorClass.ROLE_NOT_FOUND))
            .settled(NOW);
    var withdrawn =
        request(2, FIRST, Operation.GRANT, NOW, refused(ErrorClass.FORBIDDEN))
            .settled(NOW)
            .canceled(NOW);
    var removal = request(3, FIRST, Operation.REVOKE, NOW, done());
    var dropping = partly.reprocessed(DeliveryGate.plan(partly, facts(1)), NOW, DEADLINE);

    assertThat(Provenance.approvedFor(List.of(partly, partly)))
        .containsExactly(roleScope(1), roleScope(2));
    assertThat(Provenance.approvedFor(List.of(dropping))).containsExactly(roleScope(1));
    assertThat(Provenance.approvedFor(List.of(withdrawn, removal))).isEmpty();
  }

  @Test
  void a_request_is_needed_while_a_live_assignment_holds_one_of_its_roles() {
    var first = request(1, FIRST, Operation.GRANT, NOW, done());
    var second = request(2, SECOND, Operation.GRANT, NOW, ALREADY);
    var both = List.of(first, second);

    assertThat(Provenance.neededBy(first, both, Set.of(SECOND))).contains(second);
    assertThat(Provenance.neededBy(first, both, Set.of(FIRST))).isEmpty();
    assertThat(Provenance.neededBy(first, both, Set.of())).isEmpty();
  }

  @Test
  void a_request_is_not_needed_by_one_about_other_roles_or_if_it_never_did_anything() {
    var untried =
        submitted(RequestType.ADMIN_ADD, Schedule.UNSPECIFIED)
            .approved(List.of(item(2, Operation.GRANT)), NOW, DEADLINE);
    var other = request(2, SECOND, Operation.GRANT, NOW, done());
    var same = request(3, SECOND, Operation.GRANT, NOW, done(), done());
    var live = Set.of(FIRST, SECOND);

    assertThat(Provenance.neededBy(other, List.of(untried), live)).isEmpty();
    assertThat(Provenance.neededBy(same, List.of(untried), live)).contains(untried);
    assertThat(Provenance.neededBy(untried, List.of(same), live)).isEmpty();
  }

  @Test
  void a_removal_is_needed_as_long_as_what_gave_the_role_is_remembered() {
    var given = request(1, FIRST, Operation.GRANT, NOW, done());
    var removal = request(2, FIRST, Operation.REVOKE, NOW, done());
    var again = request(3, FIRST, Operation.REVOKE, NOW, ALREADY);

    assertThat(Provenance.neededBy(removal, List.of(again, given), Set.of())).contains(given);
    assertThat(Provenance.neededBy(removal, List.of(again), Set.of())).isEmpty();
    assertThat(Provenance.neededBy(given, List.of(removal, again), Set.of())).isEmpty();
  }
}
