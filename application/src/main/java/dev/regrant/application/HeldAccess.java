package dev.regrant.application;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.Provenance;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Who has what, asked in ways that no filter can tell. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException}, as those of {@link AccessRequests} do.
 */
public final class HeldAccess {
  /**
   * A role that an assignment gives, or is to give.
   *
   * @param item the delivery that counts
   */
  public record Role(Assignment assignment, DeliveryItem item) {}

  private final EngineParts parts;
  private final Lookup<Assignment.Id, Assignment> assignments;
  private final ChangeFeed<Assignment.Id, Assignment> changes;

  HeldAccess(EngineParts parts) {
    this.parts = parts;
    var kind =
        new Lookup.Kind<Assignment.Id, Assignment>(
            "assignment",
            Assignment.Id::value,
            Store.Tx::assignments,
            AssignmentField.CATALOG,
            Task.READ_REQUESTS,
            Optional.of(actor -> OwnAssignments.TARGET.filter(actor, Set.of())));
    this.assignments = new Lookup<>(parts, kind);
    this.changes = new ChangeFeed<>(parts, kind, ChangeQuery.Of.ASSIGNMENTS, Assignment.Id::new);
  }

  Lookup<Assignment.Id, Assignment> assignments() {
    return assignments;
  }

  /** What changed in assignments. */
  public ChangeFeed<Assignment.Id, Assignment> changes() {
    return changes;
  }

  /** A page of assignments that are the caller's in some way, newest first. */
  public Outcome<Page<Assignment>> own(Caller caller, OwnAssignments how, Query<Assignment> query) {
    return assignments.own(
        caller,
        () ->
            how.filter(
                caller.actor(),
                how == OwnAssignments.TARGET_MANAGER ? parts.reports(caller) : Set.of()),
        query);
  }

  /**
   * The running assignments of a package whose holders have the other package, too. The caller must
   * be one who may read the assignments of both.
   */
  public Outcome<List<Assignment>> withOther(
      Caller caller, AccessPackage.Id accessPackage, AccessPackage.Id other) {
    var reach = parts.reach(caller, Task.READ_REQUESTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    return inTenant(
        caller,
        tx -> {
          for (AccessPackage.Id id : List.of(accessPackage, other)) {
            var found = tx.accessPackages().find(id);
            if (found.isEmpty()) {
              return new Outcome.NotFound<>("access package", id.value().toString());
            }
            if (!reach.covers(found.get().catalog())) {
              return reach.forbidden();
            }
          }
          var holders =
              running(tx, other).stream().map(one -> one.target().objectId()).collect(toSet());
          return new Outcome.Done<>(
              running(tx, accessPackage).stream()
                  .filter(one -> holders.contains(one.target().objectId()))
                  .toList());
        });
  }

  private static List<Assignment> running(Store.Tx tx, AccessPackage.Id id) {
    return tx.assignments()
        .all(
            Filter.and(
                Filter.eq(AssignmentField.ACCESS_PACKAGE, id.value()),
                new Filter.Compare<>(
                    AssignmentField.STATE, Filter.Operator.NE, Assignment.State.EXPIRED)));
  }

  /**
   * What becomes of each role of each of a person's running assignments that the caller may read.
   */
  public Outcome<List<Role>> rolesOf(Caller caller, String objectId) {
    var reach = parts.reach(caller, Task.READ_REQUESTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    return new Outcome.Done<>(
        inTenant(
            caller,
            tx ->
                roles(
                    within(reach, Circumstances.assignmentsOf(objectId, tx)),
                    tx.requests().all(Filter.eq(RequestField.TARGET, objectId)))));
  }

  /** What becomes of each role of these assignments; ended ones have none. */
  public Outcome<List<Role>> rolesOf(Caller caller, Collection<Assignment> assignments) {
    var reach = parts.reach(caller, Task.READ_REQUESTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var readable = within(reach, assignments);
    if (readable.isEmpty()) {
      return new Outcome.Done<>(List.of());
    }
    return new Outcome.Done<>(
        inTenant(
            caller,
            tx ->
                roles(
                    readable,
                    tx.requests()
                        .all(
                            Filter.anyOf(
                                RequestField.ASSIGNMENT,
                                readable.stream().map(one -> one.id().value()).toList())))));
  }

  /** What becomes of one role of a running assignment. */
  public Outcome<Role> role(Caller caller, Assignment.Id assignment, DeliveryItem.Id item) {
    var reach = parts.reach(caller, Task.READ_REQUESTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    return inTenant(
        caller,
        tx -> {
          var found = tx.assignments().find(assignment);
          if (found.isPresent() && !reach.covers(found.get().catalog())) {
            return reach.forbidden();
          }
          return roles(
                  found.stream().toList(),
                  tx.requests().all(Filter.eq(RequestField.ASSIGNMENT, assignment.value())))
              .stream()
              .filter(role -> role.item().id().equals(item))
              .findFirst()
              .<Outcome<Role>>map(Outcome.Done::new)
              .orElseGet(
                  () ->
                      new Outcome.NotFound<>(
                          "role of an assignment", assignment.value() + "_" + item.value()));
        });
  }

  private static List<Assignment> within(Reach reach, Collection<Assignment> assignments) {
    return assignments.stream().filter(one -> reach.covers(one.catalog())).toList();
  }

  private static List<Role> roles(
      Collection<Assignment> assignments, List<AssignmentRequest> requests) {
    var byAssignment =
        requests.stream().collect(groupingBy(request -> request.terms().assignment()));
    return assignments.stream()
        .filter(one -> one.state() != Assignment.State.EXPIRED)
        .flatMap(
            one ->
                Provenance.given(byAssignment.getOrDefault(one.id(), List.of())).stream()
                    .map(item -> new Role(one, item)))
        .toList();
  }

  private <T> T inTenant(Caller caller, Function<Store.Tx, T> read) {
    return parts.store().inTransaction(caller.tenant(), read);
  }
}
