package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The description of the server, which every exchange of the tests must keep to. */
final class Description {
  static final JsonObject DOCUMENT = new JsonObject(OpenApi.document());

  private static final String AT = "https://regrant.test/openapi.json";
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder -> builder.schemas(Map.of(AT, DOCUMENT.encode())));
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();
  private static final Set<String> DONE = ConcurrentHashMap.newKeySet();
  private static final Node TREE = tree();

  /** A path that ends behind so many segments may lead farther than what is described. */
  private static final int BEYOND = 7;

  private Description() {}

  /** Where described paths part. */
  private static final class Node {
    private final Map<String, Node> next = new HashMap<>();
    private @Nullable Node id;
    private @Nullable String path;
  }

  private static Node tree() {
    var root = new Node();
    for (String path : DOCUMENT.getJsonObject("paths").fieldNames()) {
      var node = root;
      for (String segment : path.substring(1).split("/", -1)) {
        if (segment.startsWith("{")) {
          node.id = Optional.ofNullable(node.id).orElseGet(Node::new);
          node = node.id;
        } else {
          node = node.next.computeIfAbsent(called(segment), unknown -> new Node());
        }
      }
      node.path = path;
    }
    return root;
  }

  private static String called(String segment) {
    return segment.replaceFirst("\\(.*", "(").toLowerCase(Locale.ROOT);
  }

  /** All operations, as {@code get /v1.0/…}. */
  static Set<String> operations() {
    Set<String> all = new TreeSet<>();
    for (var path : DOCUMENT.getJsonObject("paths")) {
      ((JsonObject) path.getValue())
          .fieldNames()
          .forEach(method -> all.add(method + " " + path.getKey()));
    }
    return all;
  }

  /** Those that have gone well. */
  static Set<String> done() {
    return new TreeSet<>(DONE);
  }

  static JsonObject operation(String operation) {
    String[] methodAndPath = operation.split(" ", 2);
    return DOCUMENT
        .getJsonObject("paths")
        .getJsonObject(methodAndPath[1])
        .getJsonObject(methodAndPath[0]);
  }

  /** The path that is described and leads there. */
  static Optional<String> path(String path) {
    var node = Optional.of(TREE);
    var segments = Incoming.segments(path);
    for (int i = 0; i < segments.size(); i++) {
      boolean isLast = i == segments.size() - 1 || segments.get(i + 1).startsWith("$");
      String plain = ODataType.unqualified(segments.get(i));
      int open = plain.indexOf('(');
      var at = node;
      if (open < 0 || plain.endsWith("()")) {
        node = next(at, open < 0 ? plain : plain.substring(0, open));
      } else {
        // A function or a key by name; or else an id in parentheses, or what leads on as one does.
        node =
            at.filter(one -> isLast && plain.contains("="))
                .map(one -> one.next.get(called(plain)))
                .or(() -> next(at, plain.substring(0, open)).map(one -> one.id));
      }
    }
    return node.map(one -> one.path);
  }

  private static Optional<Node> next(Optional<Node> node, String segment) {
    return node.flatMap(
        one ->
            Optional.ofNullable(one.next.get(segment.toLowerCase(Locale.ROOT)))
                .or(() -> Optional.ofNullable(one.id)));
  }

  /** That an exchange is as it is described. */
  static void check(String method, String path, String sent, int status, String answered) {
    if (method.equals("HEAD")) {
      return; // It has no body, and is otherwise as by GET.
    }
    if (!path.matches("(?i)/+(v1\\.0|beta|regrant)(/.*)?")) {
      return;
    }
    if (status >= 400) {
      checkJson(method + " " + path, OpenApiSchemas.reference("error"), answered);
    }
    var known = pathOrNothing(path);
    var operation =
        known
            .map(one -> DOCUMENT.getJsonObject("paths").getJsonObject(one))
            .map(one -> one.getJsonObject(method.toLowerCase(Locale.ROOT)));
    if (operation.isEmpty()) {
      boolean isFar =
          method.equals("GET") && known.isEmpty() && path.split("/", -1).length > BEYOND;
      if (status < 400 && !isFar) {
        throw new AssertionError("not described: %s %s: %d".formatted(method, path, status));
      }
      return;
    }
    String name = method.toLowerCase(Locale.ROOT) + " " + known.get();
    checkAnswer(name, operation.get(), status, answered);
    if (status < 300) {
      checkBody(name, operation.get(), sent);
      DONE.add(name);
    }
    if (status == 200 && path.toLowerCase(Locale.ROOT).endsWith("/$batch")) {
      checkParts(path.substring(0, path.length() - "/$batch".length()), sent, answered);
    }
  }

  private static Optional<String> pathOrNothing(String path) {
    try {
      return path(path);
    } catch (GraphError malformed) {
      return Optional.empty();
    }
  }

  private static void checkParts(String root, String sent, String answered) {
    Map<String, JsonObject> parts = new TreeMap<>();
    for (Object one : new JsonObject(sent).getJsonArray("requests")) {
      var part = (JsonObject) one;
      parts.put(part.getString("id"), part);
    }
    for (Object one : new JsonObject(answered).getJsonArray("responses")) {
      var answer = (JsonObject) one;
      var part = parts.get(answer.getString("id"));
      boolean isMade = answer.getInteger("status") != 424;
      if (part != null && isMade && !(answer.getValue("body") instanceof String)) {
        String url = part.getString("url").split("\\?", 2)[0];
        var body = part.getJsonObject("body");
        check(
            part.getString("method").toUpperCase(Locale.ROOT),
            root + (url.startsWith("/") ? "" : "/") + url,
            body == null ? "" : body.encode(),
            answer.getInteger("status"),
            Optional.ofNullable(answer.getJsonObject("body")).map(JsonObject::encode).orElse(""));
      }
    }
  }

  private static void checkAnswer(String name, JsonObject operation, int status, String answered) {
    var response = operation.getJsonObject("responses").getJsonObject(Integer.toString(status));
    if (response == null) {
      if (status == 400 || status == 405) {
        return; // Of any path.
      }
      throw new AssertionError("%s is not described to answer %d".formatted(name, status));
    }
    var content = resolved(response).getJsonObject("content");
    if (content == null) {
      if (!answered.isEmpty()) {
        throw new AssertionError("%s is not described to answer: %s".formatted(name, answered));
      }
    } else {
      var type = content.iterator().next();
      if (!type.getKey().equals("application/xml")) {
        checkJson(name, ((JsonObject) type.getValue()).getJsonObject("schema"), answered);
      }
    }
  }

  private static void checkBody(String name, JsonObject operation, String sent) {
    var body = operation.getJsonObject("requestBody");
    // What takes none ignores it.
    if (body != null
        && !sent.isBlank()
        && body.getJsonObject("content").containsKey("application/json")) {
      checkJson(
          name + " takes",
          body.getJsonObject("content").getJsonObject("application/json").getJsonObject("schema"),
          sent);
    }
  }

  private static JsonObject resolved(JsonObject response) {
    String reference = response.getString("$ref");
    return reference == null
        ? response
        : DOCUMENT
            .getJsonObject("components")
            .getJsonObject("responses")
            .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
  }

  /** That a value is what its schema says. */
  private static void checkJson(String what, JsonObject schema, String value) {
    var errors = schema(schema).validate(value, InputFormat.JSON);
    if (!errors.isEmpty()) {
      throw new AssertionError("%s: %s in %s".formatted(what, errors, value));
    }
  }

  static Schema schema(JsonObject schema) {
    return SCHEMAS.computeIfAbsent(
        schema.encode().replace("\"#/", "\"" + AT + "#/"),
        text -> REGISTRY.getSchema(text, InputFormat.JSON));
  }

  /** What a request sends. */
  static String sent(HttpRequest request) {
    var bytes = new ByteArrayOutputStream();
    request
        .bodyPublisher()
        .ifPresent(
            publisher ->
                publisher.subscribe(
                    new Flow.Subscriber<>() {
                      @Override
                      public void onSubscribe(Flow.Subscription to) {
                        to.request(Long.MAX_VALUE);
                      }

                      @Override
                      public void onNext(ByteBuffer part) {
                        byte[] some = new byte[part.remaining()];
                        part.get(some);
                        bytes.writeBytes(some);
                      }

                      @Override
                      public void onError(Throwable failure) {
                        throw new AssertionError(failure);
                      }

                      @Override
                      public void onComplete() {
                        // All is there.
                      }
                    }));
    return bytes.toString(UTF_8);
  }
}
