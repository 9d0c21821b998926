package dev.regrant.application;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.groupingBy;

import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the claims whose work goes on: the heartbeat. A claim that is lost to another, or that
 * could not be lengthened before its end, has its work broken off, so that two do not work on one
 * item. Thread-safe.
 */
final class ClaimKeeper {
  private static final System.Logger LOG = System.getLogger(ClaimKeeper.class.getName());

  private record Key(DeliveryItem.Id item, long token) {
    static Key of(Claim claim) {
      return new Key(claim.item(), claim.token());
    }
  }

  /** A claim that is kept, until it is closed. */
  final class Keeping implements AutoCloseable {
    private final TenantId tenant;
    private Claim claim;
    private boolean isLost;
    private Runnable breakOff = () -> {};

    private Keeping(TenantId tenant, Claim claim) {
      this.tenant = tenant;
      this.claim = claim;
    }

    /** The claim, with its lease as it is now. */
    synchronized Claim claim() {
      return claim;
    }

    /** Whether the claim was lost, so that its work must not begin. */
    synchronized boolean isLost() {
      return isLost;
    }

    /** Has {@code breakOff} run if the claim is lost, at once if it already is. */
    void onLoss(Runnable breakOff) {
      boolean isTooLate;
      synchronized (this) {
        this.breakOff = breakOff;
        isTooLate = isLost;
      }
      if (isTooLate) {
        breakOff.run();
      }
    }

    private synchronized void lengthen(Claim longer) {
      claim = longer;
    }

    private void lose() {
      if (kept.remove(Key.of(claim()), this)) {
        Runnable work;
        synchronized (this) {
          isLost = true;
          work = breakOff;
        }
        work.run();
      }
    }

    @Override
    public void close() {
      kept.remove(Key.of(claim()), this);
    }
  }

  private final EngineParts parts;
  private final Map<Key, Keeping> kept = new ConcurrentHashMap<>();
  private volatile boolean isKeeping;

  ClaimKeeper(EngineParts parts) {
    this.parts = parts;
  }

  /** Whether somebody calls {@link #beat} again and again. */
  boolean isKeeping() {
    return isKeeping;
  }

  void setKeeping(boolean isKeeping) {
    this.isKeeping = isKeeping;
  }

  /** Keeps a claim. */
  Keeping keep(TenantId tenant, Claim claim) {
    var keeping = new Keeping(tenant, claim);
    kept.put(Key.of(claim), keeping);
    return keeping;
  }

  /** Lengthens every claim that is kept. */
  void beat() {
    var now = parts.now();
    kept.values().stream()
        .collect(groupingBy(one -> one.tenant))
        .forEach((tenant, claims) -> beat(tenant, claims, now));
  }

  private void beat(TenantId tenant, List<Keeping> claims, Instant now) {
    var leaseUntil = now.plus(parts.workerSettings().lease());
    var held = new HashMap<Key, Claim>();
    try {
      parts
          .store()
          .inTransaction(
              tenant, tx -> tx.extend(claims.stream().map(Keeping::claim).toList(), leaseUntil))
          .forEach(claim -> held.put(Key.of(claim), claim));
    } catch (UnavailableException outage) {
      LOG.log(WARNING, "leases could not be lengthened: {0}", outage.getMessage());
      claims.stream().filter(one -> !one.claim().leaseUntil().isAfter(now)).forEach(Keeping::lose);
      return;
    }
    for (Keeping one : claims) {
      var longer = held.get(Key.of(one.claim()));
      if (longer == null) {
        one.lose();
      } else {
        one.lengthen(longer);
      }
    }
  }
}
