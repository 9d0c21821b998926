package dev.regrant.http;

import dev.regrant.application.Permission;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One operation of the description, while it is put together. */
final class OpenApiOperation {
  private static final List<Integer> ERRORS = List.of(400, 401, 403, 404, 429, 500, 503);
  private static final List<Integer> ERRORS_OF_CHANGES = List.of(409, 412, 413, 415, 422);

  private static final List<Integer> ERRORS_OF_TOKENS = List.of(410);

  private final JsonObject json = new JsonObject();
  private final JsonArray parameters = new JsonArray();
  private final TreeMap<Integer, JsonObject> responses = new TreeMap<>();
  private List<Permission> permissions =
      List.of(Permission.READ_ALL, Permission.READ_WRITE_ALL, Permission.SUBJECT_ACCESS);

  /** The errors that there are, by status. */
  static List<Integer> statuses() {
    return Stream.of(ERRORS, ERRORS_OF_CHANGES, ERRORS_OF_TOKENS)
        .flatMap(List::stream)
        .sorted()
        .toList();
  }

  OpenApiOperation(String id, Optional<String> tag, List<String> ids, Set<String> queries) {
    json.put("operationId", id);
    tag.ifPresent(one -> json.put("tags", new JsonArray().add(one)));
    for (String one : ids) {
      parameters.add(
          new JsonObject()
              .put("name", one)
              .put("in", "path")
              .put("required", true)
              .put("schema", new JsonObject().put("type", "string")));
    }
    new TreeSet<>(queries).forEach(this::parameter);
    parameter("client-request-id");
    parameter("Prefer");
    parameter("If-None-Match");
    ERRORS.forEach(status -> responses.put(status, reference(status)));
    responses.put(304, OpenApi.response("It is as the client knows it: see If-None-Match."));
  }

  private void parameter(String name) {
    parameters.add(
        new JsonObject().put("$ref", "#/components/parameters/" + name.replace("$", "")));
  }

  private static JsonObject reference(int status) {
    return new JsonObject().put("$ref", "#/components/responses/error" + status);
  }

  /** That it is done by this method. */
  OpenApiOperation changing(String method) {
    if (!method.equals("GET")) {
      ERRORS_OF_CHANGES.forEach(status -> responses.put(status, reference(status)));
      permissions = List.of(Permission.READ_WRITE_ALL, Permission.SUBJECT_ACCESS);
      responses.remove(304);
      parameter("Idempotency-Key");
      parameter("If-Match");
    }
    return this;
  }

  /** That it may be refused so, too. */
  OpenApiOperation error(int status) {
    responses.put(status, reference(status));
    return this;
  }

  /** Without a token. */
  OpenApiOperation open() {
    permissions = List.of();
    return this;
  }

  OpenApiOperation body(JsonObject schema, boolean isRequired) {
    return body("application/json", schema, isRequired);
  }

  OpenApiOperation body(String type, JsonObject schema, boolean isRequired) {
    json.put(
        "requestBody",
        new JsonObject().put("required", isRequired).put("content", content(type, schema)));
    return this;
  }

  private static JsonObject content(String type, JsonObject schema) {
    return new JsonObject().put(type, new JsonObject().put("schema", schema));
  }

  OpenApiOperation answer(int status, String description) {
    responses.put(status, OpenApi.response(description));
    return this;
  }

  OpenApiOperation answer(int status, String description, String type, JsonObject schema) {
    responses.put(status, OpenApi.response(description).put("content", content(type, schema)));
    return this;
  }

  JsonObject json() {
    json.put("parameters", parameters);
    var security = new JsonArray();
    permissions.forEach(
        one -> security.add(new JsonObject().put("bearer", new JsonArray().add(one.value()))));
    json.put("security", security);
    var all = new JsonObject();
    responses.forEach((status, response) -> all.put(Integer.toString(status), response));
    return json.put("responses", all);
  }
}
