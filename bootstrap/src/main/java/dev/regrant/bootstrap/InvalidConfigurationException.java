package dev.regrant.bootstrap;

/** A setting that is missing or wrong; the message names its variable. */
final class InvalidConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InvalidConfigurationException(String message) {
    super(message);
  }
}
