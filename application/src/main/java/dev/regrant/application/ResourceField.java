package dev.regrant.application;

import dev.regrant.domain.Resource;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What resources can be filtered by. */
public enum ResourceField implements Field<Resource> {
  /** The id. */
  ID(UUID.class),
  /** The catalog. */
  CATALOG(UUID.class),
  /** The name. */
  DISPLAY_NAME(String.class),
  /** The system it lives in. */
  ORIGIN_SYSTEM(String.class),
  /** Its id in that system. */
  ORIGIN_ID(String.class),
  /** What it is. */
  DESCRIPTION(String.class),
  /** When it was added. */
  CREATED(Instant.class),
  /** When it was changed last. */
  MODIFIED(Instant.class),
  /** Its name and what it is, in small letters. */
  SEARCH(String.class);

  private final Class<? extends Comparable<?>> type;

  ResourceField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(Resource resource) {
    return switch (this) {
      case ID -> Optional.of(resource.id().value());
      case CATALOG -> Optional.of(resource.catalog().value());
      case DISPLAY_NAME -> Optional.of(resource.displayName());
      case ORIGIN_SYSTEM -> Optional.of(resource.origin().system());
      case ORIGIN_ID -> Optional.of(resource.origin().id());
      case DESCRIPTION -> Optional.of(resource.description());
      case CREATED -> Optional.of(resource.createdDateTime());
      case MODIFIED -> Optional.of(resource.authorship().modifiedDateTime());
      case SEARCH -> Optional.of(Field.searched(resource.displayName(), resource.description()));
    };
  }
}
