package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.KeyedCall;
import dev.regrant.application.StaleEntityException;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept for good, and what is remembered for a while. */
abstract class RecordContract extends ContractPart {
  @Test
  void attempts_are_kept_in_order_and_none_is_taken_away() {
    var world = World.of(NOW, 3);
    var request = stored(world.request(RequestStatus.DELIVERING, "alice"));
    var kept = new ArrayList<Attempt>();
    List<DeliveryOutcome> outcomes =
        List.of(
            new DeliveryOutcome.Unknown(Cause.TIMEOUT, ODD_TEXT),
            DeliveryOutcome.Refused.because(ErrorClass.THROTTLED, ODD_TEXT),
            new DeliveryOutcome.Unknown(Cause.LOST_LEASE, ""),
            new DeliveryOutcome.Done(true));

    for (int n = 0; n < outcomes.size(); n++) {
      request = stored(world.at(NOW.plusSeconds(n)).after(request, 1, outcomes.get(n)));
      kept.add(request.items().get(1).lastAttempt().orElseThrow());
    }
    request = stored(world.after(request, 2, new DeliveryOutcome.Done(false)));
    request = stored(request.givenUp());

    var id = request.id();
    assertThatMap(tx -> tx.attempts(id))
        .isEqualTo(
            Map.of(
                request.items().get(1).id(),
                kept,
                request.items().get(2).id(),
                List.of(request.items().get(2).lastAttempt().orElseThrow())));
  }

  @Test
  void an_item_that_was_not_tried_anew_keeps_its_attempts_as_they_are() {
    var world = World.of(NOW, 2);
    var partly = stored(world.request(RequestStatus.PARTIALLY_DELIVERED, "alice"));
    var before = call(tx -> tx.attempts(partly.id()));

    stored(partly);

    assertThat(before.values()).allSatisfy(attempts -> assertThat(attempts).hasSize(1));
    assertThatMap(tx -> tx.attempts(partly.id())).isEqualTo(before);
  }

  @Test
  void a_request_that_is_unknown_or_was_never_tried_has_no_attempts() {
    var request = stored(World.of(NOW, 2).request(RequestStatus.DELIVERING, "alice"));

    assertThatMap(tx -> tx.attempts(request.id())).isEmpty();
    assertThatMap(tx -> tx.attempts(new AssignmentRequest.Id(World.nextId()))).isEmpty();
    assertThat(request.items())
        .extracting(DeliveryItem::lastAttempt)
        .allMatch(last -> last.isEmpty());
  }

  private static HistoryEntry entry(
      AssignmentRequest.Id request, Actor actor, HistoryEntry.Activity activity) {
    return HistoryEntry.of(
        World.nextId(),
        request,
        NOW,
        actor,
        activity,
        Map.of("reason", ODD_TEXT, ODD_TEXT, "", activity.name(), "x"));
  }

  @Test
  void history_is_kept_in_the_order_in_which_it_happened_whatever_clocks_say() {
    var world = World.of(NOW, 1);
    var request = stored(world.submitted("alice")).id();
    var other = stored(world.submitted("bob")).id();
    var entries = new ArrayList<HistoryEntry>();
    for (HistoryEntry.Activity activity : HistoryEntry.Activity.values()) {
      for (Actor.Kind kind : Actor.Kind.values()) {
        entries.add(entry(request, new Actor(kind, ODD_TEXT), activity));
      }
    }
    entries.add(
        HistoryEntry.of(
            World.nextId(),
            request,
            NOW.minusSeconds(60),
            Actor.ENGINE,
            HistoryEntry.Activity.CANCELED,
            Map.of()));
    int half = entries.size() / 2;

    Collections.shuffle(entries, new Random(1));
    run(tx -> tx.append(entries.subList(0, half)));
    run(tx -> tx.append(List.of(entry(other, Actor.ENGINE, HistoryEntry.Activity.DROPPED))));
    run(tx -> tx.append(entries.subList(half, entries.size())));
    run(tx -> tx.append(List.of()));

    assertThatAll(tx -> tx.history(request)).isEqualTo(entries);
    assertThatAll(tx -> tx.history(other)).hasSize(1);
    assertThatAll(tx -> tx.history(new AssignmentRequest.Id(World.nextId()))).isEmpty();
  }

  @Test
  void history_cannot_be_rewritten() {
    var request = stored(World.of(NOW, 1).submitted("alice")).id();
    var entry = entry(request, Actor.ENGINE, HistoryEntry.Activity.SUBMITTED);
    run(tx -> tx.append(List.of(entry)));
    var forged =
        HistoryEntry.of(
            entry.id(), request, NOW, Actor.ENGINE, HistoryEntry.Activity.CANCELED, Map.of());

    assertThatThrownBy(() -> run(tx -> tx.append(List.of(forged))))
        .isInstanceOf(StaleEntityException.class);

    assertThatAll(tx -> tx.history(request)).containsExactly(entry);
  }

  @Test
  void keyed_calls_are_remembered_by_caller_and_key() {
    var request = stored(World.of(NOW, 1).submitted("alice")).id();
    var longest = "k".repeat(KeyedCall.MAX_KEY - 2) + "😀";
    var calls = new ArrayList<KeyedCall>();
    for (String key : List.of("key", "Key", ODD_TEXT, longest)) {
      for (Actor caller :
          List.of(Actor.user("one"), Actor.application("one"), Actor.user("two"), Actor.ENGINE)) {
        calls.add(madeCall(caller, key, ODD_TEXT + calls.size(), request, NOW));
      }
    }

    run(tx -> calls.forEach(tx::save));

    for (KeyedCall call : calls) {
      assertThatOne(tx -> tx.keyedCall(call.caller(), call.key())).contains(call.withVersion(1));
    }
    assertThatOne(tx -> tx.keyedCall(Actor.user("one"), "kex")).isEmpty();
    assertThatOne(tx -> tx.keyedCall(Actor.user("three"), "key")).isEmpty();
  }

