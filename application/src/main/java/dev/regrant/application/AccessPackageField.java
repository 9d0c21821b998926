package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import java.time.Instant;
import java.util.Collection;
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
  /** The name for programs. */
  UNIQUE_NAME(String.class),
  /** Packages that nobody may hold together with it. */
  INCOMPATIBLE_PACKAGE(UUID.class),
  /** What it is for. */
  DESCRIPTION(String.class),
  /** Whether it is left out where people look for what they may ask for. */
  HIDDEN(Boolean.class),
  /** When it was made. */
  CREATED(Instant.class),
  /** When it was changed last. */
  MODIFIED(Instant.class),
  /** Its name and what it is for, in small letters. */
  SEARCH(String.class);

  private final Class<? extends Comparable<?>> type;

  AccessPackageField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public boolean isMany() {
    return this == INCOMPATIBLE_PACKAGE;
  }

  @Override
  public Collection<? extends Comparable<?>> all(AccessPackage accessPackage) {
    return this == INCOMPATIBLE_PACKAGE
        ? accessPackage.incompatiblePackages().stream().map(AccessPackage.Id::value).toList()
        : of(accessPackage).stream().toList();
  }

  @Override
  public Optional<? extends Comparable<?>> of(AccessPackage accessPackage) {
    return switch (this) {
      case ID -> Optional.of(accessPackage.id().value());
      case CATALOG -> Optional.of(accessPackage.catalog().value());
      case DISPLAY_NAME -> Optional.of(accessPackage.displayName());
      case UNIQUE_NAME -> accessPackage.terms().uniqueName();
      case INCOMPATIBLE_PACKAGE -> all(accessPackage).stream().findFirst();
      case DESCRIPTION -> Optional.of(accessPackage.terms().description());
      case HIDDEN -> Optional.of(accessPackage.terms().isHidden());
      case CREATED -> Optional.of(accessPackage.createdDateTime());
      case MODIFIED -> Optional.of(accessPackage.authorship().modifiedDateTime());
      case SEARCH ->
          Optional.of(
              Field.searched(accessPackage.displayName(), accessPackage.terms().description()));
    };
  }
}
