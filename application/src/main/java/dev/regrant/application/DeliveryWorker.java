package dev.regrant.application;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;
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

  /** A claimed item, with what is needed to deliver it. */
  record Work(TenantId tenant, Claim claim, AssignmentRequest request, DeliveryItem item) {
    String originSystem() {
      return item.roleScope().resourceOrigin().system();
    }
  }

  private final EngineParts parts;
  private final Executor calls;
  private final ClaimKeeper keeper;

  /**
   * @param calls runs the connectors' calls
   */
  DeliveryWorker(EngineParts parts, Executor calls, ClaimKeeper keeper) {
    this.parts = parts;
    this.calls = calls;
    this.keeper = keeper;
  }

  /**
   * Claims what is due in a tenant, no more than the connectors take now.
   *
   * @param tenants how many tenants are to share what the connectors take
   */
  List<Work> claim(TenantId tenant, int tenants) {
    var now = parts.now();
    var limits = new HashMap<String, Integer>();
    parts
        .channels()
        .forEach(
            (system, channel) -> {
              int free = channel.free(now);
              if (free > 0) {
                limits.put(system, Math.max(1, free / tenants));
              }
            });
    if (limits.isEmpty()) {
      return List.of();
    }
    var leaseUntil = now.plus(parts.workerSettings().lease());
    List<Claim> claims =
        parts.store().inTransaction(tenant, tx -> tx.claimDue(now, leaseUntil, limits));
    var work = claims.isEmpty() ? List.<Work>of() : ready(tenant, claims);
    var begun = work.stream().collect(groupingBy(Work::originSystem, counting()));
    limits.forEach(
        (system, asked) ->
            parts
                .channel(system)
                .claimed(asked, begun.getOrDefault(system, 0L).intValue(), leaseUntil));
    return work;
  }

  /** Records what is known of claims taken over, and loads what is left to do. */
  private List<Work> ready(TenantId tenant, List<Claim> claims) {
    return parts
        .transactions()
        .run(
            tenant,
            tx -> {
              var abandoned =
                  claims.stream().filter(claim -> claim.abandonedAt().isPresent()).toList();
              if (!abandoned.isEmpty()) {
                recordLost(tx, abandoned);
              }
              var requests =
                  tx.requests().findAll(claims.stream().map(Claim::request).distinct().toList());
              var work = new ArrayList<Work>();
              for (Claim claim : claims) {
                var request = requests.get(claim.request());
                if (request == null) {
                  continue;
                }
                request
                    .item(claim.item())
                    .filter(item -> item.state() == DeliveryItem.State.PENDING)
                    .ifPresent(item -> work.add(new Work(tenant, claim, request, item)));
              }
              return work;
            });
  }

  private void recordLost(Store.Tx tx, List<Claim> abandoned) {
    var now = parts.now();
    var locked = tx.lock(abandoned.stream().map(Claim::request).distinct().toList());
    var held = tx.claims(locked.keySet()).stream().map(DeliveryWorker::identity).toList();
    var history = parts.history(now);
    var given = new ArrayList<Claim>();
    var next = new HashMap<>(locked);
    for (Claim claim : abandoned) {
      if (!held.contains(identity(claim))) {
        continue;
      }
      var request = requireNonNull(next.get(claim.request()));
      var changed =
          attempted(
              request,
              claim,
              claim.abandonedAt().orElseThrow(),
              now,
              new DeliveryOutcome.Unknown(
                  Cause.LOST_LEASE, "the process that delivered it did not live to say"),
              history);
      next.put(claim.request(), changed);
      if (changed.item(claim.item()).orElseThrow().state() != DeliveryItem.State.PENDING) {
        given.add(claim);
      }
    }
    tx.end(given);
    save(tx, locked, next, history, now);
  }

  private static Map.Entry<DeliveryItem.Id, Long> identity(Claim claim) {
    return Map.entry(claim.item(), claim.token());
  }

  /** Delivers and records. Returns when the outcome is recorded, or is not to be. */
  void deliver(Work work) {
    var channel = parts.channel(work.originSystem());
    if (!channel.begin()) {
      giveBack(work);
      return;
    }
    var startedAt = parts.now();
    var timeout = timeout(channel, work.claim(), startedAt);
    var call =
        new ConnectorCall(
            work.tenant(),
            work.request().id(),
            work.item().id(),
            work.item().operationKey(),
            startedAt.plus(timeout),
            work.request().terms().target(),
            work.item().roleScope());
    DeliveryOutcome outcome;
    if (timeout.isPositive()) {
      outcome = redacted(called(channel, work, call, timeout));
    } else {
      // The lease has run out while waiting for a thread: someone else may have the item.
      channel.end();
      return;
    }
    var now = parts.now();
    channel.learn(outcome, Duration.between(startedAt, now), now);
    record(work, startedAt, outcome);
  }

  /** Where nobody lengthens the lease, nothing may go on after it. */
  private Duration timeout(Channel channel, Claim claim, Instant now) {
    var timeout = channel.callTimeout(parts.workerSettings());
    var left = Duration.between(now, claim.leaseUntil());
    boolean isLonger = left.compareTo(timeout) < 0;
    return isLonger && (!keeper.isKeeping() || !left.isPositive()) ? left : timeout;
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
    var kept = keeper.keep(work.tenant(), work.claim(), () -> answer.cancel(true));
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
    } finally {
      kept.close();
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

  private void record(Work work, Instant startedAt, DeliveryOutcome outcome) {
    parts
        .transactions()
        .run(
            work.tenant(),
            tx -> {
              var now = parts.now();
              var locked = tx.lock(List.of(work.request().id()));
              if (tx.end(List.of(work.claim())).isEmpty()) {
                LOG.log(
                    WARNING,
                    "the outcome of item {0} came after its lease and is discarded: {1}",
                    work.item().id().value(),
                    outcome);
                return Optional.empty();
              }
              var history = parts.history(now);
              var request = requireNonNull(locked.get(work.request().id()));
              var next = attempted(request, work.claim(), startedAt, now, outcome, history);
              save(tx, locked, Map.of(next.id(), next), history, now);
              return Optional.of(next);
            });
  }

  private AssignmentRequest attempted(
      AssignmentRequest request,
      Claim claim,
      Instant startedAt,
      Instant now,
      DeliveryOutcome outcome,
      History history) {
    var item = request.item(claim.item()).orElseThrow();
    var attempt = Progression.attempt(request, item, startedAt, now, outcome);
    var next =
        request
            .attempted(item.id(), attempt, parts.retryPolicy(), parts.random().nextDouble())
            .settled(now);
    history.attempted(next, item, attempt);
    history.settled(next);
    return next;
  }

  private static void save(
      Store.Tx tx,
      Map<AssignmentRequest.Id, AssignmentRequest> before,
      Map<AssignmentRequest.Id, AssignmentRequest> after,
      History history,
      Instant now) {
    after.forEach(
        (id, next) -> {
          if (!next.equals(before.get(id))) {
            Progression.save(tx, next, now);
          }
        });
    history.appendTo(tx);
  }

  /** Ends a claim under which nothing was done. */
  void giveBack(Work work) {
    parts.store().inTransaction(work.tenant(), tx -> tx.end(List.of(work.claim())));
  }
}
