package dev.regrant.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is sent.
 *
 * @param number of the input in its run: with the seed, it makes the same again
 * @param isFramed whether it is HTTP that an answer must follow, however bad it is otherwise
 */
record FuzzInput(long number, String method, Buffer content, boolean isFramed) {
  /**
   * What inputs are made of.
   *
   * @param idsByList the ids of what is in a list, by the name of the list
   * @param goodCalls paths with bodies that go well, by operation
   */
  record Material(
      List<String> ids,
      Map<String, List<String>> idsByList,
      SortedMap<String, List<String>> goodCalls,
      List<String> tokens) {}

  /** Spreads numbers that follow each other. */
  private static final long MIXED = 0xbf58476d1ce4e5b9L;

  private static final List<String> OPERATIONS = List.copyOf(Description.operations());
  private static final List<String> CHANGES =
      OPERATIONS.stream().filter(one -> !one.startsWith("get ")).toList();
  private static final List<String> METHODS =
      List.of(
          "GET",
          "POST",
          "PUT",
          "PATCH",
          "DELETE",
          "HEAD",
          "OPTIONS",
          "TRACE",
          "PROPFIND",
          "get",
          "X");
  private static final List<String> MEMBERS = members();
  private static final Map<String, List<String>> MEMBERS_OF = new ConcurrentHashMap<>();

  private static List<String> members() {
    var names = new TreeSet<String>(List.of("id", "x", "$it", "@odata.type"));
    Description.DOCUMENT
        .getJsonObject("components")
        .getJsonObject("schemas")
        .forEach(
            one ->
                names.addAll(
                    ((JsonObject) one.getValue())
                        .getJsonObject("properties", new JsonObject())
                        .fieldNames()));
    return List.copyOf(names);
  }

  /** The names that mean something in an operation's query. */
  private static List<String> members(String operation) {
    return MEMBERS_OF.computeIfAbsent(
        operation,
        unknown -> {
          var schema =
              Description.operation(operation)
                  .getJsonObject("responses")
                  .getJsonObject("200", new JsonObject())
                  .getJsonObject("content", new JsonObject())
                  .getJsonObject("application/json", new JsonObject())
                  .getJsonObject("schema", new JsonObject());
          var names = properties(schema);
          var value = names.getJsonObject("value");
          var own = value == null ? names : properties(value.getJsonObject("items"));
          return own.isEmpty() ? MEMBERS : List.copyOf(own.fieldNames());
        });
  }

