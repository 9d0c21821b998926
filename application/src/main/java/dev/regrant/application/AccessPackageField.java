package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What packages can be filtered by. */
public enum AccessPackageField implements Field<AccessPackage> {
  /** The id. */
  ID(UUID.class),
  /** The catalog. */
  CATALOG(UUID.class),
  /** The name. */
  DISPLAY_NAME(String.class),
  /** When it was made. */
  CREATED(Instant.class);

  private final Class<? extends Comparable<?>> type;

  AccessPackageField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(AccessPackage accessPackage) {
    return switch (this) {
      case ID -> Optional.of(accessPackage.id().value());
      case CATALOG -> Optional.of(accessPackage.catalog().value());
      case DISPLAY_NAME -> Optional.of(accessPackage.displayName());
      case CREATED -> Optional.of(accessPackage.createdDateTime());
    };
  }
}
