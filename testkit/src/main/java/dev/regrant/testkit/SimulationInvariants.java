package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Store;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.Operation;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.Trigger;
import dev.regrant.testkit.InMemoryTarget.Membership;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold at every moment of a {@link Simulation}, judged by store and target alone. */
final class SimulationInvariants {
  private final Store store;
  private final TenantId tenant;
  private final List<ChaosTarget> targets;
  private final Witness witness;
  private final RecordInvariants records;
  private final Map<Membership, Instant> drifted = new HashMap<>();

  SimulationInvariants(
      Store store,
      TenantId tenant,
      List<ChaosTarget> targets,
      Witness witness,
      RecordInvariants records) {
    this.store = store;
    this.tenant = tenant;
    this.targets = targets;
    this.witness = witness;
    this.records = records;
  }

  /** Someone took a role away by hand, which nothing has repaired since. */
  void drifted(Membership lost, Instant at) {
    drifted.put(lost, at);
  }

  void check(String when) {
    var stored = read();
    drifted.keySet().removeAll(memberships());
    assertThat(witness.violation()).as(when).isEmpty();
    records.check(when, stored);
    deliveredMeansPresent(when, stored);
    neverMoreThanWasApproved(when, stored);
    expiredMeansAbsent(when, stored);
  }

  /** Removals by the engine that failed so far. */
  List<AssignmentRequest> failedExpiries() {
    return read().requests().stream()
        .filter(request -> request.terms().type() == RequestType.SYSTEM_REMOVE)
        .filter(request -> request.allows(Trigger.REPROCESS))
        .toList();
  }

  /** Assignments that are delivered. */
  List<Assignment.Id> delivered() {
    return read().assignments().stream()
        .filter(assignment -> assignment.state() == Assignment.State.DELIVERED)
        .map(Assignment::id)
        .toList();
  }

  /** Whether nothing is under way. */
  boolean isAllFinished() {
    return read().requests().stream().allMatch(request -> request.progress().status().isFinished());
  }

  /** Everything that was over has ended, once nothing stood in the way. */
  void checkExpired(String when, Instant now) {
    var stored = read();
    for (Assignment assignment : stored.assignments()) {
      boolean mayHold =
          stored.requests().stream()
              .filter(request -> request.terms().assignment().equals(assignment.id()))
              .anyMatch(AssignmentRequest::mayHaveGranted);
      if (mayHold && assignment.schedule().isOver(now)) {
        assertThat(assignment.state())
            .as("%s: %s, which is over, has ended", when, assignment)
            .isEqualTo(Assignment.State.EXPIRED);
      }
    }
  }

  /** Whoever has a package has all that it gives by now, and no change is left to be brought. */
  void checkRolledOut(String when) {
    var stored = read();
    var ending =
        stored.requests().stream()
            .filter(AssignmentRequest::isEnding)
            .map(removal -> removal.terms().assignment())
            .toList();
    for (Assignment assignment : stored.assignments()) {
      assertThat(assignment.updateDueAt()).as("%s: %s", when, assignment).isEmpty();
      if (assignment.state() == Assignment.State.DELIVERED && !ending.contains(assignment.id())) {
        var accessPackage =
            store
                .inTransaction(tenant, tx -> tx.accessPackages().find(assignment.accessPackage()))
                .orElseThrow();
        assertThat(accessPackage.rollout()).as("%s: %s", when, accessPackage).isEmpty();
        assertThat(memberships())
            .as("%s: %s has all that its package gives", when, assignment)
            .containsAll(
                accessPackage.roleScopes().stream()
                    .map(
                        one ->
                            new Membership(
                                assignment.target().objectId(), one.resourceOrigin().id()))
                    .toList());
      }
    }
  }

  void checkEnded(String when, List<AssignmentRequest.Id> submitted) {
    var stored = read();
    assertThat(stored.requests())
        .as("%s: no request is lost", when)
        .filteredOn(request -> !request.terms().requestedBy().equals(Actor.ENGINE))
        .extracting(AssignmentRequest::id)
        .containsExactlyInAnyOrderElementsOf(submitted);
    assertThat(stored.requests())
        .as("%s: every request comes to an end", when)
        .allMatch(request -> request.progress().status().isFinished());
    endedMeansAbsent(when, stored);
  }

  /** What is stored and held, for whoever looks for the cause of a failure. */
  String story() {
    return "%s%n%s".formatted(read().story(), memberships());
  }

  private StoredState read() {
    return StoredState.of(store, tenant);
  }

  private Set<Membership> memberships() {
    return targets.stream()
        .flatMap(target -> target.memberships().stream())
        .collect(Collectors.toSet());
  }

