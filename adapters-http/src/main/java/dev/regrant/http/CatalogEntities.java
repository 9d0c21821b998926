package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Name.v1Only;
import static dev.regrant.http.Property.Kind.BOOLEAN;
import static dev.regrant.http.Property.Kind.CHOICE;
import static dev.regrant.http.Property.Kind.ENUM;
import static dev.regrant.http.Property.Kind.STRUCTURES;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TIME;

import dev.regrant.application.AccessPackageField;
import dev.regrant.application.CatalogField;
import dev.regrant.application.CustomExtensionField;
import dev.regrant.application.EntityKind;
import dev.regrant.application.Field;
import dev.regrant.application.Relation;
import dev.regrant.application.ResourceField;
import dev.regrant.application.RoleField;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.ResourceScope;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Catalogs and their resources on the wire. */
final class CatalogEntities {
  static final Reads.Stored<Catalog.Id, Catalog> CATALOGS =
      new Reads.Stored<>(engine -> engine.catalogs().catalogs(), Catalog.Id::new);
  static final Reads.Stored<Resource.Id, Resource> RESOURCES =
      new Reads.Stored<>(engine -> engine.resources().lookup(), Resource.Id::new);

  private static final String RESOURCE_ID = "resourceId";

  /** A role with the resource it belongs to. */
  record RoleOf(Resource.Id resource, ResourceRole role) {
    UUID id() {
      return role.id().value();
    }
  }

  /** A scope with the resource it belongs to. */
  record ScopeOf(Resource.Id resource, ResourceScope scope) {
    UUID id() {
      return scope.id().value();
    }
  }

  /** Graph's {@code roleType}. */
  private enum RoleType {
    ACTIVE
  }

  /** Graph's {@code accessPackageCatalogType}. */
  private enum CatalogType {
    USER_MANAGED
  }

  static final EntityType<Catalog> CATALOG =
      EntityType.<Catalog>named("accessPackageCatalog", "accessPackageCatalogs")
          .id(one -> one.id().value(), CatalogField.ID)
          .property(
              both("displayName"),
              TEXT,
              (one, view) -> one.displayName(),
              CatalogField.DISPLAY_NAME)
          .property(
              both("description"),
              TEXT,
              (one, view) -> one.terms().description(),
              CatalogField.DESCRIPTION)
          .property(
              names("state", "catalogStatus"),
              CHOICE,
              (one, view) -> CatalogField.State.of(one),
              CatalogField.STATE)
          .property(both("catalogType"), CHOICE, (one, view) -> CatalogType.USER_MANAGED)
          .property(
              both("isExternallyVisible"),
              BOOLEAN,
              (one, view) -> one.terms().isExternallyVisible(),
              CatalogField.EXTERNALLY_VISIBLE)
          .property(
              betaOnly("uniqueName"),
              TEXT,
              (one, view) -> one.terms().uniqueName().orElse(null),
              CatalogField.UNIQUE_NAME)
          // Graph tells catalogs apart in which some resource is privileged; no connector says so.
          .property(betaOnly("privilegeLevel"), TEXT, (one, view) -> "standard")
          .authorship(Catalog::authorship, CatalogField.CREATED, CatalogField.MODIFIED)
          .navigation(
              Navigation.inverse(
                  both("accessPackages"),
                  () -> PackageEntities.PACKAGE,
                  PackageEntities.PACKAGES,
                  one -> one.id().value(),
                  AccessPackageField.CATALOG))
          .navigation(
              Navigation.inverse(
                  names("resources", "accessPackageResources"),
                  () -> CatalogEntities.RESOURCE,
                  RESOURCES,
                  one -> one.id().value(),
                  ResourceField.CATALOG))
          .navigation(
              extensions(
                  names("customWorkflowExtensions", "accessPackageCustomWorkflowExtensions"),
                  () -> ExtensionEntities.EXTENSION))
          .navigation(
              extensions(
                  betaOnly("customAccessPackageWorkflowExtensions"),
                  () -> ExtensionEntities.OLD_EXTENSION))
          .navigation(
              parts(
                  names("resourceRoles", "accessPackageResourceRoles"),
                  () -> CatalogEntities.ROLE,
                  CatalogEntities::roles))
          .navigation(
              parts(
                  names("resourceScopes", "accessPackageResourceScopes"),
                  () -> CatalogEntities.SCOPE,
                  CatalogEntities::scopes))
          .relation("accessPackages", Relation.CATALOG_PACKAGES, () -> PackageEntities.PACKAGE)
          .relation("resources", Relation.CATALOG_RESOURCES, () -> CatalogEntities.RESOURCE)
          .search(CatalogField.SEARCH)
          .versioned(EntityKind.CATALOG)
          .build();

