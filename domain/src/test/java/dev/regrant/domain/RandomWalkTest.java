package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random histories; the seed is in the message of a failure. */
class RandomWalkTest {
  private static final int HISTORIES = 2_000;

  @Test
  void a_random_history_keeps_the_invariants_after_every_step() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      walk(seed);
    }
  }

  private static void walk(long seed) {
    var random = new Random(seed);
    var request = delivering(1 + random.nextInt(4));
    var now = NOW;
    Optional<Instant> firstCompletion = Optional.empty();
    for (int step = 0; step < 40 && !Lifecycle.isFinal(request.progress().status()); step++) {
      now = now.plus(Duration.ofMinutes(random.nextInt(60)));
      var before = request;
      request = step(request, now, random);
      if (firstCompletion.isEmpty()) {
        firstCompletion = request.progress().completedAt();
      }
      check(before, request, firstCompletion, seed);
    }
  }

  private static AssignmentRequest step(AssignmentRequest request, Instant now, Random random) {
    if (request.progress().status() != RequestStatus.DELIVERING) {
      if (request.allows(Trigger.CANCEL) && random.nextInt(5) == 0) {
        return request.canceled(now);
      }
      var plan = DeliveryGate.plan(request, facts(random.nextInt(5)));
      return request.reprocessed(plan, now, now.plus(Duration.ofHours(1))).settled(now);
    }
    if (random.nextInt(20) == 0) {
      return request.givenUp().settled(now);
    }
    var pending =
        request.items().stream()
            .filter(item -> item.state() == DeliveryItem.State.PENDING)
            .toList();
    var item = pending.get(random.nextInt(pending.size()));
    DeliveryOutcome outcome =
        switch (random.nextInt(3)) {
          case 0 -> new DeliveryOutcome.Done(random.nextBoolean());
          case 1 -> refused(any(ErrorClass.class, random));
          default -> unknown(any(DeliveryOutcome.Cause.class, random));
        };
    var attempt =
        new Attempt(
            item.nextAttemptNumber(),
            request.progress().episode(),
            item.operationKey(),
            now,
            now,
            outcome);
    return request
        .attempted(item.id(), attempt, RetryPolicy.DEFAULT, random.nextDouble())
        .settled(now);
  }

  private static <E extends Enum<E>> E any(Class<E> type, Random random) {
    var all = List.copyOf(EnumSet.allOf(type));
    return all.get(random.nextInt(all.size()));
  }

  private static void check(
      AssignmentRequest before,
      AssignmentRequest after,
      Optional<Instant> firstCompletion,
      long seed) {
    var why = "seed " + seed;
    assertThat(after.progress().firstCompletedAt()).as(why).isEqualTo(firstCompletion);
    assertThat(after.terms()).as(why).isEqualTo(before.terms());
    for (var old : before.items()) {
      var item = after.item(old.id()).orElseThrow();
      if (old.state() == DeliveryItem.State.DONE || old.state() == DeliveryItem.State.DROPPED) {
        assertThat(item).as(why).isEqualTo(old);
      }
      assertThat(item.nextAttemptNumber())
          .as(why)
          .isBetween(old.nextAttemptNumber(), old.nextAttemptNumber() + 1);
      assertThat(item.nextAttemptAt().isPresent())
          .as(why)
          .isEqualTo(item.state() == DeliveryItem.State.PENDING && !item.isAwaitingCompletion());
      assertThat(item.tries().attempts())
          .as(why)
          .isLessThanOrEqualTo(RetryPolicy.DEFAULT.maxAttempts());
      if (old.mustVerifyFirst()) {
        assertThat(item.lastAttempt().orElseThrow().operationKey())
            .as(why)
            .isEqualTo(old.operationKey());
      }
    }
  }

  @Test
  void a_trigger_without_an_arrow_is_refused_as_a_bug() {
    var request = submitted(RequestType.ADMIN_ADD, Schedule.UNSPECIFIED);
    for (var trigger : Trigger.values()) {
      if (!request.allows(trigger)) {
        assertThatThrownBy(() -> request.on(trigger, NOW, NOW))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(trigger.name());
      }
    }
  }
}
