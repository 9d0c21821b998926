package dev.regrant.domain;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What holds now, read by the application for {@link DeliveryGate} to judge.
 *
 * @param accessPackage the package asked for, if it still exists
 * @param policy the policy it was asked for under, if it still exists
 * @param target what the directory says of the target
 * @param otherAccess what else the target has, gets or loses
 * @param availableSystems the origin systems that a connector serves now
 * @param quarantines why those are left alone that a connector would serve, by origin system
 */
public record Facts(
    Optional<AccessPackage> accessPackage,
    Optional<AssignmentPolicy> policy,
    Standing target,
    OtherAccess otherAccess,
    Set<String> availableSystems,
    Map<String, Quarantine> quarantines) {
  /**
   * What the directory says of a person.
   *
   * @param exists whether it has them
   * @param groups those of {@link AssignmentPolicy#groupsOfTargets} and {@link Exclusions#groups}
   *     that hold them
   */
  public record Standing(boolean exists, Set<String> groups) {
    public Standing {
      groups = Set.copyOf(groups);
    }
  }

  public Facts {
    availableSystems = Set.copyOf(availableSystems);
    quarantines = Map.copyOf(quarantines);
  }

  /** Where no system is quarantined. */
  public Facts(
      Optional<AccessPackage> accessPackage,
      Optional<AssignmentPolicy> policy,
      Standing target,
      OtherAccess otherAccess,
      Set<String> availableSystems) {
    this(accessPackage, policy, target, otherAccess, availableSystems, Map.of());
  }
}
