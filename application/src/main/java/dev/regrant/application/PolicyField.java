package dev.regrant.application;

import dev.regrant.domain.AssignmentPolicy;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What policies can be filtered by. */
public enum PolicyField implements Field<AssignmentPolicy> {
  /** The id. */
  ID(UUID.class),
  /** The package. */
  ACCESS_PACKAGE(UUID.class),
  /** The catalog. */
  CATALOG(UUID.class),
  /** The name. */
  DISPLAY_NAME(String.class),
  /** When it was made. */
  CREATED(Instant.class);

  private final Class<? extends Comparable<?>> type;

  PolicyField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(AssignmentPolicy policy) {
    return switch (this) {
      case ID -> Optional.of(policy.id().value());
      case ACCESS_PACKAGE -> Optional.of(policy.accessPackage().value());
      case CATALOG -> Optional.of(policy.catalog().value());
      case DISPLAY_NAME -> Optional.of(policy.displayName());
      case CREATED -> Optional.of(policy.createdDateTime());
    };
  }
}
