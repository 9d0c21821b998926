package dev.regrant.application;

import static java.util.Comparator.naturalOrder;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Approval;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.DeliveryGate;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryPlan;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Operation;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Moves requests on that are due: to their approval, their start, or past a deadline. */
final class Progression {
  /** How long a request waits before it looks again whether its opposite has been delivered. */
  private static final Duration OPPOSED_PAUSE = Duration.ofSeconds(2);

  private final EngineParts parts;
  private final Expiry expiry;
  private final Rollouts rollouts;
  private final ApprovalSteps approvals;
  private final Callouts callouts;
  private final DueRequests dueRequests;

  Progression(EngineParts parts) {
    this.parts = parts;
    this.expiry = new Expiry(parts);
    this.rollouts = new Rollouts(parts);
    this.approvals = new ApprovalSteps(parts);
    this.callouts = new Callouts(parts);
    this.dueRequests = new DueRequests(parts, approvals);
  }

  /** Moves what is due in a tenant; returns how many requests and assignments moved. */
  int run(TenantId tenant) {
    var due = dueRequests.of(tenant);
    int moved = expiry.run(tenant) + rollouts.run(tenant);
    return moved
        + new Rounds<DueRequests.Asked>(
                "request",
                one -> one.request().id().value(),
                one -> one.request().terms().target().objectId(),
                round -> moved(tenant, round))
            .run(due);
  }

  private int moved(TenantId tenant, List<DueRequests.Asked> seen) {
    return parts
        .transactions()
        .run(
            tenant,
            tx -> {
              var now = parts.now();
              var locked =
                  Circumstances.lock(seen.stream().map(DueRequests.Asked::request).toList(), tx);
              var unchanged =
                  seen.stream()
                      .filter(
                          one ->
                              Optional.ofNullable(locked.get(one.request().id()))
                                  .filter(same -> same.version() == one.request().version())
                                  .isPresent())
                      .toList();
              if (!unchanged.isEmpty()) {
                move(tx, unchanged, now);
              }
              return unchanged.size();
            });
  }

  private void move(Store.Tx tx, List<DueRequests.Asked> due, Instant now) {
    var around = Surroundings.of(due.stream().map(DueRequests.Asked::request).toList(), tx);
    var called = Callouts.of(tx, due.stream().map(DueRequests.Asked::request).toList());
    var history = parts.history(now);
    var moved = new ArrayList<AssignmentRequest>();
    for (DueRequests.Asked known : due) {
      var request = known.request();
      var before = called.getOrDefault(request.id(), List.of());
      var next =
          switch (request.progress().status()) {
            case ACCEPTED -> accepted(tx, request, around, known.target(), before, history, now);
            case PENDING_NOT_BEFORE -> started(request, around, known.target(), history, now);
            case DELIVERING -> deadlinePassed(tx, request, history, now);
            case WAITING_FOR_CALLBACK -> Callouts.timedOut(tx, request, before, history, now);
            case PENDING_APPROVAL, PENDING_APPROVAL_ESCALATED ->
                pending(tx, request, around, known, before, history, now);
            case DELIVERED,
                PARTIALLY_DELIVERED,
                DELIVERY_FAILED,
                DENIED,
                DENIED_BY_TIMEOUT,
                CANCELED ->
                throw new IllegalStateException(request.id() + " is finished, yet due");
          };
      history.settled(next);
      moved.add(next);
    }
    Changes.saveAll(parts, tx, moved, now);
    history.appendTo(tx);
  }

  private AssignmentRequest accepted(
      Store.Tx tx,
      AssignmentRequest request,
      Surroundings around,
      TargetStanding target,
      List<Callout> before,
      History history,
      Instant now) {
    var policy = policy(request, around);
    var created = ExtensionStage.ASSIGNMENT_REQUEST_CREATED;
    if (Callouts.isNext(created, request, policy, before)) {
      var heldUp = callouts.heldUp(tx, created, request, policy.orElseThrow(), history, now);
      if (heldUp.isPresent()) {
        return heldUp.get();
      }
    }
    boolean isGranted = !before.isEmpty() && isGranted(tx, request);
    return ApprovalSteps.isNeeded(request, policy) && !isGranted
        ? approvals.begin(tx, request, policy.orElseThrow(), now)
        : past(tx, request, around, target, before, isGranted, history, now);
  }

