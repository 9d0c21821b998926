package dev.regrant.http;

import static java.util.stream.Collectors.joining;

import dev.regrant.application.Query;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The server described in OpenAPI 3.1, by the declarations that calls are routed, read and answered
 * by. It is the same for all, and made once.
 */
final class OpenApi {
  /** Where it is. */
  static final String PATH = "openapi.json";

  private static final String JSON = "application/json";
  private static final JsonObject TEXT = new JsonObject().put("type", "string");
  private static final JsonObject ANY = new JsonObject();

  private OpenApi() {}

  private static final class Made {
    static final String DOCUMENT = described().encode();
  }

  /** The document. */
  static String document() {
    return Made.DOCUMENT;
  }

  private static JsonObject described() {
    Map<String, JsonObject> paths = new TreeMap<>();
    Map<String, JsonObject> schemas = new TreeMap<>();
    for (var version : ApiVersion.values()) {
      var own = new OpenApiSchemas(version, schemas);
      new OpenApiPaths(version, own, paths).describe();
      descriptions(version, own, paths);
    }
    own(new OpenApiSchemas(ApiVersion.V1, schemas), paths);
    schemas.put("error", OpenApiSchemas.error());
    var all = new JsonObject();
    paths.forEach(all::put);
    return new JsonObject()
        .put("openapi", "3.1.0")
        .put(
            "info",
            new JsonObject()
                .put("title", "Regrant")
                .put(
                    "description",
                    """
                    Access requests by the contract of Microsoft Graph's entitlement management. \
                    Entities lead to others without end; the paths that are described go along at \
                    most %d navigations, and begin with ids: another key, where it is described, leads to \
                    the same. Names in paths are taken in any casing. Members of bodies \
                    that are not described are ignored, those of the other version are taken."""
                        .formatted(OpenApiPaths.MAX_NAVIGATIONS))
                .put("version", "0.1.0")
                .put(
                    "license",
                    new JsonObject().put("name", "Apache-2.0").put("identifier", "Apache-2.0")))
        .put("servers", new JsonArray().add(new JsonObject().put("url", "/")))
        .put("paths", all)
        .put(
            "components",
            new JsonObject()
                .put("schemas", OpenApiSchemas.sorted(schemas))
                .put("parameters", parameters())
                .put("headers", headers())
                .put("responses", errors())
                .put("securitySchemes", new JsonObject().put("bearer", bearer())));
  }

  private static void descriptions(
      ApiVersion version, OpenApiSchemas schemas, Map<String, JsonObject> paths) {
    String root = "/" + version.path();
    String id = version.path().replace(".0", "");
    paths.put(
        root,
        get(
            new OpenApiOperation(id + ".service", Optional.empty(), List.of(), Set.of())
                .open()
                .answer(200, "The service document.", JSON, ANY)));
    paths.put(
        root + "/$metadata",
        get(
            new OpenApiOperation(id + ".metadata", Optional.empty(), List.of(), Set.of("$format"))
                .open()
                .answer(200, "The entities and their types.", "application/xml", TEXT)));
    paths.put(
        root + "/$batch",
        new JsonObject()
            .put(
                "post",
                new OpenApiOperation(id + ".batch", Optional.empty(), List.of(), Set.of())
                    .changing("POST")
                    .body(schemas.sent(Bodies.BATCH), true)
                    .answer(
                        200,
                        "The answer to each call.",
                        JSON,
                        schemas.answered(Bodies.BATCH_ANSWER))
                    .json()));
  }

  private static JsonObject get(OpenApiOperation operation) {
    return new JsonObject().put("get", operation.json());
  }

  private static void own(OpenApiSchemas schemas, Map<String, JsonObject> paths) {
    paths.put(
        "/" + PATH,
        get(
            new OpenApiOperation("openapi", Optional.empty(), List.of(), Set.of())
                .open()
                .answer(200, "This document.", JSON, ANY)));
    paths.put(
        OwnRoutes.CALLBACK,
        new JsonObject()
            .put(
                "post",
                new OpenApiOperation(
                        "regrant.callback", Optional.of(OwnRoutes.ROOT), List.of("id"), Set.of())
                    .changing("POST")
                    .open()
                    .body("*/*", ANY, false)
                    .answer(204, "It is noted what the system told.")
                    .json()));
    new TreeMap<>(OwnRoutes.ACTIONS)
        .forEach(
            (key, action) -> {
              String[] methodAndPath = key.split("/", 2);
              String path = methodAndPath[1];
              String called = path.replace("/{id}", ".one").replace('/', '.');
              var operation =
                  new OpenApiOperation(
                      "regrant." + called,
                      Optional.of(OwnRoutes.ROOT),
                      path.contains("{id}") ? List.of("id") : List.of(),
                      action.queries());
              operation.changing(methodAndPath[0]);
              action.body().ifPresent(body -> operation.body(schemas.sent(body), true));
              action
                  .answers()
                  .forEach(
                      (status, content) ->
                          operation.answer(
                              status, "What was asked for.", JSON, schemas.content(content)));
              paths
                  .computeIfAbsent("/" + OwnRoutes.ROOT + "/" + path, unknown -> new JsonObject())
                  .put(methodAndPath[0].toLowerCase(Locale.ROOT), operation.json());
            });
  }

