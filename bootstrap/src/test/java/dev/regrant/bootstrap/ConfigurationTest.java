package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.WorkerSettings;
import dev.regrant.connectors.LdapSettings;
import dev.regrant.domain.ReprocessPolicy;
import dev.regrant.domain.RetryPolicy;
import dev.regrant.http.Settings;
import dev.regrant.persistence.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  private static final Map<String, String> LDAP =
      Map.of(
          "REGRANT_LDAP_URL", "ldaps://directory.example:636",
          "REGRANT_LDAP_BIND_DN", "cn=regrant,dc=example,dc=com",
          "REGRANT_LDAP_PASSWORD", "secret",
          "REGRANT_LDAP_USER_BASE", "ou=people,dc=example,dc=com");

  @Test
  void without_variables_everything_has_its_default() {
    var configuration = Configuration.of(Map.of());

    assertThat(configuration)
        .isEqualTo(
            new Configuration(
                new Configuration.Address("127.0.0.1", 8080, Optional.empty(), Optional.empty()),
                EdgeConfiguration.DEFAULT,
                Path.of("./data"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new DirectoryConfiguration.None(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Configuration.Engine(
                    ReprocessPolicy.DEFAULT, RetryPolicy.DEFAULT, WorkerSettings.DEFAULT)));
  }

  @Test
  void metrics_are_on_loopback_unless_told_otherwise() {
    var near = Configuration.of(Map.of("REGRANT_METRICS_PORT", "9100"));
    var far =
        Configuration.of(Map.of("REGRANT_METRICS_PORT", "0", "REGRANT_METRICS_HOST", "0.0.0.0"));

    assertThat(near.address().metrics()).contains(new Settings.MetricsAddress("127.0.0.1", 9100));
    assertThat(far.address().metrics()).contains(new Settings.MetricsAddress("0.0.0.0", 0));
  }

  @Test
  void rates_can_be_set_and_behind_a_proxy_no_address_is_held_to_one() {
    var set =
        Configuration.of(
            Map.of(
                "REGRANT_CALLER_RATE", "5",
                "REGRANT_TENANT_RATE", "0",
                "REGRANT_REFUSED_TOKEN_RATE", "7",
                "REGRANT_PUBLIC_URL", "https://regrant.example"));
    var proxied = Configuration.of(Map.of("REGRANT_PUBLIC_URL", "https://regrant.example"));

    assertThat(set.edge().limits().rates()).isEqualTo(new Settings.Rates(5, 0, 7));
    assertThat(proxied.edge().limits().rates()).isEqualTo(new Settings.Rates(1_000, 5_000, 0));
  }

  @Test
  void an_ldap_directory_needs_four_settings_and_has_defaults_for_the_others() {
    var ldap = Configuration.of(LDAP).ldap();

    assertThat(ldap)
        .contains(
            new LdapSettings(
                LdapSettings.DEFAULT_ORIGIN_SYSTEM,
                LdapSettings.Servers.of("ldaps://directory.example:636"),
                new LdapSettings.Account("cn=regrant,dc=example,dc=com", "secret"),
                LdapSettings.Users.under("ou=people,dc=example,dc=com"),
                LdapSettings.Groups.AUTOMATIC,
                LdapSettings.Limits.DEFAULT));
  }

  @Test
  void durations_numbers_and_names_are_read() {
    var engine =
        Configuration.of(
                Map.of(
                    "REGRANT_REPROCESS_WINDOW", "P7D",
                    "REGRANT_REPROCESS_LIMIT", "3",
                    "REGRANT_RETRY_ATTEMPTS", "1",
                    "REGRANT_LEASE", "PT10S",
                    "REGRANT_CALL_TIMEOUT", "PT5S"))
            .engine();

    assertThat(engine.reprocess()).isEqualTo(new ReprocessPolicy(Duration.ofDays(7), 3));
    assertThat(engine.retry().maxAttempts()).isEqualTo(1);
    assertThat(engine.worker().lease()).isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          REGRANT_PROT=8080              | REGRANT_PROT: there is no such setting
          REGRANT_PORT=http              | REGRANT_PORT must be a whole number from 0 to 65535, not 'http'
          REGRANT_PORT=65536             | REGRANT_PORT must be a whole number from 0 to 65535, not '65536'
          REGRANT_HOST=no.such.invalid   | REGRANT_HOST: there is no host 'no.such.invalid'
          REGRANT_HOST=0.0.0.0           | REGRANT_HOST is '0.0.0.0', which others can reach
          REGRANT_METRICS_HOST=127.0.0.1 | REGRANT_METRICS_HOST is set, but REGRANT_METRICS_PORT is not
          REGRANT_METRICS_PORT=metrics   | REGRANT_METRICS_PORT must be a whole number from 0 to 65535, not 'metrics'
          REGRANT_TLS_KEY_FILE=key.pem   | REGRANT_TLS_KEY_FILE is set, but REGRANT_TLS_CERTIFICATE_FILE is not
          REGRANT_TLS_CERTIFICATE_FILE=c | REGRANT_TLS_CERTIFICATE_FILE is set, but REGRANT_TLS_KEY_FILE is not
          REGRANT_TRANSFER_TIMEOUT=PT0S  | REGRANT_TRANSFER_TIMEOUT must be positive, not PT0S
          REGRANT_MAX_CONNECTIONS=0      | REGRANT_MAX_CONNECTIONS must be a whole number from 1
          REGRANT_LOG_FORMAT=xml         | REGRANT_LOG_FORMAT must be text or json, not 'xml'
          REGRANT_CALLER_RATE=-1         | REGRANT_CALLER_RATE must be a whole number from 0
          REGRANT_AUDIENCE=api           | REGRANT_AUDIENCE is set, but REGRANT_ISSUER is not
          REGRANT_ISSUER=https://id.test | REGRANT_AUDIENCE is not set
          REGRANT_ISSUER=id.test         | REGRANT_ISSUER must be an http or https URL with a host
          REGRANT_TENANT=t               | REGRANT_TENANT is set, but REGRANT_ISSUER is not
          REGRANT_PUBLIC_URL=ftp://x     | REGRANT_PUBLIC_URL must be an http or https URL
          REGRANT_DATABASE_USER=me       | REGRANT_DATABASE_USER is set, but REGRANT_DATABASE_URL is not
          REGRANT_DATABASE_MIGRATION_USER=o | REGRANT_DATABASE_MIGRATION_USER is set, but REGRANT_DATABASE_URL is not
          REGRANT_DATABASE_SCHEMA=s      | REGRANT_DATABASE_SCHEMA is set, but REGRANT_DATABASE_URL is not
          REGRANT_DATABASE_URL=db:5432   | REGRANT_DATABASE_URL must look like postgresql://
          REGRANT_DATABASE_URL=postgresql://db/regrant | REGRANT_DATABASE_USER is not set
          REGRANT_DATABASE_URL=postgresql://me:50%@db/regrant | REGRANT_DATABASE_URL has a percent sign
          REGRANT_LDAP_URL=ldap://localhost | REGRANT_LDAP_BIND_DN is not set
          REGRANT_LDAP_MAIL=mail         | REGRANT_LDAP_MAIL is set, but REGRANT_LDAP_URL is not
          REGRANT_REPROCESS_WINDOW=14d   | REGRANT_REPROCESS_WINDOW must be a duration of ISO 8601
          REGRANT_REPROCESS_WINDOW=PT0S  | REGRANT_REPROCESS_WINDOW must be positive, not PT0S
          REGRANT_REPROCESS_LIMIT=-1     | REGRANT_REPROCESS_LIMIT must be a whole number from 0
          REGRANT_RETRY_MAX_DELAY=PT1S   | REGRANT_RETRY_BASE_DELAY at most REGRANT_RETRY_MAX_DELAY
          REGRANT_CONNECTORS=HR          | REGRANT_CONNECTORS: 'HR' is no name of a to z, digits and _
          REGRANT_CONNECTORS=a,b,a       | REGRANT_CONNECTORS names 'a' twice
          REGRANT_CONNECTOR_HR_KIND=manual | REGRANT_CONNECTOR_HR_KIND: there is no such setting
          """)
  void a_wrong_variable_is_refused_by_its_name(String variable, String message) {
    int equals = variable.indexOf('=');
    var variables = Map.of(variable.substring(0, equals), variable.substring(equals + 1));

    assertThatThrownBy(() -> Configuration.of(variables))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          REGRANT_LDAP_URL=http://directory     | REGRANT_LDAP_URL must begin with ldap
          REGRANT_LDAP_URL=ldap://directory     | REGRANT_LDAP_STARTTLS or REGRANT_LDAP_ALLOW_CLEAR_TEXT
          REGRANT_LDAP_URL=ldap://a b           | REGRANT_LDAP_URL: one of them is not a URL
          REGRANT_LDAP_REFERRAL_HOSTS=a:636,b   | REGRANT_LDAP_REFERRAL_HOSTS: 'b' must be host:port
          REGRANT_LDAP_BIND_DN=me               | REGRANT_LDAP_BIND_DN: 'me' is not a distinguished name
          REGRANT_LDAP_USER_BASE=people             | REGRANT_LDAP_USER_BASE: 'people' is not a distinguished name
          REGRANT_LDAP_GROUPS=all               | REGRANT_LDAP_GROUPS must be member, uniqueMember
          REGRANT_LDAP_STARTTLS=yes             | REGRANT_LDAP_STARTTLS must be true or false, not 'yes'
          REGRANT_LDAP_POOL_SIZE=0              | REGRANT_LDAP_POOL_SIZE must be a whole number from 1
          REGRANT_LDAP_CONNECT_TIMEOUT=PT1H     | REGRANT_LDAP_CONNECT_TIMEOUT must be between 1 ms and
          REGRANT_LDAP_PASSWORD_FILE=/no/such   | REGRANT_LDAP_PASSWORD and REGRANT_LDAP_PASSWORD_FILE
          """)
  void a_wrong_ldap_setting_is_refused_by_its_variable(String variable, String message) {
    int equals = variable.indexOf('=');
    var variables = new HashMap<>(LDAP);
    variables.put(variable.substring(0, equals), variable.substring(equals + 1));

    assertThatThrownBy(() -> Configuration.of(variables))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          postgresql://me:pass@db:5433/regrant   | jdbc:postgresql://db:5433/regrant | me | pass
          postgres://me:a%40b+c@db/regrant       | jdbc:postgresql://db/regrant      | me | a@b+c
          jdbc:postgresql://a,b:5433/r?user=me&password=p&sslmode=require | jdbc:postgresql://a,b:5433/r?sslmode=require | me | p
          postgresql://me@[::1]:5432/regrant     | jdbc:postgresql://[::1]:5432/regrant | me | ''
          """)
  void a_database_is_given_by_a_url(String text, String jdbcUrl, String user, String password) {
    var database = Configuration.of(Map.of("REGRANT_DATABASE_URL", text)).database().orElseThrow();

    assertThat(database.jdbcUrl()).isEqualTo(jdbcUrl);
    assertThat(database.user()).isEqualTo(user);
    assertThat(database.password()).isEqualTo(password);
    assertThat(database.toString()).doesNotContain("pass", "a@b");
  }

  @Test
  void a_password_may_be_in_a_file(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "from file\n");

    var database =
        Configuration.of(
                Map.of(
                    "REGRANT_DATABASE_URL", "postgresql://db/regrant",
                    "REGRANT_DATABASE_USER", "me",
                    "REGRANT_DATABASE_PASSWORD_FILE", file.toString()))
            .database();

    assertThat(database.orElseThrow().password()).isEqualTo("from file");
  }

  @Test
  void migrations_may_have_an_account_of_their_own(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "from file\n");
    var variables =
        new HashMap<>(
            Map.of(
                "REGRANT_DATABASE_URL",
                "postgresql://me:pass@db/regrant",
                "REGRANT_DATABASE_MIGRATION_PASSWORD_FILE",
                file.toString()));

    assertThatThrownBy(() -> Configuration.of(variables))
        .hasMessage(
            "REGRANT_DATABASE_MIGRATION_PASSWORD_FILE is set, but REGRANT_DATABASE_MIGRATION_USER is"
                + " not");
    variables.put("REGRANT_DATABASE_MIGRATION_USER", "me");
    assertThatThrownBy(() -> Configuration.of(variables))
        .hasMessageStartingWith("REGRANT_DATABASE_MIGRATION_USER must be another account than me");
    variables.put("REGRANT_DATABASE_MIGRATION_USER", "owner");
    assertThat(Configuration.of(variables).database().orElseThrow().migration())
        .contains(new DatabaseSettings.Account("owner", "from file"));
  }

  @Test
  void an_empty_variable_counts_as_not_set() {
    var configuration = Configuration.of(Map.of("REGRANT_ISSUER", "", "REGRANT_PORT", " "));

    assertThat(configuration.openId()).isEmpty();
    assertThat(configuration.address().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource({
    "REGRANT_DATABASE_URL, postgresql://me:hunter2@db:5432?sslmode=require",
    "REGRANT_ISSUER, https://me:hunter2@id_test/",
    "REGRANT_ISSUER, https://me:hunter2@id test/",
    "REGRANT_PUBLIC_URL, ftp://me:hunter2@regrant.example/",
    "REGRANT_LDAP_URL, http://me:hunter2@directory",
    "REGRANT_LDAP_URL, ldap://me:hunter2@a b"
  })
  void a_refusal_never_shows_a_password(String variable, String url) {
    var variables = new HashMap<>(LDAP);
    variables.put(variable, url);

    assertThatThrownBy(() -> Configuration.of(variables))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(variable)
        .hasMessageNotContaining("hunter2");
  }
}
