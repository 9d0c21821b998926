package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
  private static final String CODE = "11111111-aaaa-4000-8000-000000000001";
  private static final String SITE = "11111111-aaaa-4000-8000-000000000002";
  private static final String TERMS =
      """
      "displayName":"Asking","allowedTargetScope":"allMemberUsers",
      "requestorSettings":{"enableTargetsToSelfAddAccess":true,
                           "enableTargetsToSelfUpdateAccess":true},
      "questions":[
        {"@odata.type":"#microsoft.graph.accessPackageTextInputQuestion","id":"%s",
         "text":"Which project?","isRequired":true,"isAnswerEditable":true,"sequence":0,
         "isSingleLineQuestion":true,"regexPattern":"P-[0-9]+"},
        {"@odata.type":"#microsoft.graph.accessPackageMultipleChoiceQuestion","id":"%s",
         "text":"Where?","isRequired":false,"isAnswerEditable":false,"sequence":1,
         "isMultipleSelectionAllowed":true,
         "choices":[{"actualValue":"north","text":"North"},{"actualValue":"south","text":"South"}]}]
      """
          .formatted(CODE, SITE);

  private TestServer server;
  private World world;
  private String policy;

  @BeforeEach
  void start() {
    server = new TestServer();
    world = World.in(server);
    policy = world.policy(TERMS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String answer(String question, String value) {
    return """
    {"@odata.type":"#microsoft.graph.accessPackageAnswerString","value":"%s","displayValue":"%s!",
     "answeredQuestion":{"@odata.type":"#microsoft.graph.accessPackageTextInputQuestion","id":"%s"}}
    """
        .formatted(value, value, question);
  }

  private HttpResponse<String> ask(String version, String answers) {
    return server.callBy(
        ANN,
        "POST",
        version + "/assignmentRequests",
        """
        {"requestType":"userAdd","answers":[%s],
         "assignment":{"accessPackageId":"%s","assignmentPolicyId":"%s"}}
        """
            .formatted(answers, world.accessPackage(), policy));
  }

  @Test
  void answers_are_kept_and_shown_as_each_version_does() {
    var made =
        expect(
            201,
            // Ids come in any casing.
            ask(
                "v1.0",
                answer(CODE.toUpperCase(Locale.ROOT), "P-7") + "," + answer(SITE, "south,north")));

    var v1 = made.getJsonArray("answers").getJsonObject(0);
    assertThat(v1.getString("@odata.type")).isEqualTo("#microsoft.graph.accessPackageAnswerString");
    assertThat(v1.getString("value")).isEqualTo("P-7");
    assertThat(v1.getString("displayValue")).isEqualTo("P-7!");
    assertThat(v1.getJsonObject("answeredQuestion"))
        .isEqualTo(
            new JsonObject()
                .put("@odata.type", "#microsoft.graph.accessPackageTextInputQuestion")
                .put("id", CODE));
    var beta =
        server
            .get("beta", "/assignmentRequests/" + made.getString("id"))
            .getJsonArray("answers")
            .getJsonObject(1);
    assertThat(beta.getString("value")).isEqualTo("south,north");
    assertThat(
            beta.getJsonObject("answeredQuestion").getJsonObject("text").getString("defaultText"))
        .isEqualTo("Where?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          1 | seven       | answers[0].value | pattern
          2 | west        | answers[1].value | north, south
          2 | north,north | answers[1].value | north, south
          1 | P-7,twice   | answers[1].answeredQuestion.id | twice
          0 |             | answers          | Which project?
          """)
  void an_answer_that_is_none_is_refused(int kind, String value, String target, String message) {
    var answers =
        switch (kind) {
          case 0 -> answer(SITE, "north");
          case 1 ->
              value.contains(",")
                  ? answer(CODE, "P-7") + "," + answer(CODE, "P-8")
                  : answer(CODE, value);
          default -> answer(CODE, "P-7") + "," + answer(SITE, value);
        };

    var refused = ask("v1.0", answers);

    assertError(refused, 400, "InvalidModel");
    assertThat(error(refused).getString("target")).isEqualTo(target);
    assertThat(error(refused).getString("message")).contains(message);
    assertThat(server.get("v1.0", "/assignmentRequests").getJsonArray("value")).isEmpty();
  }

  private HttpResponse<String> change(String answers) {
    return server.callBy(
        ANN,
        "POST",
        "v1.0/assignmentRequests",
        """
        {"requestType":"userUpdate","answers":[%s],"assignment":{"accessPackageId":"%s"}}
        """
            .formatted(answers, world.accessPackage()));
  }

  @Test
  void an_answer_is_changed_where_the_question_lets_it() {
    expect(201, ask("v1.0", answer(CODE, "P-7") + "," + answer(SITE, "north")));
    server.run();

    var refused = change(answer(SITE, "south"));
    var made = expect(201, change(answer(CODE, "P-8")));
    server.run();

    assertError(refused, 400, "InvalidModel");
    assertThat(error(refused).getString("message")).contains("edited");
    assertThat(
            made.getJsonArray("answers").stream().map(one -> ((JsonObject) one).getString("value")))
        .containsExactly("P-8", "north");
    assertThat(server.get("v1.0", "/assignmentRequests/" + made.getString("id")).getString("state"))
        .isEqualTo("delivered");
  }

  @Test
  void a_policy_that_requires_a_justification_gets_one() {
    var strict =
        world.policy(
            """
            "displayName":"Strict","allowedTargetScope":"allMemberUsers",
            "requestorSettings":{"enableTargetsToSelfAddAccess":true},
            "requestApprovalSettings":{"isRequestorJustificationRequired":true}
            """);
    var body =
        new JsonObject(world.adminAdd().replace(world.policy(), strict))
            .put("requestType", "userAdd");

    for (String missing : new String[] {"", "  "}) {
      var refused =
          server.callBy(
              ANN, "POST", "v1.0/assignmentRequests", body.put("justification", missing).encode());
      assertError(refused, 400, "InvalidModel");
      assertThat(error(refused).getString("target")).isEqualTo("justification");
    }
    expect(
        201,
        server.callBy(
            ANN,
            "POST",
            "v1.0/assignmentRequests",
            body.put("justification", "Quarter end").encode()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void a_validation_checks_and_makes_nothing(String version) {
    var body =
        new JsonObject(world.adminAdd().replace(world.policy(), policy))
            .put("isValidationOnly", true);
    var refused = server.call("POST", version, "/assignmentRequests", body.encode());
    body.put("answers", new JsonArray().add(new JsonObject(answer(CODE, "P-1"))));

    var valid = server.post(version, "/assignmentRequests", body.encode());

    assertError(refused, 400, "InvalidModel");
    assertThat(valid.containsKey("id")).isTrue();
    assertThat(valid.getString("id")).isNull();
    assertThat(valid.getBoolean("isValidationOnly"))
        .isEqualTo(version.equals("beta") ? Boolean.TRUE : null);
    server.run();
    assertThat(server.get("v1.0", "/assignmentRequests").getJsonArray("value")).isEmpty();
    assertThat(server.target.writes()).isEmpty();
  }
}
