package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Claim;
import dev.regrant.application.Filter;
import dev.regrant.application.Query;
import dev.regrant.application.RequestField;
import dev.regrant.application.StaleEntityException;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryPlan;
import dev.regrant.domain.RequestStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds when several threads do the same thing at once. */
@Timeout(value = 2, unit = TimeUnit.MINUTES) // Whoever waits for ever fails.
abstract class RaceContract extends ContractPart {
  private static final int THREADS = 4;

  /** Does it in several threads, as nearly at once as can be, and returns what each brought. */
  private static <R> List<R> race(IntFunction<R> work) {
    var start = new CyclicBarrier(THREADS);
    var threads = Executors.newFixedThreadPool(THREADS);
    try {
      var racers =
          IntStream.range(0, THREADS)
              .<Callable<R>>mapToObj(
                  n ->
                      () -> {
                        start.await(1, TimeUnit.MINUTES);
                        return work.apply(n);
                      })
              .toList();
      var results = new ArrayList<R>();
      for (var future : threads.invokeAll(racers)) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("a racer failed: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** Whether it could be done; false if somebody else was faster. */
  private static boolean isDone(Runnable work) {
    try {
      work.run();
      return true;
    } catch (StaleEntityException e) {
      return false;
    }
  }

  private static AssignmentRequest reprocessed(AssignmentRequest failed) {
    return failed.reprocessed(
        new DeliveryPlan(
            failed.items().stream().map(DeliveryItem::id).toList(), List.of(), List.of()),
        NOW,
        NOW.plusSeconds(3_600));
  }

  @Test
  void of_several_that_change_the_same_version_exactly_one_wins() {
    var world = World.of(NOW, 2);
    for (int round = 0; round < 20; round++) {
      var failed = stored(world.request(RequestStatus.DELIVERY_FAILED, "person-" + round));

      var won = race(n -> isDone(() -> run(tx -> tx.requests().save(reprocessed(failed)))));

      assertThat(won).containsOnlyOnce(true);
      assertThat(found(failed.id())).isEqualTo(reprocessed(failed).withVersion(2));
    }
    var claimed = claim(NOW, LEASE_END, Map.of(World.SYSTEM, 1_000));
    assertThat(claimed).hasSize(40).extracting(Claim::item).doesNotHaveDuplicates();
  }

  @Test
  void of_several_that_take_the_same_identity_exactly_one_wins() {
    var world = World.of(NOW, 1);
    for (int round = 0; round < 20; round++) {
      var person = "person-" + round;

      var won = race(n -> isDone(() -> run(tx -> tx.requests().save(world.submitted(person)))));

      assertThat(won).containsOnlyOnce(true);
    }
  }

  @Test
  void of_several_that_use_the_same_key_exactly_one_wins() {
    var request = stored(World.of(NOW, 1).submitted("alice")).id();
    for (int round = 0; round < 20; round++) {
      var key = "key-" + round;

      var won =
          race(
              n ->
                  isDone(
                      () ->
                          run(
                              tx ->
                                  tx.save(
                                      madeCall(Actor.user("u"), key, "by " + n, request, NOW)))));

      assertThat(won).containsOnlyOnce(true);
    }
  }

  @Test
  void whoever_locks_a_request_can_save_it() {
    int rounds = 25;
    var world = World.of(NOW, 3);
    var ids =
        IntStream.range(0, 3)
            .mapToObj(n -> stored(world.request(RequestStatus.DELIVERING, "person-" + n)).id())
            .toList();

    race(
        n -> {
          var mine = n % 2 == 0 ? ids : ids.reversed();
          for (int round = 0; round < rounds; round++) {
            run(tx -> tx.requests().saveAll(tx.lock(mine).values()));
          }
          return true;
        });

    for (AssignmentRequest.Id id : ids) {
      assertThat(found(id).version()).isEqualTo(1 + THREADS * rounds);
    }
  }

  @Test
  void a_request_is_read_whole_while_others_change_it() {
    int rounds = 50;
    var world = World.of(NOW, 5);
    var id = stored(world.request(RequestStatus.DELIVERY_FAILED, "alice")).id();
    Query<AssignmentRequest> query =
        new Query<>(Filter.eq(RequestField.ID, id.value()), 1, Optional.empty());

    // A request that is put together from two of its versions cannot be made.
    var read =
        race(
            n -> {
              for (int round = 0; round < rounds; round++) {
                if (n == 0) {
                  var failed = found(id);
                  stored(reprocessed(failed));
                  stored(found(id).givenUp().settled(NOW));
                } else {
                  assertWhole(found(id));
                  call(tx -> tx.requests().list(query)).items().forEach(RaceContract::assertWhole);
                }
              }
              return true;
            });

    assertThat(read).containsOnly(true);
    assertThat(found(id).version()).isEqualTo(1 + 2 * rounds);
  }

  private static void assertWhole(AssignmentRequest request) {
    var expected =
        request.progress().status() == RequestStatus.DELIVERING
            ? DeliveryItem.State.PENDING
            : DeliveryItem.State.FAILED;
    assertThat(request.items()).hasSize(5).allMatch(item -> item.state() == expected);
  }

  @Test
  void several_claimers_get_each_item_once_and_lose_none() {
    var world = World.of(NOW, 20);
    var requests =
        IntStream.range(0, 100)
            .mapToObj(n -> world.request(RequestStatus.DELIVERING, "person-" + n))
            .toList();
    run(tx -> tx.requests().saveAll(requests));
    var items = requests.stream().flatMap(r -> r.items().stream()).map(DeliveryItem::id).toList();
    List<Claim> claimed = Collections.synchronizedList(new ArrayList<>());

    race(
        n -> {
          List<Claim> claims;
          do {
            claims = claim(NOW, LEASE_END, Map.of(World.SYSTEM, 37));
            claimed.addAll(claims);
          } while (!claims.isEmpty() && claimed.size() <= items.size());
          return true;
        });

    assertThat(claimed)
        .extracting(Claim::item)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(items);
  }

  @Test
  void of_several_that_end_the_same_claims_exactly_one_is_told_that_it_held() {
    stored(World.of(NOW, 50).request(RequestStatus.DELIVERING, "alice"));
    var claims = claim(NOW, LEASE_END, Map.of(World.SYSTEM, 50));

    var ended = race(n -> end(n % 2 == 0 ? claims : claims.reversed()));

    assertThat(ended.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(claims);
  }
}
