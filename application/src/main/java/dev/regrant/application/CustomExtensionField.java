package dev.regrant.application;

import dev.regrant.domain.CustomExtension;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What custom extensions can be filtered by. */
public enum CustomExtensionField implements Field<CustomExtension> {
  /** The id. */
  ID(UUID.class),
  /** The catalog. */
  CATALOG(UUID.class),
  /** The name. */
  DISPLAY_NAME(String.class),
  /** When it was made. */
  CREATED(Instant.class);

  private final Class<? extends Comparable<?>> type;

  CustomExtensionField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(CustomExtension extension) {
    return switch (this) {
      case ID -> Optional.of(extension.id().value());
      case CATALOG -> Optional.of(extension.catalog().value());
      case DISPLAY_NAME -> Optional.of(extension.displayName());
      case CREATED -> Optional.of(extension.authorship().createdDateTime());
    };
  }
}
