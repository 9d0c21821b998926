package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Approvals over HTTP, as approvers' clients see them. */
class ApprovalTest {
  private static final String APPROVALS = "/accessPackageAssignmentApprovals";
  private static final String SELF = "EntitlementMgmt-SubjectAccess.ReadWrite";
  private static final String READ = "EntitlementManagement.Read.All";

  private TestServer server;
  private World world;
  private String request;

  @BeforeEach
  void ask() {
    server = new TestServer();
    server.directory.with(
        new Subject("bob", Optional.of("Bob B"), Optional.empty(), Optional.empty()),
        Subject.of("eve"));
    world = World.in(server);
    String policy =
        server
            .post(
                "v1.0",
                "/assignmentPolicies",
                """
                {"displayName":"Approved","allowedTargetScope":"allMemberUsers",
                 "requestApprovalSettings":{"isApprovalRequiredForAdd":true,"stages":[
                   {"isApproverJustificationRequired":true,"primaryApprovers":[
                     {"@odata.type":"#microsoft.graph.singleUser","userId":"bob"}]},
                   {"primaryApprovers":[
                     {"@odata.type":"#microsoft.graph.singleUser","userId":"eve"}]}]},
                 "accessPackage":{"id":"%s"}}
                """
                    .formatted(world.accessPackage()))
            .getString("id");
    request =
        server
            .post("v1.0", "/assignmentRequests", world.adminAdd().replace(world.policy(), policy))
            .getString("id");
    server.run();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> as(
      String person, String scopes, String method, String version, String path, String body) {
    return as(server.userClaims(person, scopes), method, version, path, body);
  }

  private HttpResponse<String> asReader(String version, String path) {
    return as(server.readerClaims("eve"), "GET", version, path, "");
  }

  private HttpResponse<String> as(
      JsonObject claims, String method, String version, String path, String body) {
    return server.send(
        server
            .to("/" + version + TestServer.BASE + path)
            .header("Authorization", "Bearer " + server.token(claims))
            .method(method, TestServer.content(body))
            .build());
  }

  private JsonObject get(String person, String version, String path) {
    return TestServer.expect(200, as(person, SELF, "GET", version, path, ""));
  }

  private String stage(int n) {
    return get("bob", "v1.0", APPROVALS + "/" + request + "/stages")
        .getJsonArray("value")
        .getJsonObject(n)
        .getString("id");
  }

  private HttpResponse<String> decide(String person, int stage, String body) {
    return as(
        person, SELF, "PATCH", "v1.0", APPROVALS + "/" + request + "/stages/" + stage(stage), body);
  }

  private String state() {
    return server.get("v1.0", "/assignmentRequests/" + request).getString("state");
  }

  @Test
  void a_stage_is_decided_as_it_was_read() {
    String path = APPROVALS + "/" + request + "/stages/" + stage(0);
    var read = as("bob", SELF, "GET", "v1.0", path, "");
    var seen = read.headers().firstValue("ETag").orElseThrow();
    var yes = "{\"reviewResult\":\"Approve\",\"justification\":\"ok\"}";

    assertError(decideIf("W/\"77\"", path, yes), 412, "PreconditionFailed");
    var decided = decideIf(seen, path, yes);

    assertThat(TestServer.expect(200, read).getString("@odata.etag")).isEqualTo(seen);
    assertThat(decided.statusCode()).isEqualTo(204);
    assertThat(decided.headers().firstValue("ETag"))
        .isPresent()
        .isNotEqualTo(Optional.of(seen))
        .isEqualTo(as("bob", SELF, "GET", "v1.0", path, "").headers().firstValue("ETag"));
    assertError(decideIf(seen, path, yes), 412, "PreconditionFailed");
  }

  private HttpResponse<String> decideIf(String tag, String path, String body) {
    return server.send(
        server
            .to("/v1.0" + TestServer.BASE + path)
            .header("Authorization", "Bearer " + server.token(server.userClaims("bob", SELF)))
            .header("If-Match", tag)
            .method("PATCH", TestServer.content(body))
            .build());
  }

  @ParameterizedTest
  @CsvSource({"v1.0, stages", "beta, steps"})
  void what_waits_for_the_caller_is_found_and_decided(String version, String children) {
    var waiting =
        get("bob", version, APPROVALS + "/filterByCurrentUser(on='approver')?$expand=" + children)
            .getJsonArray("value");
    assertThat(waiting).hasSize(1);
    var approval = waiting.getJsonObject(0);
    assertThat(approval.getString("id")).isEqualTo(request);
    var stage = approval.getJsonArray(children).getJsonObject(0);
    assertThat(stage.getBoolean("assignedToMe")).isTrue();
    assertThat(stage.getString("reviewResult")).isEqualTo("NotReviewed");
    assertThat(stage.getString("status")).isEqualTo("InProgress");
    assertThat(stage.getValue("reviewedBy")).isNull();
    assertThat(approval.getJsonArray(children).getJsonObject(1).getString("status"))
        .isEqualTo("Initializing");
    String path = APPROVALS + "/" + request + "/" + children + "/" + stage.getString("id");

    var answer =
        as(
            "bob",
            SELF,
            "PATCH",
            version,
            path,
            "{\"reviewResult\":\"Approve\",\"justification\":\"ok\"}");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    var after = get("bob", version, path);
    assertThat(after.getString("reviewResult")).isEqualTo("Approved");
    assertThat(after.getString("status")).isEqualTo("Completed");
    assertThat(after.getString("justification")).isEqualTo("ok");
    assertThat(after.getString("reviewedDateTime")).isEqualTo("2026-03-01T10:00:00.12Z");
    assertThat(after.getBoolean("assignedToMe")).isFalse();
    assertThat(after.getJsonObject("reviewedBy"))
        .isEqualTo(new JsonObject("{\"id\":\"bob\",\"displayName\":\"Bob B\"}"));
    assertThat(
            get("bob", version, APPROVALS + "/filterByCurrentUser(on='approver')")
                .getJsonArray("value"))
        .isEqualTo(new JsonArray());
  }

  @Test
  void after_the_last_stage_the_access_is_delivered() {
    assertThat(state()).isEqualTo("pendingApproval");
    assertThat(
            decide("bob", 0, "{\"reviewResult\":\"approve\",\"justification\":\"yes\"}")
                .statusCode())
        .isEqualTo(204);
    server.run();
    assertThat(state()).isEqualTo("pendingApproval");

    assertThat(decide("eve", 1, "{\"reviewResult\":\"Approve\"}").statusCode()).isEqualTo(204);
    server.run();

    assertThat(state()).isEqualTo("delivered");
  }

  @Test
  void a_denial_ends_the_request() {
    assertThat(
            decide("bob", 0, "{\"reviewResult\":\"Deny\",\"justification\":\"no\"}").statusCode())
        .isEqualTo(204);

    assertThat(state()).isEqualTo("denied");
    var stages = get("bob", "v1.0", APPROVALS + "/" + request + "/stages").getJsonArray("value");
    assertThat(stages.getJsonObject(0).getString("reviewResult")).isEqualTo("Denied");
    assertThat(stages.getJsonObject(1).getString("status")).isEqualTo("Expired");
    TestServer.assertError(
        decide("bob", 0, "{\"reviewResult\":\"Approve\",\"justification\":\"x\"}"),
        409,
        "ApprovalStageNotInProgress");
  }

  @Test
  void what_waits_for_an_approver_is_among_the_requests_too() {
    String waiting = "/assignmentRequests/filterByCurrentUser(on='approver')?$expand=accessPackage";

    var bobs = get("bob", "v1.0", waiting).getJsonArray("value");

    assertThat(bobs).hasSize(1);
    assertThat(bobs.getJsonObject(0).getString("id")).isEqualTo(request);
    assertThat(bobs.getJsonObject(0).getJsonObject("accessPackage").getString("id"))
        .isEqualTo(world.accessPackage());
    assertThat(get("eve", "v1.0", waiting).getJsonArray("value")).isEmpty();
  }

  @Test
  void only_approvers_decide_and_only_they_and_readers_look() {
    String body = "{\"reviewResult\":\"Approve\",\"justification\":\"x\"}";
    String path = APPROVALS + "/" + request;

    TestServer.assertError(decide("eve", 0, body), 403, "UnAuthorized");
    TestServer.assertError(as("eve", SELF, "GET", "v1.0", path, ""), 403, "UnAuthorized");
    TestServer.assertError(
        as(TestServer.ANN.objectId(), SELF, "GET", "v1.0", path + "/stages", ""),
        403,
        "UnAuthorized");
    TestServer.assertError(as("eve", READ, "GET", "v1.0", path, ""), 403, "UnAuthorized");
    TestServer.expect(200, asReader("v1.0", path));
    TestServer.assertError(
        as("bob", READ, "PATCH", "v1.0", path + "/stages/" + stage(0), body),
        403,
        "Authorization_RequestDenied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/stages", "/filterByCurrentUser"})
  void tokens_of_applications_get_nowhere_near_approvals(String rest) {
    String path =
        rest.equals("/filterByCurrentUser")
            ? "/filterByCurrentUser(on='approver')"
            : "/" + request + rest;

    var answer = server.call("GET", "v1.0", APPROVALS + path, "");

    TestServer.assertError(answer, 403, "Authorization_RequestDenied");
    assertThat(TestServer.error(answer).getString("message")).contains("application");
  }

  @Test
  void tokens_of_applications_decide_nothing() {
    var answer =
        server.call(
            "PATCH",
            "v1.0",
            APPROVALS + "/" + request + "/stages/" + stage(0),
            "{\"reviewResult\":\"Approve\",\"justification\":\"x\"}");

    TestServer.assertError(answer, 403, "Authorization_RequestDenied");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                              | reviewResult  | missing
          {"reviewResult":null}                           | reviewResult  | missing
          {"reviewResult":1}                              | reviewResult  | a string
          {"reviewResult":"Maybe"}                        | reviewResult  | Approve, Deny
          {"reviewResult":"Approve"}                      | justification | required
          {"reviewResult":"Approve","justification":" "}  | justification | required
          {"reviewResult":"Approve","justification":true} | justification | a string
          """)
  void a_decision_that_is_none_is_refused_by_the_name_of_the_member(
      String body, String target, String words) {
    var answer = decide("bob", 0, body);

    TestServer.assertError(answer, 400, "InvalidModel");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo(target);
    assertThat(TestServer.error(answer).getString("message")).contains(words);
    assertThat(state()).isEqualTo("pendingApproval");
  }

  @Test
  void what_is_not_there_is_told() {
    String unknown = "00000000-0000-0000-0000-000000000009";

    TestServer.assertError(
        as("bob", SELF, "GET", "v1.0", APPROVALS + "/" + unknown, ""), 404, "ResourceNotFound");
    TestServer.assertError(
        as("bob", SELF, "GET", "v1.0", APPROVALS + "/" + request + "/stages/" + unknown, ""),
        404,
        "ResourceNotFound");
    TestServer.assertError(
        as(
            "bob",
            SELF,
            "PATCH",
            "v1.0",
            APPROVALS + "/" + request + "/stages/" + unknown,
            "{\"reviewResult\":\"Deny\"}"),
        404,
        "ResourceNotFound");
    TestServer.assertError(as("bob", SELF, "GET", "v1.0", APPROVALS + "/x", ""), 400, "InvalidId");
    TestServer.assertError(
        as("bob", SELF, "GET", "v1.0", APPROVALS + "/filterByCurrentUser(on='target')", ""),
        400,
        "NotSupported");
    TestServer.assertError(
        as("bob", SELF, "GET", "v1.0", APPROVALS + "/" + request + "/steps", ""),
        404,
        "ResourceNotFound");
    TestServer.assertError(
        as("bob", SELF, "DELETE", "v1.0", APPROVALS + "/" + request, ""),
        405,
        "Request_BadRequest");
  }

  @Test
  void beta_leads_from_an_approval_to_its_request() {
    var asked =
        TestServer.expect(
            200, asReader("beta", APPROVALS + "/" + request + "?$expand=request,steps"));

    assertThat(asked.getJsonObject("request").getString("requestState"))
        .isEqualTo("PendingApproval");
    assertThat(asked.getJsonArray("steps")).hasSize(2);
  }

  @Test
  void a_list_that_is_longer_than_a_page_has_a_next_link() {
    server.directory.with(Subject.of("ann2"));
    server.post(
        "v1.0",
        "/assignmentRequests",
        world.adminAdd(Subject.of("ann2")).replace(world.policy(), approvedPolicy()));
    server.run();

    var page = get("bob", "v1.0", APPROVALS + "/filterByCurrentUser(on='approver')?$top=1");

    assertThat(page.getJsonArray("value")).hasSize(1);
    String next = page.getString("@odata.nextLink");
    var rest =
        TestServer.expect(
            200,
            as(
                "bob",
                SELF,
                "GET",
                "v1.0",
                next.substring(next.indexOf(TestServer.BASE) + TestServer.BASE.length()),
                ""));
    assertThat(rest.getJsonArray("value").getJsonObject(0).getString("id")).isEqualTo(request);
    assertThat(rest.containsKey("@odata.nextLink")).isFalse();
  }

  private String approvedPolicy() {
    return server
        .get("v1.0", "/assignmentPolicies?$filter=displayName%20eq%20'Approved'")
        .getJsonArray("value")
        .getJsonObject(0)
        .getString("id");
  }
}
