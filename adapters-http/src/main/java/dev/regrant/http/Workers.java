package dev.regrant.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Where calls are worked on: virtual threads, some at once and some waiting. Calls do not wait for
 * one another in any order.
 */
final class Workers implements Executor {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("regrant-http-", 0).factory());
  private final Semaphore admitted;
  private final Semaphore running;

  Workers(int atOnce, int waiting) {
    admitted = new Semaphore(atOnce + waiting);
    running = new Semaphore(atOnce);
  }

  /**
   * Works on a call.
   *
   * @throws RejectedExecutionException if too many are waiting, or it is closed
   */
  void submit(Runnable call) {
    if (!admitted.tryAcquire()) {
      throw new RejectedExecutionException("too many calls");
    }
    try {
      threads.execute(() -> run(call));
    } catch (RejectedExecutionException closed) {
      admitted.release();
      throw closed;
    }
  }

  private void run(Runnable call) {
    try {
      running.acquireUninterruptibly();
      try {
        call.run();
      } finally {
        running.release();
      }
    } finally {
      admitted.release();
    }
  }

  /** Works on something that is no call, and that has no limit. */
  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** Ends, when all is done or the time is up. */
  void close(Duration patience) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(patience.toMillis(), MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
