package dev.regrant.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An entitlement role that someone has: Graph's {@code unifiedRoleAssignment}.
 *
 * @param principalId who has it: the object id of a person or a group, or an application's id
 * @param catalog where, for a role of a catalog; empty for the whole tenant
 */
public record RoleAssignment(
    Id id,
    long version,
    String principalId,
    EntitlementRole role,
    Optional<Catalog.Id> catalog,
    Instant createdDateTime) {
  /** Identifies a role assignment. */
  public record Id(UUID value) {}

  /** Graph's {@code appScopeId} of the whole tenant. */
  public static final String TENANT_SCOPE = "/";

  /** Graph's {@code appScopeId} of a catalog, before its id. */
  public static final String CATALOG_SCOPE = "/AccessPackageCatalog/";

  public RoleAssignment {
    Texts.required("principalId", principalId, Subject.MAX_OBJECT_ID);
    if (role.isOfCatalog() && catalog.isEmpty()) {
      throw new InvalidMemberException(
          "appScopeId", "must name a catalog for the role " + role.displayName());
    }
    if (!role.isOfCatalog() && catalog.isPresent()) {
      throw new InvalidMemberException(
          "appScopeId", "must be '/' for the role " + role.displayName());
    }
  }

  /** Where it holds, as Graph writes it. */
  public String appScopeId() {
    return catalog.map(id -> CATALOG_SCOPE + id.value()).orElse(TENANT_SCOPE);
  }

  /** This assignment, as stored under {@code version}. */
  public RoleAssignment withVersion(long version) {
    return new RoleAssignment(id, version, principalId, role, catalog, createdDateTime);
  }
}
