package dev.regrant.bootstrap;

import dev.regrant.connectors.WebhookExtensionCaller;
import java.time.InstantSource;
import java.util.Optional;

/** How custom extensions are called. */
record ExtensionConfiguration(SignedCalls calls) {
  private static final SignedCalls.Variables VARIABLES =
      new SignedCalls.Variables(
          Setting.EXTENSIONS_SECRET,
          Setting.EXTENSIONS_SECRET_FILE,
          Setting.EXTENSIONS_CA_FILE,
          Setting.EXTENSIONS_ALLOW_PRIVATE_ADDRESSES);

  /**
   * Reads the settings.
   *
   * @return empty if there can be no custom extensions
   * @throws InvalidConfigurationException if one is wrong
   */
  static Optional<ExtensionConfiguration> of(Environment environment) {
    return SignedCalls.of(environment, VARIABLES).map(ExtensionConfiguration::new);
  }

  /**
   * Makes what calls them.
   *
   * @throws InvalidConfigurationException if the file of certificates cannot be read
   */
  WebhookExtensionCaller caller(InstantSource clock) {
    return Configuration.named(
        VARIABLES.names(), () -> new WebhookExtensionCaller(calls.settings(), clock));
  }
}
