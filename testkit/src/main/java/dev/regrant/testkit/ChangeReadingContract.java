package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.Change;
import dev.regrant.application.ChangeMark;
import dev.regrant.application.ChangeQuery;
import dev.regrant.application.Filter;
import dev.regrant.application.Order;
import dev.regrant.application.StaleEntityException;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.RequestStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who reads changes from mark to mark misses nothing. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
abstract class ChangeReadingContract extends ContractPart {
  private static final Optional<Set<Catalog.Id>> EVERYWHERE = Optional.empty();

  /** Reads changes from where it stopped last, page by page. */
  private final class Reader {
    private final ChangeQuery.Of of;
    private final Optional<Set<Catalog.Id>> catalogs;
    private final int limit;
    private long from;

    Reader(ChangeQuery.Of of, Optional<Set<Catalog.Id>> catalogs, int limit) {
      this.of = of;
      this.catalogs = catalogs;
      this.limit = limit;
      this.from = mark().position();
    }

    List<Change> read() {
      long until = mark().position();
      var all = new ArrayList<Change>();
      List<Change> page;
      do {
        page = page(all, until);
        all.addAll(page);
      } while (page.size() == limit);
      from = until;
      return all;
    }

    private List<Change> page(List<Change> before, long until) {
      long begin = before.isEmpty() ? from : before.getLast().position();
      Optional<UUID> after =
          before.isEmpty() ? Optional.empty() : Optional.of(before.getLast().id());
      return call(tx -> tx.changes(new ChangeQuery(of, catalogs, begin, after, until, limit)));
    }
  }

  private ChangeMark mark() {
    return call(Tx::changeMark);
  }

  private Reader requests() {
    return new Reader(ChangeQuery.Of.REQUESTS, EVERYWHERE, 100);
  }

  private static List<UUID> ids(List<Change> changes) {
    return changes.stream().map(Change::id).toList();
  }

  private void delete(AssignmentRequest request) {
    run(
        tx -> {
          tx.requests().delete(request);
          tx.noteDeleted(request, NOW);
        });
  }

  @Test
  void what_is_made_or_changed_is_told_once_for_each_reading() {
    var world = World.of(NOW, 1);
    var before = stored(world.submitted("before"));
    var reader = requests();
    var first = stored(world.submitted("first"));
    var second = stored(world.submitted("second"));
    run(tx -> tx.requests().save(before));
    run(tx -> tx.requests().save(found(tx, first)));

    var changes = reader.read();

    assertThat(ids(changes)).containsExactly(second.id().value(), id(before), id(first));
    assertThat(changes).noneMatch(Change::isDeletion);
    assertThat(changes.get(0).createdAt()).isEqualTo(changes.get(0).position());
    assertThat(changes.get(1).createdAt()).isLessThan(changes.get(1).position());
    assertThat(changes.get(2).createdAt()).isLessThan(changes.get(2).position());
    assertThat(reader.read()).isEmpty();
  }

  private static UUID id(AssignmentRequest request) {
    return request.id().value();
  }

  private static AssignmentRequest found(Tx tx, AssignmentRequest request) {
    return tx.requests().find(request.id()).orElseThrow();
  }

  @Test
  void assignments_are_told_too() {
    var reader = new Reader(ChangeQuery.Of.ASSIGNMENTS, EVERYWHERE, 100);
    var request = stored(World.of(NOW, 1).request(RequestStatus.DELIVERING, "alice"));
    var assignment = Assignment.begunBy(request);
    run(tx -> tx.assignments().save(assignment));

    assertThat(ids(reader.read())).containsExactly(assignment.id().value());
    run(tx -> tx.assignments().save(assignment.withVersion(1)));
    assertThat(ids(reader.read())).containsExactly(assignment.id().value());
    assertThat(reader.read()).isEmpty();
  }

  @Test
  void what_is_deleted_is_told_as_such_and_as_nothing_else() {
    var world = World.of(NOW, 1);
    var old = stored(world.submitted("old"));
    var reader = requests();
    var made = stored(world.submitted("made"));
    delete(old);
    delete(made);

    assertThat(reader.read())
        .allMatch(Change::isDeletion)
        .extracting(Change::id)
        .containsExactly(id(old), id(made));
    assertThat(reader.read()).isEmpty();
  }

  @Test
  void deletions_are_forgotten_the_oldest_first() {
    var world = World.of(NOW, 1);
    var reader = requests();
    var gone = IntStream.range(0, 4).mapToObj(n -> stored(world.submitted("p" + n))).toList();
    for (int n = 0; n < 4; n++) {
      var request = gone.get(n);
      var at = NOW.plusSeconds(n);
      run(
          tx -> {
            tx.requests().delete(request);
            tx.noteDeleted(request, at);
          });
    }

    run(tx -> tx.forgetDeletionsBefore(NOW, 10));
    run(tx -> tx.forgetDeletionsBefore(NOW.plusSeconds(3), 2));

    assertThat(ids(reader.read())).containsExactly(id(gone.get(2)), id(gone.get(3)));
  }

