package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Operation;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which assignments the engine must end. */
abstract class ExpiryContract extends ContractPart {
  /** An assignment delivered now that ends at {@code end}. */
  private static Assignment endingAt(Instant end) {
    var world = World.of(NOW, 1);
    var schedule = new Schedule(Optional.empty(), new Expiration.AfterDateTime(end));
    var delivering =
        world
            .submitted(RequestType.ADMIN_ADD, "alice", schedule)
            .approved(world.items(Operation.GRANT), NOW, NOW.plus(World.DEADLINE));
    var delivered = world.after(delivering, 0, new DeliveryOutcome.Done(false));
    return Assignment.begunBy(delivering).following(delivered, NOW);
  }

  @Test
  void due_assignments_are_those_whose_end_has_come_the_longest_waiting_first() {
    var assignments =
        Stream.of(3, 0, 2, 1).map(n -> endingAt(NOW.plus(n, ChronoUnit.MICROS))).toList();
    run(tx -> tx.assignments().saveAll(assignments));
    run(tx -> tx.assignments().save(endingAt(NOW).ending()));
    var now = NOW.plus(2, ChronoUnit.MICROS);

    assertThatAll(tx -> tx.dueAssignments(now, 10))
        .containsExactly(assignments.get(1).id(), assignments.get(3).id(), assignments.get(2).id());
    assertThatAll(tx -> tx.dueAssignments(now, 2))
        .containsExactly(assignments.get(1).id(), assignments.get(3).id());
    assertThatAll(tx -> tx.dueAssignments(NOW.minusSeconds(1), 10)).isEmpty();
  }

  @Test
  void tenants_whose_assignments_end_are_told_among_those_that_wait() {
    var first = freshTenant();
    var second = freshTenant();
    var third = freshTenant();
    run(first, tx -> tx.assignments().save(endingAt(NOW)));
    run(second, tx -> tx.requests().save(World.of(NOW.plusSeconds(1), 1).submitted("alice")));
    run(third, tx -> tx.assignments().save(endingAt(NOW.plusSeconds(2))));
    run(third, tx -> tx.assignments().save(endingAt(NOW.plusSeconds(9))));

    assertThat(due(NOW.minusSeconds(1), List.of(first, second, third))).isEmpty();
    assertThat(due(NOW.plusSeconds(1), List.of(first, second, third)))
        .containsExactly(first, second);
    assertThat(due(NOW.plus(Duration.ofDays(1)), List.of(third, second, first)))
        .containsExactly(first, second, third);
  }

  @Test
  void an_assignment_that_is_put_off_or_ending_is_no_longer_due() {
    var assignment = endingAt(NOW);
    run(tx -> tx.assignments().save(assignment));

    run(tx -> tx.assignments().save(assignment.withVersion(1).postponed(NOW.plusSeconds(1))));
    assertThatAll(tx -> tx.dueAssignments(NOW, 10)).isEmpty();
    assertThatAll(tx -> tx.dueAssignments(NOW.plusSeconds(1), 10)).hasSize(1);

    run(tx -> tx.assignments().save(assignment.withVersion(2).ending()));
    assertThatAll(tx -> tx.dueAssignments(NOW.plusSeconds(1), 10)).isEmpty();
  }
}
