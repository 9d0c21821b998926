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
  /** What it is for. */
  DESCRIPTION(String.class),
  /** Who may ask by it. */
  ALLOWED_TARGET_SCOPE(AssignmentPolicy.AllowedTargetScope.class),
  /** When it was made. */
  CREATED(Instant.class),
  /** When it was changed last. */
  MODIFIED(Instant.class),
  /** Its name and what it is for, in small letters. */
  SEARCH(String.class);

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
      case DESCRIPTION -> Optional.of(policy.terms().description());
      case ALLOWED_TARGET_SCOPE -> Optional.of(policy.allowedTargetScope());
      case CREATED -> Optional.of(policy.createdDateTime());
      case MODIFIED -> Optional.of(policy.modifiedDateTime());
      case SEARCH ->
          Optional.of(Field.searched(policy.displayName(), policy.terms().description()));
    };
  }
}
