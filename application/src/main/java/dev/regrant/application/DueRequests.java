package dev.regrant.application;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Approval;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.SubjectSet;
import dev.regrant.domain.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds requests that are due, and asks the directory about them before any transaction. */
final class DueRequests {
  private static final System.Logger LOG = System.getLogger(DueRequests.class.getName());
  private static final int BATCH = 100;

  /**
   * A request that is due, and what the directory said about it.
   *
   * @param approvers who must be asked for their approval now, if anybody has to be
   */
  record Asked(
      AssignmentRequest request, TargetStanding target, Optional<List<SubjectSet>> approvers) {}

  private final EngineParts parts;
  private final ApprovalSteps approvals;

  DueRequests(EngineParts parts, ApprovalSteps approvals) {
    this.parts = parts;
    this.approvals = approvals;
  }

  private record Due(
      List<AssignmentRequest> requests,
      Map<AssignmentPolicy.Id, AssignmentPolicy> policies,
      Map<AccessPackage.Id, AccessPackage> accessPackages,
      Map<AssignmentRequest.Id, Approval> approvals,
      Map<AssignmentRequest.Id, List<Callout>> callouts) {
    Set<String> groups(AssignmentRequest request) {
      return TargetStanding.groups(
          Optional.ofNullable(policies.get(request.terms().policy())),
          Optional.ofNullable(accessPackages.get(request.terms().accessPackage())));
    }

    Optional<Approval> approval(AssignmentRequest request) {
      return Optional.ofNullable(approvals.get(request.id()));
    }

    /** Whether it stood still for an extension. */
    boolean hasWaited(AssignmentRequest request) {
      return callouts.getOrDefault(request.id(), List.of()).stream()
          .anyMatch(callout -> callout.terms().callbackBy().isPresent());
    }
  }

  private Due read(Store.Tx tx) {
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
        tx.approvals().findAll(pending),
        Callouts.of(tx, requests));
  }

  /** Those of a tenant, without those about which the directory cannot be asked now. */
  List<Asked> of(TenantId tenant) {
    var due = parts.store().inTransaction(tenant, this::read);
    var known = known(tenant, due);
    var asked = new ArrayList<Asked>();
    for (AssignmentRequest request : due.requests()) {
      if (asksFor(request, due) && known.isEmpty()) {
        continue;
      }
      try {
        asked.add(
            new Asked(
                request,
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

  /** Whoever submitted was looked up then; after a wait, or at a change, that is long ago. */
  private static boolean asksFor(AssignmentRequest request, Due due) {
    return !request.terms().type().isRemoval()
        && switch (request.progress().status()) {
          case PENDING_NOT_BEFORE -> true;
          case PENDING_APPROVAL, PENDING_APPROVAL_ESCALATED ->
              due.approval(request).filter(Approval::isGranted).isPresent();
          case ACCEPTED ->
              request.terms().type() == RequestType.SYSTEM_UPDATE || due.hasWaited(request);
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
}
