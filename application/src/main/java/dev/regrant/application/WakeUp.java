package dev.regrant.application;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A place for a loop to wait in; a nudge that comes while it works is not lost. Thread-safe. */
final class WakeUp {
  private final BlockingQueue<Boolean> nudges = new ArrayBlockingQueue<>(1);

  void nudge() {
    nudges.offer(true);
  }

  /** Waits for a nudge, at most so long. */
  void await(Duration atMost) throws InterruptedException {
    nudges.poll(atMost.toNanos(), NANOSECONDS);
  }
}
