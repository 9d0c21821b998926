package dev.regrant.application;

import dev.regrant.domain.Catalog;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What catalogs can be filtered by. */
public enum CatalogField implements Field<Catalog> {
  /** The id. */
  ID(UUID.class),
  /** The name. */
  DISPLAY_NAME(String.class),
  /** The name for programs. */
  UNIQUE_NAME(String.class),
  /** What it is for. */
  DESCRIPTION(String.class),
  /** Whether it is published. */
  STATE(State.class),
  /** Whether it is meant for people of other organisations, too. */
  EXTERNALLY_VISIBLE(Boolean.class),
  /** When it was made. */
  CREATED(Instant.class),
  /** When it was changed last. */
  MODIFIED(Instant.class),
  /** Its name and what it is for, in small letters. */
  SEARCH(String.class);

  /** Graph's {@code accessPackageCatalogState}. */
  public enum State {
    /** Nothing in it can be asked for. */
    UNPUBLISHED,
    /** What is in it can be asked for. */
    PUBLISHED;

    /** The state of a catalog. */
    public static State of(Catalog catalog) {
      return catalog.isPublished() ? PUBLISHED : UNPUBLISHED;
    }
  }

  private final Class<? extends Comparable<?>> type;

  CatalogField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(Catalog catalog) {
    return switch (this) {
      case ID -> Optional.of(catalog.id().value());
      case DISPLAY_NAME -> Optional.of(catalog.displayName());
      case UNIQUE_NAME -> catalog.terms().uniqueName();
      case DESCRIPTION -> Optional.of(catalog.terms().description());
      case STATE -> Optional.of(State.of(catalog));
      case EXTERNALLY_VISIBLE -> Optional.of(catalog.terms().isExternallyVisible());
      case CREATED -> Optional.of(catalog.createdDateTime());
      case MODIFIED -> Optional.of(catalog.authorship().modifiedDateTime());
      case SEARCH ->
          Optional.of(Field.searched(catalog.displayName(), catalog.terms().description()));
    };
  }
}
