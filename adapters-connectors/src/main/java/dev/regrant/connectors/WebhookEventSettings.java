package dev.regrant.connectors;

import java.time.Duration;

/**
 * A receiver of events. Checks itself; the message of the {@link IllegalArgumentException} names
 * the setting. {@link #toString} shows no secret.
 *
 * @param name tells this receiver from others of the same engine, for good: what waits for it is
 *     kept by it
 * @param target where the events go
 * @param timeout the longest wait for an answer
 */
public record WebhookEventSettings(String name, WebhookTarget target, Duration timeout) {
  /** The name unless told otherwise. */
  public static final String DEFAULT_NAME = "webhook";

  /** The longest wait unless told otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

  public WebhookEventSettings {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    if (timeout.toMillis() < 1 || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "timeout must be between 1 ms and %s, not %s".formatted(MAX_TIMEOUT, timeout));
    }
  }

  /** A receiver under the usual name, with the usual time-out. */
  public static WebhookEventSettings of(WebhookTarget target) {
    return new WebhookEventSettings(DEFAULT_NAME, target, DEFAULT_TIMEOUT);
  }
}
