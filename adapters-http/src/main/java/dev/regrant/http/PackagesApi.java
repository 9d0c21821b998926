package dev.regrant.http;

import static dev.regrant.http.CatalogApi.DESCRIPTION;
import static dev.regrant.http.CatalogApi.ID;
import static dev.regrant.http.CatalogApi.NAME;
import static dev.regrant.http.CatalogApi.RESOURCE;
import static dev.regrant.http.CatalogApi.UNIQUE_NAME;
import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regrant.application.RoleScopeReference;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.ResourceScope;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;
import java.util.regex.Pattern;

/** What can be done with access packages. */
final class PackagesApi {
  private static final Name ROLE = names("role", "accessPackageResourceRole");
  private static final Name SCOPE = names("scope", "accessPackageResourceScope");
  private static final Name HIDDEN = both("isHidden");
  private static final Name ROLE_SCOPES_VISIBLE = betaOnly("isRoleScopesVisible");
  private static final Name CATALOG_ID = both("catalogId");
  private static final Name ODATA_ID = both("@odata.id");

  /** The id is the last segment, or its key. */
  private static final Pattern PACKAGE_ADDRESS =
      Pattern.compile(".*accessPackages[/('\"]+([\\p{XDigit}-]{36})['\")]*/?");

  private static final Pattern GROUP_ADDRESS =
      Pattern.compile("(?i:.*/groups)[/('\"]+([^/'\"()]+)['\")]*/?");

  /** What cannot be made along with a package; Graph cannot either. */
  private static final List<Name> NESTED =
      List.of(
          names("resourceRoleScopes", "accessPackageResourceRoleScopes"),
          names("assignmentPolicies", "accessPackageAssignmentPolicies"),
          both("incompatibleAccessPackages"),
          both("incompatibleGroups"));

  private PackagesApi() {}

  static Answer create(Call call) {
    call.query().requireNone();
    var body = call.body();
    for (Name nested : NESTED) {
      if (!body.objects(nested).isEmpty()) {
        throw body.unsupported(
            nested,
            "A package is made empty; add what it holds, excludes and is given by afterwards.");
      }
    }
    body.required(NAME, body.text(NAME));
    var made =
        Refusals.valueOf(
            call.engine()
                .accessPackages()
                .create(
                    call.reads().caller(),
                    new Catalog.Id(CatalogApi.catalog(body)),
                    terms(body, AccessPackage.Terms.named(""))),
            body::clientsWord);
    return Answer.created(call, PackageEntities.PACKAGE, made);
  }

  static Answer update(Call call) {
    call.query().requireNone();
    var body = call.body();
    // Read before the transaction, so that what is wrong is told even of a package that is not.
    terms(body, AccessPackage.Terms.named(""));
    Refusals.valueOf(
        call.engine()
            .accessPackages()
            .update(call.reads().caller(), id(call), held -> terms(body, held)),
        body::clientsWord);
    return Answer.empty(204);
  }

  private static AccessPackage.Terms terms(Body body, AccessPackage.Terms held) {
    return new AccessPackage.Terms(
        body.text(NAME).orElse(held.displayName()),
        body.text(DESCRIPTION).orElse(held.description()),
        body.bool(HIDDEN).orElse(held.isHidden()),
        body.bool(ROLE_SCOPES_VISIBLE).orElse(held.isRoleScopesVisible()),
        body.text(UNIQUE_NAME).or(held::uniqueName));
  }

  static Answer delete(Call call) {
    call.query().requireNone();
    call.reads().value(call.engine().accessPackages().delete(call.reads().caller(), id(call)));
    return Answer.empty(204);
  }

  private static AccessPackage.Id id(Call call) {
    return new AccessPackage.Id(call.id());
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
                .accessPackages()
                .addRoleScope(
                    call.reads().caller(),
                    id(call),
                    new RoleScopeReference(
                        resource.flatMap(one -> one.id(ID)).map(Resource.Id::new),
                        resource.flatMap(CatalogApi::origin),
                        role.id(ID).map(ResourceRole.Id::new),
                        CatalogApi.origin(role),
                        scope.id(ID).map(ResourceScope.Id::new),
                        CatalogApi.origin(scope))),
            body::clientsWord);
    return Answer.created(call, CatalogEntities.ROLE_SCOPE, added);
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
                .accessPackages()
                .removeRoleScope(
                    call.reads().caller(),
                    id(call),
                    new ResourceRoleScope.Id(
                        new ResourceRole.Id(Call.guid(parts[0])),
                        new ResourceScope.Id(Call.guid(parts[1])))));
    return Answer.empty(204);
  }

  static Answer moveToCatalog(Call call) {
    call.query().requireNone();
    var body = call.body();
    var catalog = new Catalog.Id(body.required(CATALOG_ID, body.id(CATALOG_ID)));
    Refusals.valueOf(
        call.engine().accessPackages().moveToCatalog(call.reads().caller(), id(call), catalog),
        body::clientsWord);
    return Answer.empty(200);
  }

  static Answer incompatible(Call call) {
    call.query().requireNone();
    var held = call.reads().find(PackageEntities.PACKAGES, call.id());
    return Answer.references(
        call,
        held.incompatiblePackages().stream()
            .sorted()
            .map(
                other -> "identityGovernance/entitlementManagement/accessPackages/" + other.value())
            .toList());
  }

  static Answer incompatibleGroups(Call call) {
    call.query().requireNone();
    var held = call.reads().find(PackageEntities.PACKAGES, call.id());
    return Answer.references(
        call,
        held.exclusions().groups().stream()
            .sorted()
            .map(group -> "groups/" + URLEncoder.encode(group, UTF_8).replace("+", "%20"))
            .toList());
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
            .accessPackages()
            .addIncompatiblePackage(call.reads().caller(), id(call), new AccessPackage.Id(other)),
        body::clientsWord);
    return Answer.empty(204);
  }

  static Answer addIncompatibleGroup(Call call) {
    call.query().requireNone();
    var body = call.body();
    var reference = body.required(ODATA_ID, body.text(ODATA_ID));
    var address = GROUP_ADDRESS.matcher(reference);
    if (!address.matches()) {
      throw body.invalid(
          ODATA_ID,
          "'@odata.id' must be the address of a group, …/groups/<id>, not '%s'."
              .formatted(reference));
    }
    var group =
        body.checked(
            ODATA_ID, () -> URLDecoder.decode(address.group(1).replace("+", "%2B"), UTF_8));
    Refusals.valueOf(
        call.engine().accessPackages().addIncompatibleGroup(call.reads().caller(), id(call), group),
        body::clientsWord);
    return Answer.empty(204);
  }

  static Answer removeIncompatibleGroup(Call call) {
    call.query().requireNone();
    call.reads()
        .value(
            call.engine()
                .accessPackages()
                .removeIncompatibleGroup(call.reads().caller(), id(call), call.ids().get(1)));
    return Answer.empty(204);
  }

  static Answer removeIncompatible(Call call) {
    call.query().requireNone();
    call.reads()
        .value(
            call.engine()
                .accessPackages()
                .removeIncompatiblePackage(
                    call.reads().caller(),
                    id(call),
                    new AccessPackage.Id(Call.guid(call.ids().get(1)))));
    return Answer.empty(204);
  }
}
