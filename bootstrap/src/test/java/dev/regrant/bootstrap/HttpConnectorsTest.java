package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Connector;
import dev.regrant.connectors.ScimConnector;
import dev.regrant.connectors.ScimSettings;
import dev.regrant.connectors.ScimSettings.UserKey;
import dev.regrant.connectors.WebhookConnector;
import dev.regrant.connectors.WebhookSettings;
import dev.regrant.connectors.WebhookTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpConnectorsTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final String SECRET = "whsec_aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMg==";
  private static final String NEXT = "whsec_aHVudGVyM2h1bnRlcjNodW50ZXIzaHVudGVyMw==";
  private static final Map<String, String> SCIM =
      Map.of(
          "REGRANT_CONNECTORS", "x",
          "REGRANT_CONNECTOR_X_KIND", "scim",
          "REGRANT_CONNECTOR_X_ORIGIN_SYSTEM", "Identity Hub",
          "REGRANT_CONNECTOR_X_URL", "https://hub.example/scim/v2",
          "REGRANT_CONNECTOR_X_TOKEN", "hunter2");
  private static final Map<String, String> WEBHOOK =
      Map.of(
          "REGRANT_CONNECTORS", "x",
          "REGRANT_CONNECTOR_X_KIND", "webhook",
          "REGRANT_CONNECTOR_X_ORIGIN_SYSTEM", "Door Badges",
          "REGRANT_CONNECTOR_X_URL", "https://badges.example/hook",
          "REGRANT_CONNECTOR_X_SECRET", SECRET);

  @Test
  void a_scim_server_needs_a_url_and_a_token_and_has_defaults_for_the_others() {
    assertThat(HttpConnectors.scim(given(SCIM)))
        .isEqualTo(
            new ScimSettings(
                "Identity Hub",
                ScimSettings.Server.of("https://hub.example/scim/v2"),
                new ScimSettings.Bearer("hunter2"),
                ScimSettings.Dialect.of(UserKey.EXTERNAL_ID),
                ScimSettings.Limits.DEFAULT));
    assertThat(made(SCIM)).isInstanceOf(ScimConnector.class);
  }

  @Test
  void a_scim_server_may_have_a_user_a_dialect_and_limits_of_its_own() {
    var variables =
        with(
            SCIM,
            Map.of(
                "TOKEN", "",
                "USER", "regrant",
                "PASSWORD", "hunter2",
                "URL", "http://hub.example/scim",
                "ALLOW_CLEAR_TEXT", "true",
                "USER_KEY", "userName",
                "REMOVE_BY_VALUE", "true",
                "MAX_CONCURRENT_CALLS", "3",
                "MAX_CALLS_PER_SECOND", "5",
                "CALL_TIMEOUT", "PT45S"));
    var settings = HttpConnectors.scim(given(variables));

    assertThat(settings.server())
        .isEqualTo(new ScimSettings.Server(URI.create("http://hub.example/scim"), true));
    assertThat(settings.credentials()).isEqualTo(new ScimSettings.Basic("regrant", "hunter2"));
    assertThat(settings.dialect()).isEqualTo(new ScimSettings.Dialect(UserKey.USER_NAME, true));
    assertThat(made(variables).description())
        .isEqualTo(
            new Connector.Description(
                "Identity Hub",
                List.of("Member"),
                new Connector.Limits(3, Optional.of(5), Optional.of(Duration.ofSeconds(45)))));
  }

  @Test
  void scim_credentials_may_be_in_files(@TempDir Path folder) throws IOException {
    String file = Files.writeString(folder.resolve("secret"), "from-file\n").toString();
    var token = given(with(SCIM, Map.of("TOKEN", "", "TOKEN_FILE", file)));
    var password = given(with(SCIM, Map.of("TOKEN", "", "USER", "regrant", "PASSWORD_FILE", file)));

    assertThat(HttpConnectors.scim(token).credentials().secret()).isEqualTo("from-file");
    assertThat(HttpConnectors.scim(password).credentials().secret()).isEqualTo("from-file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          URL=                        | URL is not set
          URL=https://a:hunter2@b c/  | URL must be an http or https URL with a host
          URL=https://a:hunter2@b_c/  | URL must be an http or https URL with a host
          URL=ldap://a:hunter2@b/     | URL must be an http or https URL with a host
          URL=https://a:hunter2@b/    | URL must not hold credentials
          URL=https://b/?key=hunter2  | URL must have neither a query nor a fragment
          URL=http://hub.example/     | URL is in clear: use https or REGRANT_CONNECTOR_X_ALLOW_CLEAR_TEXT
          TOKEN=                      | TOKEN or REGRANT_CONNECTOR_X_USER must be set
          TOKEN=hunter2 hunter2       | TOKEN must be a bearer token
          TOKEN_FILE=/no/such         | TOKEN and REGRANT_CONNECTOR_X_TOKEN_FILE are both set
          USER=regrant                | USER is set, but there is a token, too
          PASSWORD=hunter2            | PASSWORD is set, but there is a token, too
          PASSWORD_FILE=/no/such      | PASSWORD_FILE is set, but there is a token, too
          ALLOW_CLEAR_TEXT=yes        | ALLOW_CLEAR_TEXT must be true or false, not 'yes'
          USER_KEY=mail               | USER_KEY must be id, externalId or userName, not 'mail'
          REMOVE_BY_VALUE=yes         | REMOVE_BY_VALUE must be true or false, not 'yes'
          CALL_TIMEOUT=PT0S           | CALL_TIMEOUT must be positive
          SECRET=hunter2              | SECRET is set, but is nothing that the kind scim has
          """)
  void a_wrong_scim_setting_puts_the_connector_out_of_use(String variable, String reason) {
    assertRefused(SCIM, variable, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PASSWORD=hunter2   | USER is not set
          USER=regrant       | PASSWORD is not set
          """)
  void half_of_the_scim_credentials_are_not_enough(String variable, String reason) {
    assertRefused(with(SCIM, Map.of("TOKEN", "")), variable, reason);
  }

  @Test
  void a_webhook_needs_a_url_and_a_secret_and_has_defaults_for_the_others() {
    assertThat(HttpConnectors.webhook(given(WEBHOOK)))
        .isEqualTo(
            new WebhookSettings(
                "Door Badges",
                List.of("Member"),
                WebhookTarget.of("https://badges.example/hook", SECRET),
                Optional.empty(),
                Connector.Limits.concurrent(8)));
    assertThat(made(WEBHOOK)).isInstanceOf(WebhookConnector.class);
  }

  @Test
  void a_webhook_may_have_several_secrets_in_a_file_and_be_near(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("secrets"), SECRET + ", " + NEXT + "\n");
    var settings =
        HttpConnectors.webhook(
            given(
                with(
                    WEBHOOK,
                    Map.of(
                        "URL", "http://127.0.0.1:9000/",
                        "SECRET", "",
                        "SECRET_FILE", file.toString(),
                        "ALLOW_PRIVATE_ADDRESSES", "true",
                        "ROLES", "Visitor, Owner",
                        "CALLBACK", "https://regrant.example/done"))));

    assertThat(settings.target())
        .isEqualTo(
            new WebhookTarget(
                URI.create("http://127.0.0.1:9000/"),
                List.of(SECRET, NEXT),
                Optional.empty(),
                true));
    assertThat(settings.roles()).containsExactly("Visitor", "Owner");
    assertThat(settings.callbackUrl()).contains(URI.create("https://regrant.example/done"));
  }

  @Test
  void callbacks_come_to_the_public_url_unless_told_otherwise() {
    var variables = new HashMap<>(WEBHOOK);
    variables.put("REGRANT_PUBLIC_URL", "https://regrant.example/");

    assertThat(HttpConnectors.webhook(given(variables)).callbackUrl())
        .contains(URI.create("https://regrant.example/regrant/callbacks/Door%20Badges"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          URL=                           | URL is not set
          URL=https://b c/hunter2        | URL must be an http or https URL with a host
          URL=https://a:hunter2@b/       | URL must not hold credentials
          URL=http://badges/hunter2      | URL must use https unless REGRANT_CONNECTOR_X_ALLOW_PRIVATE_ADDRESSES
          URL=https://b/hunter2#a        | URL must not have a fragment
          SECRET=                        | SECRET is not set
          SECRET=hunter2!                | SECRET: a secret is not whsec_ and base64
          SECRET=hunter2=                | SECRET: a secret must have 24 to 64 bytes
          SECRET_FILE=/no/such           | SECRET and REGRANT_CONNECTOR_X_SECRET_FILE are both set
          CA_FILE=/no/such               | CA_FILE: cannot read certificates: /no/such
          ALLOW_PRIVATE_ADDRESSES=yes    | ALLOW_PRIVATE_ADDRESSES must be true or false, not 'yes'
          ROLES=,                        | ROLES must name at least one role
          CALLBACK=ftp://a:hunter2@b     | CALLBACK must be an http or https URL with a host
          TOKEN=hunter2                  | TOKEN is set, but is nothing that the kind webhook has
          """)
  void a_wrong_webhook_setting_puts_the_connector_out_of_use(String variable, String reason) {
    assertRefused(WEBHOOK, variable, reason);
  }

  private static void assertRefused(Map<String, String> variables, String variable, String reason) {
    int equals = variable.indexOf('=');
    var wrong =
        with(variables, Map.of(variable.substring(0, equals), variable.substring(equals + 1)));

    assertThat(made(wrong))
        .isInstanceOfSatisfying(
            MisconfiguredConnector.class,
            instead -> {
              assertThat(instead.reason())
                  .startsWith("REGRANT_CONNECTOR_X_" + reason)
                  .doesNotContain("hunter2", SECRET);
              assertThat(instead.description().roles()).containsExactly("Member");
            });
  }

  private static Map<String, String> with(
      Map<String, String> variables, Map<String, String> settings) {
    var all = new HashMap<>(variables);
    settings.forEach((name, value) -> all.put("REGRANT_CONNECTOR_X_" + name, value));
    return all;
  }

  private static Connector made(Map<String, String> variables) {
    return Configuration.of(variables).connectors().getFirst().make(CLOCK);
  }

  private static ConnectorKind.Given given(Map<String, String> variables) {
    var environment = new Environment(variables);
    return new ConnectorKind.Given(
        environment,
        "x",
        environment.text(ConnectorSetting.ORIGIN_SYSTEM.of("x")),
        ConnectorConfiguration.limits(environment, "x"));
  }
}
