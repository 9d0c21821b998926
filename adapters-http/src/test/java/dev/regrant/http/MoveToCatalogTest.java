package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packages that go to another catalog. */
class MoveToCatalogTest {
  private static final String UNKNOWN = "99999999-9999-4999-8999-999999999999";
  private static final String MANAGER = "7f480852-ebdc-47d4-87de-0d8498384a83";

  private TestServer server;
  private World world;
  private String other;

  @BeforeEach
  void start() {
    server = new TestServer();
    world = World.in(server);
    other = server.post("v1.0", "/catalogs", "{\"displayName\":\"Other\"}").getString("id");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void addResource(String group) {
    server.post(
        "v1.0",
        "/resourceRequests",
        """
        {"requestType":"adminAdd","catalog":{"id":"%s"},
         "resource":{"originId":"%s","originSystem":"ldap","displayName":"%s"}}
        """
            .formatted(other, group, group));
  }

  private String path() {
    return "/accessPackages/" + world.accessPackage() + "/moveToCatalog";
  }

  private String body() {
    return "{\"catalogId\":\"%s\"}".formatted(other);
  }

  @Test
  void a_package_moves_with_its_policies_to_a_catalog_with_the_same_resources() {
    addResource("g1");
    addResource("g2");

    expect(200, server.call("POST", "beta", path(), body()));

    var moved =
        server.get(
            "beta",
            "/accessPackages/"
                + world.accessPackage()
                + "?$expand=accessPackageResourceRoleScopes($expand=accessPackageResourceRole($expand=accessPackageResource))");
    assertThat(moved.getString("catalogId")).isEqualTo(other);
    assertThat(moved.getJsonArray("accessPackageResourceRoleScopes"))
        .hasSize(2)
        .allSatisfy(
            one ->
                assertThat(
                        server
                            .get(
                                "v1.0",
                                "/catalogs/%s/resources/%s"
                                    .formatted(
                                        other,
                                        ((JsonObject) one)
                                            .getJsonObject("accessPackageResourceRole")
                                            .getJsonObject("accessPackageResource")
                                            .getString("id")))
                            .getString("originSystem"))
                    .isEqualTo("ldap"));
    assertThat(
            server
                .get("v1.0", "/assignmentPolicies/" + world.policy() + "?$expand=catalog")
                .getJsonObject("catalog")
                .getString("id"))
        .isEqualTo(other);
    expect(204, server.call("DELETE", "v1.0", "/accessPackages/" + world.accessPackage(), ""));
  }

  @Test
  void what_it_gives_is_delivered_as_before() {
    addResource("g1");
    addResource("g2");
    expect(200, server.call("POST", "beta", path(), body()));

    String request = world.request();
    server.run();

    assertThat(server.get("v1.0", "/assignmentRequests/" + request).getString("state"))
        .isEqualTo("delivered");
  }

  @Test
  void a_catalog_without_one_of_the_resources_is_refused_and_nothing_moves() {
    addResource("g1");

    var answer = server.call("POST", "beta", path(), body());

    assertError(answer, 400, "InvalidModel");
    assertThat(error(answer).getString("target")).isEqualTo("catalogId");
    assertThat(error(answer).getString("message")).contains("'g2' of ldap");
    assertThat(
            server.get("beta", "/accessPackages/" + world.accessPackage()).getString("catalogId"))
        .isEqualTo(world.catalog());
  }

  @Test
  void a_package_that_somebody_has_stays_where_it_is() {
    addResource("g1");
    addResource("g2");
    world.request();
    assertError(server.call("POST", "beta", path(), body()), 409, "AccessPackageHasRequests");
    server.run();

    assertError(server.call("POST", "beta", path(), body()), 409, "AccessPackageHasAssignments");
  }

  @Test
  void a_name_that_the_other_catalog_has_is_a_duplicate() {
    addResource("g1");
    addResource("g2");
    server.post(
        "v1.0",
        "/accessPackages",
        "{\"displayName\":\"Starter\",\"catalog\":{\"id\":\"%s\"}}".formatted(other));

    assertError(server.call("POST", "beta", path(), body()), 409, "DuplicateKey");
  }

  @Test
  void to_where_it_is_it_moves_without_a_change() {
    var before = server.get("beta", "/accessPackages/" + world.accessPackage());
    world.request();

    expect(
        200,
        server.call("POST", "beta", path(), "{\"catalogId\":\"%s\"}".formatted(world.catalog())));

    assertThat(server.get("beta", "/accessPackages/" + world.accessPackage())).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                       | catalogId",
        "{\"catalogId\":null}     | catalogId",
        "{\"catalogId\":7}        | catalogId",
        "{\"catalogId\":\"x\"}    | catalogId",
        "{\"catalogId\":\"99999999-9999-4999-8999-999999999999\"} | catalogId"
      })
  void a_catalog_that_is_none_is_told(String body, String target) {
    var answer = server.call("POST", "beta", path(), body);

    assertError(answer, 400, "InvalidModel");
    assertThat(error(answer).getString("target")).isEqualTo(target);
  }

  @Test
  void there_is_no_such_thing_in_v1_nor_of_an_unknown_package() {
    assertError(server.call("POST", "v1.0", path(), body()), 404, "ResourceNotFound");
    assertError(
        server.call("POST", "beta", "/accessPackages/" + UNKNOWN + "/moveToCatalog", body()),
        404,
        "ResourceNotFound");
  }

  @Test
  void whoever_moves_manages_the_packages_of_both_catalogs() {
    addResource("g1");
    addResource("g2");
    give(world.catalog());
    var path = "/beta" + TestServer.BASE + path();

    assertError(server.callAs("none", "POST", path, body()), 403, "UnAuthorized");

    give(other);
    expect(200, server.callAs("none", "POST", path, body()));
  }

  private void give(String catalog) {
    var answer =
        server.send(
            server
                .authorized("v1.0/roleManagement/entitlementManagement/roleAssignments")
                .POST(
                    TestServer.content(
                        """
                        {"principalId":"app-2","roleDefinitionId":"%s",
                         "appScopeId":"/AccessPackageCatalog/%s"}
                        """
                            .formatted(MANAGER, catalog)))
                .build());
    expect(201, answer);
  }
}
