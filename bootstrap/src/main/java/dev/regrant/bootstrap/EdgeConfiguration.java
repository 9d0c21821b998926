package dev.regrant.bootstrap;

import dev.regrant.http.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the server's edge is told.
 *
 * @param tls the certificate; empty to speak in clear
 * @param limits what it takes of callers
 * @param logsJson whether the log is lines of JSON
 */
record EdgeConfiguration(Optional<Settings.Tls> tls, Settings.Limits limits, boolean logsJson) {
  static final EdgeConfiguration DEFAULT =
      new EdgeConfiguration(Optional.empty(), Settings.Limits.DEFAULT, false);

  private static final int MAX = 1_000_000;

  static EdgeConfiguration of(Environment environment) {
    var rates =
        new Settings.Rates(
            environment.number(Setting.CALLER_RATE, 0, MAX),
            environment.number(Setting.TENANT_RATE, 0, MAX),
            refusedTokens(environment));
    var connections =
        new Settings.Connections(
            environment.number(Setting.MAX_CONNECTIONS, 1, MAX),
            environment.number(Setting.MAX_CONNECTIONS_PER_ADDRESS, 1, MAX),
            environment.duration(Setting.TRANSFER_TIMEOUT));
    return new EdgeConfiguration(
        tls(environment),
        Settings.Limits.DEFAULT.with(rates).with(connections),
        logsJson(environment));
  }

  private static boolean logsJson(Environment environment) {
    String format = environment.text(Setting.LOG_FORMAT);
    return switch (format) {
      case "json" -> true;
      case "text" -> false;
      default ->
          throw new InvalidConfigurationException(
              "%s must be text or json, not '%s'".formatted(Setting.LOG_FORMAT.variable(), format));
    };
  }

  private static Optional<Settings.Tls> tls(Environment environment) {
    environment.needs(Setting.TLS_KEY_FILE, Setting.TLS_CERTIFICATE_FILE);
    environment.needs(Setting.TLS_CERTIFICATE_FILE, Setting.TLS_KEY_FILE);
    return environment.has(Setting.TLS_KEY_FILE)
        ? Optional.of(
            new Settings.Tls(
                file(environment, Setting.TLS_CERTIFICATE_FILE),
                file(environment, Setting.TLS_KEY_FILE)))
        : Optional.empty();
  }

  private static Path file(Environment environment, Setting setting) {
    var file = Path.of(environment.text(setting));
    if (!Files.isReadable(file)) {
      throw new InvalidConfigurationException(
          "%s: cannot read '%s'".formatted(setting.variable(), file));
    }
    return file;
  }

  /**
   * Behind a proxy all calls come from one address, and one client must not shut out the others.
   */
  private static int refusedTokens(Environment environment) {
    return !environment.has(Setting.REFUSED_TOKEN_RATE) && environment.has(Setting.PUBLIC_URL)
        ? 0
        : environment.number(Setting.REFUSED_TOKEN_RATE, 0, MAX);
  }
}
