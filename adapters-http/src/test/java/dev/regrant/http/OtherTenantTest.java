package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is in one tenant does not exist in another, and nobody there can tell that it does. */
class OtherTenantTest {
  private static final String UNKNOWN = "00000000-0000-4000-8000-00000000ffff";

  static final List<AuthorizationMatrix.Row> ROWS =
      AuthorizationMatrix.ROWS.stream()
          .filter(row -> !Scene.placeholders(row.path() + " " + row.body()).isEmpty())
          .toList();

  private static TestServer server;
  private static Scene ours;
  private static Scene theirs;

  @BeforeAll
  static void start() {
    server = new TestServer(new Deskwork());
    ours = new Scene(server, 1);
    theirs = new Scene(server, 2);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @FieldSource("ROWS")
  void an_id_of_another_tenant_is_as_unknown_as_one_that_nobody_gave(AuthorizationMatrix.Row row) {
    for (String name : Scene.placeholders(row.path() + " " + row.body())) {
      String id = ours.id(name);
      String unknown = id.contains("_") ? UNKNOWN + "_" + UNKNOWN : UNKNOWN;

      var strange = call(row, name, id);
      var none = call(row, name, unknown);

      assertThat(none.statusCode()).as("%s of %s: %s", name, row, none.body()).isBetween(400, 499);
      assertThat(strange.statusCode())
          .as("%s of %s: %s", name, row, strange.body())
          .isEqualTo(none.statusCode());
      assertThat(body(strange, id)).isEqualTo(body(none, unknown));
    }
  }

  /** As who may do everything in the other tenant, about its own things but for this one. */
  private static HttpResponse<String> call(AuthorizationMatrix.Row row, String name, String id) {
    var claims =
        theirs
            .person("ida", Scene.WRITE)
            .put("wids", new JsonArray().add("45d8d3c5-c802-45c6-b32a-1d70b5e86b6e"));
    String path = theirs.filled(row.path().replaceAll("\\b" + name + "\\b", id));
    String body = theirs.filled(row.body().replaceAll("\\b" + name + "\\b", id));
    return theirs.call(
        claims,
        row.method(),
        ServerRoutes.address(row.isOfBeta() ? ApiVersion.BETA : ApiVersion.V1, path)
            .or(() -> ServerRoutes.address(ApiVersion.BETA, path))
            .orElseThrow(),
        body);
  }

  private static JsonObject body(HttpResponse<String> answer, String id) {
    var error = TestServer.error(answer);
    error.remove("innerError");
    return new JsonObject(error.encode().replace(id, UNKNOWN));
  }
}
