package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Takes bodies that are good, spoils one member at a time, and wants each refused by the member's
 * name, with nothing written.
 */
class SpoiledBodyTest {
  static final List<GoodBody> BODIES = GoodBody.ALL;

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

  private static HttpResponse<String> call(GoodBody good, JsonObject body) {
    var claims =
        good.isOfPerson()
            ? scene.person("bob", Scene.SELF)
            : scene.application("setup", Scene.WRITE);
    return scene.call(
        claims,
        good.method(),
        ServerRoutes.address(good.version(), scene.filled(good.route())).orElseThrow(),
        // Half a pair cannot be written in UTF-8, but as an escape.
        body.encode().replace("\ud83d", "\\ud83d"));
  }

  private static JsonObject body(GoodBody good) {
    return new JsonObject(scene.filled(good.body()).replace('\'', '"'));
  }

  /** All that there is in the tenant. */
  private static List<JsonObject> everything() {
    var lists =
        Stream.of(
            "assignmentRequests",
            "assignments",
            "catalogs",
            "resources",
            "resourceRequests",
            "accessPackages",
            "assignmentPolicies",
            "roleAssignments",
            "connectedOrganizations",
            "subjects",
            "settings",
            "regrant/connectors");
    return lists
        .map(
            list ->
                scene.call(
                    scene.application("setup", Scene.WRITE),
                    "GET",
                    ServerRoutes.address(ApiVersion.BETA, list).orElseThrow()
                        + switch (list) {
                          case "accessPackages" ->
                              "?$expand=accessPackageResourceRoleScopes,incompatibleAccessPackages,"
                                  + "incompatibleGroups";
                          case "connectedOrganizations" ->
                              "?$expand=internalSponsors,externalSponsors";
                          case "resources" -> "?$expand=accessPackageResourceRoles";
                          default -> "";
                        },
                    ""))
        .map(answer -> TestServer.expect(200, answer))
        .toList();
  }

  @Test
  void every_body_that_the_server_takes_is_here() {
    assertThat(BODIES.stream().map(GoodBody::canonical).distinct())
        .containsAll(
            ServerRoutes.all().stream()
                .filter(route -> !route.startsWith("GET ") && !route.startsWith("DELETE "))
                .filter(route -> !GoodBody.WITHOUT.contains(route))
                .toList());
  }

  @ParameterizedTest
  @FieldSource("BODIES")
  void a_body_with_one_member_spoiled_is_refused_by_the_members_name(GoodBody good) {
    scene.filled(good.route() + good.body()); // What they name is there before the first look.
    var before = everything();
    List<String> faults = new ArrayList<>();
    for (var spoiled : Spoiling.of(new JsonObject(good.body().replace('\'', '"')), good)) {
      var answer = call(good, new JsonObject(scene.filled(spoiled.body().encode())));

      String got =
          answer.statusCode() < 300
              ? answer.statusCode() + ""
              : answer.statusCode()
                  + " "
                  + TestServer.error(answer).getString("code")
                  + " "
                  + TestServer.error(answer).getString("target");
      var error = answer.statusCode() < 300 ? null : TestServer.error(answer);
      if (!spoiled.fits(answer.statusCode(), error)) {
        faults.add(spoiled + " got " + got);
      }
      if (error == null) {
        scene = new Scene(server, ++tenants);
        scene.filled(good.route() + good.body());
        before = everything();
      }
    }

    assertThat(faults).isEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @FieldSource("BODIES")
  void an_explicit_null_is_as_good_as_nothing(GoodBody good) {
    var without = Spoiling.withoutOptional(body(good), good);
    var answer = call(good, without);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    scene = new Scene(server, ++tenants);

    var withNulls = call(good, Spoiling.withNulls(body(good), good));

    assertThat(withNulls.statusCode()).as(withNulls.body()).isEqualTo(answer.statusCode());
    assertThat(names(withNulls)).isEqualTo(names(answer));
    scene = new Scene(server, ++tenants);
  }

  /** What is told without ids and times. */
  private static String names(HttpResponse<String> answer) {
    return answer
        .body()
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "id")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "time");
  }

  @ParameterizedTest
  @FieldSource("BODIES")
  void what_is_required_is_told_where_it_is_missing_or_null(GoodBody good) {
    scene.filled(good.route() + good.body());
    var before = everything();
    for (String member : good.required()) {
      for (boolean isNull : new boolean[] {false, true}) {
        var answer = call(good, Spoiling.lacking(body(good), member, isNull));

        TestServer.assertError(answer, 400, "InvalidModel");
        assertThat(TestServer.error(answer).getString("target")).startsWith(member);
      }
    }
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void the_good_bodies_are_good() {
    for (GoodBody good : BODIES) {
      var answer = call(good, body(good));
      assertThat(answer.statusCode()).as("%s: %s", good, answer.body()).isBetween(200, 299);
      scene = new Scene(server, ++tenants);
    }
  }
}
