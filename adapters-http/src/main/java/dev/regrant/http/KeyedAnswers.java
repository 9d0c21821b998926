package dev.regrant.http;

import static java.lang.System.Logger.Level.WARNING;

import dev.regrant.application.KeyedCalls;
import dev.regrant.application.KeyedCalls.Beginning;
import dev.regrant.application.StaleEntityException;
import dev.regrant.application.UnavailableException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * Answers calls that have an {@code Idempotency-Key}: a repeat gets what the first one got. An
 * error is kept for nobody: a call that was refused is tried when it is repeated.
 */
final class KeyedAnswers {
  static final String HEADER = "Idempotency-Key";

  private static final System.Logger LOG = System.getLogger(KeyedAnswers.class.getName());
  private static final int RETRY_AFTER_SECONDS = 1;

  private KeyedAnswers() {}

  /**
   * Makes a call, or answers it again.
   *
   * @param make makes it
   * @param remade the answer to a call that was made, by what it made or changed, where that can
   *     still be told
   */
  static Answer once(
      Call call,
      String key,
      String what,
      Endpoint endpoint,
      Function<KeyedCalls.Running, Answer> make,
      Function<Optional<UUID>, Answer> remade) {
    var begun =
        call.engine()
            .keyedCalls()
            .begin(call.reads().caller(), key, what, endpoint.about().map(Endpoint.About::kind));
    return switch (Refusals.valueOf(begun, member -> member)) {
      case Beginning.First(var running) -> made(running, make);
      case Beginning.UnderWay() -> throw underWay();
      case Beginning.Answered(var answer) -> read(answer);
      case Beginning.Made(var entity) -> remade.apply(entity);
    };
  }

  static GraphError underWay() {
    return GraphError.retryable(
        ErrorCode.CALL_UNDER_WAY,
        "A call under the same Idempotency-Key is being made. Try again later.",
        RETRY_AFTER_SECONDS);
  }

  private static Answer made(
      KeyedCalls.Running running, Function<KeyedCalls.Running, Answer> make) {
    Optional<String> answered = Optional.empty();
    try {
      var answer = make.apply(running);
      answered = Optional.of(written(answer));
      return answer;
    } finally {
      end(running, answered);
    }
  }

  /** What was made was made, whether or not its answer can be kept. */
  private static void end(KeyedCalls.Running running, Optional<String> answer) {
    try {
      running.end(answer);
    } catch (UnavailableException | StaleEntityException lost) {
      LOG.log(WARNING, "the answer to a call under a key is not kept: {0}", lost.getMessage());
    }
  }

  private static String written(Answer answer) {
    var json =
        new JsonObject()
            .put("status", answer.status())
            .put("type", answer.contentType())
            .put("headers", new JsonObject(new TreeMap<>(answer.headers())));
    answer.body().ifPresent(body -> json.put("body", body));
    return json.encode();
  }

  private static Answer read(String written) {
    var json = new JsonObject(written);
    var answer =
        new Answer(
            json.getInteger("status"),
            json.getString("type"),
            Optional.ofNullable(json.getJsonObject("body")));
    for (var header : json.getJsonObject("headers")) {
      answer = answer.with(header.getKey(), String.valueOf(header.getValue()));
    }
    return answer;
  }

  /** What is asked by a call, in full; the order of members does not matter. */
  static String what(Incoming incoming) {
    var text = new StringBuilder();
    text.append(incoming.method())
        .append(' ')
        .append(String.join("/", incoming.segments()))
        .append('?')
        .append(incoming.query())
        .append('\n');
    if (incoming.body().length() > 0) {
      // It may be null.
      write(text, Optional.ofNullable(StrictJson.read(incoming.body())).orElse(Optional.empty()));
    }
    return text.toString();
  }

  private static void write(StringBuilder text, Object value) {
    switch (value) {
      case JsonObject object -> {
        text.append('{');
        for (var member : new TreeMap<>(object.getMap()).keySet()) {
          text.append(new JsonArray().add(member).encode()).append(':');
          write(text, Optional.ofNullable(object.getValue(member)).orElse(Optional.empty()));
        }
        text.append('}');
      }
      case JsonArray array -> {
        text.append('[');
        for (int i = 0; i < array.size(); i++) {
          write(text, Optional.ofNullable(array.getValue(i)).orElse(Optional.empty()));
        }
        text.append(']');
      }
      case Optional<?> nothing -> text.append("null,");
      default -> text.append(new JsonArray().add(value).encode()).append(',');
    }
  }
}
