package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Query;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/querying.md} is true: its requests are sent, and its limits are those of the code.
 */
class QueryingDocumentTest {
  private static final Subject BOB = Subject.of("7d7e4a4e-0000-4000-8000-00000000000b");
  private static final Pattern BLOCK = Pattern.compile("```http\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LIMIT = Pattern.compile("(?m)^\\| (.+) \\| ([0-9,]+) \\|$");
  private static final String MORE = "…";

  private static String document() throws IOException {
    return Files.readString(Path.of("../docs/querying.md"), UTF_8);
  }

  @Test
  void each_request_is_answered_as_it_is_told() throws IOException {
    try (var server = new TestServer()) {
      server.directory.with(BOB);
      var world = World.in(server);
      String request = world.request();
      server.run();
      server.target.refuseNext("g2", ErrorClass.FORBIDDEN);
      server.post("v1.0", "/assignmentRequests", world.adminAdd(BOB));
      server.run();
      server.post("v1.0", "/catalogs", "{\"displayName\":\"Research\"}");
      String finance =
          server.post("v1.0", "/catalogs", "{\"displayName\":\"Finance\"}").getString("id");
      server.post(
          "v1.0",
          "/accessPackages",
          "{\"displayName\":\"Analyst\",\"description\":\"To begin figures\",\"catalog\":{\"id\":\"%s\"}}"
              .formatted(finance));
      Map<String, String> known = new LinkedHashMap<>();
      known.put("<package>", world.accessPackage());
      known.put("<request>", request);

      var blocks = BLOCK.matcher(document()).results().map(one -> one.group(1)).toList();
      assertThat(blocks).hasSizeGreaterThan(30);
      for (int i = 0; i < blocks.size(); i += 2) {
        exchange(server, blocks.get(i), blocks.get(i + 1), known);
      }
    }
  }

  private static void exchange(
      TestServer server, String sent, String told, Map<String, String> known) {
    String request = sent;
    for (var one : known.entrySet()) {
      request = request.replace(one.getKey(), one.getValue());
    }
    String[] lineAndBody = request.strip().split("\n\n", 2);
    String[] methodAndPath = lineAndBody[0].split(" ", 2);
    String path = methodAndPath[1].replaceFirst("^…", "/v1.0" + TestServer.BASE);
    var answer =
        server.send(
            server
                .authorized(path.substring(1))
                .method(
                    methodAndPath[0],
                    TestServer.content(lineAndBody.length == 1 ? "" : lineAndBody[1]))
                .build());

    String[] statusAndBody = told.strip().split("\n\n", 2);
    assertThat(answer.statusCode())
        .as("%s: %s", sent, answer.body())
        .isEqualTo(Integer.parseInt(statusAndBody[0]));
    List<String> faults = new ArrayList<>();
    compare("", Json.decodeValue(statusAndBody[1]), Json.decodeValue(answer.body()), faults);
    assertThat(faults).as("%s: %s", sent, answer.body()).isEmpty();
    if (answer.body().contains("nextLink")) {
      var next = URI.create(new JsonObject(answer.body()).getString("@odata.nextLink"));
      known.put("<nextLink>", next.getRawPath() + "?" + next.getRawQuery());
    }
  }

  /** That something is as it is told, where … is anything. */
  private static void compare(String at, Object told, Object found, List<String> faults) {
    if (told instanceof JsonObject expected && found instanceof JsonObject object) {
      boolean isPart = expected.containsKey(MORE);
      for (String name : object.fieldNames()) {
        if (expected.containsKey(name)) {
          compare(at + "." + name, expected.getValue(name), object.getValue(name), faults);
        } else if (!isPart && !name.equals("@odata.etag")) {
          faults.add(at + "." + name + " is not told");
        }
      }
      expected.fieldNames().stream()
          .filter(name -> !name.equals(MORE) && !object.containsKey(name))
          .forEach(name -> faults.add(at + "." + name + " is not there"));
    } else if (told instanceof JsonArray expected
        && found instanceof JsonArray array
        && expected.size() == array.size()) {
      for (int i = 0; i < array.size(); i++) {
        compare("%s[%d]".formatted(at, i), expected.getValue(i), array.getValue(i), faults);
      }
    } else if (told instanceof String expected && found instanceof String text) {
      String pattern =
          Stream.of(expected.split(MORE, -1)).map(Pattern::quote).collect(joining(".*"));
      if (!text.matches(pattern)) {
        faults.add("%s is '%s', not '%s'".formatted(at, text, expected));
      }
    } else if (!told.equals(found)) {
      faults.add("%s is %s, not %s".formatted(at, found, told));
    }
  }

  @Test
  void the_limits_are_those_of_the_code() throws IOException {
    Map<String, Long> told = new LinkedHashMap<>();
    LIMIT
        .matcher(document())
        .results()
        .forEach(one -> told.put(one.group(1), Long.valueOf(one.group(2).replace(",", ""))));
    Map<String, Long> real = new LinkedHashMap<>();
    real.put("entities of a page, if `$top` does not say", (long) ODataQuery.DEFAULT_PAGE);
    real.put("entities of a page at most", (long) Query.MAX_LIMIT);
    real.put("`$skip` at most", (long) Query.MAX_SKIP);
    real.put("properties in `$orderby`", (long) Query.MAX_ORDERS);
    real.put("characters of a `$filter`", (long) MemberNames.MAX_FILTER);
    real.put("parentheses in each other in a `$filter`", (long) MemberNames.MAX_DEPTH);
    real.put("characters of a `$search`", (long) MemberNames.MAX_SEARCH);
    real.put("levels of `$expand`", (long) MemberNames.MAX_EXPAND_DEPTH);
    real.put("entities in an answer, with all that is expanded", (long) Rendering.MAX_ENTITIES);
    real.put("calls in a `$batch`", (long) Batch.MAX_PARTS);
    real.put("seconds after which no more calls of a `$batch` begin", Batch.MAX_TIME.toSeconds());
    real.put("bytes of a request line", (long) GraphServer.MAX_LINE);
    real.put("bytes of all headers", (long) GraphServer.MAX_HEADERS);
    real.put("bytes of a body", Settings.Limits.DEFAULT.bodyBytes());

    assertThat(told).isEqualTo(real);
  }
}