  /** Where an assignment lives, every role that its requests delivered is held. */
  private void deliveredMeansPresent(String when, StoredState stored) {
    var living = new HashSet<Assignment.Id>();
    for (Assignment assignment : stored.assignments()) {
      if (assignment.state() != Assignment.State.EXPIRED) {
        living.add(assignment.id());
      }
    }
    // A removal takes roles away before its assignment ends.
    for (AssignmentRequest request : stored.requests()) {
      if (request.terms().type().isRemoval() && !request.items().isEmpty()) {
        living.remove(request.terms().assignment());
      }
    }
    for (AssignmentRequest request : stored.requests()) {
      if (!living.contains(request.terms().assignment())) {
        continue;
      }
      for (DeliveryItem item : request.items()) {
        if (item.operation() == Operation.GRANT
            && item.state() == DeliveryItem.State.DONE
            && !isTakenOut(request, item, stored)
            && !hasDrifted(request, item)) {
          assertThat(memberships())
              .as("%s: %s of request %s is delivered", when, item.id(), request.id())
              .contains(membership(request, item));
        }
      }
    }
  }

  /** Whether a later change of its package was to take it out of the assignment again. */
  private static boolean isTakenOut(
      AssignmentRequest request, DeliveryItem item, StoredState stored) {
    return stored.requests().stream()
        .filter(later -> later.terms().type() == RequestType.SYSTEM_UPDATE)
        .filter(later -> later.terms().assignment().equals(request.terms().assignment()))
        .filter(later -> later.id().compareTo(request.id()) > 0)
        .flatMap(later -> later.items().stream().filter(one -> one.operation() == Operation.REVOKE))
        .anyMatch(
            revoked ->
                revoked.roleScope().resourceOrigin().equals(item.roleScope().resourceOrigin()));
  }

  /** Whether it was taken away by hand after it had been given. */
  private boolean hasDrifted(AssignmentRequest request, DeliveryItem item) {
    var at = drifted.get(membership(request, item));
    return at != null && item.lastAttempt().orElseThrow().finishedAt().isBefore(at);
  }

  /** Nobody holds what no request of theirs was to give. */
  private void neverMoreThanWasApproved(String when, StoredState stored) {
    var approved = new HashSet<Membership>();
    for (AssignmentRequest request : stored.requests()) {
      for (DeliveryItem item : request.items()) {
        if (item.operation() == Operation.GRANT && item.lastAttempt().isPresent()) {
          approved.add(membership(request, item));
        } else if (item.operation() == Operation.GRANT
            && request.state() == RequestState.DELIVERING) {
          // Its first attempt may be under way, or its process dead.
          approved.add(membership(request, item));
        }
      }
    }
    assertThat(approved).as("%s: what was approved", when).containsAll(memberships());
  }

  /** What an assignment gave whose removal at its end was delivered is held no more. */
  private void expiredMeansAbsent(String when, StoredState stored) {
    Map<Assignment.Id, Assignment.State> states = new HashMap<>();
    stored.assignments().forEach(one -> states.put(one.id(), one.state()));
    var justified = new HashSet<Membership>();
    var ended = new HashSet<Membership>();
    for (AssignmentRequest request : stored.requests()) {
      boolean lives = states.get(request.terms().assignment()) != Assignment.State.EXPIRED;
      boolean isExpiry =
          request.terms().type() == RequestType.SYSTEM_REMOVE
              && request.state() == RequestState.DELIVERED;
      for (DeliveryItem item : request.items()) {
        if (lives) {
          justified.add(membership(request, item));
        } else if (isExpiry) {
          ended.add(membership(request, item));
        }
      }
    }
    ended.removeAll(justified);
    assertThat(memberships())
        .as("%s: what ended is held no more", when)
        .filteredOn(ended::contains)
        .isEmpty();
  }

  /** What only assignments that ended gave is held no more. */
  private void endedMeansAbsent(String when, StoredState stored) {
    var justified = new HashSet<Membership>();
    Map<Assignment.Id, Assignment.State> states = new HashMap<>();
    stored.assignments().forEach(one -> states.put(one.id(), one.state()));
    for (AssignmentRequest request : stored.requests()) {
      var state = states.get(request.terms().assignment());
      if (state != null && state != Assignment.State.EXPIRED) {
        request.items().forEach(item -> justified.add(membership(request, item)));
      }
    }
    assertThat(justified)
        .as("%s: what is held belongs to an assignment that lives", when)
        .containsAll(memberships());
  }

  private static Membership membership(AssignmentRequest request, DeliveryItem item) {
    return new Membership(
        request.terms().target().objectId(), item.roleScope().resourceOrigin().id());
  }
}
