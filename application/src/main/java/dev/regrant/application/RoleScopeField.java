package dev.regrant.application;

import dev.regrant.domain.ResourceRoleScope;
import java.util.Optional;
import java.util.UUID;

/** What {@link Relation#PACKAGE_ROLE_SCOPES} can be asked for. */
public enum RoleScopeField implements Field<ResourceRoleScope> {
  /** The id of the role. */
  ROLE(UUID.class),
  /** The name of the role. */
  ROLE_DISPLAY_NAME(String.class),
  /** What the role is called where it comes from. */
  ROLE_ORIGIN_ID(String.class),
  /** The system that the role comes from. */
  ROLE_ORIGIN_SYSTEM(String.class),
  /** The id of the scope. */
  SCOPE(UUID.class),
  /** What the scope is called where it comes from. */
  SCOPE_ORIGIN_ID(String.class),
  /** The system that the scope comes from. */
  SCOPE_ORIGIN_SYSTEM(String.class),
  /** The id of the resource. */
  RESOURCE(UUID.class);

  private final Class<? extends Comparable<?>> type;

  RoleScopeField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(ResourceRoleScope one) {
    return Optional.of(
        switch (this) {
          case ROLE -> one.role().id().value();
          case ROLE_DISPLAY_NAME -> one.role().displayName();
          case ROLE_ORIGIN_ID -> one.role().origin().id();
          case ROLE_ORIGIN_SYSTEM -> one.role().origin().system();
          case SCOPE -> one.scope().id().value();
          case SCOPE_ORIGIN_ID -> one.scope().origin().id();
          case SCOPE_ORIGIN_SYSTEM -> one.scope().origin().system();
          case RESOURCE -> one.resource().value();
        });
  }
}
