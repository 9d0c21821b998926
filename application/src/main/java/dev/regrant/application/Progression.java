package dev.regrant.application;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryGate;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryPlan;
import dev.regrant.domain.Facts;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Operation;
import dev.regrant.domain.Provenance;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.Trigger;
import java.time.Duration;
import java.time.Instant;
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

  Progression(EngineParts parts) {
    this.parts = parts;
    this.expiry = new Expiry(parts);
    this.rollouts = new Rollouts(parts);
  }

  /** Moves what is due in a tenant; returns how many requests and assignments moved. */
  int run(TenantId tenant) {
    var due = parts.store().inTransaction(tenant, this::due);
    int moved = expiry.run(tenant) + rollouts.run(tenant);
    for (AssignmentRequest request : due.requests()) {
      try {
        moved += moved(tenant, request, due.groups(request)) ? 1 : 0;
      } catch (UnavailableException | StaleEntityException later) {
        LOG.log(
            WARNING,
            "request {0} stays {1} for now: {2}",
            request.id().value(),
            request.progress().status(),
            later.getMessage());
      } catch (RuntimeException bug) {
        // One request that cannot be moved must not hold up the others.
        LOG.log(WARNING, "request " + request.id().value() + " cannot be moved on", bug);
      }
    }
    return moved;
  }

  private record Due(
      List<AssignmentRequest> requests,
      Map<AssignmentPolicy.Id, AssignmentPolicy> policies,
      Map<AccessPackage.Id, AccessPackage> accessPackages) {
    Set<String> groups(AssignmentRequest request) {
      return TargetStanding.groups(
          Optional.ofNullable(policies.get(request.terms().policy())),
          Optional.ofNullable(accessPackages.get(request.terms().accessPackage())));
    }
  }

  private Due due(Store.Tx tx) {
    var requests = tx.requests().findAll(tx.dueRequests(parts.now(), BATCH)).values();
    var policies = requests.stream().map(request -> request.terms().policy()).distinct().toList();
    var accessPackages =
        requests.stream().map(request -> request.terms().accessPackage()).distinct().toList();
    return new Due(
        List.copyOf(requests),
        tx.policies().findAll(policies),
        tx.accessPackages().findAll(accessPackages));
  }

  private TargetStanding target(TenantId tenant, AssignmentRequest seen, Set<String> groups) {
    var target = seen.terms().target();
    if (seen.terms().type().isRemoval()) {
      return TargetStanding.KNOWN;
    }
    return switch (seen.progress().status()) {
      // Whoever submitted was looked up then; at a start, or a change, that may be long ago.
      case ACCEPTED ->
          seen.terms().type() == RequestType.SYSTEM_UPDATE
              ? parts.standing(tenant, target, groups)
              : parts.standing(tenant, target, true, groups);
      case PENDING_NOT_BEFORE -> parts.standing(tenant, target, groups);
      case WAITING_FOR_CALLBACK,
          PENDING_APPROVAL,
          PENDING_APPROVAL_ESCALATED,
          DELIVERING,
          DELIVERED,
          PARTIALLY_DELIVERED,
          DELIVERY_FAILED,
          DENIED,
          DENIED_BY_TIMEOUT,
          CANCELED ->
          TargetStanding.KNOWN;
    };
  }

  private boolean moved(TenantId tenant, AssignmentRequest seen, Set<String> groups) {
    var target = target(tenant, seen, groups);
    return parts
        .transactions()
        .run(
            tenant,
            tx -> {
              var now = parts.now();
              var request = Optional.ofNullable(Circumstances.lock(seen, tx).get(seen.id()));
              if (request.filter(same -> same.version() == seen.version()).isEmpty()) {
                return false;
              }
              move(tx, request.get(), target, now);
              return true;
            });
  }

  private void move(Store.Tx tx, AssignmentRequest request, TargetStanding target, Instant now) {
    var history = parts.history(now);
    var next =
        switch (request.progress().status()) {
          case ACCEPTED -> approved(tx, request, target, history, now);
          case PENDING_NOT_BEFORE -> started(tx, request, target, history, now);
          case DELIVERING -> deadlinePassed(tx, request, history, now);
          case WAITING_FOR_CALLBACK -> timedOut(request, Trigger.CALLBACK_TIMED_OUT, history, now);
          case PENDING_APPROVAL, PENDING_APPROVAL_ESCALATED ->
              timedOut(request, Trigger.APPROVAL_TIMED_OUT, history, now);
          case DELIVERED,
              PARTIALLY_DELIVERED,
              DELIVERY_FAILED,
              DENIED,
              DENIED_BY_TIMEOUT,
              CANCELED ->
              throw new IllegalStateException(request.id() + " is finished, yet due");
        };
    history.settled(next);
    save(tx, next, now);
    history.appendTo(tx);
  }

  private AssignmentRequest approved(
      Store.Tx tx, AssignmentRequest request, TargetStanding target, History history, Instant now) {
    var items = items(tx, request, now);
    boolean later = request.terms().schedule().startsAfter(now);
    var next =
        later ? request.approvedForLater(items, now) : request.approved(items, now, deadline(now));
    var facts = parts.circumstances().about(next, target, tx);
    if (!later && facts.otherAccess().opposedBy().isPresent()) {
      return request.postponed(now.plus(OPPOSED_PAUSE));
    }
    history.engine(request, Activity.AUTO_APPROVED, policyVersion(facts));
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
      Store.Tx tx, AssignmentRequest request, TargetStanding target, History history, Instant now) {
    var facts = parts.circumstances().about(request, target, tx);
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
        var attempt = attempt(next, item, startedAt, now, silent);
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
        var attempt = attempt(next, item, claim.claimedAt(), now, lost);
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

  private List<DeliveryItem> items(Store.Tx tx, AssignmentRequest request, Instant now) {
    var terms = request.terms();
    if (terms.type().isRemoval()) {
      return items(Operation.REVOKE, Circumstances.toRevoke(request, tx), now);
    }
    if (terms.type() == RequestType.SYSTEM_UPDATE) {
      var change =
          Circumstances.change(terms.target(), terms.assignment(), terms.accessPackage(), tx);
      // One after the other: what may be taken away at once need not pass the checks of a grant.
      return change.toRevoke().isEmpty()
          ? items(Operation.GRANT, change.toGrant(), now)
          : items(Operation.REVOKE, change.toRevoke(), now);
    }
    return items(
        Operation.GRANT,
        tx.accessPackages()
            .find(terms.accessPackage())
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

  /** The attempt that {@code item} of {@code request} has made. */
  static Attempt attempt(
      AssignmentRequest request,
      DeliveryItem item,
      Instant startedAt,
      Instant now,
      DeliveryOutcome outcome) {
    return new Attempt(
        item.nextAttemptNumber(),
        request.progress().episode(),
        item.operationKey(),
        startedAt,
        // A clock may be set back meanwhile.
        now.isBefore(startedAt) ? startedAt : now,
        outcome);
  }

  /** Saves a request that came to a new status, and its assignment with it. */
  static void save(Store.Tx tx, AssignmentRequest next, Instant now) {
    tx.requests().save(next);
    var found = tx.assignments().find(next.terms().assignment());
    if (found.isPresent()) {
      var assignment = found.get();
      if (assignment.state() != Assignment.State.EXPIRED) {
        var following = compared(tx, assignment.following(next, now), next, now);
        boolean outlives =
            following.state() == Assignment.State.EXPIRED
                && !next.terms().type().isRemoval()
                && othersGive(tx, next);
        if (!following.equals(assignment) && !outlives) {
          tx.assignments().save(following);
        }
      }
    } else if (next.progress().episode() > 0) {
      tx.assignments().save(compared(tx, Assignment.begunBy(next).following(next, now), next, now));
    }
  }

  /**
   * The assignment after a request that gave something. A change of its package brought only a part
   * of it; and what was approved may have been overtaken by a change meanwhile.
   */
  private static Assignment compared(
      Store.Tx tx, Assignment following, AssignmentRequest next, Instant now) {
    var status = next.progress().status();
    if (!status.isFinished() || !next.isGiving() || following.state() == Assignment.State.EXPIRED) {
      return following;
    }
    var accessPackage = tx.accessPackages().find(next.terms().accessPackage());
    if (accessPackage.isEmpty()) {
      return following;
    }
    var roleScopes = accessPackage.get().roleScopes();
    if (next.terms().type() == RequestType.SYSTEM_UPDATE) {
      var about = Circumstances.about(next.terms().assignment(), tx);
      var found = following.found(Provenance.stateOf(about, roleScopes));
      return isOvertaken(found, next, tx) ? found.comparedAt(Optional.of(now)) : found;
    }
    boolean isOvertaken =
        status != RequestStatus.DELIVERY_FAILED && !given(next).equals(ids(roleScopes));
    return isOvertaken ? following.comparedAt(Optional.of(now)) : following;
  }

  private static boolean isOvertaken(Assignment found, AssignmentRequest next, Store.Tx tx) {
    var terms = next.terms();
    return found.state() != Assignment.State.DELIVERY_FAILED
        && !Circumstances.change(terms.target(), terms.assignment(), terms.accessPackage(), tx)
            .isEmpty();
  }

  private static Set<ResourceRoleScope.Id> given(AssignmentRequest request) {
    return ids(
        request.items().stream()
            .filter(item -> item.state() != DeliveryItem.State.DROPPED)
            .map(DeliveryItem::roleScope)
            .toList());
  }

  private static Set<ResourceRoleScope.Id> ids(List<ResourceRoleScope> roleScopes) {
    return roleScopes.stream().map(ResourceRoleScope::id).collect(toSet());
  }

  /** Whether another request about the same assignment gave something, or is about to. */
  private static boolean othersGive(Store.Tx tx, AssignmentRequest withdrawn) {
    return Circumstances.about(withdrawn.terms().assignment(), tx).stream()
        .filter(other -> !other.id().equals(withdrawn.id()))
        .anyMatch(
            other ->
                other.mayHaveGranted() || other.progress().status() == RequestStatus.DELIVERING);
  }
}
