package dev.regrant.application;

import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.Facts;
import dev.regrant.domain.Operation;
import dev.regrant.domain.OtherAccess;
import dev.regrant.domain.PackageChange;
import dev.regrant.domain.Provenance;
import dev.regrant.domain.Quarantine;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads what holds now, for the gate before delivery to judge. */
final class Circumstances {
  private static final Set<Assignment.State> HELD =
      EnumSet.of(
          Assignment.State.DELIVERING,
          Assignment.State.PARTIALLY_DELIVERED,
          Assignment.State.DELIVERED);
  private static final List<RequestStatus> OPEN =
      Stream.of(RequestStatus.values()).filter(status -> !status.isFinished()).toList();

  private final Set<String> availableSystems;
  private final Map<String, Quarantine> quarantines;

  Circumstances(Set<String> availableSystems, Map<String, Quarantine> quarantines) {
    this.availableSystems = Set.copyOf(availableSystems);
    this.quarantines = Map.copyOf(quarantines);
  }

  /**
   * The facts about one request.
   *
   * @param target what the directory says, which is asked before the transaction
   */
  Facts about(AssignmentRequest request, TargetStanding target, Store.Tx tx) {
    return about(request, target, Surroundings.of(List.of(request), tx));
  }

  /** As the other one, of what was read for several requests. */
  Facts about(AssignmentRequest request, TargetStanding target, Surroundings around) {
    var terms = request.terms();
    var policy = Optional.ofNullable(around.policies().get(terms.policy()));
    var accessPackage = Optional.ofNullable(around.packages().get(terms.accessPackage()));
    var assignments = around.assignments(request);
    var open = around.othersOpen(request);
    return new Facts(
        accessPackage,
        policy,
        terms.type().isRemoval() ? target.standing() : target.under(policy, accessPackage),
        new OtherAccess(
            accessPackage.map(wanted -> excluding(wanted, assignments, around)).orElse(Set.of()),
            supersededBy(request, assignments, open, around),
            Provenance.opposedBy(request, open),
            neededElsewhere(request, accessPackage, assignments, around)),
        availableSystems,
        quarantines);
  }

  private static Set<DeliveryItem.Id> neededElsewhere(
      AssignmentRequest request,
      Optional<AccessPackage> accessPackage,
      List<Assignment> assignments,
      Surroundings around) {
    if (request.items().stream().noneMatch(item -> item.operation() == Operation.REVOKE)) {
      return Set.of();
    }
    var needed =
        new HashSet<>(
            Provenance.neededElsewhere(request, around.ofPerson(request), live(assignments)));
    if (!request.terms().type().isRemoval()) {
      accessPackage.ifPresent(
          held -> needed.addAll(Provenance.givenAgain(request, held.roleScopes())));
    }
    return needed;
  }

  /** What a change of its package means for a running assignment. */
  static PackageChange change(
      Subject target, Assignment.Id assignment, AccessPackage.Id accessPackage, Store.Tx tx) {
    return change(
        assignment,
        tx.accessPackages().find(accessPackage),
        () -> tx.requests().all(Filter.eq(RequestField.TARGET, target.objectId())));
  }

  /** What a request for a change of a package is to do. */
  static PackageChange change(AssignmentRequest update, Surroundings around) {
    return change(
        update.terms().assignment(),
        Optional.ofNullable(around.packages().get(update.terms().accessPackage())),
        () -> around.ofPerson(update));
  }

  private static PackageChange change(
      Assignment.Id assignment,
      Optional<AccessPackage> accessPackage,
      Supplier<List<AssignmentRequest>> ofPerson) {
    return accessPackage
        .map(held -> Provenance.changeOf(assignment, held.roleScopes(), ofPerson.get()))
        .orElseGet(() -> new PackageChange(List.of(), List.of()));
  }

  /** What ending an assignment takes away. */
  static List<ResourceRoleScope> toRevoke(AssignmentRequest removal, Surroundings around) {
    return Provenance.toRevoke(
        removal.terms().assignment(), around.ofPerson(removal), live(around.assignments(removal)));
  }

  private static Set<Assignment.Id> live(List<Assignment> assignments) {
    return assignments.stream()
        .filter(assignment -> assignment.state() != Assignment.State.EXPIRED)
        .map(Assignment::id)
        .collect(toSet());
  }

  /** Whether somebody has the package, or is getting it. */
  static boolean isHeld(Assignment assignment) {
    return HELD.contains(assignment.state());
  }

  /** A person's assignments, ended ones too. */
  static List<Assignment> assignmentsOf(String targetObjectId, Store.Tx tx) {
    return assignmentsOf(List.of(targetObjectId), tx);
  }

  /** People's assignments, ended ones too. */
  static List<Assignment> assignmentsOf(Collection<String> targetObjectIds, Store.Tx tx) {
    return tx.assignments().all(Filter.anyOf(AssignmentField.TARGET, targetObjectIds));
  }

  /** Requests under way about the same person, without this one. */
  static List<AssignmentRequest> othersOpen(AssignmentRequest request, Store.Tx tx) {
    return open(request.terms().target(), tx).stream()
        .filter(other -> !other.id().equals(request.id()))
        .toList();
  }

