package dev.regrant.application;

import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryGate;
import dev.regrant.domain.Facts;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Trigger;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Has what failed of a request tried again, or tells what that would do, by the same way. */
final class RequestReprocess {
  private final EngineParts parts;

  RequestReprocess(EngineParts parts) {
    this.parts = parts;
  }

  Outcome<AssignmentRequest> run(
      Caller caller,
      AssignmentRequest.Id id,
      Optional<String> reason,
      Optional<String> idempotencyKey) {
    var what = "reprocess " + id.value() + reason.map(text -> " " + text).orElse("");
    return about(
        caller,
        id,
        reason,
        (seen, target) ->
            parts
                .transactions()
                .run(
                    caller.tenant(),
                    tx ->
                        KeyedCalls.once(
                            tx,
                            caller,
                            idempotencyKey,
                            what,
                            parts.now(),
                            Function.identity(),
                            same -> reprocessed(same, caller.actor(), seen, reason, target))));
  }

  Outcome<ReprocessPreview> preview(Caller caller, AssignmentRequest.Id id) {
    return about(
        caller,
        id,
        Optional.empty(),
        (seen, target) ->
            parts
                .transactions()
                .run(
                    caller.tenant(),
                    tx ->
                        prospect(tx, seen, target, parts.now())
                            .<Outcome<ReprocessPreview>>map(
                                found -> new Outcome.Done<>(found.preview()))
                            .orElseGet(() -> AccessRequests.notFound(id))));
  }

  /** Asks the directory outside the transaction, and only where its answer matters. */
  private <T> Outcome<T> about(
      Caller caller,
      AssignmentRequest.Id id,
      Optional<String> reason,
      BiFunction<AssignmentRequest, TargetStanding, Outcome<T>> then) {
    var reach = parts.reach(caller, Task.MANAGE_ASSIGNMENTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var invalid = Seen.invalid(reason);
    if (invalid.isPresent()) {
      return new Outcome.Refused<>(invalid.get());
    }
    var before = parts.transactions().run(caller.tenant(), tx -> Seen.request(tx, id));
    if (before.isEmpty()) {
      return AccessRequests.notFound(id);
    }
    var seen = before.get().entity();
    if (!reach.covers(seen.terms().catalog())) {
      return reach.forbidden();
    }
    return then.apply(
        seen,
        !seen.allows(Trigger.REPROCESS) || seen.terms().type().isRemoval()
            ? TargetStanding.KNOWN
            : parts.standing(caller.tenant(), seen.terms().target(), before.get().groups()));
  }

  private Outcome<AssignmentRequest> reprocessed(
      Store.Tx tx,
      Actor actor,
      AssignmentRequest seen,
      Optional<String> reason,
      TargetStanding target) {
    var now = parts.now();
    var found = prospect(tx, seen, target, now);
    if (found.isEmpty()) {
      return AccessRequests.notFound(seen.id());
    }
    var preview = found.get().preview();
    if (preview.refusal().isPresent()) {
      return new Outcome.Refused<>(preview.refusal().get());
    }
    var plan = preview.plan();
    var begun =
        preview.request().reprocessed(plan, now, now.plus(parts.retryPolicy().deliveryDeadline()));
    var history = parts.history(now);
    var details = new TreeMap<String, String>();
    details.put("episode", History.episode(begun));
    details.put("tried", History.items(plan.tried()));
    details.put("kept", History.items(plan.kept()));
    found
        .get()
        .facts()
        .policy()
        .ifPresent(policy -> details.put("policyVersion", Long.toString(policy.version())));
    reason.ifPresent(text -> details.put("reason", text));
    history.add(begun, actor, Activity.REPROCESSED, details);
    history.dropped(begun, plan.dropped());
    // Where all that was left is dropped, there is nothing to deliver.
    var next = begun.settled(now);
    history.settled(next);
    Changes.save(parts, tx, next, now);
    history.appendTo(tx);
    return new Outcome.Done<>(next);
  }

  /** What a reprocess would do, and what that depends on. */
  private record Prospect(ReprocessPreview preview, Facts facts) {}

  private Optional<Prospect> prospect(
      Store.Tx tx, AssignmentRequest seen, TargetStanding target, Instant now) {
    var request = Circumstances.lock(seen, tx).get(seen.id());
    if (request == null) {
      return Optional.empty();
    }
    var facts = parts.circumstancesNow().about(request, target, tx);
    return Optional.of(
        new Prospect(
            new ReprocessPreview(
                request,
                parts.reprocessPolicy().refusal(request, facts, now),
                DeliveryGate.plan(request, facts)),
            facts));
  }
}