  static final AlternateKey BY_UNIQUE_NAME =
      AlternateKey.of(
          betaOnly("uniqueName"), CATALOGS, CatalogField.UNIQUE_NAME, one -> one.id().value());

  static final EntityType<Resource> RESOURCE =
      EntityType.<Resource>named("accessPackageResource", "accessPackageResources")
          .id(one -> one.id().value(), ResourceField.ID)
          .property(
              both("displayName"),
              TEXT,
              (one, view) -> one.displayName(),
              ResourceField.DISPLAY_NAME)
          .property(
              both("description"),
              TEXT,
              (one, view) -> one.description(),
              ResourceField.DESCRIPTION)
          .property(
              both("originId"), TEXT, (one, view) -> one.origin().id(), ResourceField.ORIGIN_ID)
          .property(
              both("originSystem"),
              TEXT,
              (one, view) -> one.origin().system(),
              ResourceField.ORIGIN_SYSTEM)
          .property(betaOnly("resourceType"), TEXT, (one, view) -> null)
          .property(betaOnly("url"), TEXT, (one, view) -> null)
          .property(
              betaOnly("addedBy"),
              TEXT,
              (one, view) -> EntityType.who(one.authorship().createdBy()))
          .property(
              names("createdDateTime", "addedOn"),
              TIME,
              (one, view) -> one.createdDateTime(),
              ResourceField.CREATED)
          .property(
              v1Only("modifiedDateTime"),
              TIME,
              (one, view) -> one.authorship().modifiedDateTime(),
              ResourceField.MODIFIED)
          .property(betaOnly("isPendingOnboarding"), BOOLEAN, (one, view) -> false)
          .property(both("attributes"), STRUCTURES, (one, view) -> new JsonArray())
          .navigation(
              Navigation.fetched(
                  names("environment", "accessPackageResourceEnvironment"),
                  () -> EnvironmentEntities.ENVIRONMENT,
                  false,
                  EnvironmentEntities::ofResources))
          .navigation(
              Navigation.within(
                  names("roles", "accessPackageResourceRoles"),
                  () -> CatalogEntities.ROLE,
                  true,
                  (reads, one) -> roles(one)))
          .navigation(
              Navigation.within(
                  names("scopes", "accessPackageResourceScopes"),
                  () -> CatalogEntities.SCOPE,
                  true,
                  (reads, one) -> scopes(one)))
          .relation(
              "roles",
              Relation.RESOURCE_ROLES,
              () -> CatalogEntities.ROLE,
              Map.of(
                  "id", RoleField.ID,
                  "displayName", RoleField.DISPLAY_NAME,
                  "originId", RoleField.ORIGIN_ID,
                  "originSystem", RoleField.ORIGIN_SYSTEM))
          .search(ResourceField.SEARCH)
          .versioned(EntityKind.RESOURCE)
          .build();

  static final EntityType<RoleOf> ROLE =
      CatalogEntities.<RoleOf>part(
              EntityType.named("accessPackageResourceRole", "accessPackageResourceRoles"),
              RoleOf::id,
              one -> one.role().displayName(),
              one -> one.role().description(),
              one -> one.role().origin())
          .property(both("type"), ENUM, (one, view) -> RoleType.ACTIVE)
          .navigation(ofResource(RoleOf::resource))
          .path("resource/id", resourceId(RoleOf::resource))
          .build();

  static final EntityType<ScopeOf> SCOPE =
      CatalogEntities.<ScopeOf>part(
              EntityType.named("accessPackageResourceScope", "accessPackageResourceScopes"),
              ScopeOf::id,
              one -> one.scope().displayName(),
              one -> one.scope().description(),
              one -> one.scope().origin())
          .property(both("isRootScope"), BOOLEAN, (one, view) -> one.scope().isRootScope())
          .property(betaOnly("roleOriginId"), TEXT, (one, view) -> null)
          .property(betaOnly("url"), TEXT, (one, view) -> null)
          .navigation(ofResource(ScopeOf::resource))
          .path("resource/id", resourceId(ScopeOf::resource))
          .build();