  /** A response with the headers that all have. */
  static JsonObject response(String description) {
    var headers = new JsonObject();
    for (String name : List.of("request-id", "client-request-id", "Preference-Applied")) {
      headers.put(name, new JsonObject().put("$ref", "#/components/headers/" + name));
    }
    return new JsonObject().put("description", description).put("headers", headers);
  }

  private static JsonObject headers() {
    return new JsonObject()
        .put("request-id", header("The server's id of the call."))
        .put("client-request-id", header("The client's id of the call, or the server's."))
        .put("Preference-Applied", header("Which of the preferences was kept to."))
        .put("Retry-After", header("Seconds after which it may work."));
  }

  private static JsonObject header(String description) {
    return new JsonObject().put("description", description).put("schema", TEXT);
  }

  private static JsonObject errors() {
    var all = new JsonObject();
    for (int status : OpenApiOperation.statuses()) {
      var response =
          response(
              Stream.of(ErrorCode.values())
                  .filter(code -> code.status() == status)
                  .map(ErrorCode::value)
                  .distinct()
                  .sorted()
                  .collect(joining(", ", "One of: ", ".")));
      if (status == 429 || status == 503) {
        response
            .getJsonObject("headers")
            .put("Retry-After", new JsonObject().put("$ref", "#/components/headers/Retry-After"));
      }
      all.put(
          "error" + status,
          response.put(
              "content",
              new JsonObject()
                  .put(JSON, new JsonObject().put("schema", OpenApiSchemas.reference("error")))));
    }
    return all;
  }

  private static JsonObject parameters() {
    var all = new JsonObject();
    query(all, "$select", "The properties to show, divided by commas.", TEXT);
    query(
        all,
        "$expand",
        "What the entities lead to, divided by commas; with options in parentheses.",
        TEXT);
    query(all, "$filter", "A condition, such as displayName eq 'Sales'.", TEXT);
    query(all, "$orderby", "What to sort by, such as createdDateTime desc.", TEXT);
    query(all, "$search", "Words to look for.", TEXT);
    query(all, "$top", "The most entities of a page.", between(1, Query.MAX_LIMIT));
    query(all, "$skip", "How many of the first entities to leave out.", between(0, Query.MAX_SKIP));
    query(all, "$skiptoken", "Where a page begins: part of @odata.nextLink.", TEXT);
    query(all, "$deltatoken", "Since when: part of @odata.deltaLink; latest for now.", TEXT);
    query(
        all,
        "$count",
        "Whether to tell how many there are in all.",
        new JsonObject().put("type", "boolean"));
    query(all, "$format", "xml or json.", TEXT);
    query(
        all,
        "preview",
        "Whether to tell only what it would do.",
        new JsonObject().put("type", "boolean"));
    header(all, "client-request-id", "The client's id of the call; it comes back.");
    header(all, "Prefer", "include-unknown-enum-members shows enum members that v1.0 hides.");
    header(all, "If-Match", "The ETag that the entity must have.");
    header(all, "If-None-Match", "The ETag that the client knows already.");
    header(all, "Idempotency-Key", "What a repeat of the same call is recognised by.");
    return all;
  }

  private static JsonObject between(int least, int most) {
    return new JsonObject().put("type", "integer").put("minimum", least).put("maximum", most);
  }

  private static void query(JsonObject all, String name, String description, JsonObject schema) {
    all.put(name.replace("$", ""), parameter(name, "query", description, schema));
  }

  private static void header(JsonObject all, String name, String description) {
    all.put(name, parameter(name, "header", description, TEXT));
  }

  private static JsonObject parameter(
      String name, String in, String description, JsonObject schema) {
    return new JsonObject()
        .put("name", name)
        .put("in", in)
        .put("description", description)
        .put("schema", schema);
  }

  private static JsonObject bearer() {
    return new JsonObject()
        .put("type", "http")
        .put("scheme", "bearer")
        .put("bearerFormat", "JWT")
        .put(
            "description",
            """
            A token of the OpenID provider. Each operation names the permissions of which the \
            token needs one, as a scope or an application's role; EntitlementMgmt-SubjectAccess \
            is for what is a person's own. What of it all a caller may see and do is decided by \
            roles, besides.""");
  }
}