  private static boolean isGranted(Store.Tx tx, AssignmentRequest request) {
    return tx.approvals().find(request.id()).filter(Approval::isGranted).isPresent();
  }

  private static Optional<AssignmentPolicy> policy(AssignmentRequest request, Surroundings around) {
    return Optional.ofNullable(around.policies().get(request.terms().policy()));
  }

  private AssignmentRequest pending(
      Store.Tx tx,
      AssignmentRequest request,
      Surroundings around,
      DueRequests.Asked asked,
      List<Callout> before,
      History history,
      Instant now) {
    var approval = tx.approvals().find(request.id()).orElseThrow();
    return approval.isGranted()
        ? past(tx, request, around, asked.target(), before, true, history, now)
        : approvals.next(tx, request, approval, asked.approvers(), history, now);
  }

  /** The request, which needs no approval, or none any more. */
  private AssignmentRequest past(
      Store.Tx tx,
      AssignmentRequest request,
      Surroundings around,
      TargetStanding target,
      List<Callout> before,
      boolean isGranted,
      History history,
      Instant now) {
    var stage = ExtensionStage.ASSIGNMENT_REQUEST_APPROVED;
    var policy = policy(request, around);
    boolean isNext = Callouts.isNext(stage, request, policy, before);
    // Told once, and before what is called about it.
    boolean isTold = isGranted || Callouts.hasCome(stage, before);
    if (isNext) {
      if (!isTold) {
        autoApproved(request, policy, history);
      }
      var heldUp = callouts.heldUp(tx, stage, request, policy.orElseThrow(), history, now);
      if (heldUp.isPresent()) {
        return heldUp.get();
      }
    }
    return approved(request, around, target, isTold || isNext, history, now);
  }

  private static void autoApproved(
      AssignmentRequest request, Optional<AssignmentPolicy> policy, History history) {
    history.engine(request, Activity.AUTO_APPROVED, policyVersion(policy));
  }

  private AssignmentRequest approved(
      AssignmentRequest request,
      Surroundings around,
      TargetStanding target,
      boolean isTold,
      History history,
      Instant now) {
    var items = items(request, around, now);
    boolean later = request.terms().schedule().startsAfter(now);
    var next =
        later ? request.approvedForLater(items, now) : request.approved(items, now, deadline(now));
    var facts = parts.circumstances().about(next, target, around);
    if (!later && facts.otherAccess().opposedBy().isPresent()) {
      return request.postponed(now.plus(OPPOSED_PAUSE));
    }
    if (!isTold) {
      autoApproved(request, facts.policy(), history);
    }
    if (later) {
      var start = request.terms().schedule().startDateTime().orElseThrow();
      history.engine(request, Activity.SCHEDULED, Map.of("startDateTime", start.toString()));
      return next;
    }
    var failed = DeliveryGate.failedChecks(next, facts, now);
    if (failed.isEmpty()) {
      // What a change takes away, another assignment may need.
      var plan = DeliveryGate.plan(next, facts);
      history.dropped(next, plan.dropped());
      return request.approved(items, plan, now, deadline(now)).settled(now);
    }
    history.refused(request, failed);
    if (items.isEmpty()) {
      history.engine(request, Activity.CANCELED, Map.of());
      return request.canceled(now);
    }
    return next.givenUp().settled(now);
  }

  private AssignmentRequest started(
      AssignmentRequest request,
      Surroundings around,
      TargetStanding target,
      History history,
      Instant now) {
    var facts = parts.circumstances().about(request, target, around);
    if (facts.otherAccess().opposedBy().isPresent()) {
      return request.postponed(now.plus(OPPOSED_PAUSE));
    }
    var failed = DeliveryGate.failedChecks(request, facts, now);
    history.engine(request, Activity.START_REACHED, policyVersion(facts.policy()));
    if (failed.isEmpty()) {
      var plan = DeliveryGate.plan(request, facts);
      history.dropped(request, plan.dropped());
      return request.started(plan, now, deadline(now)).settled(now);
    }
    // Nothing is dropped, so that everything can be reprocessed once the cause is mended.
    history.refused(request, failed);
    var all =
        new DeliveryPlan(
            request.items().stream().map(DeliveryItem::id).toList(), List.of(), List.of());
    var begun = request.started(all, now, deadline(now));
    return request.items().isEmpty() ? begun.settled(now) : begun.givenUp().settled(now);
  }

