package dev.regrant.application;

import dev.regrant.domain.ConnectedOrganization;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What connected organisations can be filtered by. */
public enum ConnectedOrganizationField implements Field<ConnectedOrganization> {
  /** The id. */
  ID(UUID.class),
  /** The name. */
  DISPLAY_NAME(String.class),
  /** When it was made. */
  CREATED(Instant.class),
  /** When it was changed last. */
  MODIFIED(Instant.class);

  private final Class<? extends Comparable<?>> type;

  ConnectedOrganizationField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(ConnectedOrganization organization) {
    return switch (this) {
      case ID -> Optional.of(organization.id().value());
      case DISPLAY_NAME -> Optional.of(organization.displayName());
      case CREATED -> Optional.of(organization.authorship().createdDateTime());
      case MODIFIED -> Optional.of(organization.authorship().modifiedDateTime());
    };
  }
}
