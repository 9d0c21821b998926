package dev.regrant.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads settings from variables. What cannot be read is refused by the variable's name. */
final class Environment {
  private final Map<String, String> variables;

  /**
   * An empty variable counts as not set.
   *
   * @throws InvalidConfigurationException if one begins with {@code REGRANT_} and is no setting
   */
  Environment(Map<String, String> variables) {
    this.variables =
        variables.entrySet().stream()
            .filter(variable -> variable.getKey().startsWith(Setting.PREFIX))
            .filter(variable -> !variable.getValue().isBlank())
            .collect(Collectors.toMap(Map.Entry::getKey, variable -> variable.getValue().strip()));
    var known = known().collect(Collectors.toSet());
    var unknown =
        this.variables.keySet().stream().filter(name -> !known.contains(name)).sorted().toList();
    if (!unknown.isEmpty()) {
      throw new InvalidConfigurationException(
          "%s: there is no such setting; 'regrant serve --help' lists them"
              .formatted(String.join(", ", unknown)));
    }
  }

  private Stream<String> known() {
    return Stream.concat(
        Arrays.stream(Setting.values()).map(Setting::variable),
        connectorNames().stream()
            .flatMap(
                name ->
                    Arrays.stream(ConnectorSetting.values())
                        .map(setting -> setting.of(name).variable())));
  }

  /** The connectors that {@link Setting#CONNECTORS} names. */
  List<String> connectorNames() {
    if (!has(Setting.CONNECTORS)) {
      return List.of();
    }
    var names = list(Setting.CONNECTORS);
    var seen = new HashSet<String>();
    for (String name : names) {
      if (!name.matches("[a-z0-9_]+")) {
        throw new InvalidConfigurationException(
            "%s: '%s' is no name of a to z, digits and _"
                .formatted(Setting.CONNECTORS.variable(), name));
      }
      if (!seen.add(name)) {
        throw new InvalidConfigurationException(
            "%s names '%s' twice".formatted(Setting.CONNECTORS.variable(), name));
      }
    }
    return names;
  }

  boolean has(Variable setting) {
    return variables.containsKey(setting.variable());
  }

  Optional<String> optional(Variable setting) {
    return Optional.ofNullable(variables.get(setting.variable())).or(setting::defaultValue);
  }

  String text(Variable setting) {
    return optional(setting)
        .orElseThrow(() -> new InvalidConfigurationException(setting.variable() + " is not set"));
  }

  List<String> list(Variable setting) {
    return Arrays.stream(text(setting).split(",")).map(String::strip).toList();
  }

  int number(Variable setting, int min, int max) {
    String rule = "a whole number from %d to %d".formatted(min, max);
    int number = parse(setting, rule, Integer::valueOf);
    if (number < min || number > max) {
      throw refusal(setting, rule);
    }
    return number;
  }

  boolean isOn(Variable setting) {
    return parse(
        setting,
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  Duration duration(Variable setting) {
    return parse(setting, "a duration of ISO 8601, such as PT30S or P14D", Duration::parse);
  }

  UUID uuid(Variable setting) {
    return parse(setting, "a UUID", UUID::fromString);
  }

  /** The refusal shows nothing of the value, as there may be a secret in it. */
  URI webAddress(Variable setting) {
    var refusal =
        new InvalidConfigurationException(
            setting.variable() + " must be an http or https URL with a host");
    URI address;
    try {
      address = URI.create(text(setting));
    } catch (IllegalArgumentException wrong) {
      throw refusal;
    }
    if (!String.valueOf(address.getScheme()).matches("(?i)https?") || address.getHost() == null) {
      throw refusal;
    }
    return address;
  }

  /** The value of {@code secret}, or what is in the file that {@code file} names. */
  Optional<String> secret(Variable secret, Variable file) {
    Optional<Path> path = optional(file).map(Path::of);
    if (path.isEmpty()) {
      return optional(secret);
    }
    if (has(secret)) {
      throw new InvalidConfigurationException(
          "%s and %s are both set".formatted(secret.variable(), file.variable()));
    }
    try {
      return Optional.of(Files.readString(path.get()).strip());
    } catch (IOException failed) {
      throw new InvalidConfigurationException(
          "%s: cannot read '%s'".formatted(file.variable(), path.get()));
    }
  }

  /** Refuses {@code these} where the setting that gives them a meaning is not there. */
  void needs(Variable needed, Variable... these) {
    for (Variable setting : these) {
      if (has(setting) && !has(needed)) {
        throw new InvalidConfigurationException(
            "%s is set, but %s is not".formatted(setting.variable(), needed.variable()));
      }
    }
  }

  private <T> T parse(Variable setting, String rule, Function<String, T> parser) {
    try {
      return parser.apply(text(setting));
    } catch (IllegalArgumentException | DateTimeParseException wrong) {
      throw refusal(setting, rule);
    }
  }

  private InvalidConfigurationException refusal(Variable setting, String rule) {
    return new InvalidConfigurationException(
        "%s must be %s, not '%s'".formatted(setting.variable(), rule, text(setting)));
  }
}
