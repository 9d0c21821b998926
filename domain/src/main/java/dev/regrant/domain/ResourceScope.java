package dev.regrant.domain;

import java.util.UUID;

/**
 * The part of a resource that a role is held on: Graph's {@code accessPackageResourceScope}.
 *
 * @param isRootScope whether it stands for the whole resource
 */
public record ResourceScope(
    Id id, String displayName, String description, Origin origin, boolean isRootScope) {
  /** Identifies a scope. */
  public record Id(UUID value) {}

  public ResourceScope {
    Texts.required("displayName", displayName, Catalog.MAX_NAME);
    Texts.limited("description", description, Catalog.MAX_DESCRIPTION);
  }
}
