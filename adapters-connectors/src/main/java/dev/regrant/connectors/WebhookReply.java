package dev.regrant.connectors;

import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.ErrorClass;
import java.time.Duration;
import java.util.Optional;

/** What became of one message. */
sealed interface WebhookReply {
  /**
   * The target answered.
   *
   * @param contentType the media type of the body, if it says
   * @param retryAfter how long it asks to be left alone
   * @param body empty if it is too long, or broke off
   */
  record Answered(
      int status,
      Optional<String> contentType,
      Optional<Duration> retryAfter,
      Optional<byte[]> body)
      implements WebhookReply {
    boolean isSuccess() {
      return status >= 200 && status <= 299;
    }
  }

  /** The target never saw the message. */
  record NotSent(ErrorClass errorClass, String message) implements WebhookReply {}

  /** The target may have seen the message, and its answer did not arrive. */
  record NoAnswer(Cause cause, String message) implements WebhookReply {}
}
