package dev.regrant.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Something in a catalog that roles can be held on, a directory group for instance: Graph's {@code
 * accessPackageResource}.
 *
 * @param roles the roles that it offers
 * @param scopes the parts of it that a role can be held on; a group has one, the root
 */
public record Resource(
    Id id,
    long version,
    Catalog.Id catalog,
    String displayName,
    String description,
    Origin origin,
    List<ResourceRole> roles,
    List<ResourceScope> scopes,
    Authorship authorship) {
  /** Identifies a resource. */
  public record Id(UUID value) {}

  public Resource {
    Texts.required("displayName", displayName, Catalog.MAX_NAME);
    Texts.limited("description", description, Catalog.MAX_DESCRIPTION);
    roles = List.copyOf(roles);
    scopes = List.copyOf(scopes);
  }

  /** When it was added. */
  public Instant createdDateTime() {
    return authorship.createdDateTime();
  }

  /** This resource under another name and description. */
  public Resource described(String displayName, String description, Actor actor, Instant now) {
    return new Resource(
        id,
        version,
        catalog,
        displayName,
        description,
        origin,
        roles,
        scopes,
        authorship.changedBy(actor, now));
  }

  /** This resource with these roles. */
  public Resource offering(List<ResourceRole> roles, Actor actor, Instant now) {
    return new Resource(
        id,
        version,
        catalog,
        displayName,
        description,
        origin,
        roles,
        scopes,
        authorship.changedBy(actor, now));
  }

  /** This resource, as stored under {@code version}. */
  public Resource withVersion(long version) {
    return new Resource(
        id, version, catalog, displayName, description, origin, roles, scopes, authorship);
  }

  /** The role whose {@code originId} is given, if the resource has it. */
  public Optional<ResourceRole> role(String originId) {
    return roles.stream().filter(role -> role.origin().id().equals(originId)).findFirst();
  }

  /** The scope whose {@code originId} is given, if the resource has it. */
  public Optional<ResourceScope> scope(String originId) {
    return scopes.stream().filter(scope -> scope.origin().id().equals(originId)).findFirst();
  }
}
