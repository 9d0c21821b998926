package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regrant.connectors.ScimSettings;
import dev.regrant.connectors.ScimSettings.UserKey;
import dev.regrant.connectors.WebhookSettings;
import dev.regrant.connectors.WebhookTarget;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the settings of what speaks HTTP. */
final class HttpConnectors {
  private HttpConnectors() {}

  /** The variables of a {@link WebhookTarget}. */
  record TargetVariables(
      Variable url,
      Variable secret,
      Variable secretFile,
      Variable caFile,
      Variable allowPrivateAddresses) {}

  /**
   * Reads a SCIM server.
   *
   * @throws InvalidConfigurationException or IllegalArgumentException if something is wrong
   */
  static ScimSettings scim(ConnectorKind.Given given) {
    var environment = given.environment();
    var limits = given.limits();
    return new ScimSettings(
        given.originSystem(),
        new ScimSettings.Server(
            environment.webAddress(given.setting(ConnectorSetting.URL)),
            environment.isOn(given.setting(ConnectorSetting.ALLOW_CLEAR_TEXT))),
        credentials(given),
        new ScimSettings.Dialect(
            userKey(given), environment.isOn(given.setting(ConnectorSetting.REMOVE_BY_VALUE))),
        new ScimSettings.Limits(
            limits.maxConcurrentCalls(),
            limits.maxCallsPerSecond(),
            limits.callTimeout(),
            ScimSettings.Limits.DEFAULT.connectTimeout(),
            ScimSettings.Limits.DEFAULT.responseTimeout()));
  }

  private static ScimSettings.Credentials credentials(ConnectorKind.Given given) {
    var environment = given.environment();
    Variable tokenVariable = given.setting(ConnectorSetting.TOKEN);
    var token = environment.secret(tokenVariable, given.setting(ConnectorSetting.TOKEN_FILE));
    var foreign =
        Stream.of(ConnectorSetting.USER, ConnectorSetting.PASSWORD, ConnectorSetting.PASSWORD_FILE)
            .map(given::setting)
            .filter(environment::has)
            .findFirst();
    if (token.isPresent()) {
      if (foreign.isPresent()) {
        throw new InvalidConfigurationException(
            "%s is set, but there is a token, too".formatted(foreign.get().variable()));
      }
      return new ScimSettings.Bearer(token.get());
    }
    if (foreign.isEmpty()) {
      throw new InvalidConfigurationException(
          "%s or %s must be set"
              .formatted(
                  tokenVariable.variable(), given.setting(ConnectorSetting.USER).variable()));
    }
    return new ScimSettings.Basic(
        given.text(ConnectorSetting.USER),
        environment
            .secret(
                given.setting(ConnectorSetting.PASSWORD),
                given.setting(ConnectorSetting.PASSWORD_FILE))
            .orElseGet(() -> given.text(ConnectorSetting.PASSWORD)));
  }

  private static UserKey userKey(ConnectorKind.Given given) {
    String text = given.text(ConnectorSetting.USER_KEY);
    return switch (text) {
      case "id" -> UserKey.ID;
      case "externalId" -> UserKey.EXTERNAL_ID;
      case "userName" -> UserKey.USER_NAME;
      default ->
          throw new InvalidConfigurationException(
              "%s must be id, externalId or userName, not '%s'"
                  .formatted(given.setting(ConnectorSetting.USER_KEY).variable(), text));
    };
  }

  /**
   * Reads a webhook.
   *
   * @throws InvalidConfigurationException or IllegalArgumentException if something is wrong
   */
  static WebhookSettings webhook(ConnectorKind.Given given) {
    var environment = given.environment();
    return new WebhookSettings(
        given.originSystem(),
        environment.list(given.setting(ConnectorSetting.ROLES)),
        target(
            environment,
            new TargetVariables(
                given.setting(ConnectorSetting.URL),
                given.setting(ConnectorSetting.SECRET),
                given.setting(ConnectorSetting.SECRET_FILE),
                given.setting(ConnectorSetting.CA_FILE),
                given.setting(ConnectorSetting.ALLOW_PRIVATE_ADDRESSES))),
        callback(given),
        given.limits());
  }

  private static Optional<URI> callback(ConnectorKind.Given given) {
    var environment = given.environment();
    Variable explicit = given.setting(ConnectorSetting.CALLBACK);
    if (environment.has(explicit)) {
      return Optional.of(environment.webAddress(explicit));
    }
    if (!environment.has(Setting.PUBLIC_URL)) {
      return Optional.empty();
    }
    String base = environment.webAddress(Setting.PUBLIC_URL).toString().replaceAll("/+$", "");
    String system = URLEncoder.encode(given.originSystem(), UTF_8).replace("+", "%20");
    return Optional.of(URI.create(base + "/regrant/callbacks/" + system));
  }

  /**
   * Reads where signed messages go.
   *
   * @throws InvalidConfigurationException or IllegalArgumentException if something is wrong
   */
  static WebhookTarget target(Environment environment, TargetVariables variables) {
    String secrets =
        environment
            .secret(variables.secret(), variables.secretFile())
            .orElseGet(() -> environment.text(variables.secret()));
    return new WebhookTarget(
        environment.webAddress(variables.url()),
        Arrays.stream(secrets.split(",", -1)).map(String::strip).toList(),
        environment.optional(variables.caFile()).map(Path::of),
        environment.isOn(variables.allowPrivateAddresses()));
  }
}
