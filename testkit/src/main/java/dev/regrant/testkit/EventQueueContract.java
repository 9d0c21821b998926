package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.regrant.application.EventClaim;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What waits for event sinks. */
abstract class EventQueueContract extends ContractPart {
  private static final String SINK = "sink";
  private static final String OTHER = "Sink " + ODD_TEXT;
  private static final Map<String, Integer> ALL = Map.of(SINK, 1_000, OTHER, 1_000);
  private static final int MANY = 1_000;

  private static HistoryEntry entry(AssignmentRequest.Id request, Instant at) {
    return HistoryEntry.of(
        World.nextId(), request, at, Actor.user("someone"), Activity.ATTEMPTED, Map.of("a", "b"));
  }

  private AssignmentRequest.Id request() {
    return stored(World.of(NOW, 1).submitted("alice")).id();
  }

  private List<HistoryEntry> queued(
      TenantId in, AssignmentRequest.Id request, int amount, String... sinks) {
    var entries = IntStream.range(0, amount).mapToObj(n -> entry(request, NOW)).toList();
    queue(in, entries, sinks);
    return entries;
  }

  private List<HistoryEntry> queued(AssignmentRequest.Id request, int amount) {
    return queued(tenant, request, amount, SINK);
  }

  private void queue(TenantId in, Collection<HistoryEntry> entries, String... sinks) {
    run(
        in,
        tx -> {
          tx.append(entries);
          tx.enqueue(List.of(sinks), entries);
        });
  }

  private List<EventClaim> claimed(Instant now, Map<String, Integer> limits, int maxEvents) {
    return call(tx -> tx.claimEvents(now, now.plusSeconds(60), limits, maxEvents));
  }

  private EventClaim claimed() {
    return claimed(NOW);
  }

  private EventClaim claimed(Instant now) {
    var claims = claimed(now, ALL, MANY);
    assertThat(claims).hasSize(1);
    return claims.getFirst();
  }

  private boolean end(EventClaim claim, int done, int failures, Instant nextAttemptAt) {
    return call(tx -> tx.endEvents(claim, done, failures, nextAttemptAt));
  }

  private boolean end(EventClaim claim) {
    return end(claim, claim.entries().size(), 0, NOW);
  }

