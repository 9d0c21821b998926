package dev.regrant.domain;

import java.util.List;

/**
 * What a change of its package means for a running assignment.
 *
 * @param toRevoke what it was given and the package no longer gives
 * @param toGrant what the package gives and it was never given
 */
public record PackageChange(List<ResourceRoleScope> toRevoke, List<ResourceRoleScope> toGrant) {
  public PackageChange {
    toRevoke = List.copyOf(toRevoke);
    toGrant = List.copyOf(toGrant);
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return toRevoke.isEmpty() && toGrant.isEmpty();
  }
}
