package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person may ask for, and what they must give for it. */
class RequestableTest {
  private static final Subject BOB = Subject.of("7d7e4a4e-0000-4000-8000-00000000000b");
  private static final String UNKNOWN = "99999999-9999-4999-8999-999999999999";
  private static final String ALLOWED = "/filterByCurrentUser(on='allowedRequestor')";

  private TestServer server;
  private World world;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.directory.with(BOB).withGroup("sales", BOB.objectId());
    world = World.in(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String accessPackage(String name, String catalog, String more) {
    return server
        .post(
            "v1.0",
            "/accessPackages",
            "{\"displayName\":\"%s\",\"catalog\":{\"id\":\"%s\"}%s}".formatted(name, catalog, more))
        .getString("id");
  }

  private String policy(String accessPackage, String terms) {
    return server
        .post("v1.0", "/accessPackages/" + accessPackage + "/assignmentPolicies", terms)
        .getString("id");
  }

  private List<String> names(Subject person, String version, String options) {
    return expect(
            200, server.callBy(person, "GET", version + "/accessPackages" + ALLOWED + options, ""))
        .getJsonArray("value")
        .stream()
        .map(one -> ((JsonObject) one).getString("displayName"))
        .toList();
  }

  private static final String FOR_SALES =
      """
      {"displayName":"Sales","allowedTargetScope":"specificDirectoryUsers",
       "specificAllowedTargets":[{"@odata.type":"#microsoft.graph.groupMembers","groupId":"sales"}],
       "requestorSettings":{"enableTargetsToSelfAddAccess":true}}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void packages_are_those_that_the_caller_may_ask_for(String version) {
    policy(accessPackage("For sales", world.catalog(), ""), FOR_SALES);
    policy(
        accessPackage("By administrators", world.catalog(), ""),
        "{\"displayName\":\"Direct\",\"allowedTargetScope\":\"allMemberUsers\"}");
    accessPackage("Without a policy", world.catalog(), "");

    assertThat(names(ANN, version, "")).containsExactly("Starter");
    assertThat(names(BOB, version, "")).containsExactly("For sales", "Starter");
  }

  @Test
  void a_hidden_package_is_asked_for_by_its_link_only() {
    String hidden = accessPackage("Hidden", world.catalog(), ",\"isHidden\":true");
    policy(hidden, FOR_SALES);

    assertThat(names(BOB, "v1.0", "")).containsExactly("Starter");
    assertThat(requirements(BOB, "v1.0", hidden, "")).hasSize(1);
  }

  @Test
  void nothing_is_asked_for_in_a_catalog_that_is_not_published() {
    expect(
        204,
        server.call(
            "PATCH", "v1.0", "/catalogs/" + world.catalog(), "{\"state\":\"unpublished\"}"));

    assertThat(names(ANN, "v1.0", "")).isEmpty();
    assertThat(requirements(ANN, "v1.0", world.accessPackage(), "")).isEmpty();
  }

  @Test
  void somebody_whom_the_directory_does_not_know_may_ask_for_nothing() {
    var stranger = Subject.of("7d7e4a4e-0000-4000-8000-0000000000ff");

    assertThat(names(stranger, "v1.0", "")).isEmpty();
    assertThat(requirements(stranger, "v1.0", world.accessPackage(), "")).isEmpty();
  }

  @Test
  void the_list_is_filtered_counted_and_paged() {
    policy(accessPackage("For sales", world.catalog(), ""), FOR_SALES);

    assertThat(names(BOB, "v1.0", "?$filter=displayName eq 'Starter'")).containsExactly("Starter");
    var first =
        expect(
            200,
            server.callBy(
                BOB,
                "GET",
                "v1.0/accessPackages" + ALLOWED + "?$top=1&$count=true&$expand=catalog",
                ""));
    assertThat(first.getInteger("@odata.count")).isEqualTo(2);
    assertThat(
            first
                .getJsonArray("value")
                .getJsonObject(0)
                .getJsonObject("catalog")
                .getString("displayName"))
        .isEqualTo("Sales");
    assertThat(first.getString("@odata.nextLink")).contains("skiptoken");
    var count = server.callBy(BOB, "GET", "v1.0/accessPackages" + ALLOWED + "/$count", "");
    assertThat(count.body()).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1.0/accessPackages/filterByCurrentUser(on='target')  | 400 | BadRequest",
        "v1.0/accessPackages/filterByCurrentUser               | 400 | BadRequest",
        "beta/accessPackages/filterByCurrentUser(on='')        | 400 | BadRequest"
      })
  void another_option_is_refused_by_name(String path, int status, String code) {
    var answer = server.callBy(ANN, "GET", path, "");

    assertError(answer, status, code);
    assertThat(error(answer).getString("target")).isEqualTo("on");
  }

  @Test
  void an_application_asks_for_nothing() {
    assertError(
        server.call("GET", "v1.0", "/accessPackages" + ALLOWED, ""),
        403,
        "Authorization_RequestDenied");
    assertError(
        server.call("POST", "v1.0", path(world.accessPackage()), ""),
        403,
        "Authorization_RequestDenied");
  }

  private static String path(String accessPackage) {
    return "/accessPackages/" + accessPackage + "/getApplicablePolicyRequirements";
  }

  private JsonArray requirements(
      Subject person, String version, String accessPackage, String body) {
    return expect(200, server.callBy(person, "POST", version + path(accessPackage), body))
        .getJsonArray("value");
  }

  private static final String ASKING =
      """
      {"displayName":"Asking","description":"Says why","allowedTargetScope":"specificDirectoryUsers",
       "specificAllowedTargets":[{"@odata.type":"#microsoft.graph.singleUser","userId":"%s"}],
       "expiration":{"type":"afterDuration","duration":"P30D"},
       "requestorSettings":{"enableTargetsToSelfAddAccess":true,"allowCustomAssignmentSchedule":true},
       "requestApprovalSettings":{"isApprovalRequiredForAdd":true,"isApprovalRequiredForUpdate":false,
         "isRequestorJustificationRequired":true,"stages":[{"primaryApprovers":[
           {"@odata.type":"#microsoft.graph.singleUser","userId":"%s"}]}]},
       "questions":[{"@odata.type":"#microsoft.graph.accessPackageTextInputQuestion",
         "id":"22222222-2222-3333-4444-555555555555","text":"Why?","isRequired":true}]}
      """
          .formatted(ANN.objectId(), BOB.objectId());

  @Test
  void requirements_tell_what_each_policy_wants_in_the_words_of_v1() {
    String policy = policy(world.accessPackage(), ASKING);

    var answer = expect(200, server.callBy(ANN, "POST", "v1.0" + path(world.accessPackage()), ""));

    assertThat(answer.getString("@odata.context"))
        .endsWith("#Collection(microsoft.graph.accessPackageAssignmentRequestRequirements)");
    assertThat(answer.getJsonArray("value")).hasSize(2);
    assertThat(answer.getJsonArray("value").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"policyId":"%s","policyDisplayName":"Asking","policyDescription":"Says why",
                 "isApprovalRequiredForAdd":true,"isApprovalRequiredForUpdate":false,
                 "isRequestorJustificationRequired":true,"allowCustomAssignmentSchedule":true,
                 "schedule":{"startDateTime":null,"recurrence":null,
                   "expiration":{"endDateTime":null,"duration":"P30D","type":"afterDuration"}},
                 "questions":[{"@odata.type":"#microsoft.graph.accessPackageTextInputQuestion",
                   "id":"22222222-2222-3333-4444-555555555555","sequence":0,"isRequired":true,
                   "isAnswerEditable":false,"text":"Why?","localizations":[],
                   "isSingleLineQuestion":false,"regexPattern":null}]}
                """
                    .formatted(policy)));
    assertThat(answer.getJsonArray("value").getJsonObject(1).getString("policyId"))
        .isEqualTo(world.policy());
  }

  @Test
  void beta_has_its_own_words_and_what_was_answered_before() {
    String policy =
        policy(world.accessPackage(), ASKING.replace("ForAdd\":true", "ForAdd\":false"));
    server.post(
        "v1.0",
        "/assignmentRequests",
        """
        {"requestType":"adminAdd","assignment":{"targetId":"%s","assignmentPolicyId":"%s",
         "accessPackageId":"%s"},"answers":[{"@odata.type":"#microsoft.graph.accessPackageAnswerString",
           "value":"Because","answeredQuestion":{"id":"22222222-2222-3333-4444-555555555555"}}]}
        """
            .formatted(ANN.objectId(), policy, world.accessPackage()));
    server.run();

    var found = requirements(ANN, "beta", world.accessPackage(), "{}").getJsonObject(0);

    assertThat(found.fieldNames())
        .containsExactlyInAnyOrder(
            "policyId",
            "policyDisplayName",
            "policyDescription",
            "isRequestorJustificationRequired",
            "schedule",
            "questions",
            "isApprovalRequired",
            "isApprovalRequiredForExtension",
            "isCustomAssignmentScheduleAllowed",
            "existingAnswers",
            "verifiableCredentialRequirementStatus");
    assertThat(found.getBoolean("isApprovalRequired")).isFalse();
    assertThat(found.getBoolean("isCustomAssignmentScheduleAllowed")).isTrue();
    assertThat(
            found
                .getJsonArray("questions")
                .getJsonObject(0)
                .getJsonObject("text")
                .getString("defaultText"))
        .isEqualTo("Why?");
    var answers = found.getJsonArray("existingAnswers");
    assertThat(answers).hasSize(1);
    assertThat(answers.getJsonObject(0).getString("value")).isEqualTo("Because");
    assertThat(
            requirements(ANN, "beta", world.accessPackage(), "")
                .getJsonObject(1)
                .getJsonArray("existingAnswers"))
        .isEmpty();
  }

  @Test
  void for_somebody_else_the_policies_are_those_that_let_the_caller_ask_for_them() {
    server.directory.withManager(BOB.objectId(), ANN.objectId());
    String policy =
        policy(
            world.accessPackage(),
            """
            {"displayName":"Managers","allowedTargetScope":"allMemberUsers",
             "requestorSettings":{"enableOnBehalfRequestorsToAddAccess":true}}
            """);
    var forBob = "{\"subject\":{\"objectId\":\"%s\"}}".formatted(BOB.objectId());
    var forAnn = "{\"subject\":{\"principalName\":\"ANN@test\"}}";

    assertThat(requirements(ANN, "v1.0", world.accessPackage(), forBob))
        .extracting(one -> ((JsonObject) one).getString("policyId"))
        .containsExactly(policy);
    assertThat(requirements(ANN, "v1.0", world.accessPackage(), forAnn))
        .extracting(one -> ((JsonObject) one).getString("policyId"))
        .containsExactly(world.policy());
    assertThat(requirements(BOB, "v1.0", world.accessPackage(), forAnn)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"subject\":{\"objectId\":\"nobody\"}} | subject",
        "{\"subject\":{}}                        | subject.objectId",
        "{\"subject\":7}                         | subject",
        "{\"subject\":{\"objectId\":7}}          | subject.objectId"
      })
  void a_subject_that_is_nobody_is_told(String body, String target) {
    for (String version : List.of("v1.0", "beta")) {
      var answer = server.callBy(ANN, "POST", version + path(world.accessPackage()), body);

      assertError(answer, 400, "InvalidModel");
      assertThat(error(answer).getString("target")).isEqualTo(target);
    }
  }

  @Test
  void an_unknown_package_has_no_requirements() {
    assertError(server.callBy(ANN, "POST", "v1.0" + path(UNKNOWN), ""), 404, "ResourceNotFound");
    assertError(server.callBy(ANN, "POST", "beta" + path("x"), ""), 400, "InvalidId");
    assertError(
        server.callBy(ANN, "GET", "v1.0" + path(world.accessPackage()), ""),
        405,
        "Request_BadRequest");
  }

  @Test
  void a_directory_that_is_down_is_an_outage_and_no_empty_list() {
    server.directory.setDown(true);

    assertError(
        server.callBy(ANN, "GET", "v1.0/accessPackages" + ALLOWED, ""), 503, "ServiceUnavailable");
  }

  @Test
  void whoever_may_read_everything_has_an_own_list_all_the_same() {
    var token = server.token(server.readerClaims(BOB.objectId()));
    var answer =
        server.send(
            server
                .to("/v1.0" + TestServer.BASE + "/accessPackages" + ALLOWED)
                .header("Authorization", "Bearer " + token)
                .build());

    assertThat(expect(200, answer).getJsonArray("value")).hasSize(1);
  }
}
