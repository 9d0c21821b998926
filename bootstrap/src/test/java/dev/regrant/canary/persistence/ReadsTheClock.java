package dev.regrant.canary.persistence;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** Time and identity out of nowhere. */
public final class ReadsTheClock {
  final Instant called = Instant.now();
  final Supplier<Instant> referred = Instant::now;
  final Clock clock = Clock.systemUTC();
  final InstantSource source = InstantSource.system();
  final UUID id = UUID.randomUUID();

  long millis() {
    return System.currentTimeMillis();
  }
}
