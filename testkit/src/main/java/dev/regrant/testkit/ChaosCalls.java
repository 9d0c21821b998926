package dev.regrant.testkit;

import dev.regrant.domain.DeliveryItem;
import dev.regrant.testkit.Simulation.Happening;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** The calls under way at a {@link ChaosTarget}, and those that hang there. Thread-safe. */
final class ChaosCalls {
  private final InstantSource clock;
  private final Witness witness;
  private final Set<Visit> underWay = ConcurrentHashMap.newKeySet();
  private final Set<Visit> hanging = ConcurrentHashMap.newKeySet();
  private volatile CountDownLatch released = new CountDownLatch(1);

  ChaosCalls(InstantSource clock, Witness witness) {
    this.clock = clock;
    this.witness = witness;
  }

  /** A call begins, which takes the item from whoever had it. */
  void enter(Visit visit) {
    var now = clock.instant();
    for (Visit other : underWay) {
      if (other.call().item().equals(visit.call().item()) && !hanging.contains(other)) {
        if (other.holds(now)) {
          witness.violated("two work on one item: " + visit.call());
        }
        other.lose();
      }
    }
    underWay.add(visit);
  }

  void leave(Visit visit) {
    underWay.remove(visit);
  }

  /** Somebody has completed an item: whoever works on it works for nothing. */
  void completed(DeliveryItem.Id item) {
    underWay.stream().filter(visit -> visit.call().item().equals(item)).forEach(Visit::lose);
  }

  /** Does not return before {@link #release} or the end of the process. */
  void hang(Visit visit) {
    witness.saw(Happening.CALL_HUNG);
    hanging.add(visit);
    try {
      released.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } finally {
      hanging.remove(visit);
    }
  }

  /** How many calls of a process hang. */
  long hangingOf(SimulatedProcess process) {
    return hanging.stream().filter(visit -> visit.process().equals(process)).count();
  }

  /** Lets go of every call that hangs. */
  void release() {
    var before = released;
    released = new CountDownLatch(1);
    before.countDown();
  }
}
