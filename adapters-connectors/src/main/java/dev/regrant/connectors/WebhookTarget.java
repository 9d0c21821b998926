package dev.regrant.connectors;

import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where signed messages go. Checks itself; the message of the {@link IllegalArgumentException}
 * names the setting. {@link #toString} leaves out the secrets, and of the URL what may be one.
 *
 * @param url {@code https://…}; {@code http} only where private addresses are allowed
 * @param secrets of the Standard Webhooks scheme, {@code whsec_} and base64 of 24 to 64 random
 *     bytes; several while one is replaced by the next: all sign, and each is enough in a callback
 * @param caFile a PEM file of the authorities that may vouch for the target; without one, those
 *     that the JVM trusts
 * @param allowPrivateAddresses whether the target may be at an address that is not of the public
 *     internet
 */
public record WebhookTarget(
    URI url, List<String> secrets, Optional<Path> caFile, boolean allowPrivateAddresses) {
  private static final String SECRET_PREFIX = "whsec_";
  private static final int MIN_KEY = 24;
  private static final int MAX_KEY = 64;

  public WebhookTarget {
    secrets = List.copyOf(secrets);
    checkUrl(url, allowPrivateAddresses);
    check(!secrets.isEmpty(), "target.secrets must hold at least one secret");
    secrets.forEach(WebhookTarget::key);
    check(
        caFile.isEmpty() || isHttps(url),
        "target.caFile is given, but target.url does not use https");
  }

  /** A public target that the JVM trusts, with one secret. */
  public static WebhookTarget of(String url, String secret) {
    URI parsed;
    try {
      parsed = URI.create(url);
    } catch (IllegalArgumentException e) {
      // Without the cause: it would repeat what may be a secret.
      throw new IllegalArgumentException("target.url is not a URL");
    }
    return new WebhookTarget(parsed, List.of(secret), Optional.empty(), false);
  }

  private static void checkUrl(URI url, boolean allowPrivateAddresses) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    check(
        scheme.equals("https") || scheme.equals("http"),
        "target.url must begin with https://, not '" + scheme + "'");
    check(
        url.getRawUserInfo() == null, "target.url must not hold credentials: messages are signed");
    check(url.getHost() != null, "target.url names no host");
    check(url.getRawFragment() == null, "target.url must not have a fragment");
    check(
        isHttps(url) || allowPrivateAddresses,
        "target.url must use https unless target.allowPrivateAddresses is set");
  }

  /** The bytes of a secret. */
  static byte[] key(String secret) {
    byte[] key;
    try {
      key =
          Base64.getDecoder()
              .decode(
                  secret.startsWith(SECRET_PREFIX)
                      ? secret.substring(SECRET_PREFIX.length())
                      : secret);
    } catch (IllegalArgumentException e) {
      // Without the cause: it would repeat a part of the secret.
      throw new IllegalArgumentException("target.secrets: a secret is not whsec_ and base64");
    }
    check(
        key.length >= MIN_KEY && key.length <= MAX_KEY,
        "target.secrets: a secret must have %d to %d bytes, not %d"
            .formatted(MIN_KEY, MAX_KEY, key.length));
    return key;
  }

  /** Scheme, host and port: what may be shown. */
  String origin() {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  @Override
  public String toString() {
    return "WebhookTarget[url=%s/…, secrets=%d, caFile=%s, allowPrivateAddresses=%s]"
        .formatted(
            origin(), secrets.size(), caFile.map(Path::toString).orElse(""), allowPrivateAddresses);
  }

  private static boolean isHttps(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
