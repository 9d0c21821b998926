package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.ResourceScope;
import dev.regrant.domain.RoleAssignment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What can be requested: catalogs, their resources and packages. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class Catalogs {
  private final EngineParts parts;
  private final Lookup<Catalog.Id, Catalog> catalogs;
  private final Lookup<Resource.Id, Resource> resources;
  private final Lookup<AccessPackage.Id, AccessPackage> accessPackages;

  Catalogs(EngineParts parts) {
    this.parts = parts;
    this.catalogs = lookup("catalog", Catalog.Id::value, Store.Tx::catalogs, CatalogField.ID);
    this.resources =
        lookup("resource", Resource.Id::value, Store.Tx::resources, ResourceField.CATALOG);
    this.accessPackages =
        lookup(
            "access package",
            AccessPackage.Id::value,
            Store.Tx::accessPackages,
            AccessPackageField.CATALOG);
  }

  private <I, T> Lookup<I, T> lookup(
      String type,
      Function<I, UUID> value,
      Function<Store.Tx, Store.Entities<I, T>> entities,
      Field<T> catalog) {
    return new Lookup<>(
        parts, new Lookup.Kind<>(type, value, entities, catalog, Task.READ_CATALOGS));
  }

  /** Reads catalogs. */
  public Lookup<Catalog.Id, Catalog> catalogs() {
    return catalogs;
  }

  /** Reads resources. */
  public Lookup<Resource.Id, Resource> resources() {
    return resources;
  }

  /** Reads packages. */
  public Lookup<AccessPackage.Id, AccessPackage> accessPackages() {
    return accessPackages;
  }

  /** Makes a catalog. */
  public Outcome<Catalog> createCatalog(
      Caller caller,
      String displayName,
      String description,
      boolean isPublished,
      boolean isExternallyVisible) {
    var reach = parts.reach(caller, Task.CREATE_CATALOGS);
    return writing(
        caller,
        reach,
        (tx, now) -> {
          var catalog =
              new Catalog(
                  new Catalog.Id(id(now)),
                  0,
                  displayName,
                  description,
                  isPublished,
                  isExternallyVisible,
                  now,
                  now);
          tx.catalogs().save(catalog);
          // As in Graph: whoever makes a catalog owns it.
          tx.roleAssignments()
              .save(
                  new RoleAssignment(
                      new RoleAssignment.Id(id(now)),
                      0,
                      caller.actor().id(),
                      EntitlementRole.CATALOG_OWNER,
                      Optional.of(catalog.id()),
                      now));
          return new Outcome.Done<>(catalog);
        });
  }

  /**
   * Adds a resource to a catalog, with the roles that its connector offers on it. A role's origin
   * id is its name and the resource's origin id, joined by {@code _}, as Graph has it for groups.
   *
   * @param origin its system must be served by a connector
   * @param displayName the name to show; blank for the origin's id
   */
  public Outcome<Resource> addResource(
      Caller caller, Catalog.Id catalog, Origin origin, String displayName, String description) {
    var reach = parts.reach(caller, Task.MANAGE_CATALOGS);
    return writing(
        caller,
        reach,
        (tx, now) -> {
          if (tx.catalogs().find(catalog).isEmpty()) {
            return invalid("catalog.id", "names no catalog: " + catalog.value());
          }
          if (!reach.covers(catalog)) {
            return reach.forbidden();
          }
          var channel = parts.channels().get(origin.system());
          if (channel == null) {
            return invalid(
                "resource.originSystem",
                "'%s' is served by no connector; there are: %s"
                    .formatted(origin.system(), String.join(", ", parts.channels().keySet())));
          }
          var existing = resource(tx, catalog, origin);
          if (existing.isPresent()) {
            return duplicate(
                "resource.originId",
                existing.get().id().value(),
                "the catalog has this resource already");
          }
          var name = displayName.isBlank() ? named(origin) : displayName;
          var roles =
              channel.connector().description().roles().stream()
                  .map(
                      role ->
                          new ResourceRole(
                              new ResourceRole.Id(id(now)),
                              role,
                              "",
                              new Origin(origin.system(), role + "_" + origin.id())))
                  .toList();
          var root = new ResourceScope(new ResourceScope.Id(id(now)), name, "", origin, true);
          var resource =
              new Resource(
                  new Resource.Id(id(now)),
                  0,
                  catalog,
                  name,
                  description,
                  origin,
                  roles,
                  List.of(root),
                  now);
          tx.resources().save(resource);
          return new Outcome.Done<>(resource);
        });
  }

  private static String named(Origin origin) {
    return origin.id().length() <= Catalog.MAX_NAME
        ? origin.id()
        : origin.id().substring(0, Catalog.MAX_NAME);
  }

  /** Makes a package that holds nothing yet. */
  public Outcome<AccessPackage> createAccessPackage(
      Caller caller, Catalog.Id catalog, String displayName, String description, boolean isHidden) {
    var reach = parts.reach(caller, Task.MANAGE_PACKAGES);
    return writing(
        caller,
        reach,
        (tx, now) -> {
          if (tx.catalogs().find(catalog).isEmpty()) {
            return invalid("catalog.id", "names no catalog: " + catalog.value());
          }
          if (!reach.covers(catalog)) {
            return reach.forbidden();
          }
          var existing =
              tx.accessPackages()
                  .first(
                      List.of(
                          Filter.eq(AccessPackageField.CATALOG, catalog.value()),
                          Filter.eq(AccessPackageField.DISPLAY_NAME, displayName)));
          if (existing.isPresent()) {
            return duplicate(
                "displayName",
                existing.get().id().value(),
                "the catalog has an access package of this name");
          }
          var accessPackage =
              new AccessPackage(
                  new AccessPackage.Id(id(now)),
                  0,
                  catalog,
                  displayName,
                  description,
                  isHidden,
                  List.of(),
                  Set.of(),
                  now,
                  now);
          tx.accessPackages().save(accessPackage);
          return new Outcome.Done<>(accessPackage);
        });
  }

  /** Adds a role on a scope to a package. Running assignments do not get it. */
  public Outcome<ResourceRoleScope> addRoleScope(
      Caller caller, AccessPackage.Id accessPackage, RoleScopeReference reference) {
    return changing(
        caller,
        accessPackage,
        (tx, held, now) ->
            switch (reference.resolved(tx, held, now)) {
              case Outcome.Done<ResourceRoleScope>(var roleScope) when held.holds(roleScope.id()) ->
                  duplicate(
                      "role",
                      Optional.of(roleScope.id().toString()),
                      "the access package holds this role on this scope already");
              case Outcome.Done<ResourceRoleScope>(var roleScope) -> {
                tx.accessPackages().save(held.adding(roleScope, now));
                yield new Outcome.Done<>(roleScope);
              }
              case Outcome.NotFound<ResourceRoleScope> no -> no;
              case Outcome.Refused<ResourceRoleScope> no -> no;
              case Outcome.Forbidden<ResourceRoleScope> no -> no;
            });
  }

  static Optional<Resource> resource(Store.Tx tx, Catalog.Id catalog, Origin origin) {
    return tx.resources()
        .first(
            List.of(
                Filter.eq(ResourceField.CATALOG, catalog.value()),
                Filter.eq(ResourceField.ORIGIN_SYSTEM, origin.system()),
                Filter.eq(ResourceField.ORIGIN_ID, origin.id())));
  }

  /** Takes a role on a scope out of a package. Running assignments keep it. */
  public Outcome<AccessPackage> removeRoleScope(
      Caller caller, AccessPackage.Id accessPackage, ResourceRoleScope.Id roleScope) {
    return changing(
        caller,
        accessPackage,
        (tx, held, now) -> {
          if (!held.holds(roleScope)) {
            return new Outcome.NotFound<>("resource role scope", roleScope.toString());
          }
          var without = held.removing(roleScope, now);
          tx.accessPackages().save(without);
          return new Outcome.Done<>(without);
        });
  }

  /** Says that nobody may hold the two packages together. */
  public Outcome<AccessPackage> addIncompatiblePackage(
      Caller caller, AccessPackage.Id accessPackage, AccessPackage.Id other) {
    return changing(
        caller,
        accessPackage,
        (tx, held, now) -> {
          if (other.equals(accessPackage)) {
            return invalid("@odata.id", "must name another access package than this one");
          }
          if (tx.accessPackages().find(other).isEmpty()) {
            return invalid("@odata.id", "names no access package: " + other.value());
          }
          if (held.incompatiblePackages().contains(other)) {
            return duplicate(
                "@odata.id", other.value(), "the two access packages are incompatible already");
          }
          var without = held.incompatibleWith(other, now);
          tx.accessPackages().save(without);
          return new Outcome.Done<>(without);
        });
  }

  private <T> Outcome<T> writing(
      Caller caller, Reach reach, BiFunction<Store.Tx, Instant, Outcome<T>> write) {
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var now = parts.now();
    try {
      return parts.transactions().run(caller.tenant(), tx -> write.apply(tx, now));
    } catch (InvalidMemberException invalid) {
      return invalid(invalid.member(), invalid.reason());
    }
  }

  private interface PackageChange<T> {
    Outcome<T> apply(Store.Tx tx, AccessPackage accessPackage, Instant now);
  }

  private <T> Outcome<T> changing(Caller caller, AccessPackage.Id id, PackageChange<T> change) {
    var reach = parts.reach(caller, Task.MANAGE_PACKAGES);
    return writing(
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
                .orElseGet(() -> new Outcome.NotFound<>("access package", id.value().toString())));
  }

  private UUID id(Instant now) {
    return parts.ids().next(now);
  }

  private static <T> Outcome<T> invalid(String member, String message) {
    return new Outcome.Refused<>(new Refusal.Invalid(member, message));
  }

  private static <T> Outcome<T> duplicate(String member, UUID existing, String message) {
    return duplicate(member, Optional.of(existing.toString()), message);
  }

  private static <T> Outcome<T> duplicate(
      String member, Optional<String> existing, String message) {
    return new Outcome.Refused<>(new Refusal.Duplicate(member, existing, message));
  }
}
