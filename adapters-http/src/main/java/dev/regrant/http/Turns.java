package dev.regrant.http;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Places at work. Where there are not enough, groups of callers get the next one in turn, however
 * many of a group are waiting. Thread-safe.
 */
final class Turns {
  private final int maxWaiting;
  private final ReentrantLock lock = new ReentrantLock();

  /** Who waits, of each group that has somebody waiting; the group whose turn is next first. */
  private final LinkedHashMap<Object, Queue<Semaphore>> waiting = new LinkedHashMap<>();

  private int free;

  /**
   * @param places how many may work at once
   * @param maxWaiting how many of one group may wait
   */
  Turns(int places, int maxWaiting) {
    this.free = places;
    this.maxWaiting = maxWaiting;
  }

  /**
   * Does work in a place, and waits for one.
   *
   * @throws RejectedExecutionException if too many of the group are waiting
   */
  <R> R take(Object group, Supplier<R> work) {
    enter(group);
    try {
      return work.get();
    } finally {
      leave();
    }
  }

  private void enter(Object group) {
    var turn = new Semaphore(0);
    lock.lock();
    try {
      if (free > 0) {
        free--;
        return;
      }
      var queue = waiting.computeIfAbsent(group, first -> new ArrayDeque<>());
      if (queue.size() >= maxWaiting) {
        throw new RejectedExecutionException("too many calls of " + group);
      }
      queue.add(turn);
    } finally {
      lock.unlock();
    }
    turn.acquireUninterruptibly();
  }

  /** How many of a group are waiting. */
  int waiting(Object group) {
    lock.lock();
    try {
      var queue = waiting.get(group);
      return queue == null ? 0 : queue.size();
    } finally {
      lock.unlock();
    }
  }

  /** Gives the place to the group whose turn it is, which then is the last in line. */
  private void leave() {
    lock.lock();
    try {
      Map.Entry<Object, Queue<Semaphore>> next = waiting.pollFirstEntry();
      if (next == null) {
        free++;
        return;
      }
      next.getValue().remove().release();
      if (!next.getValue().isEmpty()) {
        waiting.put(next.getKey(), next.getValue());
      }
    } finally {
      lock.unlock();
    }
  }
}
