package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.Facts.Standing;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the directory said of a target, which is asked before a transaction begins.
 *
 * @param asked the groups that were asked about
 */
record TargetStanding(Standing standing, Set<String> asked) {
  /** Of someone who was looked up just before, under a policy that asks for no groups. */
  static final TargetStanding KNOWN = new TargetStanding(new Standing(true, Set.of()), Set.of());

  /** The groups that decide whether somebody may have a package under a policy. */
  static Set<String> groups(
      Optional<AssignmentPolicy> policy, Optional<AccessPackage> accessPackage) {
    var groups = new HashSet<String>();
    policy.ifPresent(one -> groups.addAll(one.groupsOfTargets()));
    accessPackage.ifPresent(one -> groups.addAll(one.exclusions().groups()));
    return groups;
  }

  /**
   * What it means for a package under a policy.
   *
   * @throws StaleEntityException if one of them has come to name other groups meanwhile
   */
  Standing under(Optional<AssignmentPolicy> policy, Optional<AccessPackage> accessPackage) {
    if (policy.filter(now -> !asked.containsAll(now.groupsOfTargets())).isPresent()) {
      throw new StaleEntityException("policy", policy.get().id().value());
    }
    if (accessPackage.filter(now -> !asked.containsAll(now.exclusions().groups())).isPresent()) {
      throw new StaleEntityException("access package", accessPackage.get().id().value());
    }
    return standing;
  }
}