  static final EntityType<ResourceRoleScope> ROLE_SCOPE =
      EntityType.<ResourceRoleScope>named(
              "accessPackageResourceRoleScope", "accessPackageResourceRoleScopes")
          .id(
              ResourceRoleScope::id,
              EntityType.field("id", String.class, one -> one.id().toString()))
          .property(both("createdDateTime"), TIME, (one, view) -> one.createdDateTime())
          .property(betaOnly("createdBy"), TEXT, (one, view) -> EntityType.who(one.createdBy()))
          // It is added and taken out, and never changed.
          .property(betaOnly("modifiedBy"), TEXT, (one, view) -> EntityType.who(one.createdBy()))
          .property(betaOnly("modifiedDateTime"), TIME, (one, view) -> one.createdDateTime())
          .navigation(
              Navigation.within(
                  names("role", "accessPackageResourceRole"),
                  () -> ROLE,
                  false,
                  (reads, one) -> List.of(new RoleOf(one.resource(), one.role()))))
          .navigation(
              Navigation.within(
                  names("scope", "accessPackageResourceScope"),
                  () -> SCOPE,
                  false,
                  (reads, one) -> List.of(new ScopeOf(one.resource(), one.scope()))))
          .build();

  private CatalogEntities() {}

  private static <T> EntityType.Builder<T> part(
      EntityType.Builder<T> type,
      Function<T, UUID> id,
      Function<T, String> displayName,
      Function<T, String> description,
      Function<T, Origin> origin) {
    return type.id(id::apply, EntityType.field("id", UUID.class, id))
        .property(
            both("displayName"),
            TEXT,
            (one, view) -> displayName.apply(one),
            EntityType.field("displayName", String.class, displayName))
        .property(both("description"), TEXT, (one, view) -> description.apply(one))
        .property(
            both("originId"),
            TEXT,
            (one, view) -> origin.apply(one).id(),
            EntityType.field("originId", String.class, one -> origin.apply(one).id()))
        .property(
            both("originSystem"),
            TEXT,
            (one, view) -> origin.apply(one).system(),
            EntityType.field("originSystem", String.class, one -> origin.apply(one).system()));
  }

  private static Navigation<Catalog, CustomExtension> extensions(
      Name name, Supplier<EntityType<CustomExtension>> type) {
    return Navigation.inverse(
        name,
        type,
        ExtensionEntities.EXTENSIONS,
        one -> one.id().value(),
        CustomExtensionField.CATALOG);
  }

  private static <T> Navigation<T, Resource> ofResource(Function<T, Resource.Id> id) {
    return Navigation.byIds(
        names("resource", "accessPackageResource"),
        () -> RESOURCE,
        false,
        RESOURCES,
        one -> List.of(id.apply(one)));
  }

  private static <T> Field<T> resourceId(Function<T, Resource.Id> id) {
    return EntityType.field(RESOURCE_ID, UUID.class, one -> id.apply(one).value());
  }

  private static List<RoleOf> roles(Resource resource) {
    return resource.roles().stream().map(role -> new RoleOf(resource.id(), role)).toList();
  }

  private static List<ScopeOf> scopes(Resource resource) {
    return resource.scopes().stream().map(scope -> new ScopeOf(resource.id(), scope)).toList();
  }

  /** What the resources of a catalog have: a list over all of them, or over the one asked for. */
  private static <R> Navigation<Catalog, R> parts(
      Name name, Supplier<EntityType<R>> type, Function<Resource, List<R>> partsOf) {
    Navigation<Catalog, Resource> resources =
        Navigation.inverse(
            name, () -> RESOURCE, RESOURCES, one -> one.id().value(), ResourceField.CATALOG);
    Navigation.Fetch<Catalog, R> fetch =
        (reads, owners) ->
            resources.fetch().fetch(reads, owners).stream()
                .map(some -> some.stream().flatMap(one -> partsOf.apply(one).stream()).toList())
                .toList();
    return new Navigation<>(
        name,
        type,
        true,
        fetch,
        (reads, catalog) ->
            part -> {
              var ids = Filters.required(part.filter(), RESOURCE_ID);
              List<R> all =
                  ids.isEmpty()
                      ? fetch.fetch(reads, List.of(catalog)).getFirst()
                      : reads
                          .findAll(
                              RESOURCES,
                              ids.stream().map(id -> new Resource.Id((UUID) id)).toList())
                          .stream()
                          .filter(one -> one.catalog().equals(catalog.id()))
                          .flatMap(one -> partsOf.apply(one).stream())
                          .toList();
              return Listing.of(all).page(part);
            });
  }
}
