package dev.regrant.application;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Operation;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Delivers items: claim in a transaction, call the connector in none, record in another, if the
 * claim still holds. Whoever dies in between loses the lease; the next claimer knows from that that
 * the outcome is unknown, and reads back first.
 */
final class DeliveryWorker {
  private static final System.Logger LOG = System.getLogger(DeliveryWorker.class.getName());

  /** Claims, and the requests that they are on. */
  private record Found(List<Claim> claims, Map<AssignmentRequest.Id, AssignmentRequest> requests) {}

  private final EngineParts parts;
  private final Executor calls;
  private final ClaimKeeper keeper;
  private final Recorder recorder;

  /**
   * @param calls runs the connectors' calls
   */
  DeliveryWorker(EngineParts parts, Executor calls, ClaimKeeper keeper) {
    this.parts = parts;
    this.calls = calls;
    this.keeper = keeper;
    this.recorder = new Recorder(parts);
  }

  Recorder recorder() {
    return recorder;
  }

  /** Tenants for whom something could be delivered now, as a connector has free places. */
  List<TenantId> tenants(int limit) {
    var now = parts.now();
    var free =
        parts.channels().entrySet().stream()
            .filter(channel -> channel.getValue().free(now) > 0)
            .map(Map.Entry::getKey)
            .toList();
    return free.isEmpty() ? List.of() : parts.store().tenantsWithItems(now, free, limit);
  }

  /**
   * Claims what is due in a tenant, no more than the connectors take now. Each is to be delivered
   * or given back.
   *
   * @param tenants how many tenants are to share what the connectors take
   */
  List<Work> claim(TenantId tenant, int tenants) {
    var now = parts.now();
    var taken = new HashMap<String, Integer>();
    parts
        .channels()
        .forEach(
            (system, channel) -> {
              int places = channel.take(now, tenants);
              if (places > 0) {
                taken.put(system, places);
              }
            });
    if (taken.isEmpty()) {
      return List.of();
    }
    var leaseUntil = now.plus(parts.workerSettings().lease());
    boolean isClaimed = false;
    try {
      var work = work(tenant, found(tenant, now, leaseUntil, taken));
      isClaimed = true;
      var begun = work.stream().collect(groupingBy(Work::originSystem, counting()));
      taken.forEach(
          (system, places) ->
              parts
                  .channel(system)
                  .claimed(places, begun.getOrDefault(system, 0L).intValue(), leaseUntil));
      return work;
    } finally {
      if (!isClaimed) {
        taken.forEach((system, places) -> parts.channel(system).notClaimed(places));
      }
    }
  }

  private Found found(
      TenantId tenant, Instant now, Instant leaseUntil, Map<String, Integer> limits) {
    var found =
        parts
            .store()
            .inTransaction(
                tenant,
                tx -> {
                  var claims = tx.claimDue(now, leaseUntil, limits);
                  return new Found(
                      claims, abandoned(claims).isEmpty() ? requests(tx, claims) : Map.of());
                });
    var abandoned = abandoned(found.claims());
    return abandoned.isEmpty()
        ? found
        // In a transaction of its own, as requests are locked before claims.
        : parts
            .transactions()
            .run(
                tenant,
                tx -> {
                  recorder.lost(tx, abandoned);
                  return new Found(found.claims(), requests(tx, found.claims()));
                });
  }

  private static List<Claim> abandoned(List<Claim> claims) {
    return claims.stream().filter(claim -> claim.abandonedAt().isPresent()).toList();
  }

  private static Map<AssignmentRequest.Id, AssignmentRequest> requests(
      Store.Tx tx, List<Claim> claims) {
    return tx.requests().findAll(claims.stream().map(Claim::request).distinct().toList());
  }

  private List<Work> work(TenantId tenant, Found found) {
    var work = new ArrayList<Work>();
    for (Claim claim : found.claims()) {
      Optional.ofNullable(found.requests().get(claim.request()))
          .ifPresent(
              request ->
                  request
                      .item(claim.item())
                      .filter(item -> item.state() == DeliveryItem.State.PENDING)
                      .ifPresent(
                          item ->
                              work.add(
                                  new Work(tenant, keeper.keep(tenant, claim), request, item))));
    }
    return work;
  }

  /** Delivers, and records what came of it. */
  void deliver(Work work) {
    call(work).ifPresent(recorder::record);
  }

  /**
   * Delivers, and gives the claim's place free when the connector has answered.
   *
   * @return what came of it, to be recorded; empty if the claim was lost before
   */
  Optional<Recorder.Finished> call(Work work) {
    var channel = parts.channel(work.originSystem());
    var startedAt = parts.now();
    var timeout = timeout(channel, work.claim(), startedAt);
    if (!timeout.isPositive() || work.kept().isLost()) {
      // The lease has run out while waiting for a thread: someone else may have the item.
      work.kept().close();
      channel.end();
      return Optional.empty();
    }
    var call =
        new ConnectorCall(
            work.tenant(),
            work.request().id(),
            work.item().id(),
            work.item().operationKey(),
            startedAt.plus(timeout),
            work.request().terms().target(),
            work.item().roleScope());
    var outcome = redacted(called(channel, work, call, timeout));
    var now = parts.now();
    channel.learn(outcome, Duration.between(startedAt, now), now);
    return Optional.of(new Recorder.Finished(work, startedAt, now, outcome));
  }