  private static JsonObject properties(JsonObject schema) {
    String reference = schema.getString("$ref", "");
    return Description.DOCUMENT
        .getJsonObject("components")
        .getJsonObject("schemas")
        .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1), new JsonObject())
        .getJsonObject("properties", new JsonObject());
  }

  /** The input of a number, of this material. */
  static FuzzInput of(long seed, long number, Material material) {
    return new Making(
            new SplittableRandom(new SplittableRandom(seed).nextLong() ^ (number * MIXED)),
            material)
        .input(number);
  }

  byte[] bytes() {
    return content.getBytes();
  }

  private static final class Making {
    private final SplittableRandom random;
    private final Material material;
    private final FuzzText text;
    private final FuzzBody bodies;

    Making(SplittableRandom random, Material material) {
      this.random = random;
      this.material = material;
      text = new FuzzText(random);
      bodies = new FuzzBody(random, text, material.ids());
    }

    FuzzInput input(long number) {
      byte[] whole;
      String method;
      int kind = random.nextInt(100);
      if (kind < 4) {
        method = "POST";
        whole = message(method, text.oneOf(List.of("/v1.0/$batch", "/beta/$batch")), batch());
      } else if (kind < 30) {
        String operation = text.oneOf(List.copyOf(material.goodCalls().keySet()));
        String[] pathAndBody =
            text.oneOf(material.goodCalls().getOrDefault(operation, List.of())).split("\n", 2);
        method = method(operation);
        whole = message(method, pathAndBody[0], bodies.near(new JsonObject(pathAndBody[1])));
      } else {
        String operation = kind < 60 ? text.oneOf(CHANGES) : text.oneOf(OPERATIONS);
        method = method(operation);
        whole = message(method, path(operation) + query(operation), body(operation, method));
      }
      boolean isFramed = !text.chance(1);
      return new FuzzInput(
          number, method, Buffer.buffer(isFramed ? whole : broken(whole)), isFramed);
    }

    private String method(String operation) {
      return text.chance(96)
          ? operation.substring(0, operation.indexOf(' ')).toUpperCase(Locale.ROOT)
          : text.oneOf(METHODS);
    }

    private String path(String operation) {
      var path = new StringBuilder();
      String described = operation.substring(operation.indexOf(' ') + 1);
      int from = 0;
      for (int open = described.indexOf('{'); open >= 0; open = described.indexOf('{', from)) {
        path.append(described, from, open);
        path.append(id(described.substring(0, open)));
        from = described.indexOf('}', open) + 1;
      }
      path.append(described.substring(from));
      return switch (random.nextInt(50)) {
        case 0 -> path + "/" + text.encoded(text.value());
        case 1 -> path.toString().replace("/", "//");
        case 2 -> path.toString().toUpperCase(Locale.ROOT);
        case 3 -> path + "('" + text.encoded(text.value()) + "')";
        case 4 -> path.substring(0, random.nextInt(path.length()));
        case 5 -> "/" + text.encoded(text.value());
        case 6 -> path + "/..;/" + "../".repeat(random.nextInt(30));
        default -> path.toString();
      };
    }

    /** An id of what is in the list, of something else, or none at all. */
    private String id(String before) {
      if (text.chance(8)) {
        return text.encoded(text.value());
      }
      String list = before.replaceFirst("/$", "").replaceFirst(".*/", "");
      var ids = material.idsByList().getOrDefault(list, List.of());
      return text.oneOf(ids.isEmpty() || text.chance(15) ? material.ids() : ids);
    }

    private String query(String operation) {
      var query = new StringBuilder();
      var parameters = Description.operation(operation).getJsonArray("parameters");
      for (Object parameter : parameters) {
        String reference = ((JsonObject) parameter).getString("$ref", "");
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        if (!name.isEmpty() && !name.contains("-") && !name.equals("Prefer") && text.chance(9)) {
          String option = (name.equals("preview") ? "" : "$") + name;
          query.append(query.isEmpty() ? '?' : '&').append(option).append('=');
          query.append(
              text.encoded(text.option(option, text.chance(85) ? members(operation) : MEMBERS)));
        }
      }
      if (text.chance(3)) {
        query.append(query.isEmpty() ? '?' : '&').append(text.encoded(text.value()));
      }
      return query.toString();
    }

    private byte[] body(String operation, String method) {
      var body = Description.operation(operation).getJsonObject("requestBody");
      if (method.equals("GET") && text.chance(98)) {
        return new byte[0];
      }
      if (body == null) {
        return text.chance(80) ? new byte[0] : bodies.of(new JsonObject());
      }
      var content = body.getJsonObject("content").iterator().next();
      return bodies.of(((JsonObject) content.getValue()).getJsonObject("schema"));
    }

    private byte[] batch() {
      var requests = new JsonArray();
      for (int i = 0; i < random.nextInt(6); i++) {
        String operation = text.oneOf(OPERATIONS);
        String url = path(operation).replaceFirst("^/(v1\\.0|beta)", "") + query(operation);
        var part =
            new JsonObject()
                .put("id", Integer.toString(random.nextInt(8)))
                .put("method", text.chance(95) ? method(operation) : text.value())
                .put("url", text.chance(95) ? url : text.value());
        if (text.chance(40)) {
          part.put(
              "headers",
              new JsonObject()
                  .put("Content-Type", text.chance(80) ? "application/json" : text.value()));
          part.put("body", new JsonObject().put("displayName", text.value()));
        }
        if (text.chance(15)) {
          part.put("dependsOn", new JsonArray().add(Integer.toString(random.nextInt(8))));
        }
        requests.add(part);
      }
      return new JsonObject().put("requests", requests).encode().getBytes(UTF_8);
    }

    private byte[] message(String method, String path, byte[] body) {
      var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n");
      if (text.chance(97)) {
        head.append("Authorization: ").append(authorization()).append("\r\n");
      }
      if (text.chance(92)) {
        head.append("Content-Type: application/json\r\n");
      } else {
        header(head, "Content-Type", List.of("text/plain", "application/json;charset=x", "x", "/"));
      }
      if (text.chance(8)) {
        header(head, "Idempotency-Key", List.of("k1", "k2", "", "x".repeat(300)));
      }
      if (text.chance(8)) {
        header(
            head,
            text.oneOf(List.of("If-Match", "If-None-Match")),
            List.of("*", "\"1\"", "W/\"x\"", "\"", ""));
      }
      if (text.chance(8)) {
        header(
            head,
            "Prefer",
            List.of("return=minimal", "include-unknown-enum-members", "odata.maxpagesize=-1"));
      }
      if (text.chance(8)) {
        header(head, "client-request-id", List.of("c-1", "x".repeat(200), ""));
      }
      if (text.chance(5)) {
        header(
            head,
            text.oneOf(
                List.of(
                    "Accept",
                    "Accept-Encoding",
                    "Content-Encoding",
                    "X-Forwarded-For",
                    "Range",
                    "Origin",
                    "X-HTTP-Method-Override",
                    "OData-Version")),
            List.of("*/*", "gzip", "bytes=0-1", "9.9", "DELETE", "identity"));
      }
      head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
      var whole = new ByteArrayOutputStream();
      whole.writeBytes(head.toString().getBytes(ISO_8859_1));
      whole.writeBytes(body);
      return whole.toByteArray();
    }

    private String host() {
      return text.chance(98)
          ? "127.0.0.1"
          : text.oneOf(List.of("x", "[::1]:9", "a:99999", "%", "x".repeat(300)));
    }

    private void header(StringBuilder head, String name, List<String> usual) {
      String value =
          text.chance(70)
              ? text.oneOf(usual)
              : text.value().replaceAll("[\\x00-\\x1f\\x7f]|[^\\x00-\\xff]", "?");
      head.append(name).append(": ").append(value).append("\r\n");
    }

    private String authorization() {
      String token = text.oneOf(material.tokens());
      return switch (random.nextInt(160)) {
        case 0 -> "Basic eDp5";
        case 1 -> "Bearer";
        case 2 -> "Bearer " + token.substring(0, random.nextInt(token.length()));
        case 3 -> {
          var tampered = new StringBuilder(token);
          tampered.setCharAt(random.nextInt(token.length()), 'A');
          yield "Bearer " + tampered;
        }
        case 4 -> "Bearer " + token.substring(0, token.lastIndexOf('.') + 1);
        case 5 -> "bearer  " + token + " ";
        case 6 -> "Bearer " + token + "." + token;
        case 7 -> "Bearer eyJhbGciOiJub25lIn0" + token.substring(token.indexOf('.'));
        default -> "Bearer " + token;
      };
    }

    /** No HTTP any more, or hardly. */
    private byte[] broken(byte[] whole) {
      byte[] bad = whole.clone();
      switch (random.nextInt(4)) {
        case 0 -> {
          for (int i = 0; i < 1 + random.nextInt(20); i++) {
            bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
          }
        }
        case 1 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
        case 2 -> bad = ("X".repeat(random.nextInt(20_000)) + printed(bad)).getBytes(ISO_8859_1);
        default ->
            bad =
                printed(bad)
                    .replaceFirst(
                        "Content-Length: \\d+",
                        text.oneOf(
                            List.of(
                                "Transfer-Encoding: chunked",
                                "Content-Length: -1",
                                "Content-Length: 99999999999999",
                                "Content-Length: 5\r\nContent-Length: 6",
                                "Expect: 100-continue\r\nContent-Length: 0",
                                "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nContent-Length: 0")))
                    .getBytes(ISO_8859_1);
      }
      return bad;
    }

    private static String printed(byte[] bytes) {
      return new String(bytes, ISO_8859_1);
    }
  }
}
