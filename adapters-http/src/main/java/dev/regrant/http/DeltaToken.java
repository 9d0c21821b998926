package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regrant.application.ChangeFeed.Cursor;
import dev.regrant.application.ChangeFeed.Position;
import dev.regrant.application.ChangeMark;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a link of a delta query remembers. It is no secret and gives no right: what is read by it is
 * what its bearer may read. A hash keeps what was changed, or is of something else, from being
 * taken for what it is not.
 *
 * @param cursor where to go on
 * @param list the part of the list to go on with, while that is still read
 * @param options the query options of the first call
 */
record DeltaToken(Cursor cursor, Optional<String> list, String options) {
  private static final int HASH = 16;

  /**
   * What is put into a link.
   *
   * @param scope whose token it is, and of what
   */
  String encoded(String scope) {
    var from = cursor.from();
    var json =
        new JsonArray()
            .add(from.reach())
            .add(from.mark().epoch())
            .add(from.mark().position())
            .add(from.at().toString())
            .add(cursor.after().map(UUID::toString).orElse(null))
            .add(cursor.until().map(until -> until.mark().position()).orElse(null))
            .add(cursor.until().map(until -> until.at().toString()).orElse(null))
            .add(list.orElse(null))
            .add(options);
    byte[] content = json.encode().getBytes(UTF_8);
    byte[] all = Arrays.copyOf(hash(scope, content), HASH + content.length);
    System.arraycopy(content, 0, all, HASH, content.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /** What was {@link #encoded} for this scope. */
  static DeltaToken of(String scope, String option, String encoded) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(encoded);
      if (all.length > HASH) {
        byte[] content = Arrays.copyOfRange(all, HASH, all.length);
        if (MessageDigest.isEqual(hash(scope, content), Arrays.copyOf(all, HASH))) {
          return read(new JsonArray(new String(content, UTF_8)));
        }
      }
    } catch (DecodeException
        | IllegalArgumentException
        | DateTimeException
        | ClassCastException notOurs) {
      throw none(option);
    }
    throw none(option);
  }

  private static GraphError none(String option) {
    return GraphError.badRequest(
        ErrorCode.INVALID_DELTA_TOKEN,
        option,
        "The %s is none that was given out for this list. Call a link as it was given, or begin again without it."
            .formatted(option));
  }

  private static DeltaToken read(JsonArray json) {
    String reach = json.getString(0);
    String epoch = json.getString(1);
    @Nullable String after = json.getString(4);
    @Nullable Long until = json.getLong(5);
    return new DeltaToken(
        new Cursor(
            position(reach, epoch, json.getLong(2), json.getString(3)),
            Optional.ofNullable(after).map(UUID::fromString),
            Optional.ofNullable(until)
                .map(position -> position(reach, epoch, position, json.getString(6)))),
        Optional.ofNullable(json.getString(7)),
        json.getString(8));
  }

  private static Position position(String reach, String epoch, long position, String at) {
    return new Position(new ChangeMark(epoch, position), Instant.parse(at), reach);
  }

  private static byte[] hash(String scope, byte[] content) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update((scope + "\n").getBytes(UTF_8));
      return Arrays.copyOf(digest.digest(content), HASH);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
