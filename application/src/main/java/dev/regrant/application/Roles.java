package dev.regrant.application;

import dev.regrant.domain.Catalog;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.RoleAssignment;
import java.util.List;
import java.util.Optional;

/**
 * Who is trusted with what: the entitlement roles that people, groups and applications have. Owners
 * of a catalog give the roles on it, administrators all. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class Roles {
  private final EngineParts parts;
  private final Writes writes;
  private final Lookup<RoleAssignment.Id, RoleAssignment> lookup;

  Roles(EngineParts parts) {
    this.parts = parts;
    this.writes = new Writes(parts);
    this.lookup =
        new Lookup<>(
            parts,
            new Lookup.Kind<>(
                "role assignment",
                RoleAssignment.Id::value,
                Store.Tx::roleAssignments,
                RoleAssignmentField.CATALOG,
                Task.READ_ROLES));
  }

  /** Reads role assignments. */
  public Lookup<RoleAssignment.Id, RoleAssignment> lookup() {
    return lookup;
  }

  /** The roles that there are; they are the same for all. */
  public Outcome<List<EntitlementRole>> definitions(Caller caller) {
    var reach = parts.reach(caller, Task.READ_ROLES);
    return reach.isNowhere()
        ? reach.forbidden()
        : new Outcome.Done<>(List.of(EntitlementRole.values()));
  }

  /**
   * Gives somebody a role.
   *
   * @param principalId a person's or group's object id, or an application's id, as tokens have it
   * @param catalog where; empty exactly for {@link EntitlementRole#CATALOG_CREATOR}
   */
  public Outcome<RoleAssignment> give(
      Caller caller, String principalId, EntitlementRole role, Optional<Catalog.Id> catalog) {
    var reach = writes.reach(caller, Task.GIVE_ROLES);
    return writes.run(
        caller,
        reach,
        (tx, now) ->
            given(
                tx,
                reach,
                new RoleAssignment(
                    new RoleAssignment.Id(writes.id(now)), 0, principalId, role, catalog, now)));
  }

  private static Outcome<RoleAssignment> given(Store.Tx tx, Reach reach, RoleAssignment given) {
    if (given.catalog().filter(id -> tx.catalogs().find(id).isEmpty()).isPresent()) {
      return Writes.invalid(
          "appScopeId", "names no catalog: " + given.catalog().orElseThrow().value());
    }
    if (!reaches(reach, given)) {
      return reach.forbidden();
    }
    var existing =
        tx.roleAssignments()
            .first(
                List.of(
                    Filter.eq(RoleAssignmentField.PRINCIPAL, given.principalId()),
                    Filter.eq(RoleAssignmentField.ROLE, given.role().definitionId()),
                    Filter.eq(RoleAssignmentField.APP_SCOPE, given.appScopeId())));
    if (existing.isPresent()) {
      return Writes.duplicate(
          "principalId", existing.get().id().value(), "the principal has this role there already");
    }
    tx.roleAssignments().save(given);
    return new Outcome.Done<>(given);
  }

  /** Takes a role back. */
  public Outcome<RoleAssignment> take(Caller caller, RoleAssignment.Id id) {
    var reach = writes.reach(caller, Task.GIVE_ROLES);
    return writes.run(
        caller,
        reach,
        (tx, now) -> {
          var found = tx.roleAssignments().find(id);
          if (found.isEmpty()) {
            return new Outcome.NotFound<>("role assignment", id.value().toString());
          }
          if (!reaches(reach, found.get())) {
            return reach.forbidden();
          }
          tx.roleAssignments().delete(found.get());
          return new Outcome.Done<>(found.get());
        });
  }

  private static boolean reaches(Reach reach, RoleAssignment assignment) {
    return assignment.catalog().map(reach::covers).orElse(reach.isEverywhere());
  }
}
