package dev.regrant.application;

import dev.regrant.domain.Authorship;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RoleAssignment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Where everything is in. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class Catalogs {
  private static final String CATALOG = "catalog";

  private final Writes writes;
  private final Lookup<Catalog.Id, Catalog> catalogs;

  Catalogs(EngineParts parts) {
    this.writes = new Writes(parts);
    this.catalogs =
        new Lookup<>(
            parts,
            new Lookup.Kind<>(
                CATALOG,
                Catalog.Id::value,
                Store.Tx::catalogs,
                CatalogField.ID,
                Task.READ_CATALOGS));
  }

  /** Reads catalogs. */
  public Lookup<Catalog.Id, Catalog> catalogs() {
    return catalogs;
  }

  /** Makes a catalog, which the caller comes to own. */
  public Outcome<Catalog> createCatalog(Caller caller, Catalog.Terms terms) {
    return writes.run(
        caller,
        writes.reach(caller, Task.CREATE_CATALOGS),
        (tx, now) -> {
          var catalog =
              new Catalog(
                  new Catalog.Id(writes.id(now)), 0, terms, Authorship.of(caller.actor(), now));
          var outcome = saved(tx, catalog);
          if (outcome instanceof Outcome.Done<Catalog>) {
            // As in Graph: whoever makes a catalog owns it.
            tx.roleAssignments()
                .save(
                    new RoleAssignment(
                        new RoleAssignment.Id(writes.id(now)),
                        0,
                        caller.actor().id(),
                        EntitlementRole.CATALOG_OWNER,
                        Optional.of(catalog.id()),
                        now));
          }
          return outcome;
        });
  }

  /** Changes a catalog; {@code change} is given its present terms. */
  public Outcome<Catalog> updateCatalog(
      Caller caller, Catalog.Id id, UnaryOperator<Catalog.Terms> change) {
    return changing(
        caller,
        id,
        (tx, found, now) ->
            saved(tx, found.changedTo(change.apply(found.terms()), caller.actor(), now)));
  }

  private static Outcome<Catalog> saved(Store.Tx tx, Catalog catalog) {
    var uniqueName = catalog.terms().uniqueName();
    Optional<Catalog> namesake =
        uniqueName
            .flatMap(
                name -> tx.catalogs().first(List.of(Filter.eq(CatalogField.UNIQUE_NAME, name))))
            .filter(other -> !other.id().equals(catalog.id()));
    if (namesake.isPresent()) {
      return Writes.duplicate(
          "uniqueName", namesake.get().id().value(), "another catalog has this unique name");
    }
    tx.catalogs().save(catalog);
    return new Outcome.Done<>(catalog);
  }

  /** Takes a catalog away that holds nothing, and the roles that were given on it. */
  public Outcome<Catalog> deleteCatalog(Caller caller, Catalog.Id id) {
    return changing(
        caller,
        id,
        (tx, found, now) -> {
          var accessPackage =
              tx.accessPackages().first(List.of(Filter.eq(AccessPackageField.CATALOG, id.value())));
          if (accessPackage.isPresent()) {
            return inUse(id, Refusal.Use.ACCESS_PACKAGE, accessPackage.get().id().value());
          }
          var resource =
              tx.resources().first(List.of(Filter.eq(ResourceField.CATALOG, id.value())));
          if (resource.isPresent()) {
            return inUse(id, Refusal.Use.RESOURCE, resource.get().id().value());
          }
          var extension =
              tx.customExtensions()
                  .first(List.of(Filter.eq(CustomExtensionField.CATALOG, id.value())));
          if (extension.isPresent()) {
            return inUse(id, Refusal.Use.CUSTOM_EXTENSION, extension.get().id().value());
          }
          tx.roleAssignments()
              .all(Filter.eq(RoleAssignmentField.CATALOG, id.value()))
              .forEach(role -> tx.roleAssignments().delete(role));
          tx.catalogs().delete(found);
          return new Outcome.Done<>(found);
        });
  }

  private interface Change {
    Outcome<Catalog> apply(Store.Tx tx, Catalog catalog, Instant now);
  }

  private Outcome<Catalog> changing(Caller caller, Catalog.Id id, Change change) {
    var reach = writes.reach(caller, Task.MANAGE_CATALOGS);
    return writes.run(
        caller,
        reach,
        (tx, now) ->
            tx.catalogs()
                .find(id)
                .map(
                    found ->
                        reach.covers(id)
                            ? change.apply(tx, found, now)
                            : reach.<Catalog>forbidden())
                .orElseGet(() -> new Outcome.NotFound<>(CATALOG, id.value().toString())));
  }

  private static <T> Outcome<T> inUse(Catalog.Id id, Refusal.Use use, UUID by) {
    return Writes.inUse(CATALOG, id.value(), use, by);
  }
}
