package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Refusal;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be reprocessed, as it was before the directory was asked, and the groups that decide
 * about it.
 */
record Seen<T>(T entity, Set<String> groups) {
  static Optional<Seen<AssignmentRequest>> request(Store.Tx tx, AssignmentRequest.Id id) {
    return tx.requests()
        .find(id)
        .map(
            found ->
                new Seen<>(
                    found, groups(tx, found.terms().policy(), found.terms().accessPackage())));
  }

  static Optional<Seen<Assignment>> assignment(Store.Tx tx, Assignment.Id id) {
    return tx.assignments()
        .find(id)
        .map(found -> new Seen<>(found, groups(tx, found.policy(), found.accessPackage())));
  }

  private static Set<String> groups(
      Store.Tx tx, AssignmentPolicy.Id policy, AccessPackage.Id accessPackage) {
    return TargetStanding.groups(
        tx.policies().find(policy), tx.accessPackages().find(accessPackage));
  }

  /** What is wrong with the reason that somebody gives. */
  static Optional<Refusal> invalid(Optional<String> reason) {
    return reason
        .filter(text -> text.length() > AccessRequests.MAX_REASON || text.indexOf('\0') >= 0)
        .map(
            text ->
                new Refusal.Invalid(
                    "reason",
                    "must have at most %d characters".formatted(AccessRequests.MAX_REASON)));
  }
}
