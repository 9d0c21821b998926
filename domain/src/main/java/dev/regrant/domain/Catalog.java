package dev.regrant.domain;

import java.time.Instant;
import java.util.UUID;

/**
 * A container of resources and access packages: Graph's {@code accessPackageCatalog}.
 *
 * @param isPublished whether anything in it can be requested
 * @param isExternallyVisible whether people of connected organisations may see it
 */
public record Catalog(
    Id id,
    long version,
    String displayName,
    String description,
    boolean isPublished,
    boolean isExternallyVisible,
    Instant createdDateTime,
    Instant modifiedDateTime) {
  /** Identifies a catalog. */
  public record Id(UUID value) {}

  /** The longest {@code displayName} of anything in a catalog, in characters. */
  public static final int MAX_NAME = 256;

  /** The longest {@code description} of anything in a catalog, in characters. */
  public static final int MAX_DESCRIPTION = 4_000;

  public Catalog {
    Texts.required("displayName", displayName, MAX_NAME);
    Texts.limited("description", description, MAX_DESCRIPTION);
  }

  /** This catalog, as stored under {@code version}. */
  public Catalog withVersion(long version) {
    return new Catalog(
        id,
        version,
        displayName,
        description,
        isPublished,
        isExternallyVisible,
        createdDateTime,
        modifiedDateTime);
  }
}
