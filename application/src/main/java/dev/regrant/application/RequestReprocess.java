package dev.regrant.application;

import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryGate;
import dev.regrant.domain.Facts;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Has what failed of requests tried again, or tells what that would do, by the same way. Requests
 * of different people that come at the same time are reprocessed together.
 */
final class RequestReprocess {
  /**
   * A request to be reprocessed.
   *
   * @param target what the directory said of its target
   */
  private record Command(
      Actor actor, AssignmentRequest seen, Optional<String> reason, TargetStanding target) {}

  private final EngineParts parts;
  private final Gathering<AssignmentRequest.Id, Optional<Seen<AssignmentRequest>>> sights;

  /** What one request of a person may do depends on what their others do. */
  private final Gathering<Command, Outcome<AssignmentRequest>> commands;

  RequestReprocess(EngineParts parts) {
    this.parts = parts;
    this.sights =
        new Gathering<>(
            id -> id,
            (tenant, ids) -> parts.store().inTransaction(tenant, tx -> Seen.requests(tx, ids)));
    this.commands =
        new Gathering<>(command -> command.seen().terms().target().objectId(), this::reprocessed);
  }

  /** How many were reprocessed together. */
  Batches batches() {
    return commands.figures();
  }

  Outcome<AssignmentRequest> run(
      Caller caller,
      AssignmentRequest.Id id,
      Optional<String> reason,
      Optional<String> idempotencyKey) {
    return about(
        caller,
        id,
        reason,
        (seen, target) -> {
          var command = new Command(caller.actor(), seen, reason, target);
          return idempotencyKey.isEmpty()
              ? commands.run(caller.tenant(), command)
              : keyed(caller, command, idempotencyKey);
        });
  }

  private Outcome<AssignmentRequest> keyed(
      Caller caller, Command command, Optional<String> idempotencyKey) {
    var what =
        "reprocess "
            + command.seen().id().value()
            + command.reason().map(text -> " " + text).orElse("");
    return parts
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
                    same -> reprocessed(same, List.of(command)).getFirst()));
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
                    tx -> {
                      var locked = Circumstances.lock(seen, tx).get(id);
                      if (locked == null) {
                        return AccessRequests.notFound(id);
                      }
                      var facts = parts.circumstancesNow().about(locked, target, tx);
                      return new Outcome.Done<>(preview(locked, facts, parts.now()));
                    }));
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
    var before = sights.run(caller.tenant(), id);
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

  /** Where several together meet someone else's change, each is tried by itself. */
  private List<Outcome<AssignmentRequest>> reprocessed(TenantId tenant, List<Command> commands) {
    return commands.size() == 1
        ? parts.transactions().run(tenant, tx -> reprocessed(tx, commands))
        : parts.store().inTransaction(tenant, tx -> reprocessed(tx, commands));
  }

  private List<Outcome<AssignmentRequest>> reprocessed(Store.Tx tx, List<Command> commands) {
    var now = parts.now();
    var locked = Circumstances.lock(commands.stream().map(Command::seen).toList(), tx);
    var requests =
        commands.stream()
            .flatMap(command -> Optional.ofNullable(locked.get(command.seen().id())).stream())
            .toList();
    var around = Surroundings.of(requests, tx);
    var circumstances = parts.circumstancesNow();
    var history = parts.history(now);
    var changed = new ArrayList<AssignmentRequest>();
    var outcomes = new ArrayList<Outcome<AssignmentRequest>>();
    for (Command command : commands) {
      var request = locked.get(command.seen().id());
      if (request == null) {
        outcomes.add(AccessRequests.notFound(command.seen().id()));
        continue;
      }
      var facts = circumstances.about(request, command.target(), around);
      var preview = preview(request, facts, now);
      if (preview.refusal().isPresent()) {
        outcomes.add(new Outcome.Refused<>(preview.refusal().get()));
        continue;
      }
      var next = reprocessed(command, preview, facts, history, now);
      changed.add(next);
      outcomes.add(new Outcome.Done<>(next));
    }
    if (!changed.isEmpty()) {
      Changes.saveAll(parts, tx, changed, now);
      history.appendTo(tx);
    }
    return outcomes;
  }

  private AssignmentRequest reprocessed(
      Command command, ReprocessPreview preview, Facts facts, History history, Instant now) {
    var plan = preview.plan();
    var begun =
        preview.request().reprocessed(plan, now, now.plus(parts.retryPolicy().deliveryDeadline()));
    var details = new TreeMap<String, String>();
    details.put("episode", History.episode(begun));
    details.put("tried", History.items(plan.tried()));
    details.put("kept", History.items(plan.kept()));
    facts
        .policy()
        .ifPresent(policy -> details.put("policyVersion", Long.toString(policy.version())));
    command.reason().ifPresent(text -> details.put("reason", text));
    history.add(begun, command.actor(), Activity.REPROCESSED, details);
    history.dropped(begun, plan.dropped());
    // Where all that was left is dropped, there is nothing to deliver.
    var next = begun.settled(now);
    history.settled(next);
    return next;
  }

  private ReprocessPreview preview(AssignmentRequest request, Facts facts, Instant now) {
    return new ReprocessPreview(
        request,
        parts.reprocessPolicy().refusal(request, facts, now),
        DeliveryGate.plan(request, facts));
  }
}
