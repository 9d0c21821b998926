package dev.regrant.bootstrap;

import dev.regrant.connectors.WebhookExtensionCaller;
import dev.regrant.connectors.WebhookExtensionSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** How custom extensions are called. */
record ExtensionConfiguration(WebhookExtensionSettings caller) {
  /** Settings by the names that the records use in their messages. */
  private static final Map<String, Setting> NAMES =
      Map.of(
          "target.secrets", Setting.EXTENSIONS_SECRET,
          "target.caFile", Setting.EXTENSIONS_CA_FILE);

  /**
   * Reads the settings.
   *
   * @return empty if there can be no custom extensions
   * @throws InvalidConfigurationException if one is wrong
   */
  static Optional<ExtensionConfiguration> of(Environment environment) {
    var secrets = environment.secret(Setting.EXTENSIONS_SECRET, Setting.EXTENSIONS_SECRET_FILE);
    if (secrets.isEmpty()) {
      environment.needs(
          Setting.EXTENSIONS_SECRET,
          Setting.EXTENSIONS_CA_FILE,
          Setting.EXTENSIONS_ALLOW_PRIVATE_ADDRESSES);
      return Optional.empty();
    }
    return Optional.of(
        Configuration.named(
            NAMES,
            () ->
                new ExtensionConfiguration(
                    new WebhookExtensionSettings(
                        Arrays.stream(secrets.get().split(",", -1)).map(String::strip).toList(),
                        environment.optional(Setting.EXTENSIONS_CA_FILE).map(Path::of),
                        environment.isOn(Setting.EXTENSIONS_ALLOW_PRIVATE_ADDRESSES)))));
  }

  /**
   * Makes what calls them.
   *
   * @throws InvalidConfigurationException if the file of certificates cannot be read
   */
  WebhookExtensionCaller caller(InstantSource clock) {
    return Configuration.named(NAMES, () -> new WebhookExtensionCaller(caller, clock));
  }
}
