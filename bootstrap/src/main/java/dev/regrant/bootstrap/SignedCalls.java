package dev.regrant.bootstrap;

import dev.regrant.connectors.WebhookCallSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** How addresses are called that clients give. */
record SignedCalls(WebhookCallSettings settings) {
  /** The settings that say it. */
  record Variables(
      Setting secret, Setting secretFile, Setting caFile, Setting allowPrivateAddresses) {
    /** By the names that the records use in their messages. */
    Map<String, Setting> names() {
      return Map.of("target.secrets", secret, "target.caFile", caFile);
    }
  }

  /**
   * Reads the settings.
   *
   * @return empty if there is no secret, so that nobody can be called
   * @throws InvalidConfigurationException if one is wrong
   */
  static Optional<SignedCalls> of(Environment environment, Variables variables) {
    var secrets = environment.secret(variables.secret(), variables.secretFile());
    if (secrets.isEmpty()) {
      environment.needs(variables.secret(), variables.caFile(), variables.allowPrivateAddresses());
      return Optional.empty();
    }
    return Optional.of(
        Configuration.named(
            variables.names(),
            () ->
                new SignedCalls(
                    new WebhookCallSettings(
                        Arrays.stream(secrets.get().split(",", -1)).map(String::strip).toList(),
                        environment.optional(variables.caFile()).map(Path::of),
                        environment.isOn(variables.allowPrivateAddresses())))));
  }
}
