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
  /** When it was made. */
  CREATED(Instant.class);

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
      case CREATED -> Optional.of(catalog.createdDateTime());
    };
  }
}
