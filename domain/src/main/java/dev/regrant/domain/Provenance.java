package dev.regrant.domain;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
      return of(item.roleScope());
    }

    static Access of(ResourceRoleScope roleScope) {
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
   * was dropped, withdrawn or taken out of it since.
   *
   * @param about requests about the assignment
   */
  public static List<ResourceRoleScope> approvedFor(List<AssignmentRequest> about) {
    return new ArrayList<>(approved(about).values());
  }

  private static Map<Access, ResourceRoleScope> approved(List<AssignmentRequest> about) {
    Map<Access, ResourceRoleScope> approved = new LinkedHashMap<>();
    for (DeliveryItem item : decided(about)) {
      if (item.operation() == Operation.REVOKE) {
        approved.remove(Access.of(item));
      } else if (item.state() != DeliveryItem.State.DROPPED) {
        approved.put(Access.of(item), item.roleScope());
      }
    }
    return approved;
  }

  /**
   * The grants of an assignment that count by now, one for each role that it has or is to have.
   *
   * @param about requests about the assignment
   */
  public static List<DeliveryItem> given(List<AssignmentRequest> about) {
    Map<Access, DeliveryItem> given = new LinkedHashMap<>();
    for (DeliveryItem item : decided(about)) {
      if (item.operation() == Operation.GRANT && item.state() != DeliveryItem.State.DROPPED) {
        given.put(Access.of(item), item);
      } else if (item.operation() == Operation.REVOKE && item.state() == DeliveryItem.State.DONE) {
        given.remove(Access.of(item));
      }
    }
    return new ArrayList<>(given.values());
  }

  /** The items of what gives and changes an assignment, as they were decided upon. */
  private static List<DeliveryItem> decided(List<AssignmentRequest> about) {
    return about.stream()
        .filter(AssignmentRequest::isGiving)
        .sorted(comparing(AssignmentRequest::id))
        .flatMap(request -> request.items().stream())
        .toList();
  }

  /**
   * What a change of its package means for a running assignment. Each thing is asked for once: what
   * was refused then is not asked for again.
   *
   * @param roleScopes what the package gives by now
   * @param ofTarget all requests about the person who holds the assignment
   */
  public static PackageChange changeOf(
      Assignment.Id assignment,
      List<ResourceRoleScope> roleScopes,
      List<AssignmentRequest> ofTarget) {
    var about =
        ofTarget.stream()
            .filter(request -> request.terms().assignment().equals(assignment))
            .toList();
    var approved = approved(about);
    var wanted = roleScopes.stream().map(Access::of).collect(toSet());
    var inPlace =
        decided(about).stream()
            .filter(item -> item.operation() == Operation.GRANT && mayBeInPlace(item))
            .map(Access::of)
            .collect(toSet());
    return new PackageChange(
        approved.entrySet().stream()
            .filter(one -> !wanted.contains(one.getKey()) && inPlace.contains(one.getKey()))
            .filter(one -> cameFromHere(one.getKey(), ofTarget))
            .map(Map.Entry::getValue)
            .toList(),
        roleScopes.stream().filter(one -> !approved.containsKey(Access.of(one))).toList());
  }

  /**
   * The items of a request that take away what the package gives again by now.
   *
   * @param roleScopes what the package gives
   */
  public static Set<DeliveryItem.Id> givenAgain(
      AssignmentRequest request, List<ResourceRoleScope> roleScopes) {
    var given = roleScopes.stream().map(Access::of).collect(toSet());
    return request.items().stream()
        .filter(item -> item.operation() == Operation.REVOKE && given.contains(Access.of(item)))
        .map(DeliveryItem::id)
        .collect(toSet());
  }

  /**
   * What an assignment has come to after all requests about it: the last item about each role
   * counts.
   *
   * @param about requests about the assignment, of which none is under way
   * @param roleScopes what the package gives by now; a role that it no longer gives, and that is
   *     surely not in place, does not count
   */
  public static Assignment.State stateOf(
      List<AssignmentRequest> about, List<ResourceRoleScope> roleScopes) {
    var wanted = roleScopes.stream().map(Access::of).collect(toSet());
    Map<Access, DeliveryItem> last = new LinkedHashMap<>();
    for (DeliveryItem item : decided(about)) {
      boolean isRevocation = item.operation() == Operation.REVOKE;
      if (item.state() == DeliveryItem.State.DROPPED
          || (isRevocation && item.state() == DeliveryItem.State.DONE)) {
        last.remove(Access.of(item));
      } else if (isRevocation || wanted.contains(Access.of(item)) || mayBeInPlace(item)) {
        last.put(Access.of(item), item);
      }
    }
    if (last.values().stream().allMatch(item -> item.state() == DeliveryItem.State.DONE)) {
      return Assignment.State.DELIVERED;
    }
    // What could not be taken away is in place, too.
    boolean some =
        last.values().stream()
            .anyMatch(
                item ->
                    item.operation() == Operation.REVOKE
                        || item.state() == DeliveryItem.State.DONE);
    return some ? Assignment.State.PARTIALLY_DELIVERED : Assignment.State.DELIVERY_FAILED;
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
    var others =
        ofTarget.stream()
            .filter(request -> !request.terms().assignment().equals(ending))
            .filter(request -> live.contains(request.terms().assignment()))
            .filter(request -> !alsoEnding.contains(request.terms().assignment()))
            .collect(groupingBy(request -> request.terms().assignment()));
    return others.values().stream().flatMap(about -> neededBy(about).stream()).collect(toSet());
  }

  private static Set<Access> neededBy(List<AssignmentRequest> about) {
    Set<Access> needed = new HashSet<>();
    for (AssignmentRequest request :
        about.stream().sorted(comparing(AssignmentRequest::id)).toList()) {
      for (DeliveryItem item : request.items()) {
        if (item.operation() == Operation.REVOKE && request.isGiving()) {
          needed.remove(Access.of(item));
        } else if (item.operation() == Operation.GRANT && mayBeInPlace(item)) {
          // One that is yet to be given is not: whoever ends this waits for it, see opposedBy.
          needed.add(Access.of(item));
        }
      }
    }
    return needed;
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
