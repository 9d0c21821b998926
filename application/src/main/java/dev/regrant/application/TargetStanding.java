package dev.regrant.application;

import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.Facts.Standing;
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

  /**
   * What it means under a policy.
   *
   * @throws StaleEntityException if the policy has come to name other groups meanwhile
   */
  Standing under(Optional<AssignmentPolicy> policy) {
    if (policy.filter(now -> !asked.containsAll(now.groupsOfTargets())).isPresent()) {
      throw new StaleEntityException("policy", policy.get().id().value());
    }
    return standing;
  }
}
