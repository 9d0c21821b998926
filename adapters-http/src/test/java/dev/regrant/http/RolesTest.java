package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {
  private static final String OWNER = "ae79f266-94d4-4dab-b730-feca7e132178";
  private static final String CREATOR = "ba92d953-d8e0-4e39-a797-0cbedb0a89e8";
  private static final String WRITE = "EntitlementManagement.ReadWrite.All";
  private static final String PATH = "roleManagement/entitlementManagement/";

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

  private HttpResponse<String> call(String method, String version, String path, String body) {
    return server.send(
        server
            .authorized(version + "/" + PATH + path)
            .method(method, TestServer.content(body))
            .build());
  }

  private HttpResponse<String> as(String user, String method, String path, String body) {
    return server.send(
        server
            .to("/v1.0/" + path)
            .header("Authorization", "Bearer " + server.token(server.userClaims(user, WRITE)))
            .method(method, TestServer.content(body))
            .build());
  }

  private JsonObject given(String version, String principal) {
    return expect(201, call("POST", version, "roleAssignments", body(principal, OWNER)));
  }

  private String body(String principal, String role) {
    return new JsonObject()
        .put("principalId", principal)
        .put("roleDefinitionId", role)
        .put("appScopeId", "/AccessPackageCatalog/" + world.catalog())
        .encode();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void a_role_is_given_read_and_taken_back(String version) {
    var given = given(version, "omar");

    assertThat(given.getString("roleDefinitionId")).isEqualTo(OWNER);
    assertThat(given.getString("appScopeId")).isEqualTo("/AccessPackageCatalog/" + world.catalog());
    var path = "roleAssignments/" + given.getString("id");
    assertThat(expect(200, call("GET", version, path, "")).getString("principalId"))
        .isEqualTo("omar");
    var list =
        expect(
            200,
            call(
                "GET",
                version,
                "roleAssignments?$filter=principalId eq 'omar' and roleDefinitionId eq '"
                    + OWNER
                    + "'&$expand=roleDefinition",
                ""));
    var role = list.getJsonArray("value").getJsonObject(0).getJsonObject("roleDefinition");
    assertThat(role.getString("displayName")).isEqualTo("Catalog owner");
    assertThat(call("DELETE", version, path, "").statusCode()).isEqualTo(204);
    assertError(call("GET", version, path, ""), 404, "ResourceNotFound");
    assertError(call("DELETE", version, path, ""), 404, "ResourceNotFound");
  }

  @Test
  void the_definitions_are_graphs() {
    var all = expect(200, call("GET", "v1.0", "roleDefinitions", "")).getJsonArray("value");

    assertThat(all).hasSize(5);
    assertThat(
            expect(200, call("GET", "v1.0", "roleDefinitions/" + CREATOR, ""))
                .getString("displayName"))
        .isEqualTo("Catalog creator");
    assertError(
        call("GET", "v1.0", "roleDefinitions/" + world.catalog(), ""), 404, "ResourceNotFound");
  }

  @Test
  void an_owner_manages_the_own_catalog_and_is_told_what_lacks_elsewhere() {
    var other = server.post("v1.0", "/catalogs", "{\"displayName\":\"Other\"}").getString("id");
    var em = "identityGovernance/entitlementManagement/";
    assertError(as("omar", "GET", em + "catalogs", ""), 403, "UnAuthorized");
    given("v1.0", "omar");

    var catalogs = expect(200, as("omar", "GET", em + "catalogs", "")).getJsonArray("value");
    assertThat(catalogs).hasSize(1);
    assertThat(catalogs.getJsonObject(0).getString("id")).isEqualTo(world.catalog());
    expect(201, as("omar", "POST", em + "accessPackages", packageIn(world.catalog())));
    var refused = as("omar", "POST", em + "accessPackages", packageIn(other));
    assertError(refused, 403, "UnAuthorized");
    assertThat(error(refused).getString("message"))
        .contains("On this catalog", "Catalog owner", "Identity Governance Administrator");
    assertError(as("omar", "GET", em + "catalogs/" + other, ""), 403, "UnAuthorized");
  }

  private static String packageIn(String catalog) {
    return new JsonObject()
        .put("displayName", "New")
        .put("catalog", new JsonObject().put("id", catalog))
        .encode();
  }

  @Test
  void directory_roles_and_groups_are_read_from_the_token() {
    var em = "/v1.0/identityGovernance/entitlementManagement/catalogs";
    given("v1.0", "group-1");
    var administrator =
        server
            .userClaims("ida", WRITE)
            .put("wids", new JsonArray().add("45d8d3c5-c802-45c6-b32a-1d70b5e86b6e"));
    var member = server.userClaims("mia", WRITE).put("groups", new JsonArray().add("group-1"));

    for (var claims : new JsonObject[] {administrator, member}) {
      var answer =
          server.send(
              server.to(em).header("Authorization", "Bearer " + server.token(claims)).build());
      assertThat(expect(200, answer).getJsonArray("value")).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{} | principalId",
        "{'principalId':1} | principalId",
        "{'principalId':'p'} | roleDefinitionId",
        "{'principalId':'p','roleDefinitionId':'x'} | roleDefinitionId",
        "{'principalId':'p','roleDefinitionId':'11111111-1111-1111-1111-111111111111',"
            + "'appScopeId':'/'} | roleDefinitionId",
        "{'principalId':'p','roleDefinitionId':'OWNER'} | appScopeId",
        "{'principalId':'p','roleDefinitionId':'OWNER','appScopeId':'/'} | appScopeId",
        "{'principalId':'p','roleDefinitionId':'OWNER','appScopeId':'/x'} | appScopeId",
        "{'principalId':'p','roleDefinitionId':'OWNER','appScopeId':'/AccessPackageCatalog/x'}"
            + " | appScopeId",
        "{'principalId':'p','roleDefinitionId':'OWNER','appScopeId':"
            + "'/AccessPackageCatalog/11111111-1111-1111-1111-111111111111'} | appScopeId",
        "{'principalId':'p','roleDefinitionId':'CREATOR','appScopeId':"
            + "'/AccessPackageCatalog/CATALOG'} | appScopeId",
        "{'principalId':'p','roleDefinitionId':'OWNER','directoryScopeId':'/x'} | directoryScopeId",
      })
  void bad_input_is_named(String template, String member) {
    String body =
        template
            .replace('\'', '"')
            .replace("OWNER", OWNER)
            .replace("CREATOR", CREATOR)
            .replace("CATALOG", world.catalog());

    var answer = call("POST", "v1.0", "roleAssignments", body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(error(answer).getString("target")).isEqualTo(member);
  }

  @Test
  void a_role_that_somebody_has_is_not_given_again() {
    var first = given("v1.0", "omar").getString("id");

    var again = call("POST", "v1.0", "roleAssignments", body("omar", OWNER));

    assertError(again, 409, "DuplicateKey");
    assertThat(error(again).getString("message")).contains(first);
  }
}
