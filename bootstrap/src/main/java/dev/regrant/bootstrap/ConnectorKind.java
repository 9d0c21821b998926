package dev.regrant.bootstrap;

import dev.regrant.application.Connector;
import dev.regrant.connectors.ManualConnector;
import dev.regrant.connectors.PostgresqlRolesConnector;
import dev.regrant.connectors.PostgresqlRolesSettings;
import dev.regrant.connectors.ScimConnector;
import dev.regrant.connectors.ScimSettings;
import dev.regrant.connectors.WebhookConnector;
import dev.regrant.connectors.WebhookSettings;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What kinds of connectors there are. For a new one: a constant here, a method that reads its
 * settings, and the settings themselves in {@link ConnectorSetting}.
 */
enum ConnectorKind {
  POSTGRESQL(PostgresqlRolesConnector.MEMBER) {
    @Override
    Function<InstantSource, Connector> read(Given given) {
      return postgresql(given);
    }
  },
  SCIM(ScimConnector.MEMBER) {
    @Override
    Function<InstantSource, Connector> read(Given given) {
      ScimSettings settings = HttpConnectors.scim(given);
      return clock -> new ScimConnector(settings, clock);
    }
  },
  WEBHOOK("Member") {
    @Override
    Function<InstantSource, Connector> read(Given given) {
      WebhookSettings settings = HttpConnectors.webhook(given);
      return clock -> new WebhookConnector(settings, clock);
    }
  },
  MANUAL("Member") {
    @Override
    Function<InstantSource, Connector> read(Given given) {
      return manual(given);
    }
  };

  /**
   * What a kind makes a connector of.
   *
   * @param name the connector's, by which its settings are found
   */
  record Given(Environment environment, String name, String originSystem, Connector.Limits limits) {
    Variable setting(ConnectorSetting setting) {
      return setting.of(name);
    }

    String text(ConnectorSetting setting) {
      return environment.text(setting(setting));
    }
  }

  private final String role;

  /**
   * @param role that resources offer while the connector is misconfigured
   */
  ConnectorKind(String role) {
    this.role = role;
  }

  /** As it is configured. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<ConnectorKind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }

  /** All of them, for a message. */
  static String all() {
    return Arrays.stream(values()).map(ConnectorKind::text).collect(Collectors.joining(", "));
  }

  String role() {
    return role;
  }

  /**
   * Reads the settings.
   *
   * @return what makes the connector
   * @throws InvalidConfigurationException or IllegalArgumentException if one is missing or wrong
   */
  abstract Function<InstantSource, Connector> read(Given given);

  private static Function<InstantSource, Connector> postgresql(Given given) {
    var environment = given.environment();
    var url =
        DatabaseUrl.parse(
            given.setting(ConnectorSetting.URL).variable(), given.text(ConnectorSetting.URL));
    var settings =
        new PostgresqlRolesSettings(
            given.originSystem(),
            url.jdbcUrl(),
            url.user().orElseGet(() -> given.text(ConnectorSetting.USER)),
            url.password()
                .or(
                    () ->
                        environment.secret(
                            given.setting(ConnectorSetting.PASSWORD),
                            given.setting(ConnectorSetting.PASSWORD_FILE)))
                .orElseGet(() -> given.text(ConnectorSetting.PASSWORD)),
            loginName(given),
            given.limits());
    return clock -> new PostgresqlRolesConnector(settings, clock);
  }

  private static PostgresqlRolesSettings.LoginName loginName(Given given) {
    String text = given.text(ConnectorSetting.LOGIN_NAME);
    return switch (text) {
      case "principalName" -> PostgresqlRolesSettings.LoginName.PRINCIPAL_NAME;
      case "localPart" -> PostgresqlRolesSettings.LoginName.LOCAL_PART;
      case "objectId" -> PostgresqlRolesSettings.LoginName.OBJECT_ID;
      default ->
          throw new InvalidConfigurationException(
              "%s must be principalName, localPart or objectId, not '%s'"
                  .formatted(given.setting(ConnectorSetting.LOGIN_NAME).variable(), text));
    };
  }

  private static Function<InstantSource, Connector> manual(Given given) {
    var description =
        new Connector.Description(
            given.originSystem(),
            given.environment().list(given.setting(ConnectorSetting.ROLES)),
            given.limits());
    return clock -> new ManualConnector(description);
  }
}
