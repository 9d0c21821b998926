package dev.regrant.application;

import dev.regrant.domain.Catalog;
import dev.regrant.domain.RoleAssignment;
import java.util.Optional;
import java.util.UUID;

/** What role assignments can be filtered by. */
public enum RoleAssignmentField implements Field<RoleAssignment> {
  /** The id. */
  ID(UUID.class),
  /** Who has it. */
  PRINCIPAL(String.class),
  /** The id of the role's definition. */
  ROLE(UUID.class),
  /** The catalog; without a value for the whole tenant. */
  CATALOG(UUID.class),
  /** Graph's {@code appScopeId}. */
  APP_SCOPE(String.class);

  private final Class<? extends Comparable<?>> type;

  RoleAssignmentField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(RoleAssignment assignment) {
    return switch (this) {
      case ID -> Optional.of(assignment.id().value());
      case PRINCIPAL -> Optional.of(assignment.principalId());
      case ROLE -> Optional.of(assignment.role().definitionId());
      case CATALOG -> assignment.catalog().map(Catalog.Id::value);
      case APP_SCOPE -> Optional.of(assignment.appScopeId());
    };
  }
}
