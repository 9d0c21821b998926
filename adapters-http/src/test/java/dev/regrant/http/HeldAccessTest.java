package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldAccessTest {
  private static final Subject BEN =
      new Subject(
          "0b0b0b0b-0000-4000-8000-00000000000c",
          Optional.of("Ben"),
          Optional.empty(),
          Optional.empty());
  private static final String UNKNOWN = "00000000-0000-0000-0000-000000000000";

  private static TestServer server;
  private static World world;
  private static String other;

  /**
   * Ann has the package in part, and another one; Ben has the first only, and asked for nothing.
   */
  @BeforeAll
  static void start() {
    server = new TestServer();
    server.directory.with(BEN);
    world = World.in(server);
    server.target.refuseNext("g2", ErrorClass.FORBIDDEN);
    asUser(TestServer.ANN, "POST", "/assignmentRequests", userAdd(world.accessPackage()));
    server.run();
    server.post("v1.0", "/assignmentRequests", world.adminAdd(BEN));
    other =
        server
            .post(
                "v1.0",
                "/accessPackages",
                "{\"displayName\":\"Other\",\"catalog\":{\"id\":\"%s\"}}"
                    .formatted(world.catalog()))
            .getString("id");
    server.post(
        "v1.0",
        "/assignmentPolicies",
        """
        {"displayName":"All","allowedTargetScope":"allMemberUsers",
         "requestorSettings":{"enableTargetsToSelfAddAccess":true},"accessPackage":{"id":"%s"}}
        """
            .formatted(other));
    asUser(TestServer.ANN, "POST", "/assignmentRequests", userAdd(other));
    server.run();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String userAdd(String accessPackage) {
    return "{\"requestType\":\"userAdd\",\"assignment\":{\"accessPackageId\":\"%s\"}}"
        .formatted(accessPackage);
  }

  private static HttpResponse<String> asUser(
      Subject user, String method, String path, String body) {
    var token =
        server.token(server.userClaims(user.objectId(), "EntitlementMgmt-SubjectAccess.ReadWrite"));
    return server.send(
        server
            .to("/v1.0" + TestServer.BASE + path)
            .header("Authorization", "Bearer " + token)
            .method(method, TestServer.content(body))
            .build());
  }

  private static int size(JsonObject list) {
    return list.getJsonArray("value").size();
  }

  @ParameterizedTest
  @CsvSource({
    "/assignments/filterByCurrentUser(on='target'), 2, 1",
    "/assignments/microsoft.graph.filterByCurrentUser(on='Target'), 2, 1",
    "/assignments/filterByCurrentUser(on='createdBy'), 2, 0",
    "/assignments/filterByCurrentUser(on='target')?$filter=state eq 'partiallyDelivered', 1, 0",
  })
  void people_see_their_own_assignments(String path, int anns, int bens) {
    assertThat(size(TestServer.expect(200, asUser(TestServer.ANN, "GET", path, ""))))
        .isEqualTo(anns);
    assertThat(size(TestServer.expect(200, asUser(BEN, "GET", path, "")))).isEqualTo(bens);
  }

  @Test
  void an_application_has_no_assignments_of_its_own() {
    TestServer.assertError(
        server.call("GET", "v1.0", "/assignments/filterByCurrentUser(on='target')", ""),
        403,
        "Authorization_RequestDenied");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          filterByCurrentUser(on='nobody')           | 400 | BadRequest       | target, createdBy
          filterByCurrentUser(of='target')           | 400 | BadRequest       | no parameter 'of'
          filterByCurrentUser(on='target''x')        | 400 | BadRequest       | target'x
          filterByNobody(on='target')                | 400 | NotSupported     | filterByNobody
          additionalAccess(accessPackageId='x',incompatibleAccessPackageId='y') | 400 | InvalidId | 'x'
          additionalAccess(accessPackageId='UNKNOWN') | 400 | BadRequest      | incompatibleAccessPackageId
          additionalAccess(accessPackageId='UNKNOWN',incompatibleAccessPackageId='UNKNOWN') | 404 | ResourceNotFound | access package
          """)
  void a_function_that_is_called_wrongly_says_what_is_wrong(
      String function, int status, String code, String message) {
    var answer = asUserWhoReads("/assignments/" + function.replace("UNKNOWN", UNKNOWN));

    TestServer.assertError(answer, status, code);
    assertThat(TestServer.error(answer).getString("message")).contains(message);
  }

  private static HttpResponse<String> asUserWhoReads(String path) {
    var token = server.token(server.readerClaims(TestServer.ANN.objectId()));
    return server.send(
        server
            .to("/v1.0" + TestServer.BASE + path)
            .header("Authorization", "Bearer " + token)
            .build());
  }

  @Test
  void who_has_two_packages_is_found() {
    var both =
        "/assignments/additionalAccess(accessPackageId='%s',incompatibleAccessPackageId='%s')"
            .formatted(world.accessPackage(), other);

    var found = server.get("v1.0", both + "?$expand=target,accessPackage");

    assertThat(size(found)).isEqualTo(1);
    var one = found.getJsonArray("value").getJsonObject(0);
    assertThat(one.getJsonObject("target").getString("objectId"))
        .isEqualTo(TestServer.ANN.objectId());
    assertThat(one.getJsonObject("accessPackage").getString("id")).isEqualTo(world.accessPackage());
    assertThat(size(server.get("beta", both.replace("/assignments", "/accessPackageAssignments"))))
        .isEqualTo(1);
  }

  @Test
  void beta_tells_what_became_of_each_role() {
    var roles =
        server.get(
            "beta",
            "/accessPackageAssignmentResourceRoles?$filter=accessPackageSubject/objectid eq '%s'"
                    .formatted(TestServer.ANN.objectId())
                + "&$expand=accessPackageResourceScope,accessPackageSubject,accessPackageAssignments");

    assertThat(roles.getJsonArray("value"))
        .extracting(
            one ->
                ((JsonObject) one).getString("originId")
                    + " "
                    + ((JsonObject) one).getString("status"))
        .containsExactlyInAnyOrder("Member_g1 Fulfilled", "Member_g2 PendingFulfillment");
    var first = roles.getJsonArray("value").getJsonObject(0);
    assertThat(first.getString("originSystem")).isEqualTo("ldap");
    assertThat(first.getJsonObject("accessPackageSubject").getString("objectId"))
        .isEqualTo(TestServer.ANN.objectId());
    String assignment =
        first.getJsonArray("accessPackageAssignments").getJsonObject(0).getString("id");
    assertThat(
            size(
                server.get(
                    "beta",
                    "/accessPackageAssignments/"
                        + assignment
                        + "/accessPackageAssignmentResourceRoles")))
        .isEqualTo(2);
    var one = "/accessPackageAssignmentResourceRoles/" + first.getString("id");
    assertThat(server.get("beta", one).getString("originId"))
        .isEqualTo(first.getString("originId"));
    assertThat(server.get("beta", one + "/accessPackageSubject").getString("objectId"))
        .isEqualTo(TestServer.ANN.objectId());
    String ofNothing = "/accessPackageAssignmentResourceRoles/" + UNKNOWN + "_" + UNKNOWN;
    TestServer.assertError(server.call("GET", "beta", ofNothing, ""), 404, "ResourceNotFound");
    TestServer.assertError(
        server.call("GET", "beta", "/accessPackageAssignmentResourceRoles/" + UNKNOWN, ""),
        400,
        "InvalidId");
    TestServer.assertError(
        server.call("GET", "beta", "/accessPackageAssignmentResourceRoles", ""),
        400,
        "InvalidFilter");
    TestServer.assertError(
        server.call("GET", "v1.0", "/accessPackageAssignmentResourceRoles", ""),
        404,
        "ResourceNotFound");
  }

  @ParameterizedTest
  @CsvSource({"v1.0, /resourceEnvironments", "beta, /accessPackageResourceEnvironments"})
  void each_connector_is_an_environment(String version, String path) {
    var list = server.get(version, path + "?$filter=originSystem eq 'ldap'");

    assertThat(size(list)).isEqualTo(1);
    var ldap = list.getJsonArray("value").getJsonObject(0);
    assertThat(ldap.getString("displayName")).isEqualTo("ldap");
    assertThat(ldap.getBoolean("isDefaultEnvironment")).isTrue();
    assertThat(server.get(version, path + "/" + ldap.getString("id")).getString("originId"))
        .isEqualTo("ldap");
    var expanded =
        server.get(
            version,
            path + "?$expand=" + (version.equals("beta") ? "accessPackageResources" : "resources"));
    assertThat(expanded.getJsonArray("value").getJsonObject(0).encode()).contains("g1", "g2");
    assertThat(size(server.get(version, path + "?$filter=originSystem eq 'none'"))).isZero();
    TestServer.assertError(
        server.call("GET", version, path + "/" + UNKNOWN, ""), 404, "ResourceNotFound");
    assertThat(List.of("1")).contains(server.call("GET", version, path + "/$count", "").body());
  }
}
