package dev.regrant.application;

import dev.regrant.domain.SubjectEntry;
import java.util.Optional;
import java.util.UUID;

/** What subjects can be filtered by. */
public enum SubjectField implements Field<SubjectEntry> {
  /** The id. */
  ID(UUID.class),
  /** The directory's identifier. */
  OBJECT_ID(String.class),
  /** The name. */
  DISPLAY_NAME(String.class),
  /** The sign-in name. */
  PRINCIPAL_NAME(String.class),
  /** The mail address. */
  EMAIL(String.class);

  private final Class<? extends Comparable<?>> type;

  SubjectField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(SubjectEntry entry) {
    return switch (this) {
      case ID -> Optional.of(entry.id().value());
      case OBJECT_ID -> Optional.of(entry.subject().objectId());
      case DISPLAY_NAME -> entry.subject().displayName();
      case PRINCIPAL_NAME -> entry.subject().principalName();
      case EMAIL -> entry.subject().email();
    };
  }
}
