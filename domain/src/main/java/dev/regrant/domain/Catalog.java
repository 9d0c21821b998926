package dev.regrant.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A container of resources and access packages: Graph's {@code accessPackageCatalog}. */
public record Catalog(Id id, long version, Terms terms, Authorship authorship) {
  /** Identifies a catalog. */
  public record Id(UUID value) {}

  /**
   * What an administrator says of a catalog.
   *
   * @param isPublished whether anything in it can be requested
   * @param isExternallyVisible whether people of connected organisations may see it
   * @param uniqueName a name for programs, which no other catalog of the tenant has
   */
  public record Terms(
      String displayName,
      String description,
      boolean isPublished,
      boolean isExternallyVisible,
      Optional<String> uniqueName) {
    /** Those of a published catalog of which nothing but the name is told. */
    public static Terms named(String displayName) {
      return new Terms(displayName, "", true, false, Optional.empty());
    }
  }

  /** The longest {@code displayName} of anything in a catalog, in characters. */
  public static final int MAX_NAME = 256;

  /** The longest {@code description} of anything in a catalog, in characters. */
  public static final int MAX_DESCRIPTION = 4_000;

  public Catalog {
    Texts.required("displayName", terms.displayName(), MAX_NAME);
    Texts.limited("description", terms.description(), MAX_DESCRIPTION);
    terms.uniqueName().ifPresent(name -> Texts.required("uniqueName", name, MAX_NAME));
  }

  /** The name to show. */
  public String displayName() {
    return terms.displayName();
  }

  /** Whether anything in it can be requested. */
  public boolean isPublished() {
    return terms.isPublished();
  }

  /** When it was made. */
  public Instant createdDateTime() {
    return authorship.createdDateTime();
  }

  /** This catalog with other terms. */
  public Catalog changedTo(Terms terms, Actor actor, Instant now) {
    return new Catalog(id, version, terms, authorship.changedBy(actor, now));
  }

  /** This catalog, as stored under {@code version}. */
  public Catalog withVersion(long version) {
    return new Catalog(id, version, terms, authorship);
  }
}