  private static List<AssignmentRequest> open(Subject target, Store.Tx tx) {
    return open(List.of(target.objectId()), tx);
  }

  /** Requests under way about some people. */
  static List<AssignmentRequest> open(Collection<String> targetObjectIds, Store.Tx tx) {
    return tx.requests()
        .all(Filter.and(Filter.anyOf(RequestField.TARGET, targetObjectIds), isOpen()));
  }

  /** Requests under way. */
  static Filter<AssignmentRequest> isOpen() {
    return Filter.anyOf(RequestField.STATUS, OPEN);
  }

  /**
   * Locks a request together with the others under way about the same person, as each of them
   * decides by what the others do.
   */
  static Map<AssignmentRequest.Id, AssignmentRequest> lock(AssignmentRequest seen, Store.Tx tx) {
    return lock(List.of(seen), tx);
  }

  /** As the other one, for several at once. */
  static Map<AssignmentRequest.Id, AssignmentRequest> lock(
      Collection<AssignmentRequest> seen, Store.Tx tx) {
    var ids = new LinkedHashSet<AssignmentRequest.Id>();
    seen.forEach(request -> ids.add(request.id()));
    var people = seen.stream().map(request -> request.terms().target().objectId()).toList();
    open(people, tx).forEach(other -> ids.add(other.id()));
    return tx.lock(ids);
  }

  /** Locks the requests under way about a person, and returns those that still are. */
  static List<AssignmentRequest> lockOpen(Subject target, Store.Tx tx) {
    return lockOpen(List.of(target.objectId()), tx);
  }

  /** As the other one, for several people at once. */
  static List<AssignmentRequest> lockOpen(Collection<String> targetObjectIds, Store.Tx tx) {
    var ids = open(targetObjectIds, tx).stream().map(AssignmentRequest::id).toList();
    return tx.lock(ids).values().stream()
        .filter(request -> !request.progress().status().isFinished())
        .toList();
  }

  /** All requests about an assignment. */
  static List<AssignmentRequest> about(Assignment.Id assignment, Store.Tx tx) {
    return tx.requests().all(Filter.eq(RequestField.ASSIGNMENT, assignment.value()));
  }

  /** One of {@code open} for the same access, or about the same assignment. */
  static Optional<AssignmentRequest> sameAccess(
      AssignmentRequest request, List<AssignmentRequest> open) {
    var terms = request.terms();
    return open.stream()
        // An extension that waits for approval does not keep access from ending.
        .filter(other -> !(terms.type().isRemoval() && other.terms().type().isUpdate()))
        .filter(
            other ->
                other.terms().assignment().equals(terms.assignment())
                    || (other.terms().accessPackage().equals(terms.accessPackage())
                        && !terms.type().isRemoval()
                        && !other.terms().type().isRemoval()))
        .findFirst();
  }

  /** Another assignment by which the target has the package, or is getting it. */
  static Optional<Assignment> otherHeld(AssignmentRequest request, List<Assignment> ofTarget) {
    var terms = request.terms();
    return ofTarget.stream()
        .filter(Circumstances::isHeld)
        .filter(held -> held.accessPackage().equals(terms.accessPackage()))
        .filter(held -> !held.id().equals(terms.assignment()))
        .findFirst();
  }

  private static Optional<String> supersededBy(
      AssignmentRequest request,
      List<Assignment> ofTarget,
      List<AssignmentRequest> open,
      Surroundings around) {
    var terms = request.terms();
    Optional<String> ended =
        ofTarget.stream()
            .filter(assignment -> assignment.id().equals(terms.assignment()))
            .findFirst()
            .flatMap(Assignment::expiredDateTime)
            .map(at -> "assignment %s ended at %s".formatted(terms.assignment().value(), at));
    Optional<String> held =
        terms.type().isRemoval()
            ? Optional.empty()
            : otherHeld(request, ofTarget)
                .map(
                    other ->
                        "user %s has the package by assignment %s"
                            .formatted(terms.target().objectId(), other.id().value()));
    return ended
        .or(() -> held)
        .or(
            () ->
                sameAccess(request, open)
                    .map(
                        other ->
                            "request %s about the same access is under way"
                                .formatted(other.id().value())))
        .or(() -> terms.type().isRemoval() ? Optional.empty() : removedBy(request, around));
  }

  /** A removal that failed so far still means that the access is to end. */
  private static Optional<String> removedBy(AssignmentRequest request, Surroundings around) {
    return around.ofAssignment(request).stream()
        .filter(AssignmentRequest::isEnding)
        .map(
            removal ->
                "request %s takes the same access away; reprocess or cancel that one"
                    .formatted(removal.id().value()))
        .findFirst();
  }

  private static Set<AccessPackage.Id> excluding(
      AccessPackage wanted, List<Assignment> ofTarget, Surroundings around) {
    var excluding = new HashSet<AccessPackage.Id>();
    for (Assignment assignment : ofTarget) {
      var id = assignment.accessPackage();
      if (isHeld(assignment) && !id.equals(wanted.id())) {
        var other = around.packages().get(id);
        if (wanted.incompatiblePackages().contains(id)
            || (other != null && other.incompatiblePackages().contains(wanted.id()))) {
          excluding.add(id);
        }
      }
    }
    return excluding;
  }
}
