package dev.regrant.application;

import dev.regrant.domain.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: commands of a tenant that come while others of it are being done are done together,
 * next. Nobody waits for company: a command that is alone is done at once. Of each tenant, one
 * batch is done at a time, by the thread of one of those who brought a command; so tenants share
 * the store evenly. A batch that fails is done again one by one, so that a command that fails alone
 * is answered alone. Thread-safe.
 *
 * @param <C> commands
 * @param <R> what comes of them
 */
final class Gathering<C, R> {
  /** How many are done together at most. */
  static final int AT_ONCE = 200;

  /** How many of a tenant wait at most. */
  static final int MAX_WAITING = 10_000;

  /** A command and who waits for it. */
  private final class Place {
    private final C command;
    private final long since = System.nanoTime();
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final CountDownLatch called = new CountDownLatch(1);
    private volatile boolean isLeader;

    Place(C command) {
      this.command = command;
    }

    void answer(R answer) {
      result.complete(answer);
      called.countDown();
    }

    void fail(Throwable failure) {
      result.completeExceptionally(failure);
      called.countDown();
    }

    void lead() {
      isLeader = true;
      called.countDown();
    }

    /** Whether it is to lead the next batch; it has its result if not. */
    boolean isCalledToLead() {
      boolean isInterrupted = false;
      while (true) {
        try {
          called.await();
          break;
        } catch (InterruptedException e) {
          // What was begun by others is not taken back.
          isInterrupted = true;
        }
      }
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
      return isLeader;
    }

    R result() {
      try {
        return result.join();
      } catch (CompletionException e) {
        switch (e.getCause()) {
          case RuntimeException failure -> throw failure;
          case Error failure -> throw failure;
          case null, default -> throw e;
        }
      }
    }
  }

  private final Function<C, ?> about;
  private final BiFunction<TenantId, List<C>, List<R>> work;
  private final Map<TenantId, Deque<Place>> lines = new HashMap<>();
  private final LongAdder commands = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder waitedNanos = new LongAdder();

  /**
   * @param about what a command is about: two about the same are not done together
   * @param work does commands, all or none, and gives what comes of each, in their order
   */
  Gathering(Function<C, ?> about, BiFunction<TenantId, List<C>, List<R>> work) {
    this.about = about;
    this.work = work;
  }

  /**
   * Does a command, perhaps together with others, and returns when it is done.
   *
   * @throws UnavailableException if too many wait, or if the work throws it
   */
  R run(TenantId tenant, C command) {
    var place = new Place(command);
    if (isFirst(tenant, place) || place.isCalledToLead()) {
      lead(tenant, place);
    }
    return place.result();
  }

  /** Figures about what was done so far. */
  Batches figures() {
    return new Batches(commands.sum(), batches.sum(), waitedNanos.sum());
  }

  /** How many of a tenant wait. */
  int waiting(TenantId tenant) {
    synchronized (lines) {
      var line = lines.get(tenant);
      return line == null ? 0 : line.size();
    }
  }

  /** Whether nobody is at work for the tenant; there is a line for as long as somebody is. */
  private boolean isFirst(TenantId tenant, Place place) {
    synchronized (lines) {
      var line = lines.get(tenant);
      if (line == null) {
        lines.put(tenant, new ArrayDeque<>());
        return true;
      }
      if (line.size() >= MAX_WAITING) {
        throw new UnavailableException(
            "%d commands of tenant %s wait for the store already"
                .formatted(MAX_WAITING, tenant.value()),
            null);
      }
      line.addLast(place);
      return false;
    }
  }

  private void lead(TenantId tenant, Place leader) {
    try {
      done(tenant, batch(tenant, leader));
    } finally {
      // Whoever brought a command waits for that one only: the others are led by one of them.
      next(tenant).ifPresent(Place::lead);
    }
  }

  private Optional<Place> next(TenantId tenant) {
    synchronized (lines) {
      @Nullable Place next = lines.getOrDefault(tenant, new ArrayDeque<>()).pollFirst();
      if (next == null) {
        lines.remove(tenant);
      }
      return Optional.ofNullable(next);
    }
  }

  /** The leader's command and those of the line that can be done with it. */
  private List<Place> batch(TenantId tenant, Place leader) {
    var batch = new ArrayList<Place>();
    var taken = new HashSet<Object>();
    batch.add(leader);
    taken.add(about.apply(leader.command));
    synchronized (lines) {
      var line = lines.getOrDefault(tenant, new ArrayDeque<>()).iterator();
      while (line.hasNext() && batch.size() < AT_ONCE) {
        var place = line.next();
        if (taken.add(about.apply(place.command))) {
          batch.add(place);
          line.remove();
        }
      }
    }
    return batch;
  }

  private void done(TenantId tenant, List<Place> batch) {
    long begun = System.nanoTime();
    batch.forEach(place -> waitedNanos.add(begun - place.since));
    commands.add(batch.size());
    batches.increment();
    var together = batch.stream().map(place -> place.command).toList();
    try {
      var results = work.apply(tenant, together);
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).answer(results.get(i));
      }
    } catch (UnavailableException outage) {
      batch.forEach(place -> place.fail(outage));
    } catch (RuntimeException failure) {
      if (batch.size() == 1) {
        batch.getFirst().fail(failure);
      } else {
        batch.forEach(place -> done(tenant, List.of(place)));
      }
    } catch (Error failure) {
      batch.forEach(place -> place.fail(failure));
      throw failure;
    }
  }
}
