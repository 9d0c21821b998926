package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of Graph's catalogs, packages and policies reported in public; see ReportsTest. */
class KnownTroublesInCatalogsTest {
  private TestServer server;
  private Scene scene;

  @BeforeEach
  void start() {
    server = new TestServer(new Deskwork());
    scene = new Scene(server, 1);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> call(String method, String version, String path, String body) {
    return scene.call(
        scene.application("setup", Scene.WRITE),
        method,
        "/" + version + TestServer.BASE + scene.filled(path),
        scene.filled(body).replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource({"v1.0, assignmentPolicies", "beta, accessPackageAssignmentPolicies"})
  void the_policies_of_a_package_are_found_below_it_and_expanded(String version, String name) {
    String policy = scene.id("POLICY");

    var below = expect(200, call("GET", version, "/accessPackages('PACKAGE')/" + name, ""));
    var expanded = expect(200, call("GET", version, "/accessPackages/PACKAGE?$expand=" + name, ""));

    for (var list : List.of(below.getJsonArray("value"), expanded.getJsonArray(name))) {
      assertThat(list).hasSize(1);
      assertThat(list.getJsonObject(0).getString("id")).isEqualTo(policy);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/accessPackages/PACKAGE/nothing",
        "/accessPackages/PACKAGE/assignmentPolicies/POLICY/nothing/else",
        "/nothing"
      })
  void what_is_not_there_is_told_by_its_own_name_only(String path) {
    for (String method : List.of("GET", "POST")) {
      var answer = call(method, "v1.0", path, "");

      assertError(answer, 404, "ResourceNotFound");
      assertThat(error(answer).getString("message")).contains("'nothing'").doesNotContain("http");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "catalogs",
        "accessPackages",
        "assignmentPolicies",
        "assignments",
        "assignmentRequests",
        "resources",
        "resourceRequests"
      })
  void a_tenant_in_which_there_is_nothing_has_empty_lists(String list) {
    var administrator =
        scene
            .person("ida", Scene.READ)
            .put("wids", new JsonArray().add("45d8d3c5-c802-45c6-b32a-1d70b5e86b6e"));
    for (var version : ApiVersion.values()) {
      String address = ServerRoutes.address(version, list).orElseThrow();

      var answer = expect(200, scene.call(administrator, "GET", address, ""));

      assertThat(answer.getJsonArray("value")).isEmpty();
    }
  }

  @Test
  void who_may_make_catalogs_and_has_none_yet_has_empty_lists_and_then_the_own() {
    scene.id("CATALOG");
    var creator = scene.person("creator", Scene.WRITE);
    var lists =
        List.of(
            "catalogs", "accessPackages", "assignmentPolicies", "resources", "resourceRequests");
    for (String list : lists) {
      String address = ServerRoutes.address(ApiVersion.V1, list).orElseThrow();

      assertThat(expect(200, scene.call(creator, "GET", address, "")).getJsonArray("value"))
          .isEmpty();
      assertThat(scene.call(creator, "GET", address + "/$count", "").body()).isEqualTo("0");
    }

    String catalogs = "/v1.0" + TestServer.BASE + "/catalogs";
    var own = expect(201, scene.call(creator, "POST", catalogs, "{\"displayName\":\"Own\"}"));
    assertThat(
            expect(200, scene.call(creator, "GET", catalogs, "")).getJsonArray("value").stream()
                .map(one -> ((JsonObject) one).getString("id")))
        .containsExactly(own.getString("id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "v1.0 | {'displayName':'New','catalog':{'id':'%s'}}",
        "beta | {'displayName':'New','catalogId':'%s'}",
        "v1.0 | {'displayName':'New','catalogId':'%s'}"
      })
  void who_has_a_role_on_a_catalog_makes_packages_there_and_nowhere_else(
      String version, String body) {
    String path = "/" + version + TestServer.BASE + "/accessPackages";
    var manager = scene.person("manager", Scene.WRITE);
    String here = body.replace('\'', '"').formatted(scene.id("CATALOG"));
    String there = body.replace('\'', '"').formatted(scene.id("OTHER"));

    expect(201, scene.call(manager, "POST", path, here));
    assertError(scene.call(manager, "POST", path, there), 403, "UnAuthorized");
  }

  @ParameterizedTest
  @CsvSource({"v1.0, resourceRoleScopes", "beta, accessPackageResourceRoleScopes"})
  void what_was_just_made_is_there_for_the_next_call(String version, String roleScopes) {
    scene.id("FREE");
    var made =
        expect(
            201,
            call(
                "POST", version, "/accessPackages", "{'displayName':'New','catalogId':'CATALOG'}"));
    String below = "/accessPackages/" + made.getString("id") + "/" + roleScopes;

    expect(
        201,
        call(
            "POST",
            version,
            below,
            "{'role':{'originId':'Member_free','originSystem':'ldap'},"
                + "'scope':{'originId':'free','originSystem':'ldap'}}"));

    assertThat(expect(200, call("GET", version, below, "")).getJsonArray("value")).hasSize(1);
  }

  @Test
  void a_repeat_of_a_policy_that_was_made_leads_to_the_one_that_is_there() {
    var body = "{'displayName':'Again','accessPackage':{'id':'PACKAGE'}}";
    String made = expect(201, call("POST", "v1.0", "/assignmentPolicies", body)).getString("id");

    var again = call("POST", "v1.0", "/assignmentPolicies", body);

    assertError(again, 409, "DuplicateKey");
    assertThat(error(again).getString("target")).isEqualTo("displayName");
    assertThat(error(again).getString("message")).contains(made);
  }

  @Test
  void policies_and_packages_go_in_either_order_and_what_keeps_them_is_told_by_a_code() {
    String assignment = scene.id("ASSIGNMENT");
    assertError(call("DELETE", "v1.0", "/assignmentPolicies/POLICY", ""), 409, "ResourceInUse");
    assertError(
        call("DELETE", "v1.0", "/accessPackages/PACKAGE", ""), 409, "AccessPackageHasAssignments");
    expect(
        201,
        call(
            "POST",
            "v1.0",
            "/assignmentRequests",
            "{'requestType':'adminRemove','assignment':{'id':'" + assignment + "'}}"));
    server.run();

    assertThat(call("DELETE", "v1.0", "/assignmentPolicies/POLICY", "").statusCode())
        .isEqualTo(204);
    assertThat(call("DELETE", "v1.0", "/accessPackages/PACKAGE", "").statusCode()).isEqualTo(204);
    scene.id("EXTRAPOLICY");
    assertThat(call("DELETE", "v1.0", "/accessPackages/EXTRA", "").statusCode()).isEqualTo(204);
    assertError(
        call("DELETE", "v1.0", "/assignmentPolicies/EXTRAPOLICY", ""), 404, "ResourceNotFound");
  }

  @ParameterizedTest
  @CsvSource({
    "v1.0, accessPackageAssignmentPolicies, assignmentPolicies",
    "beta, assignmentPolicies, accessPackageAssignmentPolicies"
  })
  void the_other_versions_name_in_an_expand_is_told_the_right_one(
      String version, String wrong, String right) {
    var answer = call("GET", version, "/accessPackages?$expand=" + wrong, "");

    assertError(answer, 400, "InvalidExpand");
    assertThat(error(answer).getString("message")).contains("'" + right + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void a_policy_shows_its_package_where_that_is_asked_for(String version) {
    String policies =
        version.equals("v1.0") ? "/assignmentPolicies" : "/accessPackageAssignmentPolicies";

    var policy = expect(200, call("GET", version, policies + "/POLICY?$expand=accessPackage", ""));

    assertThat(policy.getJsonObject("accessPackage").getString("id"))
        .isEqualTo(scene.id("PACKAGE"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/catalogs?$filter=id eq 'Sales'",
        "/accessPackages?$filter=catalog/id eq 'Sales'",
        "/assignmentPolicies?$filter=accessPackage/id eq 'Starter'",
        "/assignments?$filter=assignmentPolicy/id eq 'All'"
      })
  void a_name_in_place_of_an_id_is_told_so(String path) {
    var answer = call("GET", "v1.0", path, "");

    assertError(answer, 400, "InvalidFilter");
    assertThat(error(answer).getString("message")).contains("Unrecognized Guid format");
  }

  @Test
  void sets_of_people_have_the_members_of_their_version_and_no_others() {
    var v1 = policyOf("v1.0", "/assignmentPolicies/WHOLE");
    var beta = policyOf("beta", "/accessPackageAssignmentPolicies/WHOLE");

    assertThat(v1.getJsonArray("specificAllowedTargets").getJsonObject(1).fieldNames())
        .containsExactlyInAnyOrder("@odata.type", "groupId", "description");
    assertThat(
            beta.getJsonObject("requestorSettings")
                .getJsonArray("allowedRequestors")
                .getJsonObject(1)
                .fieldNames())
        .containsExactlyInAnyOrder("@odata.type", "id", "isBackup", "description");
  }

  private JsonObject policyOf(String version, String path) {
    return expect(200, call("GET", version, path, ""));
  }
}
