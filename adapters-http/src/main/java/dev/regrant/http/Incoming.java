package dev.regrant.http;

import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call as it came in, by itself or in a batch.
 *
 * @param path as it was sent, percent-encoded
 * @param query as it was sent
 * @param header the value of a header, in any casing
 */
record Incoming(
    String method,
    String path,
    @Nullable String query,
    Function<String, Optional<String>> header,
    Buffer body) {
  /** The path's segments, decoded. */
  List<String> segments() {
    return segments(path);
  }

  static List<String> segments(String path) {
    return Stream.of(path.split("/"))
        .filter(segment -> !segment.isEmpty())
        .map(Incoming::decoded)
        .toList();
  }

  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new GraphError(ErrorCode.BAD_REQUEST, "The path is not percent-encoded rightly.");
    }
  }
}
