package dev.regrant.http;

import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client would like writes to be answered with. */
final class PreferencesTest {
  private static final String NEW = "{\"displayName\":\"New\"}";

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<String> call(String method, String path, String body, String prefer) {
    return server.send(
        server
            .authorized("v1.0" + TestServer.BASE + path)
            .header("Prefer", prefer)
            .method(method, TestServer.content(body))
            .build());
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("none");
  }

  @Test
  void a_creation_tells_where_what_it_made_is() {
    var made = server.call("POST", "v1.0", "/catalogs", NEW);

    String id = expect(201, made).getString("id");
    assertThat(header(made, "Location"))
        .isEqualTo(server.uri("/v1.0" + TestServer.BASE + "/catalogs/" + id).toString());
    assertThat(header(made, "Preference-Applied")).isEqualTo("none");
  }

  @Test
  void a_creation_can_be_answered_without_a_body() {
    var made = call("POST", "/catalogs", NEW, "return=minimal");

    assertThat(made.statusCode()).isEqualTo(204);
    assertThat(made.body()).isEmpty();
    assertThat(header(made, "Preference-Applied")).isEqualTo("return=minimal");
    assertThat(header(made, "OData-EntityId")).isEqualTo(header(made, "Location"));
    String address = header(made, "Location");
    var read =
        server.send(
            server.authorized(address.substring(server.uri("/").toString().length())).build());
    assertThat(expect(200, read).getString("displayName")).isEqualTo("New");
    assertThat(header(read, "ETag")).isEqualTo(header(made, "ETag"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return=representation",
        "RETURN = \"representation\"",
        "include-unknown-enum-members;x=1, return=representation, return=minimal",
      })
  void an_update_can_be_answered_with_what_it_led_to(String prefer) {
    String path =
        "/catalogs/"
            + server.post("v1.0", "/catalogs", "{\"displayName\":\"Old\"}").getString("id");

    var changed = call("PATCH", path, NEW, prefer);

    assertThat(expect(200, changed)).isEqualTo(server.get("v1.0", path));
    assertThat(expect(200, changed).getString("displayName")).isEqualTo("New");
    assertThat(header(changed, "Preference-Applied"))
        .isEqualTo(
            prefer.startsWith("include")
                ? "include-unknown-enum-members, return=representation"
                : "return=representation");
    assertThat(header(changed, "ETag")).isEqualTo(expect(200, changed).getString("@odata.etag"));
  }

  @Test
  void a_replacement_can_be_answered_without_a_body() {
    var world = World.in(server);
    String path = "/assignmentPolicies/" + world.policy();
    String policy = server.get("v1.0", path).encode();

    var put = call("PUT", path, policy, "return=minimal");

    assertThat(put.statusCode()).isEqualTo(204);
    assertThat(header(put, "Preference-Applied")).isEqualTo("return=minimal");
    assertThat(header(put, "ETag")).isEqualTo(header(server.call("GET", "v1.0", path, ""), "ETag"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"return=nothing", "respond-async", "", ","})
  void what_is_not_known_is_ignored(String prefer) {
    var made = call("POST", "/catalogs", NEW, prefer);

    expect(201, made);
    assertThat(header(made, "Preference-Applied")).isEqualTo("none");
  }
}
