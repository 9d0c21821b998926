package dev.regrant.http;

import static dev.regrant.http.Name.both;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Several calls in one: Graph's JSON batching (Graph's "Combine multiple HTTP requests using JSON
 * batching"). Each part is a call by itself, with an answer of its own; they are made one after the
 * other, in their order, except that a part comes behind those that it depends on.
 */
final class Batch {
  /** The most calls in one. */
  static final int MAX_PARTS = 20;

  /** Calls that have not begun by then are not made: in an outage, each may wait long. */
  static final Duration MAX_TIME = Duration.ofSeconds(30);

  private static final Name REQUESTS = both("requests");
  private static final Name ID = both("id");
  private static final Name METHOD = both("method");
  private static final Name URL = both("url");
  private static final Name HEADERS = both("headers");
  private static final Name BODY = both("body");
  private static final Name DEPENDS_ON = both("dependsOn");
  private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:|//");
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  /**
   * One of the calls.
   *
   * @param dependsOn the ids of those that must have gone well before
   */
  private record One(String id, Incoming call, List<String> dependsOn) {}

  private final List<One> parts;

  private Batch(List<One> parts) {
    this.parts = parts;
  }

  static boolean isCalled(List<String> segments) {
    return segments.size() == 2
        && ApiVersion.of(segments.getFirst()).isPresent()
        && segments.get(1).equalsIgnoreCase("$batch");
  }

  /** The batch that a call brings. */
  static Batch of(Incoming call) {
    if (!call.method().equals("POST")) {
      throw GraphError.methodNotAllowed(call.method(), "POST");
    }
    var version = ApiVersion.of(call.segments().getFirst()).orElseThrow();
    var body = Body.of(version, call.body());
    var all = body.objects(REQUESTS);
    if (all.isEmpty() || all.size() > MAX_PARTS) {
      throw body.invalid(
          REQUESTS,
          "'requests' must hold 1 to %d requests, not %d.".formatted(MAX_PARTS, all.size()));
    }
    Map<String, One> given = new LinkedHashMap<>();
    for (Body one : all) {
      String id = one.required(ID, one.text(ID));
      if (given.put(id, part(version, id, one)) != null) {
        throw one.invalid(ID, "There are two requests of the id '%s'.".formatted(id));
      }
    }
    for (Body one : all) {
      for (String other : one.texts(DEPENDS_ON)) {
        if (!given.containsKey(other)) {
          throw one.invalid(DEPENDS_ON, "There is no request of the id '%s'.".formatted(other));
        }
      }
    }
    return new Batch(
        ordered(List.copyOf(given.values()))
            .orElseThrow(
                () -> body.invalid(REQUESTS, "Requests depend on each other in a circle.")));
  }

  /** Each behind those that it depends on; nothing if they go round in a circle. */
  private static Optional<List<One>> ordered(List<One> given) {
    var ordered = new ArrayList<One>();
    var done = new HashSet<String>();
    while (ordered.size() < given.size()) {
      var next =
          given.stream()
              .filter(one -> !done.contains(one.id()) && done.containsAll(one.dependsOn()))
              .findFirst();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      ordered.add(next.get());
      done.add(next.get().id());
    }
    return Optional.of(ordered);
  }

  private static One part(ApiVersion version, String id, Body body) {
    String method = body.required(METHOD, body.text(METHOD)).toUpperCase(Locale.ROOT);
    if (!METHODS.contains(method)) {
      throw body.invalid(
          METHOD, "'%s' is none of GET, POST, PUT, PATCH, DELETE.".formatted(method));
    }
    String url = body.required(URL, body.text(URL));
    if (url.length() > GraphServer.MAX_LINE) {
      throw body.invalid(
          URL, "The address is longer than %d characters.".formatted(GraphServer.MAX_LINE));
    }
    if (ABSOLUTE.matcher(url).lookingAt()) {
      throw body.invalid(
          URL, "'%s' must begin behind /%s, with a slash.".formatted(url, version.path()));
    }
    String[] pathAndQuery = url.split("\\?", 2);
    String path = pathAndQuery[0].startsWith("/") ? pathAndQuery[0] : "/" + pathAndQuery[0];
    var headers = headers(body);
    return new One(
        id,
        new Incoming(
            method,
            "/" + version.path() + path.replace(" ", "%20"),
            pathAndQuery.length == 1 ? null : pathAndQuery[1],
            name -> Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))),
            body.object(BODY).map(one -> content(one.json())).orElseGet(Buffer::buffer)),
        body.texts(DEPENDS_ON));
  }

  /** Halves of surrogate pairs stay what they are, for the call to refuse: UTF-8 has none. */
  private static Buffer content(JsonObject json) {
    var text = new StringBuilder();
    json.encode()
        .codePoints()
        .forEach(
            one -> {
              if (WireFormat.isSurrogate(one)) {
                text.append("\\u%04x".formatted(one));
              } else {
                text.appendCodePoint(one);
              }
            });
    return Buffer.buffer(text.toString());
  }

  private static Map<String, String> headers(Body body) {
    Map<String, String> headers = new HashMap<>();
    body.object(HEADERS)
        .ifPresent(
            all ->
                all.json()
                    .forEach(
                        header ->
                            headers.put(
                                header.getKey().toLowerCase(Locale.ROOT),
                                String.valueOf(header.getValue()))));
    return headers;
  }

  /**
   * Makes the calls.
   *
   * @param make makes one; where that fails, gives the error's answer
   * @param failed the answer to a call that is not made
   */
  Answer answer(
      Function<Incoming, Answer> make, Function<GraphError, Answer> failed, InstantSource clock) {
    var end = clock.instant().plus(MAX_TIME);
    Map<String, Integer> statuses = new HashMap<>();
    var responses = new JsonArray();
    for (One part : parts) {
      var answer =
          notMade(part, statuses)
              .or(() -> clock.instant().isAfter(end) ? Optional.of(late()) : Optional.empty())
              .map(failed)
              .orElseGet(() -> make.apply(part.call()));
      statuses.put(part.id(), answer.status());
      responses.add(json(part.id(), answer));
    }
    return Answer.own(new JsonObject().put("responses", responses));
  }

  private static Optional<GraphError> notMade(One part, Map<String, Integer> statuses) {
    return part.dependsOn().stream()
        .filter(id -> statuses.getOrDefault(id, 0) >= 400)
        .findFirst()
        .map(
            id ->
                new GraphError(
                    ErrorCode.FAILED_DEPENDENCY,
                    "The request '%s', which this one depends on, failed.".formatted(id)));
  }

  private static GraphError late() {
    return GraphError.retryable(
        ErrorCode.SERVICE_UNAVAILABLE,
        "The requests before took longer than %d s, so this one was not made."
            .formatted(MAX_TIME.toSeconds()),
        1);
  }

  private static JsonObject json(String id, Answer answer) {
    var headers = new JsonObject();
    answer.headers().forEach(headers::put);
    var json =
        new JsonObject().put("id", id).put("status", answer.status()).put("headers", headers);
    if (answer.content().isPresent()) {
      headers.put("Content-Type", answer.contentType());
    }
    answer.body().ifPresent(body -> json.put("body", body));
    // What is no JSON is sent like this.
    answer
        .text()
        .ifPresent(
            text -> json.put("body", Base64.getEncoder().encodeToString(text.getBytes(UTF_8))));
    return json;
  }
}