  /** Whether so few deliveries are under way that a claim is worth its while. */
  boolean isLow() {
    var busy = parts.channels().values().stream().filter(Channel::isBusy).toList();
    return busy.isEmpty() || busy.stream().anyMatch(Channel::isLow);
  }

  /** Where nobody lengthens the lease, nothing may go on after it. */
  private Duration timeout(Channel channel, Claim claim, Instant now) {
    var timeout = channel.callTimeout(parts.workerSettings());
    var left = Duration.between(now, claim.leaseUntil());
    return keeper.isKeeping() && left.isPositive()
        ? timeout
        : Collections.min(List.of(left, timeout));
  }

  /** Calls on another thread, so that a connector that hangs loses its answer, not the worker. */
  private DeliveryOutcome called(Channel channel, Work work, ConnectorCall call, Duration timeout) {
    var isBegun = new AtomicBoolean();
    var answer =
        new FutureTask<>(
            () -> {
              if (isBegun.getAndSet(true)) {
                throw new CancellationException("broken off before it began");
              }
              try {
                return outcome(channel.connector(), work, call);
              } finally {
                // Only now: a connector that hangs keeps its place, so that it gets no more calls.
                channel.end();
              }
            });
    work.kept().onLoss(() -> answer.cancel(true));
    try {
      calls.execute(answer);
      return answer.get(timeout.toNanos(), NANOSECONDS);
    } catch (TimeoutException late) {
      return new DeliveryOutcome.Unknown(
          Cause.TIMEOUT, "no answer within %d ms".formatted(timeout.toMillis()));
    } catch (CancellationException lost) {
      if (!isBegun.getAndSet(true)) {
        // It never will.
        channel.end();
      }
      return new DeliveryOutcome.Unknown(
          Cause.LOST_LEASE, "the call was broken off, as the lease could not be lengthened");
    } catch (ExecutionException failed) {
      LOG.log(
          WARNING,
          "the connector for " + work.originSystem() + " threw, which it must not",
          failed.getCause());
      return new DeliveryOutcome.Unknown(
          Cause.CONNECTOR_FAILED, "the connector failed: " + failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new DeliveryOutcome.Unknown(Cause.LOST_ANSWER, "the engine was stopped meanwhile");
    }
  }

  static DeliveryOutcome redacted(DeliveryOutcome outcome) {
    return switch (outcome) {
      case DeliveryOutcome.Done done -> done;
      case DeliveryOutcome.Refused(var errorClass, var message, var retryAfter) ->
          new DeliveryOutcome.Refused(errorClass, Redaction.redacted(message), retryAfter);
      case DeliveryOutcome.Unknown(var cause, var message) ->
          new DeliveryOutcome.Unknown(cause, Redaction.redacted(message));
    };
  }

  private static DeliveryOutcome outcome(Connector connector, Work work, ConnectorCall call) {
    var item = work.item();
    if (!item.mustVerifyFirst()) {
      return work.request().terms().type() == RequestType.SYSTEM_UPDATE
          ? repaired(connector, item, call)
          : write(connector, item, call);
    }
    return switch (connector.verify(call)) {
      // What it has become may be this engine's doing, so it is not "already in place".
      case PRESENT ->
          item.operation() == Operation.GRANT
              ? new DeliveryOutcome.Done(false)
              : write(connector, item, call);
      case ABSENT ->
          item.operation() == Operation.REVOKE
              ? new DeliveryOutcome.Done(false)
              : write(connector, item, call);
      case CANNOT_TELL -> stillUnknown(write(connector, item, call));
    };
  }

  /** Writes only what is missing; what is found was there before. */
  private static DeliveryOutcome repaired(
      Connector connector, DeliveryItem item, ConnectorCall call) {
    Presence found;
    try {
      found = connector.verify(call);
    } catch (RuntimeException failed) {
      LOG.log(WARNING, "the connector threw while it read, which it must not", failed);
      // Nothing was written, so that this is certain.
      return DeliveryOutcome.Refused.because(
          ErrorClass.UNAVAILABLE, "the target could not be read: " + failed);
    }
    return found == Presence.PRESENT && item.operation() == Operation.GRANT
        ? new DeliveryOutcome.Done(true)
        : write(connector, item, call);
  }

  private static DeliveryOutcome write(Connector connector, DeliveryItem item, ConnectorCall call) {
    return switch (item.operation()) {
      case GRANT -> connector.grant(call);
      case REVOKE -> connector.revoke(call);
    };
  }

  /** A refusal of this write says nothing of the one before, so that stays unknown. */
  private static DeliveryOutcome stillUnknown(DeliveryOutcome outcome) {
    return switch (outcome) {
      case DeliveryOutcome.Done done -> new DeliveryOutcome.Done(false);
      // Whoever completes it tells what became of the earlier one, too.
      case DeliveryOutcome.Refused refused
          when refused.errorClass() == ErrorClass.MANUAL_ACTION_PENDING ->
          refused;
      case DeliveryOutcome.Refused refused ->
          new DeliveryOutcome.Unknown(
              Cause.LOST_ANSWER,
              "cannot tell whether an earlier attempt succeeded: " + refused.message());
      case DeliveryOutcome.Unknown unknown -> unknown;
    };
  }

  /** Ends a claim under which nothing was done. */
  void giveBack(Work work) {
    parts.channel(work.originSystem()).end();
    work.kept().close();
    parts.store().inTransaction(work.tenant(), tx -> tx.end(List.of(work.claim())));
  }
}
