package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.StaleEntityException;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AccessPackage.Rollout;
import dev.regrant.domain.Assignment;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is taken away, and what the engine must bring to running assignments. */
abstract class ChangeContract extends ContractPart {
  private static Instant later(int micros) {
    return NOW.plus(micros, ChronoUnit.MICROS);
  }

  private static Assignment comparedAt(Instant due) {
    var world = World.of(NOW, 1);
    return Assignment.begunBy(world.submitted("alice")).comparedAt(Optional.of(due));
  }

  private AccessPackage rolledOutAt(Instant due) {
    var accessPackage = world(0).accessPackage();
    var changed =
        accessPackage.withVersion(1).rolledOut(Optional.of(new Rollout(due, Optional.empty())));
    run(tx -> tx.accessPackages().save(changed));
    return changed;
  }

  @Test
  void assignments_to_be_compared_are_told_the_longest_waiting_first() {
    var assignments = Stream.of(3, 0, 2, 1).map(n -> comparedAt(later(n))).toList();
    run(tx -> tx.assignments().saveAll(assignments));
    run(tx -> tx.assignments().save(comparedAt(NOW).comparedAt(Optional.empty())));

    assertThatAll(tx -> tx.dueUpdates(later(2), 10))
        .containsExactly(assignments.get(1).id(), assignments.get(3).id(), assignments.get(2).id());
    assertThatAll(tx -> tx.dueUpdates(later(2), 1)).containsExactly(assignments.get(1).id());
    assertThatAll(tx -> tx.dueUpdates(NOW.minusSeconds(1), 10)).isEmpty();
    assertThatAll(tx -> tx.dueAssignments(later(9), 10)).isEmpty();
  }

  @Test
  void packages_whose_change_is_to_be_brought_on_are_told_the_longest_waiting_first() {
    var packages = Stream.of(3, 0, 2, 1).map(n -> rolledOutAt(later(n))).toList();
    world(1);

    assertThatAll(tx -> tx.dueRollouts(later(2), 10))
        .containsExactly(packages.get(1).id(), packages.get(3).id(), packages.get(2).id());
    assertThatAll(tx -> tx.dueRollouts(later(2), 1)).containsExactly(packages.get(1).id());
    var last = packages.getFirst().withVersion(2).rolledOut(Optional.empty());
    run(tx -> tx.accessPackages().save(last));
    assertThatAll(tx -> tx.dueRollouts(later(9), 10)).hasSize(3);
  }

  @Test
  void tenants_with_changes_to_bring_on_are_told_among_those_that_wait() {
    var first = freshTenant();
    var second = freshTenant();
    var idle = freshTenant();
    run(first, tx -> tx.assignments().save(comparedAt(NOW)));
    var world = World.of(NOW, 0).saveIn(store(), second);
    var changed =
        world
            .accessPackage()
            .withVersion(1)
            .rolledOut(Optional.of(new Rollout(later(1), Optional.empty())));
    run(second, tx -> tx.accessPackages().save(changed));
    World.of(NOW, 0).saveIn(store(), idle);

    assertThat(due(NOW, List.of(first, second, idle))).containsExactly(first);
    assertThat(due(later(1), List.of(second, first, idle))).containsExactly(first, second);
  }

  @Test
  void what_is_removed_is_gone_and_its_name_is_free() {
    var world = world(1);
    run(tx -> tx.policies().delete(world.policy().withVersion(1)));
    run(tx -> tx.accessPackages().delete(world.accessPackage().withVersion(1)));
    run(tx -> tx.resources().delete(world.resources().getFirst().withVersion(1)));

    assertThatOne(tx -> tx.accessPackages().find(world.accessPackage().id())).isEmpty();
    assertThatOne(tx -> tx.policies().find(world.policy().id())).isEmpty();
    run(tx -> tx.accessPackages().save(world.accessPackage()));
    run(tx -> tx.resources().saveAll(world.resources()));
    assertThatOne(tx -> tx.accessPackages().find(world.accessPackage().id())).isPresent();
  }

  @Test
  void what_is_not_as_it_was_read_is_not_removed() {
    var catalog = world(0).catalog();

    assertThatThrownBy(() -> run(tx -> tx.catalogs().delete(catalog.withVersion(2))))
        .isInstanceOf(StaleEntityException.class);
    assertThatThrownBy(() -> run(tx -> tx.catalogs().delete(World.of(NOW, 0).catalog())))
        .isInstanceOf(StaleEntityException.class);
    assertThatOne(tx -> tx.catalogs().find(catalog.id())).isPresent();
  }

  @Test
  void what_others_hold_on_to_is_not_removed() {
    var world = world(1);

    assertThatThrownBy(() -> run(tx -> tx.catalogs().delete(world.catalog().withVersion(1))))
        .isInstanceOf(StaleEntityException.class);
    assertThatThrownBy(
            () -> run(tx -> tx.accessPackages().delete(world.accessPackage().withVersion(1))))
        .isInstanceOf(StaleEntityException.class);
    assertThatOne(tx -> tx.catalogs().find(world.catalog().id())).isPresent();
    run(
        tx -> {
          tx.accessPackages().delete(world.accessPackage().withVersion(1));
          tx.policies().delete(world.policy().withVersion(1));
          tx.resources().delete(world.resources().getFirst().withVersion(1));
          tx.catalogs().delete(world.catalog().withVersion(1));
        });
    assertThatOne(tx -> tx.catalogs().find(world.catalog().id())).isEmpty();
  }

  @Test
  void a_removal_that_is_rolled_back_has_not_happened() {
    var world = world(0);

    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      tx.policies().delete(world.policy().withVersion(1));
                      throw new IllegalStateException("as meant");
                    }))
        .hasMessage("as meant");

    assertThatOne(tx -> tx.policies().find(world.policy().id())).isPresent();
  }
}
