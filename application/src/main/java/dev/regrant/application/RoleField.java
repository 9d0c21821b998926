package dev.regrant.application;

import dev.regrant.domain.ResourceRole;
import java.util.Optional;
import java.util.UUID;

/** What {@link Relation#RESOURCE_ROLES} can be asked for. */
public enum RoleField implements Field<ResourceRole> {
  /** The id. */
  ID(UUID.class),
  /** The name. */
  DISPLAY_NAME(String.class),
  /** What it is called where it comes from. */
  ORIGIN_ID(String.class),
  /** The system that it comes from. */
  ORIGIN_SYSTEM(String.class);

  private final Class<? extends Comparable<?>> type;

  RoleField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(ResourceRole role) {
    return Optional.of(
        switch (this) {
          case ID -> role.id().value();
          case DISPLAY_NAME -> role.displayName();
          case ORIGIN_ID -> role.origin().id();
          case ORIGIN_SYSTEM -> role.origin().system();
        });
  }
}