  @Test
  void what_is_undone_is_no_change() {
    var request = stored(World.of(NOW, 1).submitted("alice"));
    var reader = requests();

    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      tx.requests().delete(request);
                      tx.noteDeleted(request, NOW);
                      throw new IllegalArgumentException("on purpose");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      tx.requests().save(request);
                      throw new IllegalArgumentException("on purpose");
                    }))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(reader.read()).isEmpty();
  }

  @Test
  void only_the_catalogs_asked_for_are_told() {
    var world = World.of(NOW, 1);
    var other = World.of(NOW, 1);
    var mine = new Reader(ChangeQuery.Of.REQUESTS, Optional.of(Set.of(world.catalog().id())), 100);
    var nobodys = new Reader(ChangeQuery.Of.REQUESTS, Optional.of(Set.of()), 100);
    var kept = stored(world.submitted("kept"));
    stored(other.submitted("others"));
    var gone = stored(world.submitted("gone"));
    delete(gone);
    delete(stored(other.submitted("others-gone")));

    assertThat(ids(mine.read())).containsExactly(id(kept), id(gone));
    assertThat(nobodys.read()).isEmpty();
  }

  @Test
  void another_tenant_is_told_nothing() {
    var other = freshTenant();
    var from = call(other, Tx::changeMark).position();
    delete(stored(World.of(NOW, 1).submitted("alice")));
    stored(World.of(NOW, 1).submitted("bob"));

    var until = call(other, Tx::changeMark).position();
    List<Change> changes =
        call(
            other,
            tx ->
                tx.changes(
                    new ChangeQuery(
                        ChangeQuery.Of.REQUESTS, EVERYWHERE, from, Optional.empty(), until, 9)));

    assertThat(changes).isEmpty();
  }

  @Test
  void changes_of_one_transaction_are_paged_by_id() {
    var world = World.of(NOW, 1);
    var reader = new Reader(ChangeQuery.Of.REQUESTS, EVERYWHERE, 3);
    var requests = IntStream.range(0, 10).mapToObj(n -> world.submitted("p" + n)).toList();
    run(tx -> tx.requests().saveAll(requests));

    assertThat(ids(reader.read()))
        .isSortedAccordingTo(Order::compare)
        .containsExactlyElementsOf(requests.stream().map(ChangeReadingContract::id).toList());
  }

  @Test
  void replaying_what_is_told_while_others_write_brings_exactly_what_there_is() {
    var reader = new Reader(ChangeQuery.Of.REQUESTS, EVERYWHERE, 7);
    var replayed = new HashMap<UUID, AssignmentRequest>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      var writers =
          IntStream.range(0, 4).<Future<?>>mapToObj(n -> threads.submit(() -> write(n))).toList();
      while (writers.stream().anyMatch(one -> !one.isDone())) {
        replay(reader.read(), replayed);
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("a writer failed: " + e.getCause(), e.getCause());
    }
    replay(reader.read(), replayed);

    var all = call(tx -> tx.requests().all(Filter.everything()));
    assertThat(all).isNotEmpty();
    assertThat(replayed.values()).containsExactlyInAnyOrderElementsOf(all);
  }

  private void replay(List<Change> changes, Map<UUID, AssignmentRequest> replayed) {
    changes.stream().filter(Change::isDeletion).forEach(gone -> replayed.remove(gone.id()));
    var ids =
        changes.stream()
            .filter(one -> !one.isDeletion())
            .map(one -> new AssignmentRequest.Id(one.id()))
            .toList();
    call(tx -> tx.requests().findAll(ids)).forEach((id, one) -> replayed.put(id.value(), one));
  }

  /** Makes, changes and deletes requests, several in a transaction, some of them again undone. */
  private void write(int writer) {
    var random = new Random(writer);
    var world = World.of(NOW, 1);
    var mine = new ArrayList<AssignmentRequest.Id>();
    for (int round = 0; round < 60; round++) {
      var fresh = world.submitted("person-" + writer + "-" + round);
      var chosen =
          mine.stream()
              .filter(id -> random.nextInt(3) == 0)
              .sorted(Comparator.comparing(id -> id.value().toString()))
              .toList();
      boolean isDeleting = random.nextInt(4) == 0;
      boolean isUndone = random.nextInt(5) == 0;
      try {
        run(
            tx -> {
              tx.requests().save(fresh);
              var held = tx.lock(chosen).values();
              if (isDeleting) {
                held.forEach(
                    one -> {
                      tx.requests().delete(one);
                      tx.noteDeleted(one, NOW);
                    });
              } else {
                tx.requests().saveAll(held);
              }
              if (isUndone) {
                throw new StaleEntityException("request", fresh.id().value());
              }
            });
        mine.add(fresh.id());
        if (isDeleting) {
          mine.removeAll(chosen);
        }
      } catch (StaleEntityException undone) {
        assertThat(isUndone).as("%s", undone).isTrue();
      }
    }
  }
}
