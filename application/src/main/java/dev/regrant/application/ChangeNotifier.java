package dev.regrant.application;

import dev.regrant.application.Subscription.ChangeType;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Port to the receivers of subscriptions. Thread-safe. */
public interface ChangeNotifier {
  /**
   * What happened.
   *
   * @param entity to what
   * @param position when, among all changes
   */
  record Change(ChangeType type, UUID entity, long position) {}

  /**
   * What a subscription is to be told, in the order in which it happened.
   *
   * @param id tells this message from others; each time that it is sent, another one
   */
  record Message(UUID id, TenantId tenant, Subscription subscription, List<Change> changes) {
    public Message {
      changes = List.copyOf(changes);
    }
  }

  /** What became of a message. */
  sealed interface Answer {
    /** It has arrived. */
    record Accepted() implements Answer {}

    /**
     * It has not, or may not have.
     *
     * @param message why, for a person; without secrets
     * @param retryAfter how long the receiver asks to be left alone
     */
    record Failed(String message, Optional<Duration> retryAfter) implements Answer {}
  }

  /**
   * Why an address cannot be told, to be read after its name; empty if it may be. Asks it whether
   * it wants to be, as Graph does: it has to give a token back.
   *
   * @param token without anything that would have to be escaped
   */
  Optional<String> objectionTo(String url, String token);

  /** Tells a subscription's receiver. An exception counts as a failure. */
  Answer tell(Message message);

  /** For an engine that tells nobody. */
  static ChangeNotifier none() {
    return new ChangeNotifier() {
      @Override
      public Optional<String> objectionTo(String url, String token) {
        return Optional.of("cannot be told: this server is not set up to send notifications");
      }

      @Override
      public Answer tell(Message message) {
        return new Answer.Failed("this server sends no notifications", Optional.empty());
      }
    };
  }
}
