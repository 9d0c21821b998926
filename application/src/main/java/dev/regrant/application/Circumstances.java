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
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  Circumstances(Set<String> availableSystems) {
    this.availableSystems = Set.copyOf(availableSystems);
  }

  /**
   * The facts about one request.
   *
   * @param target what the directory says, which is asked before the transaction
   */
  Facts about(AssignmentRequest request, TargetStanding target, Store.Tx tx) {
    var terms = request.terms();
    var policy = tx.policies().find(terms.policy());
    var accessPackage = tx.accessPackages().find(terms.accessPackage());
    var assignments = assignmentsOf(terms.target().objectId(), tx);
    var open = othersOpen(request, tx);
    return new Facts(
        accessPackage,
        policy,
        terms.type().isRemoval() ? target.standing() : target.under(policy, accessPackage),
        new OtherAccess(
            accessPackage.map(wanted -> excluding(wanted, assignments, tx)).orElse(Set.of()),
            supersededBy(request, assignments, open, tx),
            Provenance.opposedBy(request, open),
            neededElsewhere(request, accessPackage, assignments, tx)),
        availableSystems);
  }

  private static Set<DeliveryItem.Id> neededElsewhere(
      AssignmentRequest request,
      Optional<AccessPackage> accessPackage,
      List<Assignment> assignments,
      Store.Tx tx) {
    if (request.items().stream().noneMatch(item -> item.operation() == Operation.REVOKE)) {
      return Set.of();
    }
    var needed =
        new HashSet<>(
            Provenance.neededElsewhere(
                request, requestsOf(request.terms().target(), tx), live(assignments)));
    if (!request.terms().type().isRemoval()) {
      accessPackage.ifPresent(
          held -> needed.addAll(Provenance.givenAgain(request, held.roleScopes())));
    }
    return needed;
  }

  /** What a change of its package means for a running assignment. */
  static PackageChange change(
      Subject target, Assignment.Id assignment, AccessPackage.Id accessPackage, Store.Tx tx) {
    return tx.accessPackages()
        .find(accessPackage)
        .map(held -> Provenance.changeOf(assignment, held.roleScopes(), requestsOf(target, tx)))
        .orElseGet(() -> new PackageChange(List.of(), List.of()));
  }

  /** What ending an assignment takes away. */
  static List<ResourceRoleScope> toRevoke(AssignmentRequest removal, Store.Tx tx) {
    var target = removal.terms().target();
    return Provenance.toRevoke(
        removal.terms().assignment(),
        requestsOf(target, tx),
        live(assignmentsOf(target.objectId(), tx)));
  }

  private static List<AssignmentRequest> requestsOf(Subject target, Store.Tx tx) {
    return tx.requests().all(Filter.eq(RequestField.TARGET, target.objectId()));
  }

  private static Set<Assignment.Id> live(List<Assignment> assignments) {
    return assignments.stream()
        .filter(assignment -> assignment.state() != Assignment.State.EXPIRED)
        .map(Assignment::id)
        .collect(toSet());
  }

  /** A person's assignments, ended ones too. */
  static List<Assignment> assignmentsOf(String targetObjectId, Store.Tx tx) {
    return tx.assignments().all(Filter.eq(AssignmentField.TARGET, targetObjectId));
  }

  /** Requests under way about the same person, without this one. */
  static List<AssignmentRequest> othersOpen(AssignmentRequest request, Store.Tx tx) {
    return open(request.terms().target(), tx).stream()
        .filter(other -> !other.id().equals(request.id()))
        .toList();
  }

  private static List<AssignmentRequest> open(Subject target, Store.Tx tx) {
    var ofTarget = Filter.eq(RequestField.TARGET, target.objectId());
    return tx.requests().all(Filter.and(ofTarget, isOpen()));
  }

  /** Requests under way. */
  static Filter<AssignmentRequest> isOpen() {
    return new Filter.Or<>(
        OPEN.stream().map(status -> Filter.eq(RequestField.STATUS, status)).toList());
  }

  /**
   * Locks a request together with the others under way about the same person, as each of them
   * decides by what the others do.
   */
  static Map<AssignmentRequest.Id, AssignmentRequest> lock(AssignmentRequest seen, Store.Tx tx) {
    var ids = new ArrayList<AssignmentRequest.Id>();
    ids.add(seen.id());
    othersOpen(seen, tx).forEach(other -> ids.add(other.id()));
    return tx.lock(ids);
  }

  /** Locks the requests under way about a person, and returns those that still are. */
  static List<AssignmentRequest> lockOpen(Subject target, Store.Tx tx) {
    var ids = open(target, tx).stream().map(AssignmentRequest::id).toList();
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
        .filter(held -> HELD.contains(held.state()))
        .filter(held -> held.accessPackage().equals(terms.accessPackage()))
        .filter(held -> !held.id().equals(terms.assignment()))
        .findFirst();
  }

  private static Optional<String> supersededBy(
      AssignmentRequest request,
      List<Assignment> ofTarget,
      List<AssignmentRequest> open,
      Store.Tx tx) {
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
        .or(() -> terms.type().isRemoval() ? Optional.empty() : removedBy(request, tx));
  }

  /** A removal that failed so far still means that the access is to end. */
  private static Optional<String> removedBy(AssignmentRequest request, Store.Tx tx) {
    return about(request.terms().assignment(), tx).stream()
        .filter(AssignmentRequest::isEnding)
        .map(
            removal ->
                "request %s takes the same access away; reprocess or cancel that one"
                    .formatted(removal.id().value()))
        .findFirst();
  }

  private static Set<AccessPackage.Id> excluding(
      AccessPackage wanted, List<Assignment> ofTarget, Store.Tx tx) {
    var held = new HashSet<AccessPackage.Id>();
    for (Assignment assignment : ofTarget) {
      if (HELD.contains(assignment.state()) && !assignment.accessPackage().equals(wanted.id())) {
        held.add(assignment.accessPackage());
      }
    }
    var packages = tx.accessPackages().findAll(held);
    var excluding = new HashSet<AccessPackage.Id>();
    for (AccessPackage.Id id : held) {
      var other = packages.get(id);
      if (wanted.incompatiblePackages().contains(id)
          || (other != null && other.incompatiblePackages().contains(wanted.id()))) {
        excluding.add(id);
      }
    }
    return excluding;
  }
}
