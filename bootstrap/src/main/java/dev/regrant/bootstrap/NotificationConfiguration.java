package dev.regrant.bootstrap;

import dev.regrant.connectors.WebhookNotifier;
import java.time.InstantSource;
import java.util.Optional;

/** How subscriptions are told. */
record NotificationConfiguration(SignedCalls calls) {
  private static final SignedCalls.Variables VARIABLES =
      new SignedCalls.Variables(
          Setting.NOTIFICATIONS_SECRET,
          Setting.NOTIFICATIONS_SECRET_FILE,
          Setting.NOTIFICATIONS_CA_FILE,
          Setting.NOTIFICATIONS_ALLOW_PRIVATE_ADDRESSES);

  /**
   * Reads the settings.
   *
   * @return empty if there can be no subscriptions
   * @throws InvalidConfigurationException if one is wrong
   */
  static Optional<NotificationConfiguration> of(Environment environment) {
    return SignedCalls.of(environment, VARIABLES).map(NotificationConfiguration::new);
  }

  /**
   * Makes what tells them.
   *
   * @throws InvalidConfigurationException if the file of certificates cannot be read
   */
  WebhookNotifier notifier(InstantSource clock) {
    return Configuration.named(
        VARIABLES.names(), () -> new WebhookNotifier(calls.settings(), clock));
  }
}
