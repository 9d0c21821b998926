package dev.regrant.application;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.groupingBy;

import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.HashSet;
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

  private record Kept(TenantId tenant, Claim claim, Runnable breakOff) {}

  /** Ends the keeping of one claim. */
  @FunctionalInterface
  interface Keeping {
    void close();
  }

  private final EngineParts parts;
  private final Map<Key, Kept> kept = new ConcurrentHashMap<>();
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

  /**
   * Keeps a claim until the keeping is closed.
   *
   * @param breakOff is run if the claim is lost
   */
  Keeping keep(TenantId tenant, Claim claim, Runnable breakOff) {
    var key = Key.of(claim);
    kept.put(key, new Kept(tenant, claim, breakOff));
    return () -> kept.remove(key);
  }

  /** Lengthens every claim that is kept. */
  void beat() {
    var now = parts.now();
    var byTenant = kept.values().stream().collect(groupingBy(Kept::tenant));
    byTenant.forEach((tenant, claims) -> beat(tenant, claims, now));
  }

  private void beat(TenantId tenant, List<Kept> claims, Instant now) {
    var leaseUntil = now.plus(parts.workerSettings().lease());
    try {
      var held = new HashSet<Key>();
      parts
          .store()
          .inTransaction(
              tenant, tx -> tx.extend(claims.stream().map(Kept::claim).toList(), leaseUntil))
          .forEach(
              claim -> {
                held.add(Key.of(claim));
                kept.computeIfPresent(
                    Key.of(claim), (key, one) -> new Kept(tenant, claim, one.breakOff()));
              });
      claims.stream().filter(one -> !held.contains(Key.of(one.claim()))).forEach(this::breakOff);
    } catch (UnavailableException outage) {
      LOG.log(WARNING, "leases could not be lengthened: {0}", outage.getMessage());
      claims.stream().filter(one -> !one.claim().leaseUntil().isAfter(now)).forEach(this::breakOff);
    }
  }

  private void breakOff(Kept one) {
    if (kept.remove(Key.of(one.claim())) != null) {
      one.breakOff().run();
    }
  }
}
