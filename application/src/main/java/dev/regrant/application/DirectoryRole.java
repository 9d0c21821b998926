package dev.regrant.application;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A role of the whole organisation that counts here, too: Microsoft Entra's built-in ones, which
 * its tokens name in {@code wids} by their template ids.
 */
public enum DirectoryRole {
  /** May do everything. */
  GLOBAL_ADMINISTRATOR("62e90394-69f5-4237-9190-012177145e10", "Global Administrator"),
  /** May do everything in entitlement management. */
  IDENTITY_GOVERNANCE_ADMINISTRATOR(
      "45d8d3c5-c802-45c6-b32a-1d70b5e86b6e", "Identity Governance Administrator"),
  /** Reads everything. */
  GLOBAL_READER("f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader"),
  /** Reads everything of entitlement management. */
  SECURITY_READER("5d6b6bb7-de71-4623-b4af-96380a352509", "Security Reader"),
  /** Reads everything of entitlement management. */
  SECURITY_ADMINISTRATOR("194ae4cb-b126-40b2-bd5b-6091b380977d", "Security Administrator"),
  /** Reads everything of entitlement management. */
  COMPLIANCE_ADMINISTRATOR("17315797-102d-40b4-93e0-432062caca18", "Compliance Administrator");

  private final String templateId;
  private final String displayName;

  DirectoryRole(String templateId, String displayName) {
    this.templateId = templateId;
    this.displayName = displayName;
  }

  /** The role with this template id or name, in any casing. */
  public static Optional<DirectoryRole> of(String templateIdOrName) {
    String word = templateIdOrName.toLowerCase(Locale.ROOT);
    return Stream.of(values())
        .filter(
            role ->
                role.templateId.equals(word)
                    || role.displayName.toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }

  /** Its id in every organisation. */
  public String templateId() {
    return templateId;
  }

  /** Its name. */
  public String displayName() {
    return displayName;
  }
}
