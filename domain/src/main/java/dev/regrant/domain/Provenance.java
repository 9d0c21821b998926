package dev.regrant.domain;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where access came from, told from the requests about a person: the engine takes away only what it
 * gave itself.
 */
public final class Provenance {
  /** A role as its system knows it; packages of different catalogs may give the same one. */
  private record Access(Origin resource, Origin role, Origin scope) {
    static Access of(DeliveryItem item) {
      var roleScope = item.roleScope();
      return new Access(
          roleScope.resourceOrigin(), roleScope.role().origin(), roleScope.scope().origin());
    }
  }

  private Provenance() {}

  /**
   * The items of a removal whose roles another live assignment needs by now.
   *
   * @param ofTarget all requests about the person who holds the assignment
   * @param live the person's assignments that have not ended
   */
  public static Set<DeliveryItem.Id> neededElsewhere(
      AssignmentRequest removal, List<AssignmentRequest> ofTarget, Set<Assignment.Id> live) {
    var needed = neededBesides(removal.terms().assignment(), ofTarget, live);
    return removal.items().stream()
        .filter(item -> needed.contains(Access.of(item)))
        .map(DeliveryItem::id)
        .collect(toSet());
  }

  /**
   * A request among {@code others} that is about to do the opposite to one of the roles that {@code
   * request} is about.
   *
   * @param others further requests about the same person
   */
  public static Optional<AssignmentRequest.Id> opposedBy(
      AssignmentRequest request, List<AssignmentRequest> others) {
    Map<Access, Operation> wanted = new HashMap<>();
    request.items().forEach(item -> wanted.put(Access.of(item), item.operation()));
    return others.stream()
        .filter(other -> other.progress().status() == RequestStatus.DELIVERING)
        .filter(
            other ->
                other.items().stream()
                    .filter(item -> item.state() == DeliveryItem.State.PENDING)
                    .anyMatch(
                        item -> {
                          var operation = wanted.get(Access.of(item));
                          return operation != null && operation != item.operation();
                        }))
        .map(AssignmentRequest::id)
        .findFirst();
  }

  /**
   * What ending {@code ending} takes away: the roles that it gave or may have given, without those
   * that another live assignment still needs, and without those that the person had from elsewhere.
   *
   * @param ofTarget all requests about the person who holds the assignment
   * @param live the person's assignments that have not ended
   */
  public static List<ResourceRoleScope> toRevoke(
      Assignment.Id ending, List<AssignmentRequest> ofTarget, Set<Assignment.Id> live) {
    Map<Access, ResourceRoleScope> given = new LinkedHashMap<>();
    for (AssignmentRequest request : ofTarget) {
      if (request.terms().assignment().equals(ending)) {
        request.items().stream()
            .filter(item -> item.operation() == Operation.GRANT && mayBeInPlace(item))
            .forEach(item -> given.put(Access.of(item), item.roleScope()));
      }
    }
    given.keySet().removeAll(neededBesides(ending, ofTarget, live));
    given.keySet().removeIf(access -> !cameFromHere(access, ofTarget));
    return new ArrayList<>(given.values());
  }

  /**
   * The roles that an assignment was approved for, each once: those of its requests, without what
   * was dropped or withdrawn since.
   *
   * @param about requests about the assignment
   */
  public static List<ResourceRoleScope> approvedFor(List<AssignmentRequest> about) {
    Map<Access, ResourceRoleScope> approved = new LinkedHashMap<>();
    for (AssignmentRequest request : about) {
      if (request.isGiving()) {
        request.items().stream()
            .filter(item -> item.state() != DeliveryItem.State.DROPPED)
            .forEach(item -> approved.put(Access.of(item), item.roleScope()));
      }
    }
    return new ArrayList<>(approved.values());
  }

  /**
   * What would no longer be known if a request were forgotten: where a role came from that a live
   * assignment still holds, or that a role was taken away again which another request gave.
   *
   * @param ofTarget all requests about the same person
   * @param live the person's assignments that have not ended
   * @return a request that needs to be there without it no longer, or must go first
   */
  public static Optional<AssignmentRequest> neededBy(
      AssignmentRequest request, List<AssignmentRequest> ofTarget, Set<Assignment.Id> live) {
    var accesses =
        request.items().stream()
            .filter(item -> item.lastAttempt().isPresent())
            .map(Access::of)
            .collect(toSet());
    boolean isRemoval = request.terms().type().isRemoval();
    return ofTarget.stream()
        .filter(other -> !other.id().equals(request.id()))
        .filter(
            other ->
                live.contains(other.terms().assignment())
                    || (isRemoval && !other.terms().type().isRemoval()))
        .filter(other -> other.items().stream().map(Access::of).anyMatch(accesses::contains))
        .findFirst();
  }

  private static Set<Access> neededBesides(
      Assignment.Id ending, List<AssignmentRequest> ofTarget, Set<Assignment.Id> live) {
    // Of two that end at once, the later must not leave a role to the earlier.
    var alsoEnding =
        ofTarget.stream()
            .filter(AssignmentRequest::isEnding)
            .map(removal -> removal.terms().assignment())
            .collect(toSet());
    return ofTarget.stream()
        .filter(request -> !request.terms().assignment().equals(ending))
        .filter(request -> live.contains(request.terms().assignment()))
        .filter(request -> !alsoEnding.contains(request.terms().assignment()))
        .flatMap(request -> request.items().stream())
        .filter(item -> item.operation() == Operation.GRANT)
        // One that is yet to be given is not: whoever ends this waits for it, see opposedBy.
        .filter(Provenance::mayBeInPlace)
        .map(Access::of)
        .collect(toSet());
  }

  private static boolean mayBeInPlace(DeliveryItem item) {
    return item.state() == DeliveryItem.State.DONE || item.mustVerifyFirst();
  }

  /**
   * Whether the engine gave it, or may have, and has not surely taken it away since. A revocation
   * whose outcome is unknown may have left it in place.
   */
  private static boolean cameFromHere(Access access, List<AssignmentRequest> ofTarget) {
    return ofTarget.stream()
        .flatMap(request -> request.items().stream())
        .filter(item -> Access.of(item).equals(access))
        .flatMap(item -> effect(item).map(at -> Map.entry(at.finishedAt(), item)).stream())
        // Of two at the same moment, the grant: to take away what is gone already does no harm.
        .max(
            comparing(Map.Entry<Instant, DeliveryItem>::getKey)
                .thenComparing(last -> last.getValue().operation() == Operation.GRANT))
        .filter(last -> last.getValue().operation() == Operation.GRANT)
        .isPresent();
  }

  private static Optional<Attempt> effect(DeliveryItem item) {
    boolean isRevocation = item.operation() == Operation.REVOKE;
    return item.lastAttempt()
        .filter(
            attempt ->
                switch (attempt.outcome()) {
                  case DeliveryOutcome.Done(var alreadyInPlace) -> isRevocation || !alreadyInPlace;
                  case DeliveryOutcome.Refused refused -> false;
                  case DeliveryOutcome.Unknown unknown -> !isRevocation;
                });
  }
}
