package dev.regrant.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Where calls are worked on: virtual threads, some at once and some waiting. Those of one tenant
 * wait behind each other, and the tenants take turns.
 */
final class Workers implements Executor {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("regrant-http-", 0).factory());
  private final Semaphore admitted;
  private final Turns turns;

  /**
   * @param waiting how many calls may wait, a quarter of them of one group
   */
  Workers(int atOnce, int waiting) {
    admitted = new Semaphore(atOnce + waiting);
    turns = new Turns(atOnce, Math.max(1, waiting / 4));
  }

  /**
   * Takes a call in.
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
      call.run();
    } finally {
      admitted.release();
    }
  }

  /**
   * Does the part of a call that takes a place at work, in the turn of a group.
   *
   * @throws RejectedExecutionException if too many of the group are waiting
   */
  <R> R inTurn(Object group, Supplier<R> work) {
    return turns.take(group, work);
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
