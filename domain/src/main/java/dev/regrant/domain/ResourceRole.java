package dev.regrant.domain;

import java.util.UUID;

/** A role that a resource offers: Graph's {@code accessPackageResourceRole}. */
public record ResourceRole(Id id, String displayName, String description, Origin origin) {
  /** Identifies a role. */
  public record Id(UUID value) {}

  public ResourceRole {
    Texts.required("displayName", displayName, Catalog.MAX_NAME);
    Texts.limited("description", description, Catalog.MAX_DESCRIPTION);
  }
}
