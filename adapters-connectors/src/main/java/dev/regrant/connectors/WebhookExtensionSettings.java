package dev.regrant.connectors;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How custom extensions are called. Checks itself; the message of the {@link
 * IllegalArgumentException} names the setting. {@link #toString} shows no secret.
 *
 * @param secrets what signs the messages, as {@link WebhookTarget} has them
 * @param caFile a PEM file of the authorities that may vouch for extensions; without one, those
 *     that the JVM trusts
 * @param allowPrivateAddresses whether extensions may be at addresses that are not of the public
 *     internet, and be called by {@code http}
 */
public record WebhookExtensionSettings(
    List<String> secrets, Optional<Path> caFile, boolean allowPrivateAddresses) {
  public WebhookExtensionSettings {
    secrets = List.copyOf(secrets);
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("target.secrets must hold at least one secret");
    }
    secrets.forEach(WebhookTarget::key);
  }

  /** An extension's address, checked. */
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
    return "WebhookExtensionSettings[secrets=%d, caFile=%s, allowPrivateAddresses=%s]"
        .formatted(secrets.size(), caFile.map(Path::toString).orElse(""), allowPrivateAddresses);
  }
}
