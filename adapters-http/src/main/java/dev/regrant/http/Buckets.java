package dev.regrant.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket of tokens for each of many, and not more than so many buckets. One that is full again is
 * forgotten when room is needed, as a new one is just like it; while none is, whoever is new shares
 * a bucket with all others who are. So no flood of new names makes room for itself. Thread-safe.
 */
final class Buckets {
  /** How many seconds' calls may come at once. */
  static final int BURST_SECONDS = 10;

  private final int perSecond;
  private final int max;
  private final TimeMeter time;
  private final Bucket shared;

  /** The one used longest ago comes first. */
  private final Map<Object, Bucket> known = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param perSecond how fast they fill; 0 for no limit
   * @param max the most buckets
   */
  Buckets(int perSecond, int max, InstantSource clock) {
    this.perSecond = perSecond;
    this.max = max;
    this.time = new Time(clock);
    this.shared = bucket(Math.max(1, perSecond));
  }

  private Bucket bucket(int rate) {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit
                    .capacity((long) rate * BURST_SECONDS)
                    .refillGreedy(rate, Duration.ofSeconds(1)))
        .withCustomTimePrecision(time)
        .build();
  }

  /**
   * Takes one token.
   *
   * @return if there is none: when there will be
   */
  Optional<Duration> take(Object whose) {
    if (perSecond == 0) {
      return Optional.empty();
    }
    var taken = of(whose).tryConsumeAndReturnRemaining(1);
    return taken.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(taken.getNanosToWaitForRefill()));
  }

  /** When there will be a token, if there is none. */
  Optional<Duration> untilNext(Object whose) {
    if (perSecond == 0) {
      return Optional.empty();
    }
    Bucket bucket;
    synchronized (this) {
      bucket = known.get(whose);
    }
    if (bucket == null) {
      return Optional.empty();
    }
    var estimate = bucket.estimateAbilityToConsume(1);
    return estimate.canBeConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(estimate.getNanosToWaitForRefill()));
  }

  private synchronized Bucket of(Object whose) {
    var own = known.get(whose);
    if (own != null) {
      return own;
    }
    if (known.size() >= max) {
      var oldest = known.entrySet().iterator();
      if (oldest.next().getValue().getAvailableTokens() < (long) perSecond * BURST_SECONDS) {
        return shared;
      }
      oldest.remove();
    }
    var bucket = bucket(perSecond);
    known.put(whose, bucket);
    return bucket;
  }

  /** How many buckets there are. */
  synchronized int size() {
    return known.size();
  }

  private record Time(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
