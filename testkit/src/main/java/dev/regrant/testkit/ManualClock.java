package dev.regrant.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that moves only when it is told to. Thread-safe. */
public final class ManualClock implements InstantSource {
  private final AtomicReference<Instant> now;

  /** A clock that stands at {@code now}. */
  public ManualClock(Instant now) {
    this.now = new AtomicReference<>(now);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /** Sets it, forwards or back. */
  public void set(Instant instant) {
    now.set(instant);
  }

  /** Moves it, and returns the new time. A negative duration moves it back. */
  public Instant advance(Duration duration) {
    return now.updateAndGet(before -> before.plus(duration));
  }
}
