package dev.regrant.application;

import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Provenance;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.ResourceRoleScope;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What changes with a request that changes. */
final class Changes {
  private Changes() {}

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
  static void save(EngineParts parts, Store.Tx tx, AssignmentRequest next, Instant now) {
    saveAll(parts, tx, List.of(next), now);
  }

  /**
   * Saves requests that came to a new status, and their assignments with them, and notes what is to
   * be called about that.
   */
  static void saveAll(
      EngineParts parts, Store.Tx tx, Collection<AssignmentRequest> changed, Instant now) {
    tx.requests().saveAll(changed);
    var before =
        tx.assignments()
            .findAll(changed.stream().map(next -> next.terms().assignment()).distinct().toList());
    var after = new LinkedHashMap<Assignment.Id, Assignment>();
    for (AssignmentRequest next : changed) {
      var id = next.terms().assignment();
      Optional.ofNullable(after.getOrDefault(id, before.get(id)))
          .or(() -> begunBy(next))
          .ifPresent(assignment -> after.put(id, following(tx, assignment, next, now)));
    }
    after.values().removeIf(assignment -> assignment.equals(before.get(assignment.id())));
    tx.assignments().saveAll(after.values());
    new Callouts(parts).settled(tx, changed, now);
  }

  private static Optional<Assignment> begunBy(AssignmentRequest request) {
    return request.progress().episode() > 0
        ? Optional.of(Assignment.begunBy(request))
        : Optional.empty();
  }

  private static boolean isDelivered(AssignmentRequest update) {
    return update.terms().type().isUpdate()
        && update.progress().status() == RequestStatus.DELIVERED;
  }

  private static Assignment following(
      Store.Tx tx, Assignment assignment, AssignmentRequest next, Instant now) {
    if (assignment.state() == Assignment.State.EXPIRED) {
      return assignment;
    }
    var following =
        isDelivered(next)
            ? assignment.updatedBy(
                next,
                tx.policies()
                    .find(assignment.policy())
                    .map(AssignmentPolicy::expiration)
                    .orElseGet(Expiration.NotSpecified::new),
                now)
            : compared(tx, assignment.following(next, now), next, now);
    boolean outlives =
        following.state() == Assignment.State.EXPIRED
            && !next.terms().type().isRemoval()
            && othersGive(tx, next);
    return outlives ? assignment : following;
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
