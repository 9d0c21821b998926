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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrentUserTest {
  private static final Subject BOB =
      new Subject(
          "7d7e4a4e-0000-4000-8000-00000000000b",
          Optional.of("Bob"),
          Optional.of("bob@test"),
          Optional.empty());

  private static TestServer server;
  private static World world;

  /** Ann asked for herself, an administrator gave it to Bob; Ann is Bob's manager. */
  private static String annsRequest;

  private static String bobsRequest;
  private static String forOthers;

  @BeforeAll
  static void start() {
    server = new TestServer();
    server.directory.with(BOB).withManager(BOB.objectId(), ANN.objectId());
    world = World.in(server);
    var second = secondPackage();
    annsRequest =
        expect(201, server.callBy(ANN, "POST", "v1.0/assignmentRequests", userAdd()))
            .getString("id");
    bobsRequest = server.post("v1.0", "/assignmentRequests", world.adminAdd(BOB)).getString("id");
    forOthers =
        expect(
                201,
                server.callBy(
                    ANN,
                    "POST",
                    "v1.0/assignmentRequests",
                    """
                    {"requestType":"onBehalfAdd","assignment":{"accessPackageId":"%s","targetId":"%s"}}
                    """
                        .formatted(second, BOB.objectId())))
            .getString("id");
    server.run();
  }

  private static String secondPackage() {
    var id =
        server
            .post(
                "v1.0",
                "/accessPackages",
                "{\"displayName\":\"Second\",\"description\":\"\",\"catalog\":{\"id\":\"%s\"}}"
                    .formatted(world.catalog()))
            .getString("id");
    server.post(
        "v1.0",
        "/assignmentPolicies",
        """
        {"displayName":"By managers","allowedTargetScope":"allMemberUsers",
         "requestorSettings":{"enableOnBehalfRequestorsToAddAccess":true,
           "onBehalfRequestors":[{"@odata.type":"#microsoft.graph.targetManager","managerLevel":1}]},
         "accessPackage":{"id":"%s"}}
        """
            .formatted(id));
    return id;
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String userAdd() {
    return "{\"requestType\":\"userAdd\",\"assignment\":{\"accessPackageId\":\"%s\"}}"
        .formatted(world.accessPackage());
  }

  private static List<String> ids(JsonObject page) {
    return page.getJsonArray("value").stream()
        .map(one -> ((JsonObject) one).getString("id"))
        .map(
            id ->
                id.equals(annsRequest)
                    ? "ann's"
                    : id.equals(bobsRequest) ? "bob's" : id.equals(forOthers) ? "for bob" : id)
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          v1.0/assignmentRequests/filterByCurrentUser(on='target')                        | ann's
          v1.0/assignmentRequests/filterByCurrentUser(on='createdBy')                     | ann's,for bob
          v1.0/assignmentRequests/filterByCurrentUser(on='targetOrRequestor')             | ann's,for bob
          v1.0/assignmentRequests/filterByCurrentUser(on='requestForOthers')              | for bob
          v1.0/assignmentRequests/filterByCurrentUser(on='targetManager')                 | bob's,for bob
          beta/accessPackageAssignmentRequests/filterByCurrentUser(on='target')           | ann's
          beta/assignmentRequests/filterByCurrentUser(on='target')                        | ann's
          v1.0/assignmentRequests/FILTERBYCURRENTUSER(ON='TARGET')                        | ann's
          v1.0/assignmentRequests/filterByCurrentUser(on=target)                          | ann's
          v1.0/assignmentRequests/microsoft.graph.filterByCurrentUser(on='CreatedBy')     | ann's,for bob
          v1.0/assignmentRequests/filterByCurrentUser(on=%27createdBy%27)?$filter=requestType eq 'userAdd' | ann's
          """)
  void requests_that_are_ones_own_are_listed(String path, String found) {
    assertThat(ids(expect(200, server.callBy(ANN, "GET", path, ""))))
        .containsExactly(found.split(","));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          v1.0/assignments/filterByCurrentUser(on='target')               | Ann
          v1.0/assignments/filterByCurrentUser(on='createdBy')            | Ann,Bob
          v1.0/assignments/filterByCurrentUser(on='targetManager')        | Bob,Bob
          beta/accessPackageAssignments/filterByCurrentUser(on='target')  | Ann
          """)
  void assignments_that_are_ones_own_are_listed(String path, String whose) {
    var page = expect(200, server.callBy(ANN, "GET", path + "?$expand=target", ""));

    assertThat(
            page.getJsonArray("value").stream()
                .map(one -> ((JsonObject) one).getJsonObject("target").getString("displayName"))
                .sorted())
        .containsExactly(whose.split(","));
  }

  @Test
  void a_person_without_a_role_expands_what_the_own_requests_are_about() {
    var page =
        expect(
            200,
            server.callBy(
                ANN,
                "GET",
                "v1.0/assignmentRequests/filterByCurrentUser(on='target')"
                    + "?$expand=accessPackage,assignment($expand=target),requestor",
                ""));

    var request = page.getJsonArray("value").getJsonObject(0);
    assertThat(request.getJsonObject("accessPackage").getString("displayName"))
        .isEqualTo("Starter");
    assertThat(request.getJsonObject("requestor").getString("displayName")).isEqualTo("Ann");
    assertThat(request.getJsonObject("assignment").getJsonObject("target").getString("objectId"))
        .isEqualTo(ANN.objectId());
    assertError(
        server.callBy(
            ANN,
            "GET",
            "v1.0/assignmentRequests/filterByCurrentUser(on='target')"
                + "?$expand=accessPackage($expand=assignmentPolicies)",
            ""),
        403,
        "Authorization_RequestDenied");
  }

  @Test
  void pages_follow_one_another() {
    var first =
        expect(
            200,
            server.callBy(
                ANN,
                "GET",
                "v1.0/assignmentRequests/filterByCurrentUser(on='createdBy')?$top=1",
                ""));
    var next = first.getString("@odata.nextLink");
    var second =
        expect(
            200,
            server.callBy(
                ANN,
                "GET",
                "v1.0/assignmentRequests" + next.substring(next.indexOf("/filterByCurrentUser")),
                ""));

    assertThat(ids(first)).containsExactly("for bob");
    assertThat(ids(second)).containsExactly("ann's");
    assertThat(second.getString("@odata.nextLink")).isNull();
  }

  @Test
  void a_person_reads_an_own_request_by_its_id_and_no_other() {
    assertThat(
            expect(200, server.callBy(ANN, "GET", "v1.0/assignmentRequests/" + annsRequest, ""))
                .getString("id"))
        .isEqualTo(annsRequest);
    expect(200, server.callBy(ANN, "GET", "v1.0/assignmentRequests/" + forOthers, ""));
    assertError(
        server.callBy(ANN, "GET", "v1.0/assignmentRequests/" + bobsRequest, ""),
        403,
        "Authorization_RequestDenied");
    assertError(
        server.callBy(
            ANN, "GET", "v1.0/assignmentRequests/00000000-0000-4000-8000-000000000000", ""),
        403,
        "Authorization_RequestDenied");
    assertError(
        server.callBy(ANN, "GET", "v1.0/assignmentRequests", ""),
        403,
        "Authorization_RequestDenied");
  }

  @Test
  void who_manages_nobody_finds_nothing() {
    assertThat(
            ids(
                expect(
                    200,
                    server.callBy(
                        BOB,
                        "GET",
                        "v1.0/assignmentRequests/filterByCurrentUser(on='targetManager')",
                        ""))))
        .isEmpty();
  }

  @Test
  void an_application_is_no_current_user() {
    assertError(
        server.call("GET", "v1.0", "/assignmentRequests/filterByCurrentUser(on='target')", ""),
        403,
        "Authorization_RequestDenied");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filterByCurrentUser(on='nobody')",
        "filterByCurrentUser(on='')",
        "filterByCurrentUser(of='target')",
        "filterByCurrentUser()",
        "filterByCurrentUser",
        "filterByCurrentUser(on='target',on)",
        "filterByCurrentUser(on='targetAgentIdentitySponsorOrOwner')"
      })
  void a_call_that_cannot_be_answered_is_refused_clearly(String call) {
    var answer = server.callBy(ANN, "GET", "v1.0/assignmentRequests/" + call, "");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer).getString("code")).isIn("BadRequest", "NotSupported");
    assertThat(error(answer).getString("message")).isNotBlank();
  }
}
