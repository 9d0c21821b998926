package dev.regrant.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.Change;
import dev.regrant.application.ChangeMark;
import dev.regrant.application.ChangeQuery;
import dev.regrant.application.Store;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was begun early and committed late is not passed over. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LateChangesTest {
  private static final World WORLD = World.of(Instant.parse("2026-03-01T12:00:00Z"), 1);
  private static final TenantId TENANT = new TenantId(new UUID(0, 1));

  private static UUID save(Store store, String person) {
    var request = WORLD.submitted(person);
    store.inTransaction(
        TENANT,
        tx -> {
          tx.requests().save(request);
          return true;
        });
    return request.id().value();
  }

  private static ChangeMark mark(Store store) {
    return store.inTransaction(TENANT, Store.Tx::changeMark);
  }

  private static List<UUID> between(Store store, ChangeMark from, ChangeMark until) {
    return changes(store, from, until).stream().map(Change::id).toList();
  }

  private static List<Change> changes(Store store, ChangeMark from, ChangeMark until) {
    return store.inTransaction(
        TENANT,
        tx ->
            tx.changes(
                new ChangeQuery(
                    ChangeQuery.Of.REQUESTS,
                    Optional.empty(),
                    from.position(),
                    Optional.empty(),
                    until.position(),
                    100)));
  }

  @Test
  void a_transaction_that_began_before_and_ends_after_a_reading_is_told_by_the_next_one()
      throws InterruptedException {
    var begun = new CountDownLatch(1);
    var read = new CountDownLatch(1);
    try (var store = JdbiStore.open(TestDatabase.in("late", 3));
        var threads = Executors.newSingleThreadExecutor()) {
      var start = mark(store);
      var slow = WORLD.submitted("slow");
      var writer =
          threads.submit(
              () ->
                  store.inTransaction(
                      TENANT,
                      tx -> {
                        tx.requests().save(slow);
                        begun.countDown();
                        return awaited(read);
                      }));
      begun.await();
      var quick = save(store, "quick");

      var first = mark(store);
      var told = between(store, start, first);
      read.countDown();
      assertThat(writer).succeedsWithin(Duration.ofMinutes(1));
      var second = mark(store);

      // Not even what was committed already: it would be passed over, or told twice.
      assertThat(told).isEmpty();
      assertThat(between(store, first, second)).containsExactly(slow.id().value(), quick);
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_transaction_that_left_nothing_behind_does_not_move_the_mark() {
    try (var store = JdbiStore.open(TestDatabase.in("undone", 1))) {
      save(store, "kept");
      var before = mark(store);

      assertThatThrownBy(
              () ->
                  store.inTransaction(
                      TENANT,
                      tx -> {
                        tx.requests().save(WORLD.submitted("undone"));
                        throw new IllegalArgumentException("on purpose");
                      }))
          .isInstanceOf(IllegalArgumentException.class);

      // Its number may be given out again after a crash.
      assertThat(mark(store)).isEqualTo(before);
    }
  }

  @Test
  void what_was_restored_from_a_server_that_had_counted_further_is_told_again() {
    UUID restored;
    ChangeMark before;
    try (var store = JdbiStore.open(TestDatabase.in("restored", 1))) {
      restored = save(store, "restored");
      before = mark(store);
    }
    TestDatabase.run(
        "update restored.request set changed_in = 1000000000000, created_in = 1000000000000");

    try (var store = JdbiStore.open(TestDatabase.in("restored", 1))) {
      assertThat(changes(store, before, mark(store)))
          .singleElement()
          .satisfies(
              change -> {
                assertThat(change.id()).isEqualTo(restored);
                assertThat(change.createdAt()).isLessThan(change.position());
              });
      assertThat(mark(store).epoch()).isEqualTo(before.epoch());
    }
  }

  @Test
  void tables_that_were_made_anew_are_another_epoch() {
    ChangeMark before;
    try (var store = JdbiStore.open(TestDatabase.in("anew", 1))) {
      before = mark(store);
    }
    TestDatabase.run("drop schema anew cascade");

    try (var store = JdbiStore.open(TestDatabase.in("anew", 1))) {
      assertThat(mark(store).epoch()).isNotEqualTo(before.epoch());
    }
  }
}
