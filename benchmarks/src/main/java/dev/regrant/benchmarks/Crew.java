package dev.regrant.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that do a work together. */
final class Crew {
  /** What each of them does. */
  @FunctionalInterface
  interface Part {
    void run(int number) throws Exception;
  }

  private Crew() {}

  /** Has so many threads do their parts, and tells how long that took. */
  static Duration run(int size, Part part) throws InterruptedException {
    try (var threads = Executors.newFixedThreadPool(size)) {
      long begin = System.nanoTime();
      var parts = new ArrayList<Future<?>>();
      for (int i = 0; i < size; i++) {
        int number = i;
        parts.add(
            threads.submit(
                () -> {
                  part.run(number);
                  return true;
                }));
      }
      for (Future<?> one : parts) {
        one.get();
      }
      return Duration.ofNanos(System.nanoTime() - begin);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
