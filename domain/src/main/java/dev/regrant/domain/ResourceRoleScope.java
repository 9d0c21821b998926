package dev.regrant.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A role on a scope of a resource, as a package holds it and a connector delivers it: Graph's
 * {@code accessPackageResourceRoleScope}. It is a snapshot: a request keeps what was approved.
 *
 * @param resource the resource that role and scope belong to
 * @param resourceOrigin where that resource lives; its system picks the connector
 * @param createdBy who added it to the package; empty for what is older than the record of it
 */
public record ResourceRoleScope(
    Resource.Id resource,
    Origin resourceOrigin,
    ResourceRole role,
    ResourceScope scope,
    Instant createdDateTime,
    Optional<Actor> createdBy) {
  /** Identifies a role scope: role and scope together, on the wire joined by {@code _}. */
  public record Id(ResourceRole.Id role, ResourceScope.Id scope) {
    @Override
    public String toString() {
      return role.value() + "_" + scope.value();
    }
  }

  /** One of which nobody knows who added it. */
  public ResourceRoleScope(
      Resource.Id resource,
      Origin resourceOrigin,
      ResourceRole role,
      ResourceScope scope,
      Instant createdDateTime) {
    this(resource, resourceOrigin, role, scope, createdDateTime, Optional.empty());
  }

  /** Role and scope together. */
  public Id id() {
    return new Id(role.id(), scope.id());
  }

  /** The name to show: the resource's scope and the role on it. */
  public String displayName() {
    return role.displayName() + " of " + scope.displayName();
  }
}
