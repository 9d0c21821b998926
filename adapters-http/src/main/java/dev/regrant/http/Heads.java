package dev.regrant.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;

/**
 * What the heads of calls may not say, since another server on the way may read it otherwise (RFC
 * 9112, sections 3.2 and 6).
 */
final class Heads {
  private static final int MAX_HEADERS = 200;

  private Heads() {}

  /**
   * Whether no other call may follow. Who says both where a body ends and that it comes in chunks
   * has the connection closed (RFC 9112, section 6.1); what was said is not known any more here, so
   * that chunks are enough.
   */
  static boolean isLast(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_2
        && request.headers().contains("Transfer-Encoding");
  }

  /** What is ambiguous about a call. The connection is not to be used again then. */
  static Optional<GraphError> ambiguity(HttpServerRequest request) {
    var headers = request.headers();
    if (headers.size() > MAX_HEADERS) {
      return refusal("There are more than %d headers.".formatted(MAX_HEADERS));
    }
    if (request.version() == HttpVersion.HTTP_2) {
      // There they are no line ends, but they would be in whatever passes the header on.
      return headers.entries().stream().anyMatch(header -> hasControls(header.getValue()))
          ? refusal("A header has a control character in it.")
          : Optional.empty();
    }
    if (headers.contains("")) {
      return refusal("A header has no name.");
    }
    var encodings = headers.getAll("Transfer-Encoding");
    if (encodings.size() > 1
        || (encodings.size() == 1 && !encodings.getFirst().equalsIgnoreCase("chunked"))) {
      return refusal("The only Transfer-Encoding is 'chunked', once.");
    }
    if (!encodings.isEmpty()
        && (request.version() == HttpVersion.HTTP_1_0 || headers.contains("Content-Length"))) {
      return refusal("Transfer-Encoding does not go with Content-Length, nor with HTTP/1.0.");
    }
    if (headers.getAll("Content-Length").size() > 1) {
      return refusal("There are several Content-Length headers.");
    }
    int hosts = headers.getAll("Host").size();
    return hosts > 1 || (hosts == 0 && request.version() == HttpVersion.HTTP_1_1)
        ? refusal("There must be one Host header.")
        : Optional.empty();
  }

  private static boolean hasControls(String value) {
    return value.chars().anyMatch(one -> one == '\r' || one == '\n' || one == 0);
  }

  private static Optional<GraphError> refusal(String message) {
    return Optional.of(new GraphError(ErrorCode.BAD_REQUEST, message));
  }
}
