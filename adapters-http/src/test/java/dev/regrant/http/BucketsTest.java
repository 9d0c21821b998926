package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final int BURST = Buckets.BURST_SECONDS;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T10:00:00Z"));

  private static void empty(Buckets buckets, Object whose) {
    IntStream.range(0, BURST).forEach(i -> assertThat(buckets.take(whose)).isEmpty());
  }

  @Test
  void ten_seconds_calls_may_come_at_once_and_then_one_each_second() {
    var buckets = new Buckets(1, 10, clock);

    empty(buckets, "ann");

    assertThat(buckets.take("ann")).contains(Duration.ofSeconds(1));
    assertThat(buckets.take("bob")).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(buckets.take("ann")).isEmpty();
    assertThat(buckets.take("ann")).contains(Duration.ofSeconds(1));
  }

  @Test
  void looking_takes_nothing() {
    var buckets = new Buckets(1, 10, clock);

    assertThat(buckets.untilNext("ann")).isEmpty();
    assertThat(buckets.size()).isZero();
    empty(buckets, "ann");
    assertThat(buckets.untilNext("ann")).contains(Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(1));
    assertThat(buckets.untilNext("ann")).isEmpty();
    assertThat(buckets.take("ann")).isEmpty();
  }

  @Test
  void without_a_limit_nobody_is_remembered() {
    var buckets = new Buckets(0, 10, clock);

    IntStream.range(0, 100).forEach(i -> assertThat(buckets.take("ann")).isEmpty());

    assertThat(buckets.size()).isZero();
  }

  @Test
  void a_flood_of_names_neither_fills_the_memory_nor_makes_room_for_itself() {
    var buckets = new Buckets(1, 3, clock);
    empty(buckets, "ann");

    var refused =
        IntStream.range(0, 1_000).filter(i -> buckets.take("name " + i).isPresent()).count();

    assertThat(buckets.size()).isEqualTo(3);
    // Two got buckets of their own; all others share one.
    assertThat(refused).isEqualTo(1_000 - 2 - BURST);
    assertThat(buckets.take("ann")).as("she was not forgotten").isPresent();
  }

  @Test
  void a_bucket_that_is_full_again_makes_room() {
    var buckets = new Buckets(1, 1, clock);
    empty(buckets, "ann");

    clock.advance(Duration.ofSeconds(BURST));
    empty(buckets, "bob");

    assertThat(buckets.size()).isEqualTo(1);
    assertThat(buckets.take("bob")).isPresent();
  }
}
