package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRequest;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * What packages can give roles on. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class Resources {
  private static final String ORIGIN = "resource.originId";

  /**
   * How a resource of a catalog is named: by its id, or by where it lives.
   *
   * @param displayName the name to show; blank for what it is without it: the present name, or the
   *     origin's id
   * @param description empty for the present one
   */
  public record Description(
      Optional<Resource.Id> id,
      Optional<Origin> origin,
      String displayName,
      Optional<String> description,
      Optional<String> justification) {
    /** What lives there, of which nothing else is told. */
    public static Description of(Origin origin) {
      return new Description(
          Optional.empty(), Optional.of(origin), "", Optional.empty(), Optional.empty());
    }
  }

  private final EngineParts parts;
  private final Writes writes;
  private final Lookup<Resource.Id, Resource> lookup;
  private final Lookup<ResourceRequest.Id, ResourceRequest> requests;

  Resources(EngineParts parts) {
    this.parts = parts;
    this.writes = new Writes(parts);
    this.lookup =
        new Lookup<>(
            parts,
            new Lookup.Kind<>(
                "resource",
                Resource.Id::value,
                Store.Tx::resources,
                ResourceField.CATALOG,
                Task.READ_CATALOGS));
    this.requests =
        new Lookup<>(
            parts,
            new Lookup.Kind<>(
                "resource request",
                ResourceRequest.Id::value,
                Store.Tx::resourceRequests,
                ResourceRequestField.CATALOG,
                Task.READ_CATALOGS));
  }

  /** Reads resources. */
  public Lookup<Resource.Id, Resource> lookup() {
    return lookup;
  }

  /** Reads what was asked about resources. */
  public Lookup<ResourceRequest.Id, ResourceRequest> requests() {
    return requests;
  }

  /**
   * Adds a resource to a catalog, with the roles that its connector offers on it. A role's origin
   * id is its name and the resource's origin id, joined by {@code _}, as Graph has it for groups.
   *
   * @param description with the origin, whose system must be served by a connector
   * @return the request, which has the same id as the resource
   */
  public Outcome<ResourceRequest> add(Caller caller, Catalog.Id catalog, Description description) {
    return changing(
        caller,
        catalog,
        (tx, now) -> {
          if (description.origin().isEmpty()) {
            return Writes.invalid(ORIGIN, "is required");
          }
          var origin = description.origin().get();
          if (!parts.channels().containsKey(origin.system())) {
            return Writes.invalid(
                "resource.originSystem",
                "'%s' is served by no connector; there are: %s"
                    .formatted(origin.system(), String.join(", ", parts.channels().keySet())));
          }
          var existing = at(tx, catalog, origin);
          if (existing.isPresent()) {
            return Writes.duplicate(
                ORIGIN, existing.get().id().value(), "the catalog has this resource already");
          }
          var name =
              description.displayName().isBlank() ? named(origin) : description.displayName();
          var root =
              new ResourceScope(new ResourceScope.Id(writes.id(now)), name, "", origin, true);
          var resource =
              new Resource(
                  new Resource.Id(writes.id(now)),
                  0,
                  catalog,
                  name,
                  description.description().orElse(""),
                  origin,
                  roles(origin, List.of(), now),
                  List.of(root),
                  Authorship.of(caller.actor(), now));
          tx.resources().save(resource);
          var id = new ResourceRequest.Id(resource.id().value());
          return asked(tx, id, ResourceRequest.Type.ADMIN_ADD, resource, description, caller, now);
        });
  }

  /** The roles that the connector offers, as {@code before} where they were there before. */
  private List<ResourceRole> roles(Origin origin, List<ResourceRole> before, Instant now) {
    return parts.channel(origin.system()).connector().description().roles().stream()
        .map(role -> new Origin(origin.system(), role + "_" + origin.id()))
        .map(
            role ->
                before.stream()
                    .filter(one -> one.origin().equals(role))
                    .findFirst()
                    .orElseGet(() -> role(role, origin, now)))
        .toList();
  }

  private ResourceRole role(Origin role, Origin resource, Instant now) {
    String name = role.id().substring(0, role.id().length() - resource.id().length() - 1);
    return new ResourceRole(new ResourceRole.Id(writes.id(now)), name, "", role);
  }

  private static String named(Origin origin) {
    return origin.id().length() <= Catalog.MAX_NAME
        ? origin.id()
        : origin.id().substring(0, Catalog.MAX_NAME);
  }

  /** Describes a resource of a catalog otherwise. */
  public Outcome<ResourceRequest> update(
      Caller caller, Catalog.Id catalog, Description description) {
    return changing(
        caller,
        catalog,
        (tx, now) -> {
          var found = named(tx, catalog, description);
          if (found.isEmpty()) {
            return unknown(catalog);
          }
          var before = found.get();
          var name =
              description.displayName().isBlank()
                  ? before.displayName()
                  : description.displayName();
          var changed =
              before.described(
                  name,
                  description.description().orElse(before.description()),
                  caller.actor(),
                  now);
          tx.resources().save(changed);
          return asked(
              tx, id(now), ResourceRequest.Type.ADMIN_UPDATE, changed, description, caller, now);
        });
  }

  /** Takes a resource out of a catalog that no package gives a role on. */
  public Outcome<ResourceRequest> remove(
      Caller caller, Catalog.Id catalog, Description description) {
    return changing(
        caller,
        catalog,
        (tx, now) -> {
          var found = named(tx, catalog, description);
          if (found.isEmpty()) {
            return unknown(catalog);
          }
          var resource = found.get();
          var giving =
              packagesOf(tx, catalog).stream().filter(one -> gives(one, resource)).findFirst();
          if (giving.isPresent()) {
            return Writes.inUse(
                "resource",
                resource.id().value(),
                Refusal.Use.ROLE_SCOPE,
                giving.get().id().value());
          }
          tx.resources().delete(resource);
          return asked(
              tx, id(now), ResourceRequest.Type.ADMIN_REMOVE, resource, description, caller, now);
        });
  }

  private static List<AccessPackage> packagesOf(Store.Tx tx, Catalog.Id catalog) {
    return tx.accessPackages().all(Filter.eq(AccessPackageField.CATALOG, catalog.value()));
  }

  private static boolean gives(AccessPackage accessPackage, Resource resource) {
    return accessPackage.roleScopes().stream()
        .anyMatch(one -> one.resource().equals(resource.id()));
  }

  /**
   * Asks a resource's connector anew what roles it offers. A role that it no longer offers goes,
   * unless a package gives it.
   */
  public Outcome<Resource> refresh(Caller caller, Resource.Id id) {
    var reach = writes.reach(caller, Task.MANAGE_CATALOGS);
    return writes.run(
        caller,
        reach,
        (tx, now) -> {
          var found = tx.resources().find(id);
          if (found.isEmpty()) {
            return new Outcome.NotFound<>("resource", id.value().toString());
          }
          var resource = found.get();
          if (!reach.covers(resource.catalog())) {
            return reach.forbidden();
          }
          if (!parts.channels().containsKey(resource.origin().system())) {
            return Writes.invalid(
                "originSystem",
                "'%s' is served by no connector".formatted(resource.origin().system()));
          }
          var roles = new ArrayList<>(roles(resource.origin(), resource.roles(), now));
          Set<ResourceRole.Id> given =
              packagesOf(tx, resource.catalog()).stream()
                  .flatMap(one -> one.roleScopes().stream())
                  .map(one -> one.role().id())
                  .collect(Collectors.toSet());
          resource.roles().stream()
              .filter(role -> given.contains(role.id()) && !roles.contains(role))
              .forEach(roles::add);
          if (roles.equals(resource.roles())) {
            return new Outcome.Done<>(resource);
          }
          var refreshed = resource.offering(roles, caller.actor(), now);
          tx.resources().save(refreshed);
          return new Outcome.Done<>(refreshed);
        });
  }

  /** The resource of a catalog that lives there. */
  static Optional<Resource> at(Store.Tx tx, Catalog.Id catalog, Origin origin) {
    return tx.resources()
        .first(
            List.of(
                Filter.eq(ResourceField.CATALOG, catalog.value()),
                Filter.eq(ResourceField.ORIGIN_SYSTEM, origin.system()),
                Filter.eq(ResourceField.ORIGIN_ID, origin.id())));
  }

  private static Optional<Resource> named(
      Store.Tx tx, Catalog.Id catalog, Description description) {
    return description
        .id()
        .flatMap(id -> tx.resources().find(id))
        .filter(found -> found.catalog().equals(catalog))
        .or(() -> description.origin().flatMap(origin -> at(tx, catalog, origin)));
  }

  private ResourceRequest.Id id(Instant now) {
    return new ResourceRequest.Id(writes.id(now));
  }

  private static Outcome<ResourceRequest> asked(
      Store.Tx tx,
      ResourceRequest.Id id,
      ResourceRequest.Type type,
      Resource resource,
      Description description,
      Caller caller,
      Instant now) {
    var request =
        new ResourceRequest(
            id, 0, type, resource, description.justification(), caller.actor(), now);
    tx.resourceRequests().save(request);
    return new Outcome.Done<>(request);
  }

  private Outcome<ResourceRequest> changing(
      Caller caller,
      Catalog.Id catalog,
      BiFunction<Store.Tx, Instant, Outcome<ResourceRequest>> change) {
    var reach = writes.reach(caller, Task.MANAGE_CATALOGS);
    return writes.run(
        caller,
        reach,
        (tx, now) -> {
          if (tx.catalogs().find(catalog).isEmpty()) {
            return Writes.invalid("catalog.id", "names no catalog: " + catalog.value());
          }
          return reach.covers(catalog) ? change.apply(tx, now) : reach.forbidden();
        });
  }

  private static <T> Outcome<T> unknown(Catalog.Id catalog) {
    return Writes.invalid(
        "resource",
        "with its id, or its originSystem and originId, must name a resource of catalog "
            + catalog.value());
  }
}
