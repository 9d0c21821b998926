package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.ErrorClass;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CreationTest {
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

  private String filled(String template) {
    return template
        .replace("ANN", TestServer.ANN.objectId())
        .replace("PACKAGE", world.accessPackage())
        .replace("POLICY", world.policy())
        .replace("CATALOG", world.catalog())
        .replace("RESOURCE", world.first());
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        Arguments.of(
            "v1.0",
            """
            {"requestType":"adminAdd","assignment":{"targetId":"ANN","assignmentPolicyId":"POLICY",
             "accessPackageId":"PACKAGE"}}
            """),
        Arguments.of(
            "beta",
            """
            {"requestType":"AdminAdd","accessPackageAssignment":{"targetId":"ANN",
             "assignmentPolicyId":"POLICY","accessPackageId":"PACKAGE"}}
            """),
        // Either version's names on either version.
        Arguments.of(
            "v1.0",
            """
            {"requestType":"ADMINADD","accessPackageAssignment":{"targetId":"ANN",
             "assignmentPolicyId":"POLICY","accessPackageId":"PACKAGE"}}
            """),
        Arguments.of(
            "beta",
            """
            {"@odata.type":"microsoft.graph.accessPackageAssignmentRequest","requestType":"adminAdd",
             "assignment":{"target":{"objectId":"ANN"},"assignmentPolicy":{"id":"POLICY"},
             "accessPackage":{"id":"PACKAGE"}}}
            """),
        // By mail address; with nulls, and with members that mean nothing.
        Arguments.of(
            "v1.0",
            """
            {"@odata.type":"#microsoft.graph.accessPackageAssignmentRequest","id":"old",
             "requestType":"adminAdd","answers":[],"justification":null,"isValidationOnly":false,
             "assignment":{"target":{"email":"ann.a@test"},"assignmentPolicyId":"POLICY",
             "accessPackageId":"PACKAGE","accessPackageAssignmentPolicy":null,"color":"red"},
             "schedule":{"startDateTime":null,"recurrence":null,
                         "expiration":{"endDateTime":null,"duration":null,"type":"notSpecified"}}}
            """));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void a_request_is_taken_in_either_shape(String version, String body) {
    var made = server.post(version, "/assignmentRequests", filled(body));

    boolean isV1 = version.equals("v1.0");
    assertThat(made.getString(isV1 ? "state" : "requestState"))
        .isEqualTo(isV1 ? "submitted" : "Submitted");
    assertThat(made.getString(isV1 ? "status" : "requestStatus")).isEqualTo("Accepted");
    assertThat(made.containsKey("createdDateTime")).isTrue();
    assertThat(made.getValue("createdDateTime")).isNull();
    assertThat(made.getValue(isV1 ? "completedDateTime" : "completedDate")).isNull();

    server.run();
    var later = server.get("v1.0", "/assignmentRequests/" + made.getString("id"));
    assertThat(later.getString("state")).isEqualTo("delivered");
    assertThat(later.getString("createdDateTime")).isNotNull();
  }

  @Test
  void a_schedule_is_kept() {
    var body =
        new JsonObject(world.adminAdd())
            .put("justification", "Holiday cover")
            .put(
                "schedule",
                new JsonObject()
                    .put("startDateTime", "2026-03-02T01:00:00.5+01:00")
                    .put("expiration", new JsonObject().put("duration", "P14D")));

    var made = server.post("v1.0", "/assignmentRequests", body.encode());
    server.run();
    var later = server.get("v1.0", "/assignmentRequests/" + made.getString("id"));

    assertThat(later.getString("state")).isEqualTo("scheduled");
    assertThat(later.getString("status")).isEqualTo("PendingNotBefore");
    assertThat(later.getString("justification")).isEqualTo("Holiday cover");
    assertThat(later.getJsonObject("schedule"))
        .isEqualTo(
            new JsonObject(
                """
                {"startDateTime":"2026-03-02T00:00:00.5Z","recurrence":null,
                 "expiration":{"endDateTime":null,"duration":"P14D","type":"afterDuration"}}
                """));
  }

  @ParameterizedTest
  @CsvSource({"v1.0, assignment", "beta, accessPackageAssignment"})
  void access_is_removed_by_the_id_of_the_assignment(String version, String member) {
    server.post("v1.0", "/assignmentRequests", world.adminAdd());
    server.run();
    String assignment =
        server.get("v1.0", "/assignments").getJsonArray("value").getJsonObject(0).getString("id");

    var made =
        server.post(
            version,
            "/assignmentRequests",
            "{\"requestType\":\"AdminRemove\",\"%s\":{\"id\":\"%s\"}}"
                .formatted(member, assignment));
    server.run();

    assertThat(made.getString("id")).isNotNull();
    assertThat(server.get("v1.0", "/assignments/" + assignment).getString("state"))
        .isEqualTo("expired");
  }

  @Test
  void access_is_removed_by_a_flat_id_too() {
    server.post("v1.0", "/assignmentRequests", world.adminAdd());
    server.run();
    String assignment =
        server.get("v1.0", "/assignments").getJsonArray("value").getJsonObject(0).getString("id");

    server.post(
        "v1.0",
        "/assignmentRequests",
        "{\"requestType\":\"adminRemove\",\"accessPackageAssignmentId\":\"%s\"}"
            .formatted(assignment));
    server.run();

    assertThat(server.target.memberships()).isEmpty();
  }

  @Test
  void people_ask_for_themselves_without_naming_a_policy() {
    var token =
        server.token(
            server.userClaims(
                TestServer.ANN.objectId(), "EntitlementMgmt-SubjectAccess.ReadWrite"));

    var answer =
        server.send(
            server
                .to("/v1.0" + TestServer.BASE + "/assignmentRequests")
                .header("Authorization", "Bearer " + token)
                .POST(
                    TestServer.content(
                        filled(
                            "{\"requestType\":\"userAdd\",\"assignment\":{\"accessPackageId\":\"PACKAGE\"}}")))
                .build());
    server.run();

    var made = TestServer.expect(201, answer);
    assertThat(server.get("v1.0", "/assignmentRequests/" + made.getString("id")).getString("state"))
        .isEqualTo("delivered");
  }

  @Test
  void the_whole_set_up_works_in_betas_words() {
    String catalog =
        server
            .post(
                "beta",
                "/accessPackageCatalogs",
                "{\"displayName\":\"Beta\",\"catalogStatus\":\"Published\",\"isExternallyVisible\":true}")
            .getString("id");
    var added =
        server.post(
            "beta",
            "/accessPackageResourceRequests",
            """
            {"catalogId":"%s","requestType":"AdminAdd","justification":"",
             "accessPackageResource":{"displayName":"B","originId":"b1","originSystem":"ldap"}}
            """
                .formatted(catalog));
    String accessPackage =
        server
            .post(
                "beta",
                "/accessPackages",
                "{\"catalogId\":\"%s\",\"displayName\":\"B\",\"isHidden\":true}".formatted(catalog))
            .getString("id");
    String role =
        server
            .get("beta", "/accessPackageCatalogs/" + catalog + "/accessPackageResourceRoles")
            .getJsonArray("value")
            .getJsonObject(0)
            .getString("id");
    var held =
        server.post(
            "beta",
            "/accessPackages/" + accessPackage + "/accessPackageResourceRoleScopes",
            """
            {"accessPackageResourceRole":{"id":"%s","accessPackageResource":{"id":"%s"}},
             "accessPackageResourceScope":{"originId":"b1","originSystem":"ldap"}}
            """
                .formatted(role, added.getString("id")));
    var policy =
        server.post(
            "beta",
            "/accessPackageAssignmentPolicies",
            """
            {"accessPackageId":"%s","displayName":"P","description":"d","canExtend":false,
             "durationInDays":30,"accessReviewSettings":null,"questions":[],
             "requestorSettings":{"scopeType":"SpecificDirectorySubjects","acceptRequests":true,
               "allowedRequestors":[{"@odata.type":"#microsoft.graph.singleUser","isBackup":false,
                                     "id":"u1"}]},
             "requestApprovalSettings":{"isApprovalRequired":false,"approvalStages":[]}}
            """
                .formatted(accessPackage));
    var inV1 = server.get("v1.0", "/assignmentPolicies/" + policy.getString("id"));

    assertThat(added.getString("requestState")).isEqualTo("Delivered");
    assertThat(held.getString("id")).startsWith(role + "_");
    assertThat(policy.getInteger("durationInDays")).isEqualTo(30);
    assertThat(inV1.getString("allowedTargetScope")).isEqualTo("specificDirectoryUsers");
    assertThat(inV1.getJsonObject("expiration").getString("duration")).isEqualTo("P30D");
    assertThat(
            inV1.getJsonObject("requestorSettings").getBoolean("enableTargetsToSelfRemoveAccess"))
        .isTrue();
  }

  @Test
  void what_a_policy_is_read_as_can_be_sent_again() {
    var read =
        server.get("v1.0", "/assignmentPolicies/" + world.policy() + "?$expand=accessPackage");

    var made = server.post("v1.0", "/assignmentPolicies", read.put("displayName", "Copy").encode());

    assertThat(made.getJsonObject("requestorSettings"))
        .isEqualTo(read.getJsonObject("requestorSettings"));
  }

  @Test
  void a_role_scope_is_taken_out_of_a_package() {
    String scopes = "/accessPackages/" + world.accessPackage() + "/resourceRoleScopes";
    String first =
        server.get("v1.0", scopes).getJsonArray("value").getJsonObject(0).getString("id");

    var gone = server.call("DELETE", "v1.0", scopes + "/" + first, "");
    var again = server.call("DELETE", "v1.0", scopes + "/" + first, "");
    var malformed = server.call("DELETE", "v1.0", scopes + "/x", "");

    assertThat(gone.statusCode()).isEqualTo(204);
    assertThat(gone.body()).isEmpty();
    assertThat(again.statusCode()).isEqualTo(404);
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(server.get("v1.0", scopes).getJsonArray("value")).hasSize(1);
  }

  @Test
  void packages_are_made_incompatible_by_reference() {
    String other =
        server
            .post(
                "v1.0",
                "/accessPackages",
                filled("{\"displayName\":\"Other\",\"catalog\":{\"id\":\"CATALOG\"}}"))
            .getString("id");
    String path = "/accessPackages/" + world.accessPackage() + "/incompatibleAccessPackages";
    String reference =
        "{\"@odata.id\":\"https://graph.microsoft.com/v1.0%s/accessPackages/%s\"}"
            .formatted(TestServer.BASE, other);

    var first = server.call("POST", "v1.0", path + "/$ref", reference);
    var second = server.call("POST", "v1.0", path + "/$ref", reference);

    assertThat(first.statusCode()).isEqualTo(204);
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(TestServer.error(second).getString("code")).isEqualTo("DuplicateKey");
    assertThat(server.get("beta", path).getJsonArray("value").getJsonObject(0).getString("id"))
        .isEqualTo(other);
  }

  @Test
  void a_second_of_the_same_name_is_a_duplicate() {
    var answer =
        server.call(
            "POST",
            "v1.0",
            "/accessPackages",
            filled("{\"displayName\":\"Starter\",\"catalog\":{\"id\":\"CATALOG\"}}"));

    TestServer.expect(409, answer);
    assertThat(TestServer.error(answer).getString("code")).isEqualTo("DuplicateKey");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo("displayName");
    assertThat(TestServer.error(answer).getString("message")).contains(world.accessPackage());
  }

  @Test
  void a_request_is_cancelled_once() {
    String id = world.request();

    var first = server.call("POST", "v1.0", "/assignmentRequests/" + id + "/cancel", "");
    var second = server.call("POST", "beta", "/assignmentRequests/" + id + "/Cancel", "{}");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).isEmpty();
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(TestServer.error(second).getString("code")).isEqualTo("RequestNotCancelable");
    assertThat(TestServer.error(second).getString("message")).contains("canceled");
  }

  @Test
  void a_reprocess_is_told_with_its_reason_and_refused_while_it_runs() {
    server.target.refuseNext("g1", ErrorClass.FORBIDDEN);
    String id = world.request();
    server.run();
    String path = "/assignmentRequests/" + id + "/microsoft.graph.reprocess";

    var first = server.call("POST", "v1.0", path, "{\"reason\":\"group was missing\"}");
    var second = server.call("POST", "v1.0", path, "");
    var history =
        server.get("v1.0", "/assignmentRequests/" + id + "/history").getJsonArray("value").encode();

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(first.body()).isEmpty();
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(TestServer.error(second).getString("code")).isEqualTo("RequestNotReprocessable");
    assertThat(TestServer.error(second).getString("message")).contains("delivering");
    assertThat(history).contains("group was missing");
  }

  @Test
  void a_repeat_with_the_same_key_gets_the_first_answer_again() {
    var first = keyed("k-1", world.adminAdd());
    var again = keyed("k-1", world.adminAdd());
    var other = keyed("k-1", world.adminAdd().replace("adminAdd", "userAdd"));
    var changed = keyed("k-1", new JsonObject(world.adminAdd()).put("justification", "x").encode());
    var tooLong = keyed("k".repeat(256), world.adminAdd());

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(new JsonObject(again.body()).getString("id"))
        .isEqualTo(new JsonObject(first.body()).getString("id"));
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(changed.statusCode()).isEqualTo(422);
    assertThat(TestServer.error(changed).getString("code")).isEqualTo("IdempotencyKeyReused");
    assertThat(tooLong.statusCode()).isEqualTo(400);
    assertThat(TestServer.error(tooLong).getString("target")).isEqualTo("Idempotency-Key");
  }

  private HttpResponse<String> keyed(String key, String body) {
    return server.send(
        server
            .authorized("v1.0" + TestServer.BASE + "/assignmentRequests")
            .header("Idempotency-Key", key)
            .POST(TestServer.content(body))
            .build());
  }
}
