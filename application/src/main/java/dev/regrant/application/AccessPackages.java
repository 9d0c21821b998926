package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Exclusions;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.ResourceRoleScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * What can be asked for: packages, what they give and what they exclude. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class AccessPackages {
  private static final String ACCESS_PACKAGE = "access package";
  private static final String REFERENCE = "@odata.id";

  private final Writes writes;
  private final Lookup<AccessPackage.Id, AccessPackage> lookup;

  AccessPackages(EngineParts parts) {
    this.writes = new Writes(parts);
    this.lookup =
        new Lookup<>(
            parts,
            new Lookup.Kind<>(
                ACCESS_PACKAGE,
                AccessPackage.Id::value,
                Store.Tx::accessPackages,
                AccessPackageField.CATALOG,
                Task.READ_CATALOGS));
  }

  /** Reads packages. */
  public Lookup<AccessPackage.Id, AccessPackage> lookup() {
    return lookup;
  }

  /** Makes a package that gives nothing yet. */
  public Outcome<AccessPackage> create(
      Caller caller, Catalog.Id catalog, AccessPackage.Terms terms) {
    var reach = writes.reach(caller, Task.MANAGE_PACKAGES);
    return writes.run(
        caller,
        reach,
        (tx, now) -> {
          if (tx.catalogs().find(catalog).isEmpty()) {
            return Writes.invalid("catalog.id", "names no catalog: " + catalog.value());
          }
          if (!reach.covers(catalog)) {
            return reach.forbidden();
          }
          return saved(
              tx,
              new AccessPackage(
                  new AccessPackage.Id(writes.id(now)),
                  0,
                  catalog,
                  terms,
                  List.of(),
                  Exclusions.NONE,
                  Authorship.of(caller.actor(), now),
                  Optional.empty()));
        });
  }

  /** Changes a package; {@code change} is given its present terms. */
  public Outcome<AccessPackage> update(
      Caller caller, AccessPackage.Id id, UnaryOperator<AccessPackage.Terms> change) {
    return changing(
        caller,
        id,
        (tx, held, now) ->
            saved(tx, held.changedTo(change.apply(held.terms()), caller.actor(), now)));
  }

  private static Outcome<AccessPackage> saved(Store.Tx tx, AccessPackage accessPackage) {
    var namesake =
        other(
            accessPackage,
            tx.accessPackages()
                .first(
                    List.of(
                        Filter.eq(AccessPackageField.CATALOG, accessPackage.catalog().value()),
                        Filter.eq(AccessPackageField.DISPLAY_NAME, accessPackage.displayName()))));
    if (namesake.isPresent()) {
      return Writes.duplicate(
          "displayName", namesake.get(), "the catalog has an access package of this name");
    }
    var sameUniqueName =
        other(
            accessPackage,
            accessPackage
                .terms()
                .uniqueName()
                .flatMap(
                    name ->
                        tx.accessPackages()
                            .first(List.of(Filter.eq(AccessPackageField.UNIQUE_NAME, name)))));
    if (sameUniqueName.isPresent()) {
      return Writes.duplicate(
          "uniqueName", sameUniqueName.get(), "another access package has this unique name");
    }
    tx.accessPackages().save(accessPackage);
    return new Outcome.Done<>(accessPackage);
  }

  private static Optional<UUID> other(AccessPackage one, Optional<AccessPackage> found) {
    return found.map(AccessPackage::id).filter(id -> !id.equals(one.id())).map(id -> id.value());
  }

  /** Takes a package away, with its policies, that nobody has, gets or has asked for. */
  public Outcome<AccessPackage> delete(Caller caller, AccessPackage.Id id) {
    return changing(
        caller,
        id,
        (tx, held, now) -> {
          var inUse = inUse(tx, held);
          if (inUse.isPresent()) {
            return new Outcome.Refused<>(inUse.get());
          }
          tx.policies()
              .all(Filter.eq(PolicyField.ACCESS_PACKAGE, id.value()))
              .forEach(policy -> tx.policies().delete(policy));
          tx.accessPackages().delete(held);
          return new Outcome.Done<>(held);
        });
  }

  /**
   * Moves a package, with its policies, to another catalog whose packages the caller manages, too,
   * and that holds the same resources. Refused while somebody has the package, gets it or has asked
   * for it: assignments and requests stay with the catalog in which they were made.
   */
  public Outcome<AccessPackage> moveToCatalog(
      Caller caller, AccessPackage.Id id, Catalog.Id catalog) {
    var reach = writes.reach(caller, Task.MANAGE_PACKAGES);
    return changing(
        caller,
        id,
        (tx, held, now) -> {
          if (tx.catalogs().find(catalog).isEmpty()) {
            return Writes.invalid("catalogId", "names no catalog: " + catalog.value());
          }
          if (!reach.covers(catalog)) {
            return reach.forbidden();
          }
          if (held.catalog().equals(catalog)) {
            return new Outcome.Done<>(held);
          }
          var inUse = inUse(tx, held);
          return inUse.isPresent()
              ? new Outcome.Refused<>(inUse.get())
              : moved(caller, new CatalogMove(tx, held, catalog), now);
        });
  }

  private static Outcome<AccessPackage> moved(Caller caller, CatalogMove move, Instant now) {
    return switch (move.roleScopes()) {
      case Outcome.Done<List<ResourceRoleScope>>(var roleScopes) -> {
        var saved =
            saved(move.tx(), move.moving().movedTo(move.to(), roleScopes, caller.actor(), now));
        if (saved instanceof Outcome.Done<AccessPackage>) {
          move.movePolicies();
        }
        yield saved;
      }
      case Outcome.NotFound<List<ResourceRoleScope>>(var type, var missing) ->
          new Outcome.NotFound<>(type, missing);
      case Outcome.Refused<List<ResourceRoleScope>>(var refusal) -> new Outcome.Refused<>(refusal);
      case Outcome.Forbidden<List<ResourceRoleScope>>(var lack, var message) ->
          new Outcome.Forbidden<>(lack, message);
    };
  }

  private static Optional<Refusal> inUse(Store.Tx tx, AccessPackage held) {
    Optional<Refusal> assignment =
        tx.assignments()
            .first(
                List.of(
                    Filter.eq(AssignmentField.ACCESS_PACKAGE, held.id().value()),
                    new Filter.Compare<>(
                        AssignmentField.STATE, Filter.Operator.NE, Assignment.State.EXPIRED)))
            .map(found -> inUse(held, Refusal.Use.ASSIGNMENT, found.id().value()));
    return assignment.or(
        () ->
            tx.requests()
                .first(
                    List.of(
                        Filter.eq(RequestField.ACCESS_PACKAGE, held.id().value()),
                        Circumstances.isOpen()))
                .map(found -> inUse(held, Refusal.Use.REQUEST, found.id().value())));
  }

  private static Refusal inUse(AccessPackage held, Refusal.Use use, UUID by) {
    return new Refusal.DependedOn(ACCESS_PACKAGE, held.id().value().toString(), use, by.toString());
  }

  /** Adds a role on a scope to a package; the engine brings it to running assignments. */
  public Outcome<ResourceRoleScope> addRoleScope(
      Caller caller, AccessPackage.Id accessPackage, RoleScopeReference reference) {
    return changing(
        caller,
        accessPackage,
        (tx, held, now) ->
            switch (reference.resolved(tx, held, caller.actor(), now)) {
              case Outcome.Done<ResourceRoleScope>(var roleScope) when held.holds(roleScope.id()) ->
                  Writes.duplicate(
                      "role",
                      Optional.of(roleScope.id().toString()),
                      "the access package holds this role on this scope already");
              case Outcome.Done<ResourceRoleScope>(var roleScope) -> {
                tx.accessPackages().save(held.adding(roleScope, caller.actor(), now));
                yield new Outcome.Done<>(roleScope);
              }
              case Outcome.NotFound<ResourceRoleScope> no -> no;
              case Outcome.Refused<ResourceRoleScope> no -> no;
              case Outcome.Forbidden<ResourceRoleScope> no -> no;
            });
  }

  /** Takes a role on a scope out of a package; the engine takes it from running assignments. */
  public Outcome<AccessPackage> removeRoleScope(
      Caller caller, AccessPackage.Id accessPackage, ResourceRoleScope.Id roleScope) {
    return changing(
        caller,
        accessPackage,
        (tx, held, now) ->
            held.holds(roleScope)
                ? kept(tx, held.removing(roleScope, caller.actor(), now))
                : new Outcome.NotFound<>("resource role scope", roleScope.toString()));
  }

  /** Says that nobody may hold the two packages together. */
  public Outcome<AccessPackage> addIncompatiblePackage(
      Caller caller, AccessPackage.Id accessPackage, AccessPackage.Id other) {
    return changing(
        caller,
        accessPackage,
        (tx, held, now) -> {
          if (other.equals(accessPackage)) {
            return Writes.invalid(REFERENCE, "must name another access package than this one");
          }
          if (tx.accessPackages().find(other).isEmpty()) {
            return Writes.invalid(REFERENCE, "names no access package: " + other.value());
          }
          if (held.incompatiblePackages().contains(other)) {
            return Writes.duplicate(
                REFERENCE, other.value(), "the two access packages are incompatible already");
          }
          return excluding(tx, held, held.exclusions().and(other), caller, now);
        });
  }

  /** Takes back that nobody may hold the two packages together. */
  public Outcome<AccessPackage> removeIncompatiblePackage(
      Caller caller, AccessPackage.Id accessPackage, AccessPackage.Id other) {
    return changing(
        caller,
        accessPackage,
        (tx, held, now) ->
            held.incompatiblePackages().contains(other)
                ? excluding(tx, held, held.exclusions().without(other), caller, now)
                : new Outcome.NotFound<>("incompatible access package", other.value().toString()));
  }

  /** Says that nobody in the group may have the package. */
  public Outcome<AccessPackage> addIncompatibleGroup(
      Caller caller, AccessPackage.Id accessPackage, String group) {
    return changing(
        caller,
        accessPackage,
        (tx, held, now) ->
            held.exclusions().groups().contains(group)
                ? Writes.duplicate(
                    REFERENCE,
                    Optional.of(group),
                    "the group is incompatible with the access package already")
                : excluding(tx, held, held.exclusions().andGroup(group), caller, now));
  }

  /** Takes back that nobody in the group may have the package. */
  public Outcome<AccessPackage> removeIncompatibleGroup(
      Caller caller, AccessPackage.Id accessPackage, String group) {
    return changing(
        caller,
        accessPackage,
        (tx, held, now) ->
            held.exclusions().groups().contains(group)
                ? excluding(tx, held, held.exclusions().withoutGroup(group), caller, now)
                : new Outcome.NotFound<>("incompatible group", group));
  }

  private static Outcome<AccessPackage> excluding(
      Store.Tx tx, AccessPackage held, Exclusions exclusions, Caller caller, Instant now) {
    return kept(tx, held.excluding(exclusions, caller.actor(), now));
  }

  private static Outcome<AccessPackage> kept(Store.Tx tx, AccessPackage changed) {
    tx.accessPackages().save(changed);
    return new Outcome.Done<>(changed);
  }

  private interface Change<T> {
    Outcome<T> apply(Store.Tx tx, AccessPackage accessPackage, Instant now);
  }

  private <T> Outcome<T> changing(Caller caller, AccessPackage.Id id, Change<T> change) {
    var reach = writes.reach(caller, Task.MANAGE_PACKAGES);
    return writes.run(
        caller,
        reach,
        (tx, now) ->
            tx.accessPackages()
                .find(id)
                .map(
                    found ->
                        reach.covers(found.catalog())
                            ? change.apply(tx, found, now)
                            : reach.<T>forbidden())
                .orElseGet(() -> new Outcome.NotFound<>(ACCESS_PACKAGE, id.value().toString())));
  }
}
