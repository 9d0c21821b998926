package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.Connector;
import dev.regrant.connectors.ManualConnector;
import dev.regrant.connectors.PostgresqlRolesConnector;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorConfigurationTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final Map<String, String> TWO =
      Map.of(
          "REGRANT_CONNECTORS", "dwh, badges_2",
          "REGRANT_CONNECTOR_DWH_KIND", "postgresql",
          "REGRANT_CONNECTOR_DWH_ORIGIN_SYSTEM", "Warehouse",
          "REGRANT_CONNECTOR_DWH_URL", "postgresql://db/postgres",
          "REGRANT_CONNECTOR_DWH_USER", "regrant",
          "REGRANT_CONNECTOR_DWH_PASSWORD", "hunter2",
          "REGRANT_CONNECTOR_BADGES_2_KIND", "manual");

  @Test
  void connectors_are_made_by_kind_with_their_defaults() {
    var connectors = Configuration.of(TWO).connectors();

    assertThat(connectors)
        .extracting(ConnectorConfiguration::name)
        .containsExactly("dwh", "badges_2");
    assertThat(connectors.getFirst().make(CLOCK))
        .isInstanceOf(PostgresqlRolesConnector.class)
        .extracting(Connector::description)
        .isEqualTo(
            new Connector.Description(
                "Warehouse", List.of("Member"), Connector.Limits.concurrent(8)));
    assertThat(connectors.getLast().make(CLOCK))
        .isInstanceOf(ManualConnector.class)
        .extracting(Connector::description)
        .isEqualTo(
            new Connector.Description(
                "badges_2", List.of("Member"), Connector.Limits.concurrent(8)));
  }

  @Test
  void limits_and_roles_are_read() {
    var variables = new HashMap<>(TWO);
    variables.put("REGRANT_CONNECTOR_BADGES_2_ROLES", "Visitor, Owner");
    variables.put("REGRANT_CONNECTOR_BADGES_2_MAX_CONCURRENT_CALLS", "2");
    variables.put("REGRANT_CONNECTOR_BADGES_2_MAX_CALLS_PER_SECOND", "5");
    variables.put("REGRANT_CONNECTOR_BADGES_2_CALL_TIMEOUT", "PT2M");

    var badges = Configuration.of(variables).connectors().getLast().make(CLOCK).description();

    assertThat(badges)
        .isEqualTo(
            new Connector.Description(
                "badges_2",
                List.of("Visitor", "Owner"),
                new Connector.Limits(2, Optional.of(5), Optional.of(Duration.ofMinutes(2)))));
  }

  @Test
  void a_password_may_be_in_a_file_or_in_the_url(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "from file\n");
    var inFile = new HashMap<>(TWO);
    inFile.remove("REGRANT_CONNECTOR_DWH_PASSWORD");
    inFile.put("REGRANT_CONNECTOR_DWH_PASSWORD_FILE", file.toString());
    var inUrl = new HashMap<>(TWO);
    inUrl.keySet().removeIf(name -> name.matches("REGRANT_CONNECTOR_DWH_(USER|PASSWORD)"));
    inUrl.put("REGRANT_CONNECTOR_DWH_URL", "postgresql://me:p%40ss@db/postgres");

    for (var variables : List.of(inFile, inUrl)) {
      assertThat(Configuration.of(variables).connectors().getFirst().make(CLOCK))
          .isInstanceOf(PostgresqlRolesConnector.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          KIND=                    | KIND is not set
          KIND=postgres            | KIND must be one of postgresql, scim, webhook, manual, not 'postgres'
          KIND=manual              | URL is set, but is nothing that the kind manual has
          ROLES=Member             | ROLES is set, but is nothing that the kind postgresql has
          URL=                     | URL is not set
          URL=postgresql://me:hunter2@db | URL must look like postgresql://
          URL=postgresql://me:hunter2%@db/x | URL has a percent sign
          USER=                    | USER is not set
          PASSWORD=                | PASSWORD is not set
          PASSWORD_FILE=/no/such   | PASSWORD and REGRANT_CONNECTOR_DWH_PASSWORD_FILE are both set
          LOGIN_NAME=mail          | LOGIN_NAME must be principalName, localPart or objectId
          MAX_CONCURRENT_CALLS=0   | MAX_CONCURRENT_CALLS must be a whole number from 1
          MAX_CALLS_PER_SECOND=0.5 | MAX_CALLS_PER_SECOND must be a whole number from 1
          CALL_TIMEOUT=PT0S        | CALL_TIMEOUT must be positive, not PT0S
          CALL_TIMEOUT=5s          | CALL_TIMEOUT must be a duration of ISO 8601
          """)
  void a_wrong_setting_puts_its_own_connector_out_of_use(String variable, String reason) {
    int equals = variable.indexOf('=');
    var variables = new HashMap<>(TWO);
    variables.put(
        "REGRANT_CONNECTOR_DWH_" + variable.substring(0, equals), variable.substring(equals + 1));

    var connectors = Configuration.of(variables).connectors();

    assertThat(connectors.getFirst().make(CLOCK))
        .isInstanceOfSatisfying(
            MisconfiguredConnector.class,
            wrong -> {
              assertThat(wrong.reason())
                  .startsWith("REGRANT_CONNECTOR_DWH_" + reason)
                  .doesNotContain("hunter2");
              assertThat(wrong.description().originSystem()).isEqualTo("Warehouse");
            });
    assertThat(connectors.getLast().make(CLOCK)).isInstanceOf(ManualConnector.class);
  }

  @Test
  void a_password_file_that_cannot_be_read_puts_the_connector_out_of_use() {
    var variables = new HashMap<>(TWO);
    variables.remove("REGRANT_CONNECTOR_DWH_PASSWORD");
    variables.put("REGRANT_CONNECTOR_DWH_PASSWORD_FILE", "/no/such/file");

    var connector = Configuration.of(variables).connectors().getFirst().make(CLOCK);

    assertThat(connector.probe(Instant.EPOCH))
        .contains(
            Refused.because(
                ErrorClass.UNSUPPORTED,
                "the connector is misconfigured: REGRANT_CONNECTOR_DWH_PASSWORD_FILE: cannot read"
                    + " '/no/such/file'"));
    assertThat(connector.isProbedAgain()).isFalse();
    assertThat(connector.description().roles()).containsExactly("Member");
  }

  @Test
  void settings_that_the_connector_itself_refuses_put_it_out_of_use() {
    var configuration =
        new ConnectorConfiguration(
            "dwh",
            "Warehouse",
            List.of(),
            clock -> {
              throw new IllegalArgumentException("callTimeout must be positive");
            });

    assertThat(configuration.make(CLOCK))
        .isInstanceOfSatisfying(
            MisconfiguredConnector.class,
            wrong ->
                assertThat(wrong.reason())
                    .isEqualTo("REGRANT_CONNECTOR_DWH_CALL_TIMEOUT must be positive"));
  }

  @ParameterizedTest
  @CsvSource({
    "badges_2, REGRANT_CONNECTOR_DWH_ORIGIN_SYSTEM and REGRANT_CONNECTOR_BADGES_2_ORIGIN_SYSTEM",
    "Ldap, REGRANT_LDAP_ORIGIN_SYSTEM and REGRANT_CONNECTOR_DWH_ORIGIN_SYSTEM"
  })
  void two_connectors_for_one_origin_system_are_refused(String originSystem, String named) {
    var variables = new HashMap<>(TWO);
    variables.put("REGRANT_CONNECTOR_DWH_ORIGIN_SYSTEM", originSystem);
    variables.put("REGRANT_LDAP_URL", "ldaps://directory.example");
    variables.put("REGRANT_LDAP_BIND_DN", "cn=regrant");
    variables.put("REGRANT_LDAP_PASSWORD", "secret");
    variables.put("REGRANT_LDAP_USER_BASE", "ou=people");

    assertThatThrownBy(() -> Configuration.of(variables))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith(named + " are both '" + originSystem + "'");
  }

  @Test
  void a_misspelt_setting_of_a_connector_is_refused() {
    var variables = new HashMap<>(TWO);
    variables.put("REGRANT_CONNECTOR_DWH_URI", "x");

    assertThatThrownBy(() -> Configuration.of(variables))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith("REGRANT_CONNECTOR_DWH_URI: there is no such setting");
  }

  /** Else {@code a} with {@code X_Y} and {@code a_x} with {@code Y} would share a variable. */
  @Test
  void no_setting_ends_like_another() {
    var names = Arrays.stream(ConnectorSetting.values()).map(Enum::name).toList();

    assertThat(names)
        .allSatisfy(name -> assertThat(names).noneMatch(other -> other.endsWith("_" + name)));
  }
}
