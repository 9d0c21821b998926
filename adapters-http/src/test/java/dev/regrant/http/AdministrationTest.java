package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdministrationTest {
  private static final String UNKNOWN = "00000000-0000-0000-0000-000000000000";

  private TestServer server;
  private World world;

  @BeforeEach
  void start() {
    server = new TestServer();
    world = World.in(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static List<String> ids(JsonObject list) {
    return list.getJsonArray("value").stream()
        .map(one -> ((JsonObject) one).getString("id"))
        .toList();
  }

  private String catalog(String name) {
    return server
        .post("v1.0", "/catalogs", "{\"displayName\":\"%s\"}".formatted(name))
        .getString("id");
  }

  private String accessPackage(String name) {
    return server
        .post(
            "v1.0",
            "/accessPackages",
            "{\"displayName\":\"%s\",\"catalog\":{\"id\":\"%s\"}}".formatted(name, world.catalog()))
        .getString("id");
  }

  @ParameterizedTest
  @CsvSource({"v1.0, /catalogs/, state", "beta, /accessPackageCatalogs/, catalogStatus"})
  void a_catalog_is_changed_member_by_member(String version, String path, String state) {
    var body = new JsonObject().put(state, "unpublished").put("isExternallyVisible", true);
    var before = server.get("beta", "/accessPackageCatalogs/" + world.catalog());
    var later = server.clock.instant().plusSeconds(60);
    server.clock.set(later);

    var answer = server.call("PATCH", version, path + world.catalog(), body.encode());

    TestServer.expect(204, answer);
    assertThat(answer.body()).isEmpty();
    var after = server.get("beta", "/accessPackageCatalogs/" + world.catalog());
    assertThat(after.getString("catalogStatus")).isEqualTo("Unpublished");
    assertThat(after.getBoolean("isExternallyVisible")).isTrue();
    assertThat(after.getString("displayName")).isEqualTo("Sales");
    assertThat(after.getString("createdDateTime")).isEqualTo(before.getString("createdDateTime"));
    assertThat(after.getString("modifiedDateTime")).isEqualTo("2026-03-01T10:01:00.12Z");
    assertThat(after.getString("modifiedBy")).isEqualTo("app-1");
    assertThat(server.get("v1.0", "/catalogs/" + world.catalog()).getString("state"))
        .isEqualTo("unpublished");
  }

  @Test
  void beta_alone_tells_a_catalogs_unique_name_and_who_made_it() {
    var made =
        server.post(
            "beta",
            "/accessPackageCatalogs",
            "{\"displayName\":\"x\",\"uniqueName\":\"sales-x\",\"createdBy\":\"somebody\"}");

    assertThat(made.getString("uniqueName")).isEqualTo("sales-x");
    assertThat(made.getString("createdBy")).isEqualTo("app-1");
    assertThat(made.getString("privilegeLevel")).isEqualTo("standard");
    assertThat(ids(server.get("beta", "/accessPackageCatalogs?$filter=uniqueName eq 'sales-x'")))
        .containsExactly(made.getString("id"));
    var v1 = server.get("v1.0", "/catalogs/" + made.getString("id"));
    assertThat(v1.fieldNames())
        .containsExactlyInAnyOrder(
            "@odata.context",
            "@odata.etag",
            "id",
            "displayName",
            "description",
            "state",
            "catalogType",
            "isExternallyVisible",
            "createdDateTime",
            "modifiedDateTime");
  }

  @ParameterizedTest
  @CsvSource({"v1.0", "beta"})
  void a_package_is_changed_member_by_member(String version) {
    var path = "/accessPackages/" + world.accessPackage();

    TestServer.expect(
        204,
        server.call(
            "PATCH",
            version,
            path,
            "{\"@odata.context\":\"x\",\"id\":\"ignored\",\"isHidden\":true,\"description\":null,"
                + "\"uniqueName\":\"starter\",\"isRoleScopesVisible\":true}"));

    var beta = server.get("beta", path);
    assertThat(beta.getBoolean("isHidden")).isTrue();
    assertThat(beta.getBoolean("isRoleScopesVisible")).isTrue();
    assertThat(beta.getString("uniqueName")).isEqualTo("starter");
    assertThat(beta.getString("description")).isEqualTo("To begin");
    assertThat(beta.getString("id")).isEqualTo(world.accessPackage());
    assertThat(beta.getString("modifiedBy")).isEqualTo("app-1");
    assertThat(server.get("v1.0", path).fieldNames())
        .doesNotContain("uniqueName", "isRoleScopesVisible", "createdBy", "modifiedBy");
  }

  @Test
  void a_name_that_is_taken_is_refused_when_something_is_made_and_when_it_is_changed() {
    String other = accessPackage("Other");
    server.post("beta", "/accessPackageCatalogs", "{\"displayName\":\"a\",\"uniqueName\":\"u\"}");
    TestServer.expect(
        204, server.call("PATCH", "beta", "/accessPackages/" + other, "{\"uniqueName\":\"u\"}"));

    for (var answer :
        List.of(
            server.call(
                "PATCH", "v1.0", "/accessPackages/" + other, "{\"displayName\":\"Starter\"}"),
            server.call(
                "PATCH",
                "beta",
                "/accessPackages/" + world.accessPackage(),
                "{\"uniqueName\":\"u\"}"),
            server.call(
                "POST",
                "beta",
                "/accessPackageCatalogs",
                "{\"displayName\":\"b\",\"uniqueName\":\"u\"}"),
            server.call(
                "PATCH",
                "beta",
                "/accessPackageCatalogs/" + world.catalog(),
                "{\"uniqueName\":\"u\"}"))) {
      TestServer.assertError(answer, 409, "DuplicateKey");
    }
    TestServer.expect(
        204,
        server.call("PATCH", "v1.0", "/accessPackages/" + other, "{\"displayName\":\"Other\"}"));
  }

  @Test
  void what_is_not_there_cannot_be_changed_nor_taken_away() {
    for (String path : List.of("/catalogs/", "/accessPackages/")) {
      TestServer.assertError(
          server.call("PATCH", "v1.0", path + UNKNOWN, "{}"), 404, "ResourceNotFound");
      TestServer.assertError(
          server.call("DELETE", "v1.0", path + UNKNOWN, ""), 404, "ResourceNotFound");
      TestServer.assertError(server.call("DELETE", "v1.0", path + "x", ""), 400, "InvalidId");
    }
  }

  @Test
  void an_empty_catalog_is_taken_away() {
    String empty = catalog("Empty");

    TestServer.expect(204, server.call("DELETE", "v1.0", "/catalogs/" + empty, ""));

    TestServer.assertError(
        server.call("GET", "v1.0", "/catalogs/" + empty, ""), 404, "ResourceNotFound");
  }

  @Test
  void what_stands_in_the_way_of_taking_something_away_is_named() {
    String request = world.request();
    var held = "/accessPackages/" + world.accessPackage();

    assertInUse("/catalogs/" + world.catalog(), "CatalogHasAccessPackages", world.accessPackage());
    assertInUse(held, "AccessPackageHasRequests", request);
    server.run();
    String assignment = ids(server.get("v1.0", "/assignments")).getFirst();
    assertInUse(held, "AccessPackageHasAssignments", assignment);

    server.post(
        "v1.0",
        "/assignmentRequests",
        "{\"requestType\":\"adminRemove\",\"assignment\":{\"id\":\"%s\"}}".formatted(assignment));
    server.run();
    TestServer.expect(204, server.call("DELETE", "beta", held, ""));
    TestServer.assertError(server.call("GET", "v1.0", held, ""), 404, "ResourceNotFound");
    TestServer.assertError(
        server.call("GET", "v1.0", "/assignmentPolicies/" + world.policy(), ""),
        404,
        "ResourceNotFound");
    assertInUse("/catalogs/" + world.catalog(), "CatalogHasResources", world.second());
  }

  private void assertInUse(String path, String code, String by) {
    var answer = server.call("DELETE", "v1.0", path, "");
    TestServer.assertError(answer, 409, code);
    assertThat(TestServer.error(answer).getString("message")).contains(by);
  }

  @Test
  void packages_are_found_by_a_part_of_their_name() {
    String other = accessPackage("Start of it");
    accessPackage("Else");

    assertThat(ids(server.get("v1.0", "/accessPackages?$filter=contains(displayname,'Start')")))
        .containsExactly(other, world.accessPackage());
    var answer =
        server.call("GET", "v1.0", "/accessPackages?$filter=contains(createdDateTime,'2026')", "");
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void incompatible_packages_are_seen_from_both_sides_and_taken_back() {
    String other = accessPackage("Other");
    var here = "/accessPackages/" + world.accessPackage();
    var there = "/accessPackages/" + other;
    TestServer.expect(
        204,
        server.call(
            "POST",
            "v1.0",
            here + "/incompatibleAccessPackages/$ref",
            "{\"@odata.id\":\"https://x/v1.0%s%s\"}".formatted(TestServer.BASE, there)));

    assertThat(ids(server.get("v1.0", here + "/incompatibleAccessPackages")))
        .containsExactly(other);
    assertThat(ids(server.get("beta", there + "/accessPackagesIncompatibleWith")))
        .containsExactly(world.accessPackage());
    var expanded = server.get("v1.0", "/accessPackages?$expand=accessPackagesIncompatibleWith");
    assertThat(expanded.getJsonArray("value").getJsonObject(0).getString("id")).isEqualTo(other);
    assertThat(
            expanded
                .getJsonArray("value")
                .getJsonObject(0)
                .getJsonArray("accessPackagesIncompatibleWith"))
        .hasSize(1);

    var reference = here + "/incompatibleAccessPackages/" + other + "/$ref";
    TestServer.expect(204, server.call("DELETE", "v1.0", reference, ""));
    assertThat(ids(server.get("v1.0", there + "/accessPackagesIncompatibleWith"))).isEmpty();
    TestServer.assertError(server.call("DELETE", "v1.0", reference, ""), 404, "ResourceNotFound");
  }

  @ParameterizedTest
  @CsvSource({
    "v1.0, https://graph.microsoft.com/v1.0/groups/Traders-1",
    "beta, https://x/beta/groups('Traders-1')",
    "v1.0, /groups/%54raders-1"
  })
  void incompatible_groups_are_named_by_their_address(String version, String address) {
    var groups = "/accessPackages/" + world.accessPackage() + "/incompatibleGroups";

    TestServer.expect(
        204, server.call("POST", version, groups + "/$ref", "{\"@odata.id\":\"" + address + "\"}"));

    assertThat(ids(server.get(version, groups))).containsExactly("Traders-1");
    assertThat(server.get(version, groups + "/Traders-1").getString("id")).isEqualTo("Traders-1");
    TestServer.assertError(
        server.call("POST", version, groups + "/$ref", "{\"@odata.id\":\"" + address + "\"}"),
        409,
        "DuplicateKey");
    TestServer.expect(204, server.call("DELETE", version, groups + "/Traders-1/$ref", ""));
    assertThat(ids(server.get(version, groups))).isEmpty();
    TestServer.assertError(
        server.call("DELETE", version, groups + "/Traders-1/$ref", ""), 404, "ResourceNotFound");
  }

  private JsonObject resourceRequest(String type, String group, String name) {
    return server.post(
        "v1.0",
        "/resourceRequests",
        """
        {"requestType":"%s","justification":"as agreed","catalog":{"id":"%s"},
         "resource":{"originId":"%s","originSystem":"ldap","displayName":"%s"}}
        """
            .formatted(type, world.catalog(), group, name));
  }

  @Test
  void a_resource_is_described_otherwise_and_taken_out_by_requests_that_stay() {
    String added = resourceRequest("adminAdd", "g9", "Group g9").getString("id");

    var changed = resourceRequest("AdminUpdate", "g9", "Renamed");
    assertThat(changed.getString("requestType")).isEqualTo("adminUpdate");
    assertThat(changed.getString("state")).isEqualTo("delivered");
    assertThat(server.get("v1.0", "/resources/" + added).getString("displayName"))
        .isEqualTo("Renamed");

    var removed = resourceRequest("adminRemove", "g9", "");
    TestServer.assertError(
        server.call("GET", "v1.0", "/resources/" + added, ""), 404, "ResourceNotFound");
    var beta =
        server.get(
            "beta",
            "/accessPackageResourceRequests/"
                + removed.getString("id")
                + "?$expand=accessPackageResource($expand=accessPackageResourceRoles)");
    assertThat(beta.getString("requestType")).isEqualTo("AdminRemove");
    assertThat(beta.getString("requestStatus")).isEqualTo("Fulfilled");
    assertThat(beta.getString("justification")).isEqualTo("as agreed");
    assertThat(beta.getJsonObject("accessPackageResource").getString("displayName"))
        .isEqualTo("Renamed");
    assertThat(
            beta.getJsonObject("accessPackageResource").getJsonArray("accessPackageResourceRoles"))
        .hasSize(1);
    assertThat(
            ids(
                server.get(
                    "v1.0",
                    "/resourceRequests?$filter=resource/originId eq 'g9' and requestType ne"
                        + " 'adminAdd'")))
        .containsExactly(removed.getString("id"), changed.getString("id"));
  }

  @Test
  void a_resource_that_a_package_gives_roles_on_stays() {
    var answer =
        server.call(
            "POST",
            "v1.0",
            "/resourceRequests",
            "{\"requestType\":\"adminRemove\",\"catalog\":{\"id\":\"%s\"},\"resource\":{\"id\":\"%s\"}}"
                .formatted(world.catalog(), world.first()));

    TestServer.assertError(answer, 409, "ResourceInAccessPackages");
    assertThat(TestServer.error(answer).getString("message")).contains(world.accessPackage());
    assertThat(ids(server.get("v1.0", "/resources"))).contains(world.first());
  }

  @Test
  void roles_are_the_same_from_the_resource_and_from_the_catalog() {
    var ofResource = server.get("v1.0", "/resources/" + world.first() + "/roles");
    var ofCatalog =
        server.get(
            "v1.0",
            "/catalogs/%s/resourceRoles?$filter=resource/id eq '%s' and originSystem eq 'ldap'"
                .formatted(world.catalog(), world.first()));

    assertThat(ofCatalog.getJsonArray("value")).isEqualTo(ofResource.getJsonArray("value"));
    TestServer.expect(
        204, server.call("POST", "v1.0", "/resources/" + world.first() + "/refresh", ""));
    assertThat(server.get("v1.0", "/resources/" + world.first() + "/roles").getJsonArray("value"))
        .isEqualTo(ofResource.getJsonArray("value"));
  }
}