  /**
   * Gives up what is pending. Calls under way have until their lease ends; what does not come back
   * by then is unknown.
   */
  private AssignmentRequest deadlinePassed(
      Store.Tx tx, AssignmentRequest request, History history, Instant now) {
    var claims = tx.claims(List.of(request.id()));
    var lastLease = claims.stream().map(Claim::leaseUntil).max(naturalOrder());
    if (lastLease.isPresent() && lastLease.get().isAfter(now)) {
      return request.postponed(lastLease.get());
    }
    // What waits for a maintenance to end has its time from then on.
    var lastMaintenance = maintenanceUntil(tx, request, now);
    if (lastMaintenance.isPresent()) {
      return request.postponed(deadline(lastMaintenance.get()));
    }
    history.engine(request, Activity.DEADLINE_PASSED, Map.of("episode", History.episode(request)));
    var next = request;
    for (DeliveryItem item : request.items()) {
      if (item.isAwaitingCompletion()) {
        var silent =
            new DeliveryOutcome.Unknown(
                DeliveryOutcome.Cause.TIMEOUT, "nobody told until the deadline what became of it");
        var startedAt = item.lastAttempt().orElseThrow().startedAt();
        var attempt = Changes.attempt(next, item, startedAt, now, silent);
        next = next.attempted(item.id(), attempt, parts.retryPolicy(), 0);
        history.attempted(next, item, attempt);
      }
    }
    for (Claim claim : claims) {
      var item = next.item(claim.item()).orElseThrow();
      if (item.state() == DeliveryItem.State.PENDING) {
        var lost =
            new DeliveryOutcome.Unknown(
                DeliveryOutcome.Cause.LOST_LEASE,
                "the process that delivered it did not say until the deadline");
        var attempt = Changes.attempt(next, item, claim.claimedAt(), now, lost);
        next = next.attempted(item.id(), attempt, parts.retryPolicy(), 0);
        history.attempted(next, item, attempt);
      }
    }
    tx.end(claims);
    return next.givenUp().settled(now);
  }

  private static Optional<Instant> maintenanceUntil(
      Store.Tx tx, AssignmentRequest request, Instant now) {
    var maintained = Connectors.byOriginSystem(tx.maintenances(now));
    return request.items().stream()
        .filter(item -> item.state() == DeliveryItem.State.PENDING)
        .map(item -> maintained.get(item.roleScope().resourceOrigin().system()))
        .filter(Objects::nonNull)
        .map(Maintenance::until)
        .max(naturalOrder());
  }

  private List<DeliveryItem> items(AssignmentRequest request, Surroundings around, Instant now) {
    if (request.terms().type().isUpdate()) {
      return List.of();
    }
    if (request.terms().type().isRemoval()) {
      return items(Operation.REVOKE, Circumstances.toRevoke(request, around), now);
    }
    if (request.terms().type() == RequestType.SYSTEM_UPDATE) {
      var change = Circumstances.change(request, around);
      // One after the other: what may be taken away at once need not pass the checks of a grant.
      return change.toRevoke().isEmpty()
          ? items(Operation.GRANT, change.toGrant(), now)
          : items(Operation.REVOKE, change.toRevoke(), now);
    }
    return items(
        Operation.GRANT,
        Optional.ofNullable(around.packages().get(request.terms().accessPackage()))
            .map(AccessPackage::roleScopes)
            .orElse(List.of()),
        now);
  }

  private List<DeliveryItem> items(
      Operation operation, List<ResourceRoleScope> roleScopes, Instant now) {
    return roleScopes.stream()
        .map(
            roleScope ->
                DeliveryItem.of(new DeliveryItem.Id(parts.ids().next(now)), operation, roleScope))
        .toList();
  }

  private Instant deadline(Instant now) {
    return now.plus(parts.retryPolicy().deliveryDeadline());
  }

  private static Map<String, String> policyVersion(Optional<AssignmentPolicy> found) {
    return found
        .map(policy -> Map.of("policyVersion", Long.toString(policy.version())))
        .orElse(Map.of());
  }
}
