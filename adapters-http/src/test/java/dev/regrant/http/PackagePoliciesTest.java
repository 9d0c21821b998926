package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies at the address of their package, where generated clients look for them. */
class PackagePoliciesTest {
  private static final String UNKNOWN = "99999999-9999-4999-8999-999999999999";
  private static final String BODY =
      """
      {"displayName":"Sales only","allowedTargetScope":"allMemberUsers"}
      """;

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

  private String policies(String member) {
    return "/accessPackages/" + world.accessPackage() + "/" + member;
  }

  private static String collection(String version) {
    return version.equals("v1.0") ? "/assignmentPolicies/" : "/accessPackageAssignmentPolicies/";
  }

  @ParameterizedTest
  @CsvSource({"v1.0,assignmentPolicies", "beta,accessPackageAssignmentPolicies"})
  void a_policy_made_at_its_package_is_the_packages(String version, String member) {
    var made = server.post(version, policies(member), BODY);

    String id = made.getString("id");
    assertThat(server.get(version, collection(version) + id)).isEqualTo(made);
    assertThat(server.get(version, policies(member) + "/" + id)).isEqualTo(made);
    assertThat(server.get("v1.0", "/assignmentPolicies/" + id + "/accessPackage").getString("id"))
        .isEqualTo(world.accessPackage());
    assertThat(server.get(version, policies(member)).getJsonArray("value")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"v1.0,assignmentPolicies", "beta,accessPackageAssignmentPolicies"})
  void it_is_replaced_and_taken_away_there(String version, String member) {
    String one =
        policies(member) + "/" + server.post(version, policies(member), BODY).getString("id");

    var replaced =
        expect(
            200,
            server.call("PUT", version, one, "{\"displayName\":\"New\",\"description\":\"d\"}"));

    assertThat(replaced.getString("displayName")).isEqualTo("New");
    assertThat(server.get(version, one)).isEqualTo(replaced);
    expect(204, server.call("DELETE", version, one, ""));
    assertError(server.call("GET", version, one, ""), 404, "ResourceNotFound");
    assertError(server.call("DELETE", version, one, ""), 404, "ResourceNotFound");
  }

  @ParameterizedTest
  @CsvSource({"v1.0,assignmentPolicies", "beta,accessPackageAssignmentPolicies"})
  void whoever_patches_it_as_generated_clients_can_is_told_to_put_it(
      String version, String member) {
    String one =
        policies(member) + "/" + server.post(version, policies(member), BODY).getString("id");

    var answer = server.call("PATCH", version, one, "{\"displayName\":\"New\"}");

    assertError(answer, 405, "Request_BadRequest");
    assertThat(error(answer).getString("message")).contains("PUT");
    assertThat(server.get(version, one).getString("displayName")).isEqualTo("Sales only");
  }

  @ParameterizedTest
  @CsvSource({"v1.0,assignmentPolicies", "beta,accessPackageAssignmentPolicies"})
  void another_packages_policy_is_not_there(String version, String member) {
    String other =
        server
            .post(
                "v1.0",
                "/accessPackages",
                "{\"displayName\":\"Other\",\"catalog\":{\"id\":\"%s\"}}"
                    .formatted(world.catalog()))
            .getString("id");
    String theirs = "/accessPackages/" + other + "/" + member + "/" + world.policy();

    assertError(server.call("GET", version, theirs, ""), 404, "ResourceNotFound");
    assertError(server.call("PUT", version, theirs, BODY), 404, "ResourceNotFound");
    assertError(server.call("DELETE", version, theirs, ""), 404, "ResourceNotFound");
    assertThat(server.get("v1.0", "/assignmentPolicies/" + world.policy()).getString("displayName"))
        .isEqualTo("All");
  }

  @ParameterizedTest
  @CsvSource({"v1.0,assignmentPolicies", "beta,accessPackageAssignmentPolicies"})
  void an_unknown_package_has_none(String version, String member) {
    assertError(
        server.call("POST", version, "/accessPackages/" + UNKNOWN + "/" + member, BODY),
        404,
        "ResourceNotFound");
  }

  @ParameterizedTest
  @CsvSource({
    "v1.0,assignmentPolicies,'{\"accessPackage\":{\"id\":\"ID\"},\"displayName\":\"X\"}',accessPackage.id",
    "beta,accessPackageAssignmentPolicies,'{\"accessPackageId\":\"ID\",\"displayName\":\"X\"}',accessPackageId",
    "v1.0,assignmentPolicies,'{\"description\":\"no name\"}',displayName",
    "beta,accessPackageAssignmentPolicies,'{\"displayName\":7}',displayName"
  })
  void what_is_wrong_is_told_by_its_member_and_makes_nothing(
      String version, String member, String body, String target) {
    var answer = server.call("POST", version, policies(member), body.replace("ID", UNKNOWN));

    assertError(answer, 400, "InvalidModel");
    assertThat(error(answer).getString("target")).isEqualTo(target);
    assertThat(server.get(version, policies(member)).getJsonArray("value")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"v1.0,assignmentPolicies", "beta,accessPackageAssignmentPolicies"})
  void a_body_may_name_the_package_again(String version, String member) {
    var body =
        new JsonObject(BODY)
            .put("accessPackage", new JsonObject().put("id", world.accessPackage()))
            .put("accessPackageId", world.accessPackage());

    server.post(version, policies(member), body.encode());
  }

  @ParameterizedTest
  @CsvSource({"v1.0,assignmentPolicies", "beta,accessPackageAssignmentPolicies"})
  void who_may_only_read_makes_none(String version, String member) {
    var path = "/" + version + TestServer.BASE + policies(member);

    var answer = server.callAs("EntitlementManagement.Read.All", "POST", path, BODY);

    assertError(answer, 403, "Authorization_RequestDenied");
  }
}
