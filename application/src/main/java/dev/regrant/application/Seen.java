package dev.regrant.application;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is to be reprocessed, as it was before the directory was asked, and the groups that decide
 * about it.
 */
record Seen<T>(T entity, Set<String> groups) {
  /** Requests with these ids, in their order; empty for unknown ones. */
  static List<Optional<Seen<AssignmentRequest>>> requests(
      Store.Tx tx, List<AssignmentRequest.Id> ids) {
    var found = tx.requests().findAll(ids);
    var policies =
        tx.policies().findAll(distinct(found.values(), request -> request.terms().policy()));
    var packages =
        tx.accessPackages()
            .findAll(distinct(found.values(), request -> request.terms().accessPackage()));
    return ids.stream()
        .map(
            id ->
                Optional.ofNullable(found.get(id))
                    .map(
                        request ->
                            new Seen<>(
                                request,
                                TargetStanding.groups(
                                    Optional.ofNullable(policies.get(request.terms().policy())),
                                    Optional.ofNullable(
                                        packages.get(request.terms().accessPackage()))))))
        .toList();
  }

  private static <T> List<T> distinct(
      Collection<AssignmentRequest> requests, Function<AssignmentRequest, T> part) {
    return requests.stream().map(part).distinct().toList();
  }

  static Optional<Seen<Assignment>> assignment(Store.Tx tx, Assignment.Id id) {
    return tx.assignments()
        .find(id)
        .map(
            found ->
                new Seen<>(
                    found,
                    TargetStanding.groups(
                        tx.policies().find(found.policy()),
                        tx.accessPackages().find(found.accessPackage()))));
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
