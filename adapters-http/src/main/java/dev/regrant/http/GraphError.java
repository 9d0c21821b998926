package dev.regrant.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer that is an error, thrown from wherever it is found out. */
final class GraphError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a client said comes back no longer than that, in characters. */
  private static final int MAX_ECHO = 200;

  private static final int MAX_MESSAGE = 2_000;
  private static final Pattern QUOTED = Pattern.compile("'([^']{" + (MAX_ECHO + 1) + ",})'");

  /** One of several things that are wrong. */
  record Detail(String code, String message) {
    Detail {
      message = shortened(message);
    }
  }

  private final ErrorCode code;
  private final transient Optional<String> target;
  private final transient List<Detail> details;
  private final transient Map<String, String> headers;

  GraphError(
      ErrorCode code,
      String message,
      Optional<String> target,
      List<Detail> details,
      Map<String, String> headers) {
    // An expected answer: a stack trace would cost and tell nothing.
    super(shortened(message), null, false, false);
    this.code = code;
    this.target = target.map(path -> cut(path, MAX_ECHO));
    this.details = List.copyOf(details);
    this.headers = Map.copyOf(headers);
  }

  GraphError(ErrorCode code, String message) {
    this(code, message, Optional.empty(), List.of(), Map.of());
  }

  /** Something that the client said is wrong, and where. */
  static GraphError badRequest(ErrorCode code, String target, String message) {
    return new GraphError(code, message, Optional.of(target), List.of(), Map.of());
  }

  /**
   * A method that a path does not have.
   *
   * @param allowed those it has
   */
  static GraphError methodNotAllowed(String method, String allowed) {
    return new GraphError(
        ErrorCode.METHOD_NOT_ALLOWED,
        "%s is not possible here; these are: %s.".formatted(method, allowed),
        Optional.empty(),
        List.of(),
        Map.of("Allow", allowed));
  }

  /** An error that may be gone later. */
  static GraphError retryable(ErrorCode code, String message, int retryAfterSeconds) {
    return new GraphError(
        code,
        message,
        Optional.empty(),
        List.of(),
        Map.of("Retry-After", Integer.toString(retryAfterSeconds)));
  }

  /** A message whose quotations, and it itself, are not as long as a client likes. */
  private static String shortened(String message) {
    return message.length() <= MAX_ECHO
        ? message
        : cut(
            QUOTED
                .matcher(message)
                .replaceAll(
                    found -> Matcher.quoteReplacement("'" + cut(found.group(1), MAX_ECHO) + "'")),
            MAX_MESSAGE);
  }

  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end) + "…";
  }

  ErrorCode code() {
    return code;
  }

  Optional<String> target() {
    return target;
  }

  Map<String, String> headers() {
    return headers;
  }

  /** What it says, without when and where it happened. */
  JsonObject told() {
    var error = new JsonObject().put("code", code.value()).put("message", getMessage());
    target.ifPresent(path -> error.put("target", path));
    if (!details.isEmpty()) {
      var array = new JsonArray();
      for (Detail detail : details) {
        array.add(new JsonObject().put("code", detail.code()).put("message", detail.message()));
      }
      error.put("details", array);
    }
    return error;
  }

  /** Graph's error body. */
  JsonObject body(Instant now, String requestId, String clientRequestId) {
    var error = told();
    error.put(
        "innerError",
        new JsonObject()
            .put(
                "date",
                DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                    now.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC)))
            .put("request-id", requestId)
            .put("client-request-id", clientRequestId));
    return new JsonObject().put("error", error);
  }
}
