package dev.regrant.application;

import dev.regrant.domain.Authorship;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Refusal;
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
    var store = parts.store();
    this.catalogs = new Lookup<>(store, CATALOG, Catalog.Id::value, Store.Tx::catalogs);
  }

  /** Reads catalogs. */
  public Lookup<Catalog.Id, Catalog> catalogs() {
    return catalogs;
  }

  /** Makes a catalog. */
  public Outcome<Catalog> createCatalog(Caller caller, Catalog.Terms terms) {
    return writes.run(
        caller,
        (tx, now) -> {
          var catalog =
              new Catalog(
                  new Catalog.Id(writes.id(now)), 0, terms, Authorship.of(caller.actor(), now));
          return saved(tx, catalog);
        });
  }

  /** Changes a catalog; {@code change} is given its present terms. */
  public Outcome<Catalog> updateCatalog(
      Caller caller, Catalog.Id id, UnaryOperator<Catalog.Terms> change) {
    return writes.run(
        caller,
        (tx, now) ->
            tx.catalogs()
                .find(id)
                .map(
                    found ->
                        saved(
                            tx, found.changedTo(change.apply(found.terms()), caller.actor(), now)))
                .orElseGet(() -> notFound(id)));
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

  /** Takes a catalog away that holds nothing. */
  public Outcome<Catalog> deleteCatalog(Caller caller, Catalog.Id id) {
    return writes.run(
        caller,
        (tx, now) -> {
          var found = tx.catalogs().find(id);
          if (found.isEmpty()) {
            return notFound(id);
          }
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
          tx.catalogs().delete(found.get());
          return new Outcome.Done<>(found.get());
        });
  }

  private static <T> Outcome<T> inUse(Catalog.Id id, Refusal.Use use, UUID by) {
    return Writes.inUse(CATALOG, id.value(), use, by);
  }

  static <T> Outcome<T> notFound(Catalog.Id id) {
    return new Outcome.NotFound<>(CATALOG, id.value().toString());
  }
}
