package dev.regrant.domain;

import java.util.Optional;
import java.util.Set;

/**
 * What holds now, read by the application for {@link DeliveryGate} to judge.
 *
 * @param accessPackage the package asked for, if it still exists
 * @param policy the policy it was asked for under, if it still exists
 * @param targetExists whether the directory still has the target
 * @param incompatiblePackagesHeld packages the target holds that exclude the one asked for
 * @param supersededBy what has overtaken the request, for a person: something else that gives the
 *     target the same package, something else under way about the same assignment, or the
 *     assignment's end
 * @param availableSystems the origin systems that a connector serves now
 */
public record Facts(
    Optional<AccessPackage> accessPackage,
    Optional<AssignmentPolicy> policy,
    boolean targetExists,
    Set<AccessPackage.Id> incompatiblePackagesHeld,
    Optional<String> supersededBy,
    Set<String> availableSystems) {
  public Facts {
    incompatiblePackagesHeld = Set.copyOf(incompatiblePackagesHeld);
    availableSystems = Set.copyOf(availableSystems);
  }
}
