package dev.regrant.domain;

import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What someone may be trusted with in entitlement management: the roles that Graph defines under
 * {@code roleManagement/entitlementManagement}, with its ids.
 */
public enum EntitlementRole {
  /** Makes catalogs, and owns those. Given for the whole tenant. */
  CATALOG_CREATOR(
      "ba92d953-d8e0-4e39-a797-0cbedb0a89e8",
      "Catalog creator",
      "Makes catalogs, and owns what it made."),
  /** Does everything in a catalog. */
  CATALOG_OWNER(
      "ae79f266-94d4-4dab-b730-feca7e132178",
      "Catalog owner",
      "Manages a catalog: its resources, packages, policies, assignments and roles."),
  /** Reads a catalog. */
  CATALOG_READER(
      "44272f93-9762-48e8-af59-1b5351b1d6b3",
      "Catalog reader",
      "Reads a catalog, its resources, packages and policies."),
  /** Manages a catalog's packages, and who gets them. */
  ACCESS_PACKAGE_MANAGER(
      "7f480852-ebdc-47d4-87de-0d8498384a83",
      "Access package manager",
      "Manages the packages of a catalog, their policies and assignments."),
  /** Manages who gets a catalog's packages. */
  ACCESS_PACKAGE_ASSIGNMENT_MANAGER(
      "e2182095-804a-4656-ae11-64734e9b7ae5",
      "Access package assignment manager",
      "Manages the requests and assignments of a catalog's packages.");

  private final UUID definitionId;
  private final String displayName;
  private final String description;

  EntitlementRole(String definitionId, String displayName, String description) {
    this.definitionId = UUID.fromString(definitionId);
    this.displayName = displayName;
    this.description = description;
  }

  /** The role with this definition id. */
  public static Optional<EntitlementRole> of(UUID definitionId) {
    return Stream.of(values()).filter(role -> role.definitionId.equals(definitionId)).findFirst();
  }

  /** Graph's {@code roleDefinitionId}, the same in every tenant. */
  public UUID definitionId() {
    return definitionId;
  }

  /** The name to show. */
  public String displayName() {
    return displayName;
  }

  /** What it allows. */
  public String description() {
    return description;
  }

  /** Whether it is given for a catalog, and not for the whole tenant. */
  public boolean isOfCatalog() {
    return this != CATALOG_CREATOR;
  }
}
