package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryItemTest {
  @ParameterizedTest
  @EnumSource(ErrorClass.class)
  void the_error_class_alone_decides_whether_the_engine_tries_again(ErrorClass errorClass) {
    var item = attempted(refused(errorClass)).items().getFirst();

    assertThat(item.state())
        .isEqualTo(
            errorClass.isRetried() || errorClass == ErrorClass.MANUAL_ACTION_PENDING
                ? DeliveryItem.State.PENDING
                : DeliveryItem.State.FAILED);
    assertThat(item.nextAttemptAt().isPresent()).isEqualTo(errorClass.isRetried());
    assertThat(errorClass.code()).isNotBlank();
  }

  private static AssignmentRequest attempted(DeliveryOutcome outcome) {
    return after(delivering(1), 1, outcome);
  }

  @Test
  void what_somebody_else_completes_costs_no_attempt_keeps_its_key_and_gives_them_their_time() {
    var before = delivering(1);
    var request = attempted(refused(ErrorClass.MANUAL_ACTION_PENDING));
    var item = request.items().getFirst();

    assertThat(item.isAwaitingCompletion()).isTrue();
    assertThat(item.tries()).isEqualTo(before.items().getFirst().tries());
    assertThat(item.operationKey()).isEqualTo(before.items().getFirst().operationKey());
    assertThat(request.progress().dueAt().orElseThrow())
        .isEqualTo(
            item.lastAttempt()
                .orElseThrow()
                .finishedAt()
                .plus(RetryPolicy.DEFAULT.completionDeadline()));
    var completed = after(request, 1, new DeliveryOutcome.Done(false));
    assertThat(completed.items().getFirst().isAwaitingCompletion()).isFalse();
    assertThat(completed.items().getFirst().state()).isEqualTo(DeliveryItem.State.DONE);
  }

  @Test
  void what_is_found_in_place_may_be_the_doing_of_an_earlier_attempt_only_if_one_is_unknown() {
    var unknown = attempted(unknown(DeliveryOutcome.Cause.TIMEOUT));
    var awaited = attempted(refused(ErrorClass.MANUAL_ACTION_PENDING));
    var awaitedAgain = after(unknown, 1, refused(ErrorClass.MANUAL_ACTION_PENDING));

    assertThat(delivering(1).items().getFirst().mayBeDone()).isFalse();
    assertThat(attempted(refused(ErrorClass.THROTTLED)).items().getFirst().mayBeDone()).isFalse();
    assertThat(awaited.items().getFirst().mayBeDone()).isFalse();
    assertThat(unknown.items().getFirst().mayBeDone()).isTrue();
    assertThat(awaitedAgain.items().getFirst().mayBeDone()).isTrue();
    assertThat(
            after(awaitedAgain, 1, new DeliveryOutcome.Done(false)).items().getFirst().mayBeDone())
        .isFalse();
  }

  @Test
  void the_key_stays_while_the_outcome_is_unknown_and_changes_after_a_definite_answer() {
    var item = delivering(1).items().getFirst();
    var unknown = attempted(unknown(DeliveryOutcome.Cause.TIMEOUT)).items().getFirst();
    var refused = attempted(refused(ErrorClass.THROTTLED)).items().getFirst();

    assertThat(item.mustVerifyFirst()).isFalse();
    assertThat(unknown.mustVerifyFirst()).isTrue();
    assertThat(unknown.operationKey()).isEqualTo(item.operationKey());
    assertThat(refused.mustVerifyFirst()).isFalse();
    assertThat(refused.operationKey()).isNotEqualTo(item.operationKey());
  }

  @Test
  void the_last_attempt_of_the_budget_fails_the_item() {
    for (var outcome :
        new DeliveryOutcome[] {
          refused(ErrorClass.UNAVAILABLE), unknown(DeliveryOutcome.Cause.LOST_ANSWER)
        }) {
      var request = delivering(1);
      for (int attempt = 1; attempt < RetryPolicy.DEFAULT.maxAttempts(); attempt++) {
        request = after(request, 1, outcome);
        assertThat(request.items().getFirst().state()).isEqualTo(DeliveryItem.State.PENDING);
      }
      request = after(request, 1, outcome);
      assertThat(request.progress().status()).isEqualTo(RequestStatus.DELIVERY_FAILED);
    }
  }

  @Test
  void lost_leases_have_a_budget_of_their_own() {
    var request = delivering(1);
    var lost = unknown(DeliveryOutcome.Cause.LOST_LEASE);
    for (int n = 1; n <= RetryPolicy.DEFAULT.maxLostLeases(); n++) {
      request = after(request, 1, lost);
      assertThat(request.items().getFirst().tries()).isEqualTo(new DeliveryItem.Tries(0, n));
      assertThat(request.items().getFirst().nextAttemptAt()).contains(NOW);
    }
    assertThat(after(request, 1, lost).progress().status())
        .isEqualTo(RequestStatus.DELIVERY_FAILED);
  }

  @Test
  void the_next_attempt_waits_for_the_backoff_or_for_what_the_target_asked() {
    var soon = attempted(refused(ErrorClass.THROTTLED)).items().getFirst();
    var unknown = attempted(unknown(DeliveryOutcome.Cause.TIMEOUT)).items().getFirst();
    var later =
        attempted(
                new DeliveryOutcome.Refused(
                    ErrorClass.THROTTLED, "slow down", Optional.of(Duration.ofMinutes(9))))
            .items()
            .getFirst();

    assertThat(soon.nextAttemptAt()).contains(NOW.plusMillis(2_500));
    assertThat(unknown.nextAttemptAt()).contains(NOW.plusMillis(2_500));
    assertThat(later.nextAttemptAt()).contains(NOW.plus(Duration.ofMinutes(9)));
  }

  @ParameterizedTest
  @CsvSource({"1,0.5,2500", "2,0.5,5000", "3,0,0", "8,0.5,320000", "9,0.5,450000", "99,0.5,450000"})
  void the_backoff_doubles_up_to_its_ceiling(int attempts, double jitter, long millis) {
    assertThat(RetryPolicy.DEFAULT.backoff(attempts, jitter)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void parameters_that_make_no_sense_are_named() {
    var s = Duration.ofSeconds(1);
    var zero = Duration.ZERO;

    assertThatThrownBy(() -> new RetryPolicy(0, 1, s, s, s, s)).hasMessageContaining("maxAttempts");
    assertThatThrownBy(() -> new RetryPolicy(1, -1, s, s, s, s)).hasMessageContaining("LostLeases");
    assertThatThrownBy(() -> new RetryPolicy(1, 0, zero, s, s, s)).hasMessageContaining("delays");
    assertThatThrownBy(() -> new RetryPolicy(1, 0, s.plus(s), s, s, s))
        .hasMessageContaining("delays");
    assertThatThrownBy(() -> new RetryPolicy(1, 0, s, s, zero, s))
        .hasMessageContaining("deliveryDeadline");
    assertThatThrownBy(() -> new RetryPolicy(1, 0, s, s, s, zero))
        .hasMessageContaining("completionDeadline");
    assertThatThrownBy(() -> RetryPolicy.DEFAULT.backoff(0, 0)).hasMessageContaining("attempts");
    assertThatThrownBy(() -> RetryPolicy.DEFAULT.backoff(1, 1)).hasMessageContaining("jitter");
    assertThatThrownBy(() -> RetryPolicy.DEFAULT.backoff(1, -0.1)).hasMessageContaining("jitter");
    assertThat(new RetryPolicy(1, 0, s, s, s, s).maxAttempts()).isEqualTo(1);
  }

  @Test
  void an_item_that_contradicts_itself_cannot_be_made() {
    var fresh = item(1, Operation.GRANT);

    assertThatThrownBy(
            () -> made(fresh, DeliveryItem.State.DONE, Optional.empty(), Optional.empty()))
        .hasMessageContaining("DONE");
    assertThatThrownBy(
            () -> made(fresh, DeliveryItem.State.FAILED, Optional.empty(), Optional.of(NOW)))
        .hasMessageContaining("no next attempt");
    assertThatThrownBy(() -> new Attempt(0, 1, "k", NOW, NOW, done())).hasMessageContaining("1");
    assertThatThrownBy(() -> new Attempt(1, 0, "k", NOW, NOW, done())).hasMessageContaining("1");
    assertThatThrownBy(() -> new Attempt(1, 1, "k", NOW, NOW.minusNanos(1), done()))
        .hasMessageContaining("cannot have finished");
  }

  private static DeliveryItem made(
      DeliveryItem fresh,
      DeliveryItem.State state,
      Optional<Attempt> last,
      Optional<Instant> next) {
    return new DeliveryItem(
        fresh.id(), fresh.operation(), fresh.roleScope(), state, fresh.tries(), last, next);
  }

  @Test
  void a_long_message_is_cut_and_a_nul_character_taken_out() {
    var limit = DeliveryOutcome.MAX_MESSAGE;

    var cut = DeliveryOutcome.Refused.because(ErrorClass.INTERNAL, "x".repeat(limit + 1));
    var whole = new DeliveryOutcome.Unknown(DeliveryOutcome.Cause.TIMEOUT, "x".repeat(limit));

    assertThat(cut.message()).hasSize(limit).endsWith("x…");
    assertThat(whole.message()).hasSize(limit).endsWith("xx");
    assertThat(new DeliveryOutcome.Unknown(DeliveryOutcome.Cause.TIMEOUT, "a\0b").message())
        .isEqualTo("a b");
    assertThat(DeliveryOutcome.Cause.TIMEOUT.errorClass()).isEqualTo(ErrorClass.TIMEOUT);
  }

  private static DeliveryItem tried(DeliveryItem.State state, DeliveryOutcome outcome) {
    var item = item(1, Operation.GRANT);
    return new DeliveryItem(
        item.id(),
        item.operation(),
        item.roleScope(),
        state,
        new DeliveryItem.Tries(1, 0),
        Optional.of(new Attempt(1, 1, "key", NOW, NOW, outcome)),
        Optional.empty());
  }

  @Test
  void an_item_is_done_by_an_attempt_that_did_it_only() {
    assertThat(tried(DeliveryItem.State.DONE, done()).state()).isEqualTo(DeliveryItem.State.DONE);
    assertThatThrownBy(() -> tried(DeliveryItem.State.DONE, refused(ErrorClass.FORBIDDEN)))
        .hasMessageContaining("needs an attempt that did it");
  }

  @Test
  void only_what_a_person_was_asked_to_do_awaits_completion() {
    var pending = DeliveryItem.State.PENDING;

    assertThat(tried(pending, refused(ErrorClass.MANUAL_ACTION_PENDING)).isAwaitingCompletion())
        .isTrue();
    assertThat(tried(pending, refused(ErrorClass.THROTTLED)).isAwaitingCompletion()).isFalse();
    assertThat(
            tried(DeliveryItem.State.FAILED, refused(ErrorClass.MANUAL_ACTION_PENDING))
                .isAwaitingCompletion())
        .isFalse();
  }
}
