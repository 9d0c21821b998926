package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies over HTTP: what was sent is shown again, in the words of either version. */
class PolicyTest {
  private static final String V1 = "/assignmentPolicies";
  private static final String BETA = "/accessPackageAssignmentPolicies";
  private static final String QUESTION = "22222222-2222-3333-4444-555555555555";

  private TestServer server;
  private World world;
  private String extension;

  @BeforeEach
  void start() {
    server = new TestServer();
    world = World.in(server);
    extension = world.extension();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static final String WHOLE_V1 =
      """
      {"displayName":"Whole","description":"All that there is",
       "allowedTargetScope":"specificDirectoryUsers",
       "specificAllowedTargets":[
         {"@odata.type":"#microsoft.graph.singleUser","userId":"u1","description":"Ada"},
         {"@odata.type":"#microsoft.graph.groupMembers","groupId":"g1","description":"Staff"},
         {"@odata.type":"#microsoft.graph.connectedOrganizationMembers","connectedOrganizationId":"o1"},
         {"@odata.type":"#microsoft.graph.attributeRuleMembers","membershipRule":"(user.department -eq \\"Sales\\")"},
         {"@odata.type":"#microsoft.graph.singleServicePrincipal","servicePrincipalId":"s1"}],
       "expiration":{"endDateTime":null,"duration":"P14DT3H","type":"afterDuration"},
       "requestorSettings":{"enableTargetsToSelfAddAccess":true,"enableTargetsToSelfUpdateAccess":true,
         "enableTargetsToSelfRemoveAccess":false,"allowCustomAssignmentSchedule":true,
         "enableOnBehalfRequestorsToAddAccess":true,"enableOnBehalfRequestorsToUpdateAccess":false,
         "enableOnBehalfRequestorsToRemoveAccess":true,
         "onBehalfRequestors":[{"@odata.type":"#microsoft.graph.targetManager","managerLevel":2}]},
       "requestApprovalSettings":{"isApprovalRequiredForAdd":true,"isApprovalRequiredForUpdate":false,
         "isRequestorJustificationRequired":true,"stages":[
           {"durationBeforeAutomaticDenial":"P2DT6H","isApproverJustificationRequired":true,
            "isEscalationEnabled":true,"durationBeforeEscalation":"P1DT6H",
            "primaryApprovers":[{"@odata.type":"#microsoft.graph.requestorManager","managerLevel":1}],
            "fallbackPrimaryApprovers":[{"@odata.type":"#microsoft.graph.singleUser","userId":"u2"}],
            "escalationApprovers":[{"@odata.type":"#microsoft.graph.groupMembers","groupId":"g2"}],
            "fallbackEscalationApprovers":[{"@odata.type":"#microsoft.graph.singleUser","userId":"u3"}],
            "approverInformationVisibility":"notVisible"},
           {"durationBeforeAutomaticDenial":"P14D","isApproverJustificationRequired":false,
            "isEscalationEnabled":false,"durationBeforeEscalation":"PT0S",
            "primaryApprovers":[{"@odata.type":"#microsoft.graph.singleUser","userId":"u4"}],
            "fallbackPrimaryApprovers":[],"escalationApprovers":[],"fallbackEscalationApprovers":[],
            "approverInformationVisibility":"default"}]},
       "automaticRequestSettings":{"requestAccessForAllowedTargets":true,
         "removeAccessWhenTargetLeavesAllowedTargets":true,"gracePeriodBeforeAccessRemoval":"P7D"},
       "reviewSettings":{"isEnabled":true,"expirationBehavior":"acceptAccessRecommendation",
         "isRecommendationEnabled":true,"isReviewerJustificationRequired":true,"isSelfReview":false,
         "schedule":{"startDateTime":"2026-07-02T06:59:59.998Z",
           "expiration":{"endDateTime":null,"duration":"P14D","type":"afterDuration"},
           "recurrence":{"pattern":{"type":"absoluteMonthly","interval":3,"month":0,"dayOfMonth":0,
               "daysOfWeek":["monday","friday"],"firstDayOfWeek":"sunday","index":"first"},
             "range":{"type":"noEnd","startDate":"2026-07-02","endDate":null,
               "recurrenceTimeZone":null,"numberOfOccurrences":0}}},
         "primaryReviewers":[{"@odata.type":"#microsoft.graph.groupMembers","groupId":"g3"}],
         "fallbackReviewers":[]},
       "notificationSettings":{"isAssignmentNotificationDisabled":true},
       "questions":[
         {"@odata.type":"#microsoft.graph.accessPackageMultipleChoiceQuestion","id":"QUESTION",
          "sequence":1,"isRequired":true,"isAnswerEditable":true,"text":"Where?",
          "localizations":[{"languageCode":"de","text":"Wo?"}],"isMultipleSelectionAllowed":true,
          "choices":[{"actualValue":"b","text":"Berlin","localizations":[]}]},
         {"@odata.type":"#microsoft.graph.accessPackageTextInputQuestion","sequence":2,
          "isRequired":false,"isAnswerEditable":false,"text":"Why?","localizations":[],
          "isSingleLineQuestion":true,"regexPattern":"[a-z ]+"}],
       "customExtensionStageSettings":[
         {"stage":"assignmentRequestCreated","customExtension":{
           "@odata.type":"#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
           "id":"EXTENSION"}}],
       "accessPackage":{"id":"PACKAGE"}}
      """;

  private String filled(String template) {
    return template
        .replace("PACKAGE", world.accessPackage())
        .replace("EXTENSION", extension)
        .replace("QUESTION", QUESTION);
  }

  private JsonObject whole() {
    return server.post("v1.0", V1, filled(WHOLE_V1));
  }

  @Test
  void what_was_sent_is_shown_again_member_by_member() {
    var sent = new JsonObject(filled(WHOLE_V1));

    var made = whole();

    assertThat(server.get("v1.0", V1 + "/" + made.getString("id"))).isEqualTo(made);
    for (String member :
        new String[] {
          "displayName",
          "description",
          "allowedTargetScope",
          "expiration",
          "requestorSettings",
          "requestApprovalSettings",
          "specificAllowedTargets",
          "automaticRequestSettings",
          "reviewSettings",
          "notificationSettings"
        }) {
      assertThat(made.getValue(member)).as(member).isEqualTo(sent.getValue(member));
    }
    var questions = made.getJsonArray("questions");
    assertThat(questions.getJsonObject(0))
        .isEqualTo(sent.getJsonArray("questions").getJsonObject(0));
    assertThat(questions.getJsonObject(1).getString("id")).matches("[0-9a-f-]{36}");
    assertThat(questions.getJsonObject(1).getString("regexPattern")).isEqualTo("[a-z ]+");
    var setting = made.getJsonArray("customExtensionStageSettings").getJsonObject(0);
    assertThat(setting.getString("stage")).isEqualTo("assignmentRequestCreated");
    assertThat(setting.getJsonObject("customExtension").getString("id")).isEqualTo(extension);
  }

  @Test
  void beta_tells_the_same_in_its_own_words() {
    var beta = server.get("beta", BETA + "/" + whole().getString("id"));

    var approval = beta.getJsonObject("requestApprovalSettings");
    assertThat(approval.getBoolean("isApprovalRequired")).isTrue();
    assertThat(approval.getBoolean("isApprovalRequiredForExtension")).isFalse();
    assertThat(approval.getString("approvalMode")).isEqualTo("Serial");
    assertThat(approval.getJsonArray("approvalStages").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"approvalStageTimeOutInDays":3,"isApproverJustificationRequired":true,
                 "isEscalationEnabled":true,"escalationTimeInMinutes":1800,
                 "primaryApprovers":[
                   {"@odata.type":"#microsoft.graph.requestorManager","isBackup":false,"managerLevel":1},
                   {"@odata.type":"#microsoft.graph.singleUser","isBackup":true,"id":"u2"}],
                 "escalationApprovers":[
                   {"@odata.type":"#microsoft.graph.groupMembers","isBackup":false,"id":"g2"},
                   {"@odata.type":"#microsoft.graph.singleUser","isBackup":true,"id":"u3"}],
                 "approverInformationVisibility":"notVisible"}
                """));
    assertThat(beta.getBoolean("canExtend")).isTrue();
    assertThat(beta.getJsonArray("questions").getJsonObject(0).getJsonObject("text"))
        .isEqualTo(
            new JsonObject(
                "{\"defaultText\":\"Where?\",\"localizedTexts\":[{\"languageCode\":\"de\",\"text\":\"Wo?\"}]}"));
    assertThat(
            beta.getJsonArray("questions")
                .getJsonObject(0)
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("displayValue")
                .getString("defaultText"))
        .isEqualTo("Berlin");
    var review = beta.getJsonObject("accessReviewSettings");
    assertThat(review.getString("recurrenceType")).isEqualTo("quarterly");
    assertThat(review.getInteger("durationInDays")).isEqualTo(14);
    assertThat(
            beta.getJsonObject("accessPackageNotificationSettings")
                .getBoolean("isAssignmentNotificationDisabled"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void a_policy_that_was_read_can_be_put_back_as_it_is(String version) {
    String path = (version.equals("beta") ? BETA : V1) + "/" + whole().getString("id");
    String expand = version.equals("beta") ? "accessPackage" : "accessPackage,questions";
    var read =
        server.get(
            version,
            path + "?$expand=" + expand + ",customExtensionStageSettings($expand=customExtension)");
    var before = server.get("v1.0", V1 + "/" + read.getString("id"));

    var answer = server.call("PUT", version, path, read.encode());

    var put = TestServer.expect(200, answer);
    for (var name : List.of("modifiedDateTime", "@odata.etag")) {
      put.remove(name);
      read.remove(name);
    }
    read.remove("accessPackage");
    read.remove("@odata.context");
    put.remove("@odata.context");
    assertThat(put).isEqualTo(read);
    var after = server.get("v1.0", V1 + "/" + read.getString("id"));
    assertThat(after.getJsonObject("requestorSettings"))
        .isEqualTo(before.getJsonObject("requestorSettings"));
    assertThat(after.getJsonObject("automaticRequestSettings"))
        .isEqualTo(before.getJsonObject("automaticRequestSettings"));
    assertThat(after.getString("createdDateTime")).isEqualTo(before.getString("createdDateTime"));
  }

  @Test
  void what_a_put_leaves_out_is_lost() {
    String path = V1 + "/" + whole().getString("id");

    var put =
        TestServer.expect(200, server.call("PUT", "v1.0", path, "{\"displayName\":\"Bare\"}"));

    assertThat(put.getString("displayName")).isEqualTo("Bare");
    assertThat(put.getString("description")).isEmpty();
    assertThat(put.getJsonArray("questions")).isEmpty();
    assertThat(put.getJsonObject("requestApprovalSettings").getBoolean("isApprovalRequiredForAdd"))
        .isFalse();
    assertThat(put.getJsonObject("requestorSettings").getBoolean("enableTargetsToSelfAddAccess"))
        .isFalse();
    assertThat(server.get("v1.0", path)).isEqualTo(put);
  }

  @Test
  void a_put_cannot_move_a_policy_to_another_package_or_take_anothers_name() {
    String path = V1 + "/" + whole().getString("id");
    String elsewhere =
        server
            .post(
                "v1.0",
                "/accessPackages",
                "{\"displayName\":\"Other\",\"catalog\":{\"id\":\"%s\"}}"
                    .formatted(world.catalog()))
            .getString("id");

    var moved =
        server.call(
            "PUT",
            "v1.0",
            path,
            "{\"displayName\":\"x\",\"accessPackage\":{\"id\":\"%s\"}}".formatted(elsewhere));
    var renamed = server.call("PUT", "v1.0", path, "{\"displayName\":\"All\"}");
    var unknown =
        server.call(
            "PUT", "v1.0", V1 + "/00000000-0000-0000-0000-000000000001", "{\"displayName\":\"x\"}");

    TestServer.assertError(moved, 400, "InvalidModel");
    assertThat(TestServer.error(moved).getString("target")).isEqualTo("accessPackage.id");
    TestServer.assertError(renamed, 409, "DuplicateKey");
    TestServer.assertError(unknown, 404, "ResourceNotFound");
    assertThat(server.get("v1.0", path).getString("displayName")).isEqualTo("Whole");
  }

  @Test
  void a_policy_is_deleted_unless_it_is_in_use() {
    String path = V1 + "/" + whole().getString("id");
    server.post("v1.0", "/assignmentRequests", world.adminAdd());

    var inUse = server.call("DELETE", "v1.0", V1 + "/" + world.policy(), "");
    var deleted = server.call("DELETE", "v1.0", path, "");

    TestServer.assertError(inUse, 409, "ResourceInUse");
    assertThat(deleted.statusCode()).isEqualTo(204);
    TestServer.assertError(server.call("GET", "v1.0", path, ""), 404, "ResourceNotFound");
    TestServer.assertError(server.call("DELETE", "v1.0", path, ""), 404, "ResourceNotFound");
    assertThat(server.call("GET", "v1.0", V1 + "/" + world.policy(), "").statusCode())
        .isEqualTo(200);
  }

  @Test
  void who_may_only_read_changes_no_policy() {
    String path = V1 + "/" + world.policy();

    for (String method : new String[] {"PUT", "DELETE"}) {
      var answer =
          server.callAs(
              "EntitlementManagement.Read.All",
              method,
              "/v1.0" + TestServer.BASE + path,
              "{\"displayName\":\"x\"}");
      assertThat(answer.statusCode()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'requestApprovalSettings':{'isApprovalRequiredForAdd':true} | requestApprovalSettings.stages | one at least
          'requestApprovalSettings':{'stages':[{'primaryApprovers':[]}]} | requestApprovalSettings.stages[0].primaryApprovers | somebody
          'requestApprovalSettings':{'stages':[{'durationBeforeAutomaticDenial':'PT0S','primaryApprovers':[USER]}]} | requestApprovalSettings.stages[0].durationBeforeAutomaticDenial | positive
          'requestApprovalSettings':{'stages':[{'durationBeforeAutomaticDenial':'two days','primaryApprovers':[USER]}]} | requestApprovalSettings.stages[0].durationBeforeAutomaticDenial | duration
          'requestApprovalSettings':{'stages':[{'isEscalationEnabled':true,'primaryApprovers':[USER]}]} | requestApprovalSettings.stages[0].escalationApprovers | somebody
          'requestApprovalSettings':{'stages':[{'isEscalationEnabled':true,'durationBeforeEscalation':'P20D','primaryApprovers':[USER],'escalationApprovers':[USER]}]} | requestApprovalSettings.stages[0].durationBeforeEscalation | shorter
          'requestApprovalSettings':{'stages':[STAGE,STAGE,STAGE,STAGE]} | requestApprovalSettings.stages | at most 3
          'requestApprovalSettings':{'stages':[{'primaryApprovers':[{'@odata.type':'#microsoft.graph.nobody'}]}]} | requestApprovalSettings.stages[0].primaryApprovers[0].@odata.type | singleUser
          'requestApprovalSettings':{'stages':[{'primaryApprovers':[{'@odata.type':'#microsoft.graph.groupMembers'}]}]} | requestApprovalSettings.stages[0].primaryApprovers[0].groupId | missing
          'requestApprovalSettings':{'stages':[{'primaryApprovers':[{'@odata.type':'#microsoft.graph.requestorManager','managerLevel':99}]}]} | requestApprovalSettings.stages[0].primaryApprovers[0].managerLevel | between
          'requestApprovalSettings':{'stages':[{'primaryApprovers':[USER],'approverInformationVisibility':'maybe'}]} | requestApprovalSettings.stages[0].approverInformationVisibility | notVisible
          'specificAllowedTargets':[{}] | specificAllowedTargets[0].@odata.type | missing
          'specificAllowedTargets':[{'userId':' '}] | specificAllowedTargets[0].userId | blank
          'allowedTargetScope':'everybody' | allowedTargetScope | allMemberUsers
          'questions':[{'text':'?'}] | questions[0].@odata.type | missing
          'questions':[{'@odata.type':'#microsoft.graph.accessPackageTextInputQuestion'}] | questions[0].text | missing
          'questions':[{'@odata.type':'#microsoft.graph.accessPackageTextInputQuestion','text':'?','regexPattern':'['}] | questions[0].regexPattern | regular expression
          'questions':[{'@odata.type':'#microsoft.graph.accessPackageMultipleChoiceQuestion','text':'?'}] | questions[0].choices | at least one
          'questions':[{'@odata.type':'#microsoft.graph.accessPackageMultipleChoiceQuestion','text':'?','choices':[{'text':'x'}]}] | questions[0].choices[0].actualValue | missing
          'questions':[QUIZ,QUIZ] | questions | different ids
          'customExtensionStageSettings':[{'stage':'assignmentRequestCreated'}] | customExtensionStageSettings[0].customExtension | missing
          'customExtensionStageSettings':[{'customExtension':{'id':'x'}}] | customExtensionStageSettings[0].stage | missing
          'reviewSettings':{'schedule':{'recurrence':{'pattern':{'type':'hourly'}}}} | reviewSettings.schedule.recurrence.pattern.type | daily
          'reviewSettings':{'schedule':{'recurrence':{'range':{'type':'noEnd','startDate':'soon'}}}} | reviewSettings.schedule.recurrence.range.startDate | date
          'automaticRequestSettings':{'gracePeriodBeforeAccessRemoval':'-P1D'} | automaticRequestSettings.gracePeriodBeforeAccessRemoval | negative
          """)
  void what_cannot_be_is_refused_by_the_name_of_the_member(
      String member, String target, String words) {
    String body =
        ("{'displayName':'Odd','accessPackage':{'id':'PACKAGE'}," + member + "}")
            .replace("STAGE", "{'primaryApprovers':[USER]}")
            .replace("USER", "{'@odata.type':'microsoft.graph.singleUser','userId':'u'}")
            .replace(
                "QUIZ",
                "{'@odata.type':'#microsoft.graph.accessPackageTextInputQuestion','text':'?','id':'QUESTION'}")
            .replace('\'', '"');

    var answer = server.call("POST", "v1.0", V1, filled(body));

    TestServer.expect(400, answer);
    assertThat(TestServer.error(answer).getString("code")).isEqualTo("InvalidModel");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo(target);
    assertThat(TestServer.error(answer).getString("message")).contains(words);
    assertThat(server.get("v1.0", V1 + "?$filter=displayName%20eq%20'Odd'").getJsonArray("value"))
        .isEqualTo(new JsonArray());
  }
}
