package dev.regrant.testkit;

import dev.regrant.application.Claim;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.testkit.Tenant.ClaimState;
import dev.regrant.testkit.Tenant.ItemKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who delivers which item, in a transaction of {@link InMemoryStore}. */
final class InMemoryClaims {
  private final InMemoryTx tx;
  private final Tenant tenant;

  InMemoryClaims(InMemoryTx tx, Tenant tenant) {
    this.tx = tx;
    this.tenant = tenant;
  }

  List<Claim> claimDue(Instant now, Instant leaseUntil, Map<String, Integer> limits) {
    if (leaseUntil.isBefore(now)) {
      throw new IllegalArgumentException(
          "a lease taken at %s cannot end before, at %s".formatted(now, leaseUntil));
    }
    var left = new HashMap<>(limits);
    var claimed = new ArrayList<Claim>();
    for (Tenant.Due due : tenant.dueItems(now).toList()) {
      int ofSystem = left.getOrDefault(due.system(), 0);
      if (ofSystem > 0) {
        left.put(due.system(), ofSystem - 1);
        claimed.add(claim(due.key(), now, leaseUntil));
      }
    }
    return claimed;
  }

  private Claim claim(ItemKey key, Instant now, Instant leaseUntil) {
    var newest = tenant.claims.get(key);
    var claim =
        new Claim(
            key.request(),
            key.item(),
            newest == null ? 1 : newest.claim().token() + 1,
            now,
            leaseUntil,
            tenant.openClaim(key).map(Claim::claimedAt));
    tx.put(tenant.claims, key, new ClaimState(claim, false));
    return claim;
  }

  List<Claim> of(Collection<AssignmentRequest.Id> requests) {
    return tx.requests().findAll(requests).values().stream()
        .flatMap(
            request -> request.items().stream().map(item -> new ItemKey(request.id(), item.id())))
        .flatMap(key -> tenant.openClaim(key).stream())
        .toList();
  }

  List<Claim> end(Collection<Claim> claims) {
    var held = new ArrayList<Claim>();
    for (Claim claim : claims) {
      var key = new ItemKey(claim.request(), claim.item());
      var open = tenant.openClaim(key).filter(newest -> newest.token() == claim.token());
      if (open.isPresent()) {
        tx.put(tenant.claims, key, new ClaimState(open.get(), true));
        held.add(open.get());
      }
    }
    return held;
  }

  List<Claim> extend(Collection<Claim> claims, Instant leaseUntil) {
    var held = new ArrayList<Claim>();
    for (Claim claim : claims) {
      var key = new ItemKey(claim.request(), claim.item());
      tenant
          .openClaim(key)
          .filter(newest -> newest.token() == claim.token())
          .map(newest -> lengthened(newest, leaseUntil))
          .ifPresent(
              longer -> {
                tx.put(tenant.claims, key, new ClaimState(longer, false));
                held.add(longer);
              });
    }
    return held;
  }

  private static Claim lengthened(Claim claim, Instant leaseUntil) {
    return new Claim(
        claim.request(),
        claim.item(),
        claim.token(),
        claim.claimedAt(),
        leaseUntil,
        claim.abandonedAt());
  }
}
