package dev.regrant.domain;

import java.util.Optional;
import java.util.Set;

/**
 * What else a request's target has, gets or loses.
 *
 * @param incompatiblePackagesHeld packages held that exclude the one asked for
 * @param supersededBy what has overtaken the request, for a person: something else that gives the
 *     package, something else under way about the same assignment, or the assignment's end
 * @param opposedBy a request under way that does the opposite to one of the same roles; the two
 *     must not be delivered at once
 * @param neededElsewhere items that take roles away which another live assignment needs, or which
 *     the package gives again
 */
public record OtherAccess(
    Set<AccessPackage.Id> incompatiblePackagesHeld,
    Optional<String> supersededBy,
    Optional<AssignmentRequest.Id> opposedBy,
    Set<DeliveryItem.Id> neededElsewhere) {
  /** Nothing else. */
  public static final OtherAccess NONE =
      new OtherAccess(Set.of(), Optional.empty(), Optional.empty(), Set.of());

  public OtherAccess {
    incompatiblePackagesHeld = Set.copyOf(incompatiblePackagesHeld);
    neededElsewhere = Set.copyOf(neededElsewhere);
  }
}