  @Test
  void events_are_claimed_whole_and_in_the_order_in_which_they_were_queued() {
    var request = request();
    var later = entry(request, NOW);
    var earlier = entry(request, NOW.minusSeconds(60));
    // Ids and times of a server whose clock is behind.
    var first = entry(request, NOW.minusSeconds(90));
    queue(tenant, List.of(later, earlier), SINK);
    queue(tenant, List.of(first), SINK);

    var claim = claimed();

    assertThat(claim.entries()).containsExactly(later, earlier, first);
    assertThat(claim.sink()).isEqualTo(SINK);
    assertThat(claim.request()).isEqualTo(request);
    assertThat(claim.failures()).isZero();
    assertThat(claim.leaseUntil()).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void what_is_only_appended_or_rolled_back_is_not_told() {
    var request = request();
    run(tx -> tx.append(List.of(entry(request, NOW))));
    run(tx -> tx.enqueue(List.of(SINK), List.of()));
    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      var entry = entry(request, NOW);
                      tx.append(List.of(entry));
                      tx.enqueue(List.of(SINK), List.of(entry));
                      throw new IllegalStateException("undone");
                    }))
        .hasMessage("undone");

    assertThat(claimed(NOW, ALL, MANY)).isEmpty();
  }

  @Test
  void each_sink_and_request_has_a_queue_of_its_own() {
    var one = request();
    var two = stored(World.of(NOW, 1).submitted("bob")).id();
    var ofOne = entry(one, NOW);
    var ofTwo = entry(two, NOW);
    var ofOneAgain = entry(one, NOW);
    queue(tenant, List.of(ofOne, ofTwo, ofOneAgain), SINK, OTHER);

    assertThat(claimed(NOW, Map.of("unknown", 10, SINK, 0), MANY)).isEmpty();
    var claims = claimed(NOW, ALL, MANY);

    assertThat(claims)
        .extracting(EventClaim::sink, EventClaim::request, EventClaim::entries)
        .containsExactlyInAnyOrder(
            tuple(SINK, one, List.of(ofOne, ofOneAgain)),
            tuple(SINK, two, List.of(ofTwo)),
            tuple(OTHER, one, List.of(ofOne, ofOneAgain)),
            tuple(OTHER, two, List.of(ofTwo)));
    assertThat(claims).extracting(EventClaim::token).doesNotHaveDuplicates();
  }

  @Test
  void limits_count_requests_for_each_sink_and_events_for_each_request() {
    for (int n = 0; n < 4; n++) {
      var request = stored(World.of(NOW, 1).submitted("p" + n)).id();
      queued(tenant, request, 3, SINK, OTHER);
    }

    var claims = claimed(NOW, Map.of(SINK, 1, OTHER, 3), 2);

    assertThat(claims).filteredOn(claim -> claim.sink().equals(SINK)).hasSize(1);
    assertThat(claims).filteredOn(claim -> claim.sink().equals(OTHER)).hasSize(3);
    assertThat(claims).allSatisfy(claim -> assertThat(claim.entries()).hasSize(2));
  }

  @Test
  void a_request_is_one_claimers_until_the_claim_ends_or_its_lease_does() {
    var entries = queued(request(), 3);
    var claim = claimed();

    assertThat(claimed(NOW.plusSeconds(59), ALL, MANY)).isEmpty();
    var takenOver = claimed(NOW.plusSeconds(60));
    assertThat(takenOver.entries()).isEqualTo(entries);
    assertThat(end(claim, 2, 0, NOW)).isFalse();
    assertThat(end(takenOver, 1, 0, NOW)).isTrue();
    assertThat(end(takenOver, 1, 0, NOW)).isFalse();

    assertThat(claimed().entries()).isEqualTo(entries.subList(1, 3));
  }

  @Test
  void what_failed_is_due_at_its_time_with_what_follows_it() {
    var request = request();
    var entries = new ArrayList<>(queued(request, 3));
    var retryAt = NOW.plusSeconds(90);

    assertThat(end(claimed(), 1, 7, retryAt)).isTrue();
    entries.addAll(queued(request, 1));

    assertThat(claimed(retryAt.minus(1, ChronoUnit.MICROS), ALL, MANY)).isEmpty();
    var again = claimed(retryAt);
    assertThat(again.failures()).isEqualTo(7);
    assertThat(again.entries()).isEqualTo(entries.subList(1, 4));
  }

  @Test
  void what_is_queued_meanwhile_follows_what_is_claimed() {
    var request = request();
    queued(request, 2);
    var claim = claimed();
    var meanwhile = queued(request, 2);

    assertThat(claimed(NOW, ALL, MANY)).isEmpty();
    assertThat(end(claim)).isTrue();

    assertThat(claimed().entries()).isEqualTo(meanwhile);
  }

  @Test
  void a_late_end_forgets_nothing_of_what_was_queued_since() {
    var request = request();
    queued(request, 1);
    var late = claimed();
    assertThat(end(claimed(NOW.plusSeconds(60)))).isTrue();
    var since = queued(request, 1);
    var next = claimed();

    assertThat(end(late)).isFalse();
    assertThat(end(next, 0, 1, NOW)).isTrue();

    assertThat(claimed().entries()).isEqualTo(since);
  }

  @Test
  void the_longest_waiting_requests_come_first() {
    var requests = new ArrayList<AssignmentRequest.Id>();
    for (int seconds : List.of(3, 1, 2)) {
      var request = stored(World.of(NOW, 1).submitted("p" + seconds)).id();
      queue(tenant, List.of(entry(request, NOW.plusSeconds(seconds))), SINK);
      requests.add(request);
    }
    var now = NOW.plusSeconds(10);

    assertThat(claimed(NOW, ALL, MANY)).isEmpty();
    var claims = new ArrayList<>(claimed(now, Map.of(SINK, 2), MANY));
    claims.addAll(claimed(now, Map.of(SINK, 2), MANY));

    assertThat(claims)
        .extracting(EventClaim::request)
        .containsExactly(requests.get(1), requests.get(2), requests.get(0));
  }

  @Test
  void a_lease_that_ends_before_it_begins_is_refused() {
    assertThatThrownBy(() -> run(tx -> tx.claimEvents(NOW, NOW.minusSeconds(1), ALL, MANY)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tenants_with_due_events_are_found_the_longest_waiting_first() {
    // A time that no other test's events are due at.
    var now = NOW.minus(Duration.ofDays(10_000));
    var other = freshTenant();
    var request = request();
    run(other, tx -> tx.requests().save(World.of(NOW, 1).submitted("bob")));
    queue(tenant, List.of(entry(request, now)), SINK);
    queue(other, List.of(entry(request, now.minusSeconds(1))), SINK, OTHER);

    assertThat(store().tenantsWithEvents(now, Set.of(SINK), 10)).containsExactly(other, tenant);
    assertThat(store().tenantsWithEvents(now, Set.of(SINK), 1)).containsExactly(other);
    assertThat(store().tenantsWithEvents(now, Set.of(OTHER), 10)).containsExactly(other);
    assertThat(store().tenantsWithEvents(now, Set.of(), 10)).isEmpty();
    assertThat(store().tenantsWithEvents(now.minusSeconds(1), Set.of(SINK), 10))
        .containsExactly(other);

    call(other, tx -> tx.claimEvents(now, now.plusSeconds(60), Map.of(SINK, 1), 1));
    assertThat(store().tenantsWithEvents(now, Set.of(SINK, OTHER), 10))
        .containsExactly(other, tenant);
    assertThat(store().tenantsWithEvents(now, Set.of(SINK), 10)).containsExactly(tenant);

    for (TenantId done : List.of(tenant, other)) {
      for (EventClaim claim :
          call(done, tx -> tx.claimEvents(now.plusSeconds(60), NOW, ALL, MANY))) {
        call(done, tx -> tx.endEvents(claim, 1, 0, NOW));
      }
    }
    assertThat(store().tenantsWithEvents(now.plusSeconds(60), ALL.keySet(), 10)).isEmpty();
  }

  @Test
  void events_queued_at_once_and_told_at_once_arrive_once_each_and_in_the_order_of_commits()
      throws Exception {
    var request = request();
    var committed = Collections.synchronizedList(new ArrayList<HistoryEntry>());
    var told = Collections.synchronizedList(new ArrayList<HistoryEntry>());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writers = new ArrayList<Future<?>>();
      for (int writer = 0; writer < 3; writer++) {
        writers.add(threads.submit(() -> write(request, committed)));
      }
      var publishers = new ArrayList<Future<?>>();
      for (int publisher = 0; publisher < 2; publisher++) {
        publishers.add(
            threads.submit(
                () -> {
                  while (!writers.stream().allMatch(Future::isDone)) {
                    tell(told);
                  }
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      for (Future<?> publisher : publishers) {
        publisher.get();
      }
    }
    while (tell(told)) {}

    assertThat(told).isEqualTo(committed).hasSize(60);
  }

  private void write(AssignmentRequest.Id request, List<HistoryEntry> committed) {
    for (int n = 0; n < 20; n++) {
      var entry = entry(request, NOW);
      run(
          tx -> {
            tx.append(List.of(entry));
            tx.enqueue(List.of(SINK), List.of(entry));
            // In the order of commits, as others wait until then.
            committed.add(entry);
          });
    }
  }

  private boolean tell(List<HistoryEntry> told) {
    var claims = claimed(NOW, ALL, 2);
    for (EventClaim claim : claims) {
      told.addAll(claim.entries());
      assertThat(end(claim)).isTrue();
    }
    return !claims.isEmpty();
  }
}
