package dev.regrant.connectors;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How addresses are called that clients give. Checks itself; the message of the {@link
 * IllegalArgumentException} names the setting. {@link #toString} shows no secret.
 *
 * @param secrets what signs the messages, as {@link WebhookTarget} has them
 * @param caFile a PEM file of the authorities that may vouch for them; without one, those that the
 *     JVM trusts
 * @param allowPrivateAddresses whether they may be at addresses that are not of the public
 *     internet, and be called by {@code http}
 */
public record WebhookCallSettings(
    List<String> secrets, Optional<Path> caFile, boolean allowPrivateAddresses) {
  public WebhookCallSettings {
    secrets = List.copyOf(secrets);
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("target.secrets must hold at least one secret");
    }
    secrets.forEach(WebhookTarget::key);
  }

  /** Why an address cannot be called, to be read after its name; empty if it may be. */
  Optional<String> objectionTo(String url) {
    try {
      target(url);
      return Optional.empty();
    } catch (IllegalArgumentException wrong) {
      String message = String.valueOf(wrong.getMessage());
      return Optional.of(
          message.contains("unless") ? "must use https" : message.replace("target.url ", ""));
    }
  }

  /** An address, checked. */
  WebhookTarget target(String url) {
    URI parsed;
    try {
      parsed = URI.create(url);
    } catch (IllegalArgumentException e) {
      // Without the cause: it would repeat what may be a secret.
      throw new IllegalArgumentException("target.url is not a URL");
    }
    return new WebhookTarget(parsed, secrets, Optional.empty(), allowPrivateAddresses);
  }

  @Override
  public String toString() {
    return "WebhookCallSettings[secrets=%d, caFile=%s, allowPrivateAddresses=%s]"
        .formatted(secrets.size(), caFile.map(Path::toString).orElse(""), allowPrivateAddresses);
  }
}
