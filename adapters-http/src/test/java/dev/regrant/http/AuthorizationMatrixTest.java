package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.http.AuthorizationMatrix.Row;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every route of the server by every kind of caller. The answers are those that Microsoft documents
 * for Graph: its permissions reference, its role-based access control of entitlement management,
 * and "Delegation and roles in entitlement management".
 */
class AuthorizationMatrixTest {
  private static final String GLOBAL_READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
  private static final String GOVERNANCE_ADMINISTRATOR = "45d8d3c5-c802-45c6-b32a-1d70b5e86b6e";

  static final List<Row> ROWS = AuthorizationMatrix.ROWS;

  private static TestServer server;
  private static Scene scene;
  private static long tenants;

  @BeforeAll
  static void start() {
    server = new TestServer(new Deskwork());
    scene = new Scene(server, ++tenants);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject organisationRole(JsonObject claims, String role) {
    return claims.put("wids", new JsonArray().add(role));
  }

  /** In the order of the columns. */
  private static Map<String, JsonObject> callers(Scene scene) {
    Map<String, JsonObject> callers = new LinkedHashMap<>();
    callers.put("a person without a scope for this", scene.person("nobody", "User.Read"));
    callers.put("a person who may read, without a role", scene.person("nobody", Scene.READ));
    callers.put("a person who may write, without a role", scene.person("nobody", Scene.WRITE));
    callers.put("an owner of another catalog", scene.person("elsewhere", Scene.WRITE));
    callers.put("a catalog reader", scene.person("reader", Scene.WRITE));
    callers.put("an assignment manager", scene.person("assigner", Scene.WRITE));
    callers.put("a package manager", scene.person("manager", Scene.WRITE));
    callers.put("a catalog owner", scene.person("owner", Scene.WRITE));
    callers.put("a catalog creator", scene.person("creator", Scene.WRITE));
    callers.put(
        "a global reader", organisationRole(scene.person("ida", Scene.READ), GLOBAL_READER));
    callers.put(
        "a governance administrator",
        organisationRole(scene.person("ida", Scene.WRITE), GOVERNANCE_ADMINISTRATOR));
    callers.put("an application without a permission", scene.application("app", "Mail.Read"));
    callers.put("an application that may read", scene.application("app", Scene.READ));
    callers.put("an application that may write", scene.application("app", Scene.WRITE));
    callers.put("an application that owns the catalog", scene.application("app-owner", "x"));
    callers.put("the requestor", scene.person(ANN.objectId(), Scene.SELF));
    callers.put("the approver", scene.person("bob", Scene.SELF));
    callers.put("a stranger", scene.person("stranger", Scene.SELF));
    return callers;
  }

  private static String address(Row row) {
    return ServerRoutes.address(
            row.isOfBeta() ? ApiVersion.BETA : ApiVersion.V1, scene.filled(row.path()))
        .or(() -> ServerRoutes.address(ApiVersion.BETA, scene.filled(row.path())))
        .orElseThrow();
  }

  @Test
  void the_table_has_every_route_of_the_server() {
    assertThat(new TreeSet<>(ROWS.stream().map(Row::canonical).toList()))
        .containsAll(ServerRoutes.all());
  }

  @ParameterizedTest
  @FieldSource("ROWS")
  void each_caller_gets_what_graph_documents(Row row) {
    assertThat(row.cells()).hasSameSizeAs(callers(scene).keySet());
    scene.id("OTHER");
    for (int i = 0; i < row.cells().size(); i++) {
      String address = address(row);
      String body = scene.filled(row.body());
      var caller = List.copyOf(callers(scene).entrySet()).get(i);
      var answer = scene.call(caller.getValue(), row.method(), address, body);

      assertThat(cell(answer, row.cells().get(i)))
          .as("%s as %s: %s", row, caller.getKey(), answer.body())
          .isEqualTo(row.cells().get(i));
      if (answer.statusCode() < 300 && !row.isRead()) {
        scene = new Scene(server, ++tenants);
        scene.id("OTHER");
      } else if (answer.statusCode() == 403) {
        assertNamesWhatIsMissing(row, answer);
      }
    }
  }

  /** The cell that the answer fits; what was expected tells lists that are empty from others. */
  private static String cell(HttpResponse<String> answer, String expected) {
    String code = answer.statusCode() < 300 ? "" : TestServer.error(answer).getString("code");
    return switch (answer.statusCode()) {
      case 200, 201, 202, 204 -> expected.equals("0") && holdsNothing(answer) ? "0" : ".";
      case 403 ->
          switch (code) {
            case "Authorization_RequestDenied" -> isForUsers(answer) ? "u" : "s";
            case "UnAuthorized" -> message(answer).contains("approver") ? "a" : "r";
            default -> code;
          };
      case 409 ->
          code.equals("RequestNotAllowed") && details(answer).contains("policyNoLongerAllows")
              ? "p"
              : code;
      case 400 -> code.equals("InvalidFilter") ? "f" : code.equals("InvalidModel") ? "n" : code;
      case 404 -> "-";
      default -> answer.statusCode() + " " + code;
    };
  }

  private static boolean holdsNothing(HttpResponse<String> answer) {
    return !answer.body().contains(scene.id("CATALOG"))
        && new JsonObject(answer.body())
            .getJsonArray("value").stream()
                .map(one -> ((JsonObject) one).encode())
                .allMatch(
                    one -> one.contains(scene.id("OTHER")) || one.contains("\"appScopeId\":\"/\""));
  }

  private static String message(HttpResponse<String> answer) {
    return TestServer.error(answer).getString("message");
  }

  private static boolean isForUsers(HttpResponse<String> answer) {
    return message(answer).startsWith("Only a signed-in user can do this");
  }

  private static String details(HttpResponse<String> answer) {
    return String.valueOf(TestServer.error(answer).getJsonArray("details"));
  }

  private static final List<String> ROLE_NAMES =
      List.of(
          "Catalog reader",
          "Access package assignment manager",
          "Access package manager",
          "Catalog owner",
          "Catalog creator");

  /** That a refusal names the permissions, or the roles, of which one would have been enough. */
  private static void assertNamesWhatIsMissing(Row row, HttpResponse<String> answer) {
    String message = message(answer);
    String code = TestServer.error(answer).getString("code");
    if (code.equals("Authorization_RequestDenied") && !isForUsers(answer)) {
      assertThat(message).matches("The token's (scopes|roles) hold none of: .*");
      assertThat(message).as(row.toString()).contains(Scene.WRITE);
    } else if (code.equals("UnAuthorized") && !message.contains("approver")) {
      assertThat(message).contains("has none of these roles: ");
      for (int i = 0; i < ROLE_NAMES.size(); i++) {
        assertThat(message.contains(ROLE_NAMES.get(i)))
            .as("%s names %s: %s", row, ROLE_NAMES.get(i), message)
            .isEqualTo(isEnough(row, row.cells().get(4 + i)));
      }
    }
  }

  /** Also who may have subscriptions sees none of another's. */
  private static boolean isEnough(Row row, String cell) {
    return cell.equals(".") || (row.path().startsWith("subscriptions") && !cell.equals("r"));
  }

  @ParameterizedTest
  @FieldSource("ROWS")
  void nobody_gets_anything_without_a_token_for_this_server(Row row) {
    String body = scene.filled(row.body());
    for (var version : ApiVersion.values()) {
      var address = ServerRoutes.address(version, scene.filled(row.path()));
      if (address.isEmpty()) {
        continue;
      }
      var missing =
          server.send(
              server.to(address.get()).method(row.method(), TestServer.content(body)).build());
      var strange = scene.application("setup", Scene.WRITE).put("aud", "https://other.test");

      for (var answer : List.of(missing, scene.call(strange, row.method(), address.get(), body))) {
        TestServer.assertError(answer, 401, "InvalidAuthenticationToken");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
            .startsWith("Bearer realm=\"\", authorization_uri=\"");
      }
    }
  }

  @Test
  void whoever_may_read_a_list_may_count_it_and_nobody_else() {
    var lists =
        ROWS.stream()
            .filter(row -> row.isRead() && isList(row) && !row.path().endsWith("/delta"))
            .toList();
    assertThat(lists).hasSizeGreaterThan(20);
    for (Row row : lists) {
      for (var caller : callers(scene).entrySet()) {
        var list = scene.call(caller.getValue(), "GET", address(row), "");
        var count = scene.call(caller.getValue(), "GET", address(row) + "/$count", "");

        assertThat(count.statusCode())
            .as("%s/$count as %s: %s", row, caller.getKey(), count.body())
            .isEqualTo(list.statusCode());
        if (list.statusCode() == 200) {
          assertThat(count.body())
              .as("%s/$count as %s", row, caller.getKey())
              .isEqualTo(String.valueOf(new JsonObject(list.body()).getJsonArray("value").size()));
        }
      }
    }
  }

  private static boolean isList(Row row) {
    if (row.path().contains("?")
        || row.path().endsWith("/$ref")
        || row.path().startsWith(OwnRoutes.ROOT)) {
      return false;
    }
    var answer = scene.call(scene.application("app", Scene.WRITE), "GET", address(row), "");
    return answer.statusCode() == 200 && new JsonObject(answer.body()).containsKey("value");
  }
}
