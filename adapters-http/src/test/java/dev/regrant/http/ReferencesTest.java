package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of addresses, and where resources live. */
class ReferencesTest {
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

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void what_a_package_excludes_is_listed_by_address(String version) {
    String own = "/accessPackages/" + world.accessPackage();
    String other =
        server
            .post(
                "v1.0",
                "/accessPackages",
                "{\"displayName\":\"Other\",\"catalog\":{\"id\":\"%s\"}}"
                    .formatted(world.catalog()))
            .getString("id");
    assertThat(references(version, own + "/incompatibleAccessPackages")).isEmpty();

    String address = server.uri("/" + version + TestServer.BASE + "/accessPackages/" + other) + "";
    expect(
        204,
        server.call(
            "POST",
            version,
            own + "/incompatibleAccessPackages/$ref",
            new JsonObject().put("@odata.id", address).encode()));
    String group = server.uri("/" + version + "/groups/cn=a%2Cou=b").toString();
    expect(
        204,
        server.call(
            "POST",
            version,
            own + "/incompatibleGroups/$ref",
            new JsonObject().put("@odata.id", group).encode()));

    var packages = references(version, own + "/incompatibleAccessPackages");
    assertThat(packages).hasSize(1);
    assertThat(packages.getJsonObject(0).getString("@odata.id"))
        .endsWith(version + TestServer.BASE + "/accessPackages/" + other);
    var groups = references(version, own + "/incompatibleGroups");
    assertThat(groups.getJsonObject(0).getString("@odata.id"))
        .endsWith("/" + version + "/groups/cn%3Da%2Cou%3Db");
  }

  private JsonArray references(String version, String of) {
    var answer = server.get(version, of + "/$ref");
    assertThat(answer.getString("@odata.context")).endsWith("#Collection($ref)");
    return answer.getJsonArray("value");
  }

  @ParameterizedTest
  @CsvSource({
    "v1.0,/resources/,environment",
    "beta,/accessPackageResources/,accessPackageResourceEnvironment"
  })
  void a_resource_tells_where_it_lives(String version, String resources, String member) {
    String one = resources + world.first();

    var environment = server.get(version, one + "/" + member);

    assertThat(environment.getString("originSystem")).isEqualTo("ldap");
    assertThat(
            server.get(version, one + "?$expand=" + member).getJsonObject(member).getString("id"))
        .isEqualTo(environment.getString("id"));
  }

  @Test
  void a_role_scope_tells_on_beta_who_added_it() {
    var roleScope =
        server
            .get(
                "beta",
                "/accessPackages/" + world.accessPackage() + "/accessPackageResourceRoleScopes")
            .getJsonArray("value")
            .getJsonObject(0);

    assertThat(roleScope.getString("createdBy")).isEqualTo("app-1");
    assertThat(roleScope.getString("modifiedBy")).isEqualTo("app-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void a_package_that_is_unknown_has_no_addresses(String version) {
    assertError(
        server.call(
            "GET",
            version,
            "/accessPackages/99999999-9999-4999-8999-999999999999/incompatibleGroups/$ref",
            ""),
        404,
        "ResourceNotFound");
  }
}
