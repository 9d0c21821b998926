package dev.regrant.application;

import dev.regrant.domain.Assignment;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What assignments can be filtered by. */
public enum AssignmentField implements Field<Assignment> {
  /** The id. */
  ID(UUID.class),
  /** The state. */
  STATE(Assignment.State.class),
  /** The package. */
  ACCESS_PACKAGE(UUID.class),
  /** The policy. */
  POLICY(UUID.class),
  /** The catalog. */
  CATALOG(UUID.class),
  /** The object id of whose it is. */
  TARGET(String.class),
  /** When it ended. */
  EXPIRED(Instant.class),
  /** The name of whose it is. */
  TARGET_DISPLAY_NAME(String.class),
  /** The mail address of whose it is. */
  TARGET_EMAIL(String.class),
  /** The sign-in name of whose it is. */
  TARGET_PRINCIPAL_NAME(String.class),
  /** Whether its end was ever put off. */
  EXTENDED(Boolean.class),
  /** The id of who asked for it. */
  CREATED_BY(String.class);

  private final Class<? extends Comparable<?>> type;

  AssignmentField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(Assignment assignment) {
    return switch (this) {
      case ID -> Optional.of(assignment.id().value());
      case STATE -> Optional.of(assignment.state());
      case ACCESS_PACKAGE -> Optional.of(assignment.accessPackage().value());
      case POLICY -> Optional.of(assignment.policy().value());
      case CATALOG -> Optional.of(assignment.catalog().value());
      case TARGET -> Optional.of(assignment.target().objectId());
      case TARGET_DISPLAY_NAME -> assignment.target().displayName();
      case TARGET_EMAIL -> assignment.target().email();
      case TARGET_PRINCIPAL_NAME -> assignment.target().principalName();
      case EXTENDED -> Optional.of(assignment.isExtended());
      case EXPIRED -> assignment.expiredDateTime();
      case CREATED_BY -> Optional.of(assignment.createdBy());
    };
  }
}
