package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The description of the server by itself; that it is true, {@link Description} sees to. */
class OpenApiTest {
  @Test
  void everybody_may_read_it_at_one_address() {
    try (var server = new TestServer()) {
      var answer = server.send(server.to("/openapi.json").GET().build());
      var posted = server.send(server.to("/openapi.json").POST(TestServer.content("{}")).build());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains(Answer.PLAIN);
      assertThat(answer.body()).isEqualTo(OpenApi.document());
      TestServer.assertError(posted, 405, "Request_BadRequest");
    }
  }

  @Test
  void an_independent_parser_finds_nothing_wrong_in_it() {
    var options = new ParseOptions();
    options.setResolve(true);

    var parsed = new OpenAPIV3Parser().readContents(OpenApi.document(), null, options);

    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.isOpenapi31()).isTrue();
  }

  @Test
  void each_schema_is_one() {
    var schemaOfSchemas =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    for (var schema : Description.DOCUMENT.getJsonObject("components").getJsonObject("schemas")) {
      var text = ((JsonObject) schema.getValue()).encode();

      assertThat(schemaOfSchemas.validate(text, InputFormat.JSON)).as(schema.getKey()).isEmpty();
    }
  }

  @Test
  void what_is_referred_to_is_there_and_the_other_way_round() {
    Set<String> references = new TreeSet<>();
    collect(Description.DOCUMENT, references);
    Set<String> there = new TreeSet<>();
    Description.DOCUMENT
        .getJsonObject("components")
        .forEach(
            kind -> {
              if (!kind.getKey().equals("securitySchemes")) {
                ((JsonObject) kind.getValue())
                    .fieldNames()
                    .forEach(name -> there.add("#/components/" + kind.getKey() + "/" + name));
              }
            });

    assertThat(references).isEqualTo(there);
  }

  private static void collect(Object value, Set<String> references) {
    if (value instanceof JsonObject object) {
      object.forEach(
          member -> {
            if (member.getKey().equals("$ref") && member.getValue() instanceof String reference) {
              references.add(reference);
            } else {
              collect(member.getValue(), references);
            }
          });
    } else if (value instanceof JsonArray array) {
      array.forEach(one -> collect(one, references));
    }
  }

  @Test
  void each_operation_has_an_id_of_its_own_and_names_the_ids_in_its_path() {
    Set<String> ids = new HashSet<>();
    for (String operation : Description.operations()) {
      var described = Description.operation(operation);
      List<String> inPath = new ArrayList<>();
      for (Object parameter : described.getJsonArray("parameters")) {
        var one = (JsonObject) parameter;
        if ("path".equals(one.getString("in"))) {
          inPath.add("{" + one.getString("name") + "}");
        }
      }

      assertThat(ids.add(described.getString("operationId"))).as(operation).isTrue();
      assertThat(operation.replaceAll("\\{[^}]*}", "").length())
          .as(operation)
          .isEqualTo(operation.length() - String.join("", inPath).length());
      inPath.forEach(id -> assertThat(operation).contains(id));
    }
  }

  @Test
  void every_route_of_the_server_is_described() {
    Set<String> missing = new TreeSet<>();
    for (String route : ServerRoutes.all()) {
      String[] methodAndPath = route.split(" ", 2);
      for (var version : ApiVersion.values()) {
        ServerRoutes.address(version, methodAndPath[1])
            .filter(address -> !isOfOther(version, methodAndPath[1]))
            .map(address -> address.replaceAll("(filterBy\\w+|additionalAccess)$", "$1(x='y')"))
            .filter(
                address ->
                    Description.path(address.replace("{id}", "x"))
                        .filter(
                            path ->
                                Description.operations()
                                    .contains(
                                        methodAndPath[0].toLowerCase(Locale.ROOT) + " " + path))
                        .isEmpty())
            .ifPresent(address -> missing.add(methodAndPath[0] + " " + address));
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean isOfOther(ApiVersion version, String route) {
    return version == ApiVersion.V1
        && (route.endsWith("/moveToCatalog")
            || route.contains("/customAccessPackageWorkflowExtensions"));
  }

  @Test
  void the_members_of_good_bodies_are_those_that_are_described() {
    Set<String> sent = new TreeSet<>();
    Set<String> described = new TreeSet<>();
    for (GoodBody good : GoodBody.ALL) {
      String address =
          ServerRoutes.address(good.version(), good.route().replaceAll("[A-Z]{3,}", "x"))
              .orElseThrow();
      var schema =
          Description.operation(
                  good.method().toLowerCase(Locale.ROOT)
                      + " "
                      + Description.path(address).orElseThrow())
              .getJsonObject("requestBody")
              .getJsonObject("content")
              .getJsonObject("application/json")
              .getJsonObject("schema");
      var body = new JsonObject(good.body().replaceAll("\\b[A-Z]{3,}\\b", "x").replace('\'', '"'));
      compare(good.version().path(), schema, body, sent, described);
    }
    sent.removeAll(described);

    assertThat(sent).isEmpty();
  }

  private static void compare(
      String at, JsonObject schema, Object value, Set<String> sent, Set<String> described) {
    var resolved = resolved(schema);
    switch (value) {
      case JsonObject object -> {
        var properties = resolved.getJsonObject("properties", new JsonObject());
        String name = at + " " + schema.getString("$ref", "");
        properties.fieldNames().forEach(member -> described.add(name + "." + member));
        object.forEach(
            member -> {
              sent.add(name + "." + member.getKey());
              var of = properties.getJsonObject(member.getKey());
              if (of != null) {
                compare(at, of, member.getValue(), sent, described);
              }
            });
      }
      case JsonArray array ->
          array.forEach(
              one ->
                  compare(
                      at, resolved.getJsonObject("items", new JsonObject()), one, sent, described));
      case Object other -> {
        // It has no members.
      }
    }
  }

  private static JsonObject resolved(JsonObject schema) {
    var either = schema.getJsonArray("anyOf");
    if (either != null) {
      schema.mergeIn(either.getJsonObject(0));
      schema.remove("anyOf");
    }
    String reference = schema.getString("$ref");
    return reference == null
        ? schema
        : Description.DOCUMENT
            .getJsonObject("components")
            .getJsonObject("schemas")
            .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
  }
}
