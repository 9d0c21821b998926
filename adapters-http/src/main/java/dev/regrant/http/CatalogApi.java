package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;

import dev.regrant.application.RoleScopeReference;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Origin;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.ResourceScope;
import dev.regrant.http.CatalogEntities.CatalogState;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What can be done with catalogs, their resources and access packages. */
final class CatalogApi {
  private static final Name ID = both("id");
  private static final Name NAME = both("displayName");
  private static final Name DESCRIPTION = both("description");
  private static final Name STATE = names("state", "catalogStatus");
  private static final Name TYPE = both("requestType");
  private static final Name CATALOG = names("catalog", "accessPackageCatalog");
  private static final Name CATALOG_ID = both("catalogId");
  private static final Name RESOURCE = names("resource", "accessPackageResource");
  private static final Name ROLE = names("role", "accessPackageResourceRole");
  private static final Name SCOPE = names("scope", "accessPackageResourceScope");
  private static final Name ORIGIN_ID = both("originId");
  private static final Name ORIGIN_SYSTEM = both("originSystem");
  private static final Name VALIDATION_ONLY = betaOnly("isValidationOnly");
  private static final Name ODATA_ID = both("@odata.id");

  /** The id is the last segment, or its key. */
  private static final Pattern PACKAGE_ADDRESS =
      Pattern.compile(".*accessPackages[/('\"]+([\\p{XDigit}-]{36})['\")]*/?");

  /** What cannot be made along with a package; Graph cannot either. */
  private static final List<Name> NESTED =
      List.of(
          names("resourceRoleScopes", "accessPackageResourceRoleScopes"),
          names("assignmentPolicies", "accessPackageAssignmentPolicies"));

  private CatalogApi() {}

  static Answer createCatalog(Call call) {
    call.query().requireNone();
    var body = call.body();
    var catalog =
        Refusals.valueOf(
            call.engine()
                .catalogs()
                .createCatalog(
                    call.reads().caller(),
                    body.required(NAME, body.text(NAME)),
                    body.text(DESCRIPTION).orElse(""),
                    body.oneOf(STATE, CatalogState.class).orElse(CatalogState.PUBLISHED)
                        == CatalogState.PUBLISHED,
                    body.bool(both("isExternallyVisible")).orElse(false)),
            body::clientsWord);
    return Answer.created(call, CatalogEntities.CATALOG, catalog);
  }

  static Answer createResourceRequest(Call call) {
    call.query().requireNone();
    var body = call.body();
    if (body.required(TYPE, body.oneOf(TYPE, RequestType.class)) != RequestType.ADMIN_ADD) {
      throw body.unsupported(
          TYPE, "Resources can only be added: 'requestType' must be 'adminAdd'.");
    }
    if (body.bool(VALIDATION_ONLY).orElse(false)) {
      throw body.unsupported(
          VALIDATION_ONLY, "'isValidationOnly' is not supported: a resource is added or refused.");
    }
    var catalog = catalog(body, CATALOG_ID);
    var resource = body.required(RESOURCE, body.object(RESOURCE));
    var system = resource.required(ORIGIN_SYSTEM, resource.text(ORIGIN_SYSTEM));
    var id = resource.required(ORIGIN_ID, resource.text(ORIGIN_ID));
    var added =
        Refusals.valueOf(
            call.engine()
                .catalogs()
                .addResource(
                    call.reads().caller(),
                    new Catalog.Id(catalog),
                    resource.checked(ORIGIN_ID, () -> new Origin(system, id)),
                    resource.text(NAME).orElse(""),
                    resource.text(DESCRIPTION).orElse("")),
            body::clientsWord);
    return Answer.created(call, CatalogEntities.RESOURCE_REQUEST, added);
  }

  private static UUID catalog(Body body, Name flat) {
    return body.reference(CATALOG, flat)
        .orElseThrow(
            () -> {
              String member = body.clientsWord(CATALOG.canonical()) + ".id";
              return GraphError.badRequest(
                  ErrorCode.INVALID_MODEL,
                  member,
                  "'%s' is missing, and so is '%s'.".formatted(member, flat.canonical()));
            });
  }

  static Answer createAccessPackage(Call call) {
    call.query().requireNone();
    var body = call.body();
    for (Name nested : NESTED) {
      if (!body.objects(nested).isEmpty()) {
        throw body.unsupported(
            nested, "A package is made empty; add what it holds and its policies afterwards.");
      }
    }
    var made =
        Refusals.valueOf(
            call.engine()
                .catalogs()
                .createAccessPackage(
                    call.reads().caller(),
                    new Catalog.Id(catalog(body, CATALOG_ID)),
                    body.required(NAME, body.text(NAME)),
                    body.text(DESCRIPTION).orElse(""),
                    body.bool(both("isHidden")).orElse(false)),
            body::clientsWord);
    return Answer.created(call, PackageEntities.PACKAGE, made);
  }

  static Answer addRoleScope(Call call) {
    call.query().requireNone();
    var body = call.body();
    var role = body.required(ROLE, body.object(ROLE));
    var scope = body.required(SCOPE, body.object(SCOPE));
    var resource = role.object(RESOURCE).or(() -> scope.object(RESOURCE));
    var added =
        Refusals.valueOf(
            call.engine()
                .catalogs()
                .addRoleScope(
                    call.reads().caller(),
                    new AccessPackage.Id(call.id()),
                    new RoleScopeReference(
                        resource.flatMap(one -> one.id(ID)).map(Resource.Id::new),
                        resource.flatMap(CatalogApi::origin),
                        role.id(ID).map(ResourceRole.Id::new),
                        origin(role),
                        scope.id(ID).map(ResourceScope.Id::new),
                        origin(scope))),
            body::clientsWord);
    return Answer.created(call, CatalogEntities.ROLE_SCOPE, added);
  }

  private static Optional<Origin> origin(Body of) {
    var system = of.text(ORIGIN_SYSTEM);
    return of.text(ORIGIN_ID)
        .map(
            id -> {
              String known = of.required(ORIGIN_SYSTEM, system);
              return of.checked(ORIGIN_ID, () -> new Origin(known, id));
            });
  }

  static Answer removeRoleScope(Call call) {
    call.query().requireNone();
    var id = call.ids().get(1);
    String[] parts = id.split("_", -1);
    if (parts.length != 2) {
      throw new GraphError(
          ErrorCode.INVALID_ID,
          "The id '%s' is not that of a role and of a scope, joined by '_'.".formatted(id));
    }
    call.reads()
        .value(
            call.engine()
                .catalogs()
                .removeRoleScope(
                    call.reads().caller(),
                    new AccessPackage.Id(call.id()),
                    new ResourceRoleScope.Id(
                        new ResourceRole.Id(Call.guid(parts[0])),
                        new ResourceScope.Id(Call.guid(parts[1])))));
    return Answer.empty(204);
  }

  static Answer addIncompatible(Call call) {
    call.query().requireNone();
    var body = call.body();
    var reference = body.required(ODATA_ID, body.text(ODATA_ID));
    var address = PACKAGE_ADDRESS.matcher(reference);
    var other =
        WireFormat.guid(address.matches() ? address.group(1) : "")
            .orElseThrow(
                () ->
                    body.invalid(
                        ODATA_ID,
                        "'@odata.id' must be the address of an access package, not '%s'."
                            .formatted(reference)));
    Refusals.valueOf(
        call.engine()
            .catalogs()
            .addIncompatiblePackage(
                call.reads().caller(),
                new AccessPackage.Id(call.id()),
                new AccessPackage.Id(other)),
        body::clientsWord);
    return Answer.empty(204);
  }
}
