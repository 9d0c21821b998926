package dev.regrant.bootstrap;

import dev.regrant.application.Connector;
import dev.regrant.connectors.ScimSettings;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One of the connectors that {@link Setting#CONNECTORS} names.
 *
 * @param making what makes it; it may refuse settings by an {@link IllegalArgumentException}
 */
record ConnectorConfiguration(
    String name,
    String originSystem,
    List<String> roles,
    Function<InstantSource, Connector> making) {
  /**
   * Reads all of them. One whose settings are wrong is there all the same: what it makes is a
   * {@link MisconfiguredConnector}.
   *
   * @throws InvalidConfigurationException if two serve the same origin system
   */
  static List<ConnectorConfiguration> all(Environment environment) {
    var all = environment.connectorNames().stream().map(name -> of(environment, name)).toList();
    Map<String, String> systems = new HashMap<>();
    if (environment.has(Setting.LDAP_URL)) {
      systems.put(
          environment.text(Setting.LDAP_ORIGIN_SYSTEM), Setting.LDAP_ORIGIN_SYSTEM.variable());
    }
    for (var connector : all) {
      String variable = ConnectorSetting.ORIGIN_SYSTEM.of(connector.name()).variable();
      String other = systems.putIfAbsent(connector.originSystem(), variable);
      if (other != null) {
        throw new InvalidConfigurationException(
            "%s and %s are both '%s', but one origin system has one connector"
                .formatted(other, variable, connector.originSystem()));
      }
    }
    return all;
  }

  /** The connector, or what takes its place where its settings are wrong. */
  Connector make(InstantSource clock) {
    try {
      return making.apply(clock);
    } catch (IllegalArgumentException wrong) {
      return misconfigured(name, originSystem, roles, wrong);
    }
  }

  /**
   * Reads one that is of the kind {@code scim}.
   *
   * @throws InvalidConfigurationException if a setting is missing or wrong
   */
  static ScimSettings scim(Environment environment, String name) {
    String originSystem = originSystem(environment, name);
    try {
      var unused = read(environment, name, originSystem);
      return HttpConnectors.scim(
          new ConnectorKind.Given(environment, name, originSystem, limits(environment, name)));
    } catch (IllegalArgumentException wrong) {
      throw new InvalidConfigurationException(named(name, FailureException.reason(wrong)));
    }
  }

  private static String originSystem(Environment environment, String name) {
    return environment.optional(ConnectorSetting.ORIGIN_SYSTEM.of(name)).orElse(name);
  }

  private static ConnectorConfiguration of(Environment environment, String name) {
    String originSystem = originSystem(environment, name);
    Optional<ConnectorKind> kind =
        environment.optional(ConnectorSetting.KIND.of(name)).flatMap(ConnectorKind::of);
    List<String> roles = kind.map(ConnectorKind::role).map(List::of).orElse(List.of());
    Function<InstantSource, Connector> making;
    try {
      making = read(environment, name, originSystem);
    } catch (InvalidConfigurationException | IllegalArgumentException wrong) {
      var instead = misconfigured(name, originSystem, roles, wrong);
      making = clock -> instead;
    }
    return new ConnectorConfiguration(name, originSystem, roles, making);
  }

  private static Function<InstantSource, Connector> read(
      Environment environment, String name, String originSystem) {
    Variable setting = ConnectorSetting.KIND.of(name);
    String text = environment.text(setting);
    ConnectorKind kind =
        ConnectorKind.of(text)
            .orElseThrow(
                () ->
                    new InvalidConfigurationException(
                        "%s must be one of %s, not '%s'"
                            .formatted(setting.variable(), ConnectorKind.all(), text)));
    for (ConnectorSetting foreign : ConnectorSetting.values()) {
      if (!foreign.isFor(kind) && environment.has(foreign.of(name))) {
        throw new InvalidConfigurationException(
            "%s is set, but is nothing that the kind %s has"
                .formatted(foreign.of(name).variable(), text));
      }
    }
    return kind.read(
        new ConnectorKind.Given(environment, name, originSystem, limits(environment, name)));
  }

  static Connector.Limits limits(Environment environment, String name) {
    Variable perSecond = ConnectorSetting.MAX_CALLS_PER_SECOND.of(name);
    Variable timeout = ConnectorSetting.CALL_TIMEOUT.of(name);
    return new Connector.Limits(
        environment.number(ConnectorSetting.MAX_CONCURRENT_CALLS.of(name), 1, 1_000),
        environment.has(perSecond)
            ? Optional.of(environment.number(perSecond, 1, 1_000_000))
            : Optional.empty(),
        environment.has(timeout) ? Optional.of(environment.duration(timeout)) : Optional.empty());
  }

  private static MisconfiguredConnector misconfigured(
      String name, String originSystem, List<String> roles, RuntimeException wrong) {
    return new MisconfiguredConnector(
        new Connector.Description(originSystem, roles, Connector.Limits.concurrent(1)),
        named(name, FailureException.reason(wrong)));
  }

  /**
   * Has the records' refusals name the variables. They begin with a setting as it is called there,
   * {@code loginName}; where they name its part, {@code server.url}, it may be anywhere.
   */
  private static String named(String name, String message) {
    String named = message;
    for (ConnectorSetting setting : ConnectorSetting.values()) {
      String called =
          "(^|(?<![\\w./'-])(server|credentials|target|limits)\\.)%ss?\\b"
              .formatted(camelCase(setting));
      named = named.replaceAll(called, setting.of(name).variable());
    }
    return named;
  }

  private static String camelCase(ConnectorSetting setting) {
    var words = new StringBuilder();
    for (String word : setting.name().split("_", -1)) {
      words.append(
          words.isEmpty()
              ? word.toLowerCase(Locale.ROOT)
              : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
    }
    return words.toString();
  }
}
