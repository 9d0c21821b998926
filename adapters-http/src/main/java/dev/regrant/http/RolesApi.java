package dev.regrant.http;

import static dev.regrant.http.Name.both;

import dev.regrant.domain.Catalog;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.RoleAssignment;
import java.util.Optional;

/** What can be done with entitlement roles. */
final class RolesApi {
  private static final Name PRINCIPAL = both("principalId");
  private static final Name DEFINITION = both("roleDefinitionId");
  private static final Name APP_SCOPE = both("appScopeId");
  private static final Name DIRECTORY_SCOPE = both("directoryScopeId");

  private RolesApi() {}

  static Answer give(Call call) {
    call.query().requireNone();
    var body = call.body();
    var principal = body.required(PRINCIPAL, body.text(PRINCIPAL));
    var definition = body.required(DEFINITION, body.id(DEFINITION));
    var role =
        EntitlementRole.of(definition)
            .orElseThrow(() -> body.invalid(DEFINITION, "names no role: " + definition));
    var catalog = scope(body);
    var given =
        Refusals.valueOf(
            call.engine().roles().give(call.reads().caller(), principal, role, catalog),
            body::clientsWord);
    return Answer.created(call, RoleEntities.ASSIGNMENT, given);
  }

  static Answer take(Call call) {
    call.query().requireNone();
    call.reads()
        .value(call.engine().roles().take(call.reads().caller(), new RoleAssignment.Id(call.id())));
    return Answer.empty(204);
  }

  private static Optional<Catalog.Id> scope(Body body) {
    if (body.text(DIRECTORY_SCOPE).filter(text -> !text.equals("/")).isPresent()) {
      throw body.unsupported(
          DIRECTORY_SCOPE,
          "'directoryScopeId' is not for entitlement management: use 'appScopeId', '/' or"
              + " '/AccessPackageCatalog/{id}'.");
    }
    var text = body.text(APP_SCOPE).or(() -> body.text(DIRECTORY_SCOPE));
    String scope = body.required(APP_SCOPE, text);
    if (scope.equals(RoleAssignment.TENANT_SCOPE)) {
      return Optional.empty();
    }
    int length = RoleAssignment.CATALOG_SCOPE.length();
    return Optional.of(scope)
        .filter(one -> one.regionMatches(true, 0, RoleAssignment.CATALOG_SCOPE, 0, length))
        .flatMap(one -> WireFormat.guid(one.substring(length)))
        .map(Catalog.Id::new)
        .or(
            () -> {
              throw body.invalid(APP_SCOPE, "must be '/' or '/AccessPackageCatalog/{id}'");
            });
  }
}
