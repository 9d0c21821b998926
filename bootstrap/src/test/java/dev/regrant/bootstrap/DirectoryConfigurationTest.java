package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.connectors.ScimConnector;
import dev.regrant.connectors.ScimSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryConfigurationTest {
  private static final Map<String, String> HUB =
      Map.of(
          "REGRANT_DIRECTORY", "hub",
          "REGRANT_CONNECTORS", "hub,badges",
          "REGRANT_CONNECTOR_HUB_KIND", "scim",
          "REGRANT_CONNECTOR_HUB_URL", "https://hub.example/scim/v2",
          "REGRANT_CONNECTOR_HUB_TOKEN", "hunter2",
          "REGRANT_CONNECTOR_BADGES_KIND", "manual");

  @Test
  void nobody_knows_people_unless_told() {
    assertThat(Configuration.of(Map.of()).directory()).isEqualTo(new DirectoryConfiguration.None());
  }

  @Test
  void a_scim_server_knows_people_and_is_a_connector_too() {
    var configuration = Configuration.of(HUB);

    assertThat(configuration.directory())
        .isEqualTo(
            new DirectoryConfiguration.Scim(
                "hub",
                new ScimSettings(
                    "hub",
                    ScimSettings.Server.of("https://hub.example/scim/v2"),
                    new ScimSettings.Bearer("hunter2"),
                    ScimSettings.Dialect.of(ScimSettings.UserKey.EXTERNAL_ID),
                    ScimSettings.Limits.DEFAULT)));
    assertThat(configuration.connectors().getFirst().make(InstantSource.fixed(Instant.EPOCH)))
        .isInstanceOf(ScimConnector.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          REGRANT_DIRECTORY=hr               | REGRANT_DIRECTORY is 'hr', but REGRANT_CONNECTORS names no such connector
          REGRANT_DIRECTORY=ldap             | REGRANT_DIRECTORY is 'ldap', but REGRANT_LDAP_URL is not set
          REGRANT_DIRECTORY=badges           | REGRANT_DIRECTORY is 'badges', but REGRANT_CONNECTOR_BADGES_KIND is not scim
          REGRANT_CONNECTOR_HUB_KIND=        | REGRANT_DIRECTORY is 'hub', but REGRANT_CONNECTOR_HUB_KIND is not scim
          REGRANT_CONNECTOR_HUB_URL=         | REGRANT_CONNECTOR_HUB_URL is not set
          REGRANT_CONNECTOR_HUB_URL=http://hub | REGRANT_CONNECTOR_HUB_URL is in clear: use https or REGRANT_CONNECTOR_HUB_ALLOW_CLEAR_TEXT
          REGRANT_CONNECTOR_HUB_TOKEN=       | REGRANT_CONNECTOR_HUB_TOKEN or REGRANT_CONNECTOR_HUB_USER must be set
          REGRANT_CONNECTOR_HUB_SECRET=x     | REGRANT_CONNECTOR_HUB_SECRET is set, but is nothing that the kind scim has
          """)
  void a_directory_that_will_not_do_keeps_the_server_from_starting(
      String variable, String message) {
    int equals = variable.indexOf('=');
    var variables = new HashMap<>(HUB);
    variables.put(variable.substring(0, equals), variable.substring(equals + 1));

    assertThatThrownBy(() -> Configuration.of(variables))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith(message);
  }
}
