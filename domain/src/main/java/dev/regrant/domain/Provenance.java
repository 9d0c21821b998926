package dev.regrant.domain;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
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
      var roleScope = item.roleScope();
      return new Access(
          roleScope.resourceOrigin(), roleScope.role().origin(), roleScope.scope().origin());
    }
  }

  private Provenance() {}

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
    Set<Access> needed = new HashSet<>();
    for (AssignmentRequest request : ofTarget) {
      var assignment = request.terms().assignment();
      for (DeliveryItem item : request.items()) {
        if (item.operation() == Operation.REVOKE) {
          continue;
        }
        if (assignment.equals(ending)) {
          if (mayBeInPlace(item)) {
            given.put(Access.of(item), item.roleScope());
          }
        } else if (live.contains(assignment)
            && (mayBeInPlace(item) || item.state() == DeliveryItem.State.PENDING)) {
          needed.add(Access.of(item));
        }
      }
    }
    given.keySet().removeAll(needed);
    given.keySet().removeIf(access -> !cameFromHere(access, ofTarget));
    return new ArrayList<>(given.values());
  }

  private static boolean mayBeInPlace(DeliveryItem item) {
    return item.state() == DeliveryItem.State.DONE || item.mustVerifyFirst();
  }

  /** Whether the last thing that the engine changed, or may have changed, was to give it. */
  private static boolean cameFromHere(Access access, List<AssignmentRequest> ofTarget) {
    return ofTarget.stream()
        .flatMap(request -> request.items().stream())
        .filter(item -> Access.of(item).equals(access))
        .flatMap(item -> effect(item).map(at -> Map.entry(at.finishedAt(), item)).stream())
        .max(comparing(Map.Entry::getKey))
        .filter(last -> last.getValue().operation() == Operation.GRANT)
        .isPresent();
  }

  private static Optional<Attempt> effect(DeliveryItem item) {
    return item.lastAttempt()
        .filter(
            attempt ->
                switch (attempt.outcome()) {
                  case DeliveryOutcome.Done(var alreadyInPlace) -> !alreadyInPlace;
                  case DeliveryOutcome.Refused refused -> false;
                  case DeliveryOutcome.Unknown unknown -> true;
                });
  }
}
