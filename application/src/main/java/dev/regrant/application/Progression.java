package dev.regrant.application;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.Comparator.naturalOrder;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Approval;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryGate;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryPlan;
import dev.regrant.domain.Facts;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Operation;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.SubjectSet;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Moves requests on that are due: to their approval, their start, or past a deadline. */
final class Progression {
  private static final System.Logger LOG = System.getLogger(Progression.class.getName());
  private static final int BATCH = 100;

  /** How long a request waits before it looks again whether its opposite has been delivered. */
  private static final Duration OPPOSED_PAUSE = Duration.ofSeconds(2);

  private final EngineParts parts;
  private final Expiry expiry;
  private final Rollouts rollouts;
  private final ApprovalSteps approvals;

  Progression(EngineParts parts) {
    this.parts = parts;
    this.expiry = new Expiry(parts);
    this.rollouts = new Rollouts(parts);
    this.approvals = new ApprovalSteps(parts);
  }

  /** Moves what is due in a tenant; returns how many requests and assignments moved. */
  int run(TenantId tenant) {
    var due = parts.store().inTransaction(tenant, this::due);
    int moved = expiry.run(tenant) + rollouts.run(tenant);
    var asked = asked(tenant, due);
    return moved
        + new Rounds<AssignmentRequest>(
                "request",
                request -> request.id().value(),
                request -> request.terms().target().objectId(),
                round -> moved(tenant, round, asked))
            .run(due.requests().stream().filter(one -> asked.containsKey(one.id())).toList());
  }

  private record Due(
      List<AssignmentRequest> requests,
      Map<AssignmentPolicy.Id, AssignmentPolicy> policies,
      Map<AccessPackage.Id, AccessPackage> accessPackages,
      Map<AssignmentRequest.Id, Approval> approvals) {
    Set<String> groups(AssignmentRequest request) {
      return TargetStanding.groups(
          Optional.ofNullable(policies.get(request.terms().policy())),
          Optional.ofNullable(accessPackages.get(request.terms().accessPackage())));
    }

    Optional<Approval> approval(AssignmentRequest request) {
      return Optional.ofNullable(approvals.get(request.id()));
    }
  }

  private Due due(Store.Tx tx) {
    var requests = tx.requests().findAll(tx.dueRequests(parts.now(), BATCH)).values();
    var policies = requests.stream().map(request -> request.terms().policy()).distinct().toList();
    var accessPackages =
        requests.stream().map(request -> request.terms().accessPackage()).distinct().toList();
    var pending =
        requests.stream()
            .filter(request -> request.state() == RequestState.PENDING_APPROVAL)
            .map(AssignmentRequest::id)
            .toList();
    return new Due(
        List.copyOf(requests),
        tx.policies().findAll(policies),
        tx.accessPackages().findAll(accessPackages),
        tx.approvals().findAll(pending));
  }

  /**
   * What the directory said about a request, before the transaction.
   *
   * @param approvers who must be asked for their approval now, if anybody has to be
   */
  private record Asked(TargetStanding target, Optional<List<SubjectSet>> approvers) {}

  /** What the directory says about each, without those about which it cannot be asked now. */
  private Map<AssignmentRequest.Id, Asked> asked(TenantId tenant, Due due) {
    var known = known(tenant, due);
    var asked = new HashMap<AssignmentRequest.Id, Asked>();
    for (AssignmentRequest request : due.requests()) {
      if (asksFor(request, due) && known.isEmpty()) {
        continue;
      }
      try {
        asked.put(
            request.id(),
            new Asked(
                target(tenant, request, due, known.orElse(Set.of())),
                approvals.found(tenant, request, due.approval(request), parts.now())));
      } catch (UnavailableException later) {
        LOG.log(
            WARNING,
            "request {0} waits for the directory: {1}",
            request.id().value(),
            later.getMessage());
      } catch (RuntimeException bug) {
        // One request that cannot be moved must not hold up the others.
        LOG.log(WARNING, "request " + request.id().value() + " cannot be moved on", bug);
      }
    }
    return asked;
  }

  /** Whoever submitted was looked up then; at a start, an approval or a change that is long ago. */
  private static boolean asksFor(AssignmentRequest request, Due due) {
    return !request.terms().type().isRemoval()
        && switch (request.progress().status()) {
          case PENDING_NOT_BEFORE -> true;
          case PENDING_APPROVAL, PENDING_APPROVAL_ESCALATED ->
              due.approval(request).filter(Approval::isGranted).isPresent();
          case ACCEPTED -> request.terms().type() == RequestType.SYSTEM_UPDATE;
          case WAITING_FOR_CALLBACK,
              DELIVERING,
              DELIVERED,
              PARTIALLY_DELIVERED,
              DELIVERY_FAILED,
              DENIED,
              DENIED_BY_TIMEOUT,
              CANCELED ->
              false;
        };
  }

