package dev.regrant.application;

import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes UUIDs of version 7 (RFC 9562): they sort as they were made. Thread-safe. */
final class Ids {
  private static final int MAX_COUNTER = 0xfff;

  private final RandomGenerator random;
  private long lastMillis;
  private int counter;

  Ids(RandomGenerator random) {
    this.random = random;
  }

  /** As {@link #next(Instant)}, and later than {@code others}, whoever's clock those are by. */
  UUID next(Instant now, Collection<UUID> others) {
    long latest =
        others.stream().mapToLong(id -> id.getMostSignificantBits() >>> 16).max().orElse(0);
    return next(latest < now.toEpochMilli() ? now : Instant.ofEpochMilli(latest + 1));
  }

  /** The next id, later than all before, even if the clock goes back. */
  synchronized UUID next(Instant now) {
    long millis = now.toEpochMilli();
    if (millis > lastMillis) {
      lastMillis = millis;
      counter = 0;
    } else if (counter == MAX_COUNTER) {
      lastMillis++;
      counter = 0;
    } else {
      counter++;
    }
    return new UUID(
        lastMillis << 16 | 0x7000 | counter, random.nextLong() >>> 2 | 0x8000_0000_0000_0000L);
  }
}
