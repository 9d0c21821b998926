package dev.regrant.application;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryGate;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Operation;
import dev.regrant.domain.Provenance;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Has an assignment compared with its target: a request of its own grants what the assignment was
 * approved for and the package still holds, and the worker reads before it writes.
 */
final class AssignmentReprocess {
  private static final Set<Assignment.State> REPROCESSABLE =
      EnumSet.of(
          Assignment.State.DELIVERED,
          Assignment.State.PARTIALLY_DELIVERED,
          Assignment.State.DELIVERY_FAILED);

  private final EngineParts parts;

  AssignmentReprocess(EngineParts parts) {
    this.parts = parts;
  }

  Outcome<AssignmentRequest> run(
      Caller caller, Assignment.Id id, Optional<String> reason, Optional<String> idempotencyKey) {
    var reach = parts.reach(caller, Task.MANAGE_ASSIGNMENTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var invalid = Seen.invalid(reason);
    if (invalid.isPresent()) {
      return new Outcome.Refused<>(invalid.get());
    }
    var found = parts.transactions().run(caller.tenant(), tx -> Seen.assignment(tx, id));
    if (found.isEmpty()) {
      return notFound(id);
    }
    var seen = found.get().entity();
    if (!reach.covers(seen.catalog())) {
      return reach.forbidden();
    }
    var target =
        asksFor(seen)
            ? parts.standing(caller.tenant(), seen.target(), found.get().groups())
            : TargetStanding.KNOWN;
    var what = "reprocess assignment " + id.value() + reason.map(text -> " " + text).orElse("");
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
                    same -> reprocessed(same, caller.actor(), seen, reason, target)));
  }

  /** Whether the assignment is in a state in which the directory's answer matters. */
  private static boolean asksFor(Assignment assignment) {
    return REPROCESSABLE.contains(assignment.state());
  }

  private Outcome<AssignmentRequest> reprocessed(
      Store.Tx tx, Actor actor, Assignment seen, Optional<String> reason, TargetStanding target) {
    var now = parts.now();
    Circumstances.lockOpen(seen.target(), tx);
    var found = tx.assignments().find(seen.id());
    if (found.isEmpty()) {
      return notFound(seen.id());
    }
    var assignment = found.get();
    var about = Circumstances.about(assignment.id(), tx);
    if (!asksFor(assignment) || about.stream().noneMatch(AssignmentRequest::isGiving)) {
      return new Outcome.Refused<>(
          new Refusal.AssignmentNotReprocessable(assignment.id(), assignment.state()));
    }
    var submitted = submitted(assignment, actor, reason, now);
    var wanted = begun(submitted, items(about, now), now);
    var facts = parts.circumstances().about(wanted, target, tx);
    var failed = DeliveryGate.failedChecks(wanted, facts, now);
    if (!failed.isEmpty()) {
      return new Outcome.Refused<>(new Refusal.GateRefused(failed));
    }
    var tried = DeliveryGate.plan(wanted, facts).tried();
    var items = wanted.items().stream().filter(item -> tried.contains(item.id())).toList();
    var next = begun(submitted, items, now).settled(now);
    var history = parts.history(now);
    history.add(
        next, actor, Activity.SUBMITTED, Map.of("requestType", RequestType.SYSTEM_UPDATE.name()));
    var details = new TreeMap<String, String>();
    details.put("assignment", assignment.id().value().toString());
    details.put("tried", History.items(tried));
    facts
        .policy()
        .ifPresent(policy -> details.put("policyVersion", Long.toString(policy.version())));
    reason.ifPresent(text -> details.put("reason", text));
    history.add(next, actor, Activity.ASSIGNMENT_REPROCESSED, details);
    history.settled(next);
    Changes.save(parts, tx, next, now);
    history.appendTo(tx);
    return new Outcome.Done<>(next);
  }

  private AssignmentRequest submitted(
      Assignment assignment, Actor actor, Optional<String> reason, Instant now) {
    return AssignmentRequest.submitted(
        new AssignmentRequest.Id(parts.ids().next(now)),
        new AssignmentRequest.Terms(
            RequestType.SYSTEM_UPDATE,
            actor,
            assignment.target(),
            assignment.accessPackage(),
            assignment.policy(),
            assignment.catalog(),
            assignment.id(),
            assignment.schedule(),
            reason,
            now));
  }

  private AssignmentRequest begun(
      AssignmentRequest submitted, List<DeliveryItem> items, Instant now) {
    return submitted.approved(items, now, now.plus(parts.retryPolicy().deliveryDeadline()));
  }

  private List<DeliveryItem> items(List<AssignmentRequest> about, Instant now) {
    return Provenance.approvedFor(about).stream()
        .map(
            roleScope ->
                DeliveryItem.of(
                    new DeliveryItem.Id(parts.ids().next(now)), Operation.GRANT, roleScope))
        .toList();
  }

  private static <T> Outcome<T> notFound(Assignment.Id id) {
    return new Outcome.NotFound<>("assignment", id.value().toString());
  }
}
