package dev.regrant.application;

import static java.util.Objects.requireNonNull;

import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes in what became of items that somebody else was to complete. */
final class Completions {
  private final EngineParts parts;

  Completions(EngineParts parts) {
    this.parts = parts;
  }

  /** What a person says. */
  Outcome<AssignmentRequest> confirmed(
      Caller caller,
      Reach reach,
      AssignmentRequest.Id id,
      DeliveryItem.Id item,
      DeliveryOutcome outcome) {
    return completed(
        new By(caller.tenant(), caller.actor(), reach), id, item, Optional.empty(), outcome);
  }

  /** What a system says; empty if it is not surely that system. */
  Optional<Outcome<AssignmentRequest>> told(
      String originSystem, Map<String, String> headers, byte[] body) {
    var channel = Optional.ofNullable(parts.channels().get(originSystem));
    try {
      return channel
          .flatMap(found -> found.connector().completion(headers, body))
          .map(
              told ->
                  completed(
                      new By(told.tenant(), Actor.application(originSystem), Reach.everywhere()),
                      told.request(),
                      told.item(),
                      Optional.of(told),
                      told.outcome()));
    } catch (InvalidMemberException invalid) {
      return Optional.of(
          new Outcome.Refused<>(new Refusal.Invalid(invalid.member(), invalid.reason())));
    }
  }

  /** Who tells. */
  private record By(TenantId tenant, Actor actor, Reach reach) {}

  private Outcome<AssignmentRequest> completed(
      By by,
      AssignmentRequest.Id id,
      DeliveryItem.Id itemId,
      Optional<Completion> told,
      DeliveryOutcome outcome) {
    if (outcome instanceof DeliveryOutcome.Unknown) {
      return new Outcome.Refused<>(new Refusal.Invalid("outcome", "must be done or refused"));
    }
    return parts
        .transactions()
        .run(
            by.tenant(),
            tx -> {
              var locked = tx.lock(List.of(id));
              var request = locked.get(id);
              if (request == null) {
                return AccessRequests.notFound(id);
              }
              if (!by.reach().covers(request.terms().catalog())) {
                return by.reach().forbidden();
              }
              var item = request.item(itemId);
              if (item.isEmpty()) {
                return new Outcome.NotFound<>("delivery", itemId.value().toString());
              }
              // A quick callback comes before its call's answer is recorded; its claim is ended.
              var claims =
                  tx.claims(List.of(id)).stream()
                      .filter(claim -> claim.item().equals(itemId))
                      .toList();
              if (!isAwaited(request, item.get(), told, claims)) {
                return isRepeated(item.get(), told)
                    ? new Outcome.Done<>(request)
                    : new Outcome.Refused<>(new Refusal.NotAwaitingCompletion(itemId));
              }
              tx.end(claims);
              return new Outcome.Done<>(recorded(tx, request, item.get(), by.actor(), outcome));
            });
  }

  private static boolean isAwaited(
      AssignmentRequest request, DeliveryItem item, Optional<Completion> told, List<Claim> claims) {
    if (item.state() != DeliveryItem.State.PENDING || request.progress().status().isFinished()) {
      return false;
    }
    boolean fits = told.map(one -> one.operationKey().equals(item.operationKey())).orElse(true);
    return fits && (item.isAwaitingCompletion() || (told.isPresent() && !claims.isEmpty()));
  }

  /** Systems tell at least once. */
  private static boolean isRepeated(DeliveryItem item, Optional<Completion> told) {
    return told.isPresent()
        && item.lastAttempt()
            .filter(last -> last.operationKey().equals(told.get().operationKey()))
            .filter(last -> last.outcome().getClass().equals(told.get().outcome().getClass()))
            .isPresent();
  }

  private AssignmentRequest recorded(
      Store.Tx tx,
      AssignmentRequest request,
      DeliveryItem item,
      Actor actor,
      DeliveryOutcome outcome) {
    var now = parts.now();
    var startedAt = item.lastAttempt().map(last -> last.startedAt()).orElse(now);
    var settled = settling(item, DeliveryWorker.redacted(outcome));
    var attempt = Changes.attempt(request, item, startedAt, now, settled);
    var next =
        request
            .attempted(item.id(), attempt, parts.retryPolicy(), parts.random().nextDouble())
            .settled(now);
    var history = parts.history(now);
    history.add(
        request,
        actor,
        Activity.COMPLETED,
        Map.of(
            "item",
            item.id().value().toString(),
            "outcome",
            outcome instanceof DeliveryOutcome.Done ? "done" : "refused"));
    history.attempted(next, requireNonNull(item), attempt);
    history.settled(next);
    Changes.save(parts, tx, next, now);
    history.appendTo(tx);
    return next;
  }

  /** What is told of a key is told of every call with it. */
  private static DeliveryOutcome settling(DeliveryItem item, DeliveryOutcome told) {
    return told instanceof DeliveryOutcome.Done && item.mayBeDone()
        ? new DeliveryOutcome.Done(false)
        : told;
  }
}
