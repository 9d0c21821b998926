package dev.regrant.bootstrap;

import dev.regrant.application.EventSettings;
import dev.regrant.connectors.WebhookEventSettings;
import dev.regrant.connectors.WebhookEventSink;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Whom events are told to, and how.
 *
 * @param receiver where they go
 * @param engine how the engine goes about it
 */
record EventConfiguration(WebhookEventSettings receiver, EventSettings engine) {
  /** Settings by the names that the records use in their messages. */
  private static final Map<String, Setting> NAMES =
      Map.of(
          "target.url", Setting.EVENTS_URL,
          "target.secrets", Setting.EVENTS_SECRET,
          "target.caFile", Setting.EVENTS_CA_FILE,
          "target.allowPrivateAddresses", Setting.EVENTS_ALLOW_PRIVATE_ADDRESSES,
          "timeout", Setting.EVENTS_TIMEOUT,
          "maxAge", Setting.EVENTS_MAX_AGE);

  /**
   * Reads the settings.
   *
   * @return empty if there is no receiver
   * @throws InvalidConfigurationException if one is missing or wrong
   */
  static Optional<EventConfiguration> of(Environment environment) {
    environment.needs(
        Setting.EVENTS_URL,
        Arrays.stream(Setting.values())
            .filter(setting -> setting.name().startsWith("EVENTS_"))
            .toArray(Setting[]::new));
    return environment.has(Setting.EVENTS_URL)
        ? Optional.of(Configuration.named(NAMES, () -> read(environment)))
        : Optional.empty();
  }

  private static EventConfiguration read(Environment environment) {
    var target =
        HttpConnectors.target(
            environment,
            new HttpConnectors.TargetVariables(
                Setting.EVENTS_URL,
                Setting.EVENTS_SECRET,
                Setting.EVENTS_SECRET_FILE,
                Setting.EVENTS_CA_FILE,
                Setting.EVENTS_ALLOW_PRIVATE_ADDRESSES));
    var usual = EventSettings.DEFAULT;
    return new EventConfiguration(
        new WebhookEventSettings(
            environment.text(Setting.EVENTS_NAME),
            target,
            environment.duration(Setting.EVENTS_TIMEOUT)),
        new EventSettings(
            usual.maxConcurrent(),
            usual.lease(),
            usual.baseDelay(),
            usual.maxDelay(),
            environment.duration(Setting.EVENTS_MAX_AGE)));
  }

  /**
   * Makes the receiver.
   *
   * @throws InvalidConfigurationException if the file of certificates cannot be read
   */
  WebhookEventSink sink(InstantSource clock) {
    return Configuration.named(NAMES, () -> new WebhookEventSink(receiver, clock));
  }
}
