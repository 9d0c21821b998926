package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AssignmentPolicy;
import java.util.Optional;

/**
 * Where a policy is to be found.
 *
 * @param below the package below which it is looked for; another one's is not found there
 */
public record PolicyAddress(AssignmentPolicy.Id policy, Optional<AccessPackage.Id> below) {
  /** A policy, whichever package it belongs to. */
  public static PolicyAddress of(AssignmentPolicy.Id policy) {
    return new PolicyAddress(policy, Optional.empty());
  }
}
