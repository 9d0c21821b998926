package dev.regrant.bootstrap;

import dev.regrant.connectors.LdapSettings;
import dev.regrant.connectors.ScimSettings;
import java.util.Optional;

/** Who tells the server which people there are. */
sealed interface DirectoryConfiguration {
  /** What {@link Setting#DIRECTORY} is for LDAP. */
  String LDAP = "ldap";

  /** Nobody, so that nobody is known. */
  record None() implements DirectoryConfiguration {}

  /** The LDAP directory. */
  record Ldap(LdapSettings settings) implements DirectoryConfiguration {}

  /**
   * The SCIM server of a connector.
   *
   * @param connector its name
   */
  record Scim(String connector, ScimSettings settings) implements DirectoryConfiguration {}

  /**
   * Reads who.
   *
   * @throws InvalidConfigurationException if it is nobody that can, or is configured wrongly
   */
  static DirectoryConfiguration of(Environment environment, Optional<LdapSettings> ldap) {
    String name = environment.text(Setting.DIRECTORY);
    if (!name.equals(LDAP)) {
      return new Scim(name, scim(environment, name));
    }
    if (ldap.isEmpty() && environment.has(Setting.DIRECTORY)) {
      throw refusal(name, "%s is not set".formatted(Setting.LDAP_URL.variable()));
    }
    return ldap.<DirectoryConfiguration>map(Ldap::new).orElseGet(None::new);
  }

  private static ScimSettings scim(Environment environment, String name) {
    if (!environment.connectorNames().contains(name)) {
      throw refusal(
          name,
          "%s names no such connector; '%s' is the LDAP directory"
              .formatted(Setting.CONNECTORS.variable(), LDAP));
    }
    Variable kind = ConnectorSetting.KIND.of(name);
    if (!environment
        .optional(kind)
        .flatMap(ConnectorKind::of)
        .equals(Optional.of(ConnectorKind.SCIM))) {
      throw refusal(
          name,
          "%s is not %s, which alone knows people"
              .formatted(kind.variable(), ConnectorKind.SCIM.text()));
    }
    return ConnectorConfiguration.scim(environment, name);
  }

  private static InvalidConfigurationException refusal(String name, String why) {
    return new InvalidConfigurationException(
        "%s is '%s', but %s".formatted(Setting.DIRECTORY.variable(), name, why));
  }
}
