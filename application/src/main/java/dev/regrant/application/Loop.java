package dev.regrant.application;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;

/**
 * Makes passes in a thread of its own: one after the other while there is something to do, else
 * when it is woken or an interval is over. Thread-safe.
 */
final class Loop {
  private static final System.Logger LOG = System.getLogger(Loop.class.getName());

  /** Does what is due now. */
  @FunctionalInterface
  interface Pass {
    /** Returns whether anything was done. */
    boolean run() throws InterruptedException;
  }

  private final WakeUp wakeUp;
  private final Duration interval;
  private final Pass pass;
  private final Thread thread;
  private volatile boolean isOver;

  private Loop(String name, WakeUp wakeUp, Duration interval, Pass pass) {
    this.wakeUp = wakeUp;
    this.interval = interval;
    this.pass = pass;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  static Loop start(String name, WakeUp wakeUp, Duration interval, Pass pass) {
    var loop = new Loop(name, wakeUp, interval, pass);
    loop.thread.start();
    return loop;
  }

  private void run() {
    try {
      while (!isOver) {
        if (!worked()) {
          wakeUp.await(interval);
        }
      }
    } catch (InterruptedException stopped) {
      LOG.log(DEBUG, "interrupted", stopped);
    }
  }

  private boolean worked() throws InterruptedException {
    try {
      return pass.run();
    } catch (UnavailableException outage) {
      LOG.log(WARNING, "the store cannot be reached: {0}", outage.getMessage());
    } catch (RuntimeException bug) {
      // The engine outlives any single failure; the next pass tries again.
      LOG.log(ERROR, "a pass of the engine failed", bug);
    }
    return false;
  }

  /** Lets it come to its end after the pass that it is at. */
  void end() {
    isOver = true;
    wakeUp.nudge();
  }

  /** Waits for its end, at most so long. */
  void join(Duration atMost) throws InterruptedException {
    thread.join(atMost);
  }
}
