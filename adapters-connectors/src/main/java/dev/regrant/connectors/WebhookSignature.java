package dev.regrant.connectors;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs messages and recognises signed ones by the Standard Webhooks scheme: HMAC-SHA256 of id,
 * time in seconds and body, joined by full stops. Thread-safe.
 */
final class WebhookSignature {
  static final String ID = "webhook-id";
  static final String TIMESTAMP = "webhook-timestamp";
  static final String SIGNATURE = "webhook-signature";

  /** How far the clock of the other side may be off, and so how long a message can be replayed. */
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final String PREFIX = "v1,";
  private static final String ALGORITHM = "HmacSHA256";

  private final List<SecretKeySpec> keys;
  private final InstantSource clock;

  /**
   * While secrets are replaced there are several: all sign, and each is enough.
   *
   * @param secrets as {@link WebhookTarget#secrets()} has them
   */
  WebhookSignature(List<String> secrets, InstantSource clock) {
    this.keys =
        secrets.stream()
            .map(secret -> new SecretKeySpec(WebhookTarget.key(secret), ALGORITHM))
            .toList();
    this.clock = clock;
  }

  /** The headers that make the message one of ours. The id has no full stop. */
  Map<String, String> sign(String id, byte[] body) {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    var headers = new LinkedHashMap<String, String>();
    headers.put(ID, id);
    headers.put(TIMESTAMP, timestamp);
    headers.put(
        SIGNATURE,
        keys.stream()
            .map(key -> PREFIX + signature(key, id, timestamp, body))
            .collect(joining(" ")));
    return headers;
  }

  /** Whether the message is signed with a secret of ours, and not too old or from the future. */
  boolean isAuthentic(Map<String, String> headers, byte[] body) {
    String id = headers.getOrDefault(ID, "");
    String timestamp = headers.getOrDefault(TIMESTAMP, "");
    if (id.isEmpty() || !isNow(timestamp)) {
      return false;
    }
    List<byte[]> given =
        Stream.of(headers.getOrDefault(SIGNATURE, "").split(" ", -1))
            .filter(one -> one.startsWith(PREFIX))
            .map(one -> one.substring(PREFIX.length()).getBytes(US_ASCII))
            .toList();
    return keys.stream()
        .map(key -> signature(key, id, timestamp, body).getBytes(US_ASCII))
        // isEqual takes as long for a near miss as for a far one.
        .anyMatch(right -> given.stream().anyMatch(one -> MessageDigest.isEqual(right, one)));
  }

  private boolean isNow(String timestamp) {
    try {
      var sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
      return Duration.between(sent, clock.instant()).abs().compareTo(TOLERANCE) <= 0;
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      return false;
    }
  }

  private static String signature(SecretKeySpec key, String id, String timestamp, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
