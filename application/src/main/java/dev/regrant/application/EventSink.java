package dev.regrant.application;

import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.util.Optional;

/**
 * Port to whoever wants to know what happens to requests. Thread-safe. Every event comes at least
 * once, those of one request in their order; one that fails comes again, and holds up the later
 * ones of its request only.
 */
public interface EventSink {
  /** Something that happened; its identity is the entry's id, the same at each repeat. */
  record Event(TenantId tenant, HistoryEntry entry) {}

  /** Whether an event has arrived. */
  sealed interface Publication {
    /** It has, for good. */
    record Accepted() implements Publication {}

    /**
     * It has not, or may not have.
     *
     * @param message why, for a person; without secrets
     * @param retryAfter how long the receiver asks to be left alone
     */
    record Failed(String message, Optional<Duration> retryAfter) implements Publication {}
  }

  /** Tells this sink from others of the same engine, for good: what waits for it is kept by it. */
  String name();

  /** Tells one event. An exception counts as a failure. */
  Publication publish(Event event);
}