  /** Those of the people to ask for that the directory has; empty if it cannot be asked. */
  private Optional<Set<String>> known(TenantId tenant, Due due) {
    var asked =
        due.requests().stream()
            .filter(request -> asksFor(request, due))
            .map(request -> request.terms().target().objectId())
            .collect(toSet());
    try {
      return Optional.of(
          asked.isEmpty() ? Set.of() : parts.directory().findAll(tenant, asked).keySet());
    } catch (UnavailableException later) {
      LOG.log(WARNING, "what is to start waits for the directory: {0}", later.getMessage());
    } catch (RuntimeException bug) {
      LOG.log(WARNING, "what is to start waits for the directory, which failed", bug);
    }
    return Optional.empty();
  }

  private TargetStanding target(
      TenantId tenant, AssignmentRequest request, Due due, Set<String> known) {
    var target = request.terms().target();
    boolean isAsked = asksFor(request, due);
    if (!isAsked
        && (request.terms().type().isRemoval()
            || request.progress().status() != RequestStatus.ACCEPTED)) {
      return TargetStanding.KNOWN;
    }
    return parts.standing(
        tenant, target, !isAsked || known.contains(target.objectId()), due.groups(request));
  }

  private int moved(
      TenantId tenant, List<AssignmentRequest> seen, Map<AssignmentRequest.Id, Asked> asked) {
    return parts
        .transactions()
        .run(
            tenant,
            tx -> {
              var now = parts.now();
              var locked = Circumstances.lock(seen, tx);
              var requests =
                  seen.stream()
                      .flatMap(
                          one ->
                              Optional.ofNullable(locked.get(one.id())).stream()
                                  .filter(same -> same.version() == one.version()))
                      .toList();
              if (!requests.isEmpty()) {
                move(tx, requests, asked, now);
              }
              return requests.size();
            });
  }

  private void move(
      Store.Tx tx,
      List<AssignmentRequest> requests,
      Map<AssignmentRequest.Id, Asked> asked,
      Instant now) {
    var around = Surroundings.of(requests, tx);
    var history = parts.history(now);
    var moved = new ArrayList<AssignmentRequest>();
    for (AssignmentRequest request : requests) {
      var known = requireNonNull(asked.get(request.id()));
      var next =
          switch (request.progress().status()) {
            case ACCEPTED -> accepted(tx, request, around, known.target(), history, now);
            case PENDING_NOT_BEFORE -> started(request, around, known.target(), history, now);
            case DELIVERING -> deadlinePassed(tx, request, history, now);
            case WAITING_FOR_CALLBACK ->
                timedOut(request, Trigger.CALLBACK_TIMED_OUT, history, now);
            case PENDING_APPROVAL, PENDING_APPROVAL_ESCALATED ->
                pending(tx, request, around, known, history, now);
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
    Changes.saveAll(tx, moved, now);
    history.appendTo(tx);
  }

  private AssignmentRequest accepted(
      Store.Tx tx,
      AssignmentRequest request,
      Surroundings around,
      TargetStanding target,
      History history,
      Instant now) {
    var policy = Optional.ofNullable(around.policies().get(request.terms().policy()));
    return ApprovalSteps.isNeeded(request, policy)
        ? approvals.begin(tx, request, policy.orElseThrow(), now)
        : approved(request, around, target, history, now);
  }

  private AssignmentRequest pending(
      Store.Tx tx,
      AssignmentRequest request,
      Surroundings around,
      Asked asked,
      History history,
      Instant now) {
    var approval = tx.approvals().find(request.id()).orElseThrow();
    return approval.isGranted()
        ? approved(request, around, asked.target(), history, now)
        : approvals.next(tx, request, approval, asked.approvers(), history, now);
  }

  private AssignmentRequest approved(
      AssignmentRequest request,
      Surroundings around,
      TargetStanding target,
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
    if (request.state() == RequestState.SUBMITTED) {
      history.engine(request, Activity.AUTO_APPROVED, policyVersion(facts));
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
    history.engine(request, Activity.START_REACHED, policyVersion(facts));
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

  private static AssignmentRequest timedOut(
      AssignmentRequest request, Trigger trigger, History history, Instant now) {
    history.engine(request, Activity.TIMED_OUT, Map.of("trigger", trigger.name()));
    return request.on(trigger, now, now);
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

  private static Map<String, String> policyVersion(Facts facts) {
    return facts
        .policy()
        .map(policy -> Map.of("policyVersion", Long.toString(policy.version())))
        .orElse(Map.of());
  }
}
