package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The people whom requests are about. */
class SubjectsTest {
  private static final Subject BOB =
      new Subject("bob's", Optional.of("Bob"), Optional.of("bob@partner.test"), Optional.empty());
  private static final String UNKNOWN = "99999999-9999-4999-8999-999999999999";

  private TestServer server;
  private World world;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.directory.with(BOB);
    world = World.in(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void request(Subject subject) {
    server.post("v1.0", "/assignmentRequests", world.adminAdd(subject));
    server.run();
  }

  private List<String> names(String version, String options) {
    return server.get(version, "/subjects" + options).getJsonArray("value").stream()
        .map(one -> ((JsonObject) one).getString("displayName"))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void they_are_listed_from_their_first_request_on(String version) {
    assertThat(names(version, "")).isEmpty();

    request(ANN);
    request(BOB);

    assertThat(names(version, "")).containsExactly("Ann", "Bob");
    assertThat(names(version, "?$filter=objectId eq '%s'".formatted(ANN.objectId())))
        .containsExactly("Ann");
    assertThat(names(version, "?$filter=objectid eq 'bob''s'")).containsExactly("Bob");
    assertThat(names(version, "?$filter=principalName eq 'bob@partner.test'"))
        .containsExactly("Bob");
    assertThat(server.call("GET", version, "/subjects/$count", "").body()).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource({"v1.0,subjectType,user", "beta,type,User"})
  void one_is_found_by_either_key(String version, String typeMember, String type) {
    request(ANN);
    var target =
        server
            .get("v1.0", "/assignments?$expand=target")
            .getJsonArray("value")
            .getJsonObject(0)
            .getJsonObject("target");

    var byObjectId = server.get(version, "/subjects(objectId='%s')".formatted(ANN.objectId()));

    assertThat(byObjectId.getString("id")).isEqualTo(target.getString("id"));
    assertThat(byObjectId.getString("objectId")).isEqualTo(ANN.objectId());
    assertThat(byObjectId.getString("email")).isEqualTo("ann.a@test");
    assertThat(byObjectId.getString(typeMember)).isEqualTo(type);
    assertThat(byObjectId.getString("subjectLifecycle")).isEqualTo("notDefined");
    assertThat(server.get(version, "/subjects/" + target.getString("id"))).isEqualTo(byObjectId);
    assertThat(server.get(version, "/subjects('%s')".formatted(target.getString("id"))))
        .isEqualTo(byObjectId);
  }

  @Test
  void quotes_in_a_key_are_doubled() {
    request(BOB);

    assertThat(server.get("v1.0", "/subjects(objectId='bob''s')").getString("displayName"))
        .isEqualTo("Bob");
  }

  @ParameterizedTest
  @CsvSource({
    "/subjects/99999999-9999-4999-8999-999999999999,404,ResourceNotFound",
    "/subjects(objectId='nobody'),404,ResourceNotFound",
    "/subjects(objectId=''),400,InvalidId",
    "/subjects/x,400,InvalidId",
    "/catalogs(objectId='x'),404,ResourceNotFound"
  })
  void nobody_is_found_by_a_wrong_key(String path, int status, String code) {
    for (String version : List.of("v1.0", "beta")) {
      assertError(server.call("GET", version, path, ""), status, code);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void a_lifecycle_is_set_and_shown_wherever_the_person_is(String version) {
    request(ANN);
    String one = "/subjects(objectId='%s')".formatted(ANN.objectId());

    expect(204, server.call("PATCH", version, one, "{\"subjectLifecycle\":\"Governed\"}"));

    assertThat(server.get(version, one).getString("subjectLifecycle")).isEqualTo("governed");
    assertThat(
            server
                .get(version, "/assignmentRequests?$expand=requestor")
                .getJsonArray("value")
                .getJsonObject(0)
                .getJsonObject("requestor")
                .getString("subjectLifecycle"))
        .isEqualTo("governed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                             | subjectLifecycle",
        "{\"subjectLifecycle\":null}    | subjectLifecycle",
        "{\"subjectLifecycle\":\"x\"}   | subjectLifecycle",
        "{\"subjectLifecycle\":7}       | subjectLifecycle"
      })
  void a_lifecycle_that_is_none_is_told(String body, String target) {
    request(ANN);
    var answer =
        server.call("PATCH", "beta", "/subjects(objectId='%s')".formatted(ANN.objectId()), body);

    assertError(answer, 400, "InvalidModel");
    assertThat(error(answer).getString("target")).isEqualTo(target);
  }

  @Test
  void an_unknown_subject_has_no_lifecycle() {
    assertError(
        server.call("PATCH", "beta", "/subjects/" + UNKNOWN, "{\"subjectLifecycle\":\"governed\"}"),
        404,
        "ResourceNotFound");
  }

  @Test
  void people_read_themselves_and_nobody_else() {
    request(ANN);
    request(BOB);
    String ann = "v1.0/subjects(objectId='%s')".formatted(ANN.objectId());

    expect(200, server.callBy(ANN, "GET", ann, ""));
    assertThat(server.callBy(BOB, "GET", ann, "").statusCode()).isEqualTo(403);
    assertThat(server.callBy(ANN, "GET", "v1.0/subjects", "").statusCode()).isEqualTo(403);
    assertThat(server.callBy(ANN, "PATCH", ann, "{\"subjectLifecycle\":\"governed\"}").statusCode())
        .isEqualTo(403);
  }

  @Test
  void somebody_who_is_called_otherwise_by_now_is_shown_so() {
    request(ANN);
    server.directory.with(
        new Subject(ANN.objectId(), Optional.of("Anna"), ANN.principalName(), ANN.email()));
    String second =
        server
            .post(
                "v1.0",
                "/accessPackages",
                "{\"displayName\":\"Second\",\"catalog\":{\"id\":\"%s\"}}"
                    .formatted(world.catalog()))
            .getString("id");
    server.post(
        "v1.0",
        "/accessPackages/" + second + "/assignmentPolicies",
        "{\"displayName\":\"All\",\"allowedTargetScope\":\"allMemberUsers\",\"requestorSettings\":{\"enableTargetsToSelfAddAccess\":true}}");
    expect(
        201,
        server.callBy(
            ANN,
            "POST",
            "v1.0/assignmentRequests",
            "{\"requestType\":\"userAdd\",\"assignment\":{\"accessPackageId\":\"%s\"}}"
                .formatted(second)));

    assertThat(names("v1.0", "")).containsExactly("Anna");
  }

  @Test
  void what_is_only_validated_leaves_nobody() {
    server.post(
        "beta",
        "/accessPackageAssignmentRequests",
        """
        {"requestType":"AdminAdd","isValidationOnly":true,"accessPackageAssignment":{"targetId":"%s",
         "assignmentPolicyId":"%s","accessPackageId":"%s"}}
        """
            .formatted(ANN.objectId(), world.policy(), world.accessPackage()));

    assertThat(names("v1.0", "")).isEmpty();
  }
}