  @Test
  void a_keyed_call_is_begun_then_made_then_answered() {
    var entity = World.of(NOW, 1).catalog().id().value();
    var begun = KeyedCall.begun(Actor.user("u"), "key", "what", NOW, NOW.plusSeconds(9));
    run(tx -> tx.save(begun));
    assertThat(remembered(begun)).contains(begun.withVersion(1));

    var made = begun.withVersion(1).made(Optional.of(entity), NOW.plusSeconds(20));
    run(tx -> tx.save(made));
    assertThat(remembered(begun)).contains(made.withVersion(2));

    var answered = made.withVersion(2).answered(ODD_TEXT + "a".repeat(KeyedCall.MAX_ANSWER - 99));
    run(tx -> tx.save(answered));
    assertThat(remembered(begun)).contains(answered.withVersion(3));
  }

  @Test
  void a_keyed_call_that_is_not_as_it_was_read_is_neither_saved_nor_forgotten() {
    var begun = KeyedCall.begun(Actor.user("u"), "key", "what", NOW, NOW.plusSeconds(9));
    run(tx -> tx.save(begun));
    var first = remembered(begun).orElseThrow();
    run(tx -> tx.save(first.begunAgain(NOW.plusSeconds(30))));
    var second = remembered(begun);

    assertThatThrownBy(() -> run(tx -> tx.save(first.answered("late"))))
        .isInstanceOf(StaleEntityException.class);
    assertThatThrownBy(() -> run(tx -> tx.save(begun))).isInstanceOf(StaleEntityException.class);
    run(tx -> tx.forget(first));
    assertThat(remembered(begun)).isEqualTo(second);

    run(tx -> tx.forget(second.orElseThrow()));
    assertThat(remembered(begun)).isEmpty();
    assertThatThrownBy(() -> run(tx -> tx.save(first))).isInstanceOf(StaleEntityException.class);
  }

  @Test
  void of_transactions_that_make_a_keyed_call_only_what_belongs_to_it_stays() {
    var begun = KeyedCall.begun(Actor.user("u"), "key", "what", NOW, NOW.plusSeconds(9));
    run(tx -> tx.save(begun));
    var first = remembered(begun).orElseThrow();
    run(tx -> tx.save(first.made(Optional.empty(), NOW)));
    var catalog = World.of(NOW, 1).catalog();

    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      tx.catalogs().save(catalog);
                      tx.save(first.made(Optional.empty(), NOW));
                    }))
        .isInstanceOf(StaleEntityException.class);

    assertThatOne(tx -> tx.catalogs().find(catalog.id())).isEmpty();
  }

  private Optional<KeyedCall> remembered(KeyedCall call) {
    return call(tx -> tx.keyedCall(call.caller(), call.key()));
  }

  @Test
  void calls_made_before_an_instant_are_forgotten_up_to_a_limit() {
    var request = stored(World.of(NOW, 1).submitted("alice")).id();
    var step = Duration.ofNanos(1_000);
    run(
        tx ->
            IntStream.range(0, 6)
                .forEach(
                    n ->
                        tx.save(
                            madeCall(
                                Actor.ENGINE,
                                "key" + n,
                                "",
                                request,
                                NOW.plus(step.multipliedBy(n))))));

    run(tx -> tx.forgetCallsBefore(NOW, 10));
    assertThat(remembered()).hasSize(6);
    run(tx -> tx.forgetCallsBefore(NOW.plus(step.multipliedBy(4)), 3));
    assertThat(remembered()).hasSize(3).contains("key4", "key5");
    run(tx -> tx.forgetCallsBefore(NOW.plus(step.multipliedBy(4)), 3));
    assertThat(remembered()).containsExactly("key4", "key5");

    run(tx -> tx.save(madeCall(Actor.ENGINE, "key0", "again", request, NOW)));
    assertThat(remembered()).containsExactly("key0", "key4", "key5");
  }

  @Test
  void tenants_with_calls_before_an_instant_are_told_those_with_the_oldest_first() {
    var tenants = IntStream.range(0, 3).mapToObj(n -> freshTenant()).toList();
    var begun = List.of(NOW.minusSeconds(1), NOW.minusSeconds(9), NOW);
    for (int n = 0; n < 3; n++) {
      var at = begun.get(n);
      run(
          tenants.get(n),
          tx -> {
            tx.save(KeyedCall.begun(Actor.ENGINE, "old", "what", at, at));
            tx.save(KeyedCall.begun(Actor.ENGINE, "new", "what", NOW.plusSeconds(9), NOW));
          });
    }

    assertThat(withCalls(NOW, tenants)).containsExactly(tenants.get(1), tenants.get(0));
    assertThat(withCalls(NOW.minusSeconds(9), tenants)).isEmpty();
    assertThat(store().tenantsWithCallsBefore(NOW, 1)).hasSize(1);
    run(tenants.get(1), tx -> tx.forgetCallsBefore(NOW, 9));
    assertThat(withCalls(NOW, tenants)).containsExactly(tenants.get(0));
  }

  /** Those of {@code among} that have calls begun before, as others may have too. */
  private List<TenantId> withCalls(Instant before, List<TenantId> among) {
    return store().tenantsWithCallsBefore(before, Integer.MAX_VALUE).stream()
        .filter(among::contains)
        .toList();
  }

  private List<String> remembered() {
    return call(
        tx ->
            IntStream.range(0, 6)
                .mapToObj(n -> "key" + n)
                .filter(key -> tx.keyedCall(Actor.ENGINE, key).isPresent())
                .toList());
  }
}
