package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every property of requests, assignments and subjects that Graph documents, with its type. */
class WireTypesTest {
  private static TestServer server;
  private static World world;
  private static String request;

  @BeforeAll
  static void start() {
    server = new TestServer();
    world = World.in(server);
    request =
        server
            .post(
                "v1.0",
                "/assignmentRequests",
                new JsonObject(world.adminAdd()).put("justification", "Why not").encode())
            .getString("id");
    server.run();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v1.0 |                          | id                              | guid
          v1.0 |                          | requestType                     | adminAdd
          v1.0 |                          | state                           | delivered
          v1.0 |                          | status                          | Delivered
          v1.0 |                          | createdDateTime                 | time
          v1.0 |                          | completedDateTime               | time
          v1.0 |                          | schedule                        | schedule
          v1.0 |                          | answers                         | array
          v1.0 |                          | justification                   | Why not
          v1.0 |                          | customExtensionCalloutInstances | array
          beta |                          | id                              | guid
          beta |                          | requestType                     | AdminAdd
          beta |                          | requestState                    | Delivered
          beta |                          | requestStatus                   | Delivered
          beta |                          | createdDateTime                 | time
          beta |                          | completedDate                   | time
          beta |                          | expirationDateTime              | null
          beta |                          | isValidationOnly                | false
          beta |                          | justification                   | Why not
          beta |                          | schedule                        | schedule
          beta |                          | answers                         | array
          beta |                          | verifiedCredentialsData         | array
          beta |                          | customExtensionHandlerInstances | array
          beta |                          | customExtensionCalloutInstances | array
          v1.0 | /assignment              | id                              | guid
          v1.0 | /assignment              | state                           | delivered
          v1.0 | /assignment              | status                          | Delivered
          v1.0 | /assignment              | schedule                        | schedule
          v1.0 | /assignment              | expiredDateTime                 | null
          v1.0 | /assignment              | customExtensionCalloutInstances | array
          beta | /accessPackageAssignment | id                              | guid
          beta | /accessPackageAssignment | assignmentState                 | Delivered
          beta | /accessPackageAssignment | assignmentStatus                | Delivered
          beta | /accessPackageAssignment | accessPackageId                 | guid
          beta | /accessPackageAssignment | assignmentPolicyId              | guid
          beta | /accessPackageAssignment | catalogId                       | guid
          beta | /accessPackageAssignment | targetId                        | guid
          beta | /accessPackageAssignment | isExtended                      | false
          beta | /accessPackageAssignment | schedule                        | schedule
          beta | /accessPackageAssignment | expiredDateTime                 | null
          beta | /accessPackageAssignment | customExtensionCalloutInstances | array
          v1.0 | /requestor               | id                              | guid
          v1.0 | /requestor               | objectId                        | guid
          v1.0 | /requestor               | displayName                     | Ann
          v1.0 | /requestor               | email                           | ann.a@test
          v1.0 | /requestor               | principalName                   | ann@test
          v1.0 | /requestor               | onPremisesSecurityIdentifier    | null
          v1.0 | /requestor               | subjectType                     | user
          v1.0 | /requestor               | subjectLifecycle                | notDefined
          beta | /requestor               | id                              | guid
          beta | /requestor               | objectId                        | guid
          beta | /requestor               | displayName                     | Ann
          beta | /requestor               | email                           | ann.a@test
          beta | /requestor               | principalName                   | ann@test
          beta | /requestor               | onPremisesSecurityIdentifier    | null
          beta | /requestor               | altSecId                        | null
          beta | /requestor               | cleanupScheduledDateTime        | null
          beta | /requestor               | connectedOrganizationId         | null
          beta | /requestor               | type                            | User
          """)
  void a_property_has_its_name_and_type(
      String version, String path, String property, String expected) {
    var below = path == null ? "" : path;
    var entity = server.get(version, "/assignmentRequests/" + request + below);

    assertThat(entity.fieldNames()).contains(property);
    assertThat(kind(entity.getValue(property), expected)).isEqualTo(expected);
  }

  /** The kind that the value is of, if one is expected, and the value otherwise. */
  private static String kind(Object value, String expected) {
    return switch (expected) {
      case "guid" ->
          String.valueOf(value).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
              ? "guid"
              : String.valueOf(value);
      case "time" ->
          String.valueOf(value).endsWith("Z")
                  && OffsetDateTime.parse(String.valueOf(value)).toInstant().isAfter(Instant.EPOCH)
              ? "time"
              : String.valueOf(value);
      case "array" -> value instanceof JsonArray ? "array" : String.valueOf(value);
      case "schedule" ->
          value instanceof JsonObject schedule
                  && schedule.fieldNames().size() == 3
                  && schedule.containsKey("startDateTime")
                  && schedule.containsKey("recurrence")
                  && schedule
                      .getJsonObject("expiration")
                      .fieldNames()
                      .containsAll(List.of("endDateTime", "duration", "type"))
              ? "schedule"
              : String.valueOf(value);
      default -> String.valueOf(value);
    };
  }

  @Test
  void an_enum_member_past_the_sentinel_is_shown_to_those_who_asked_for_it() {
    var bob = Subject.of("7d7e4a4e-0000-4000-8000-00000000000b");
    var policy =
        world.policy(
            """
            "displayName":"Approved","allowedTargetScope":"allMemberUsers",
            "requestApprovalSettings":{"stages":[{"durationBeforeAutomaticDenial":"P2D",
              "primaryApprovers":[{"@odata.type":"#microsoft.graph.singleUser","userId":"%s"}]}]}
            """
                .formatted(bob.objectId()));
    server.directory.with(bob);
    var other = new Subject("carl", ANN.displayName(), ANN.principalName(), ANN.email());
    server.directory.with(other);
    var given =
        server.post(
            "v1.0", "/assignmentRequests", world.adminAdd(other).replace(world.policy(), policy));
    server.run();
    var assignment =
        server
            .get("v1.0", "/assignmentRequests/" + given.getString("id") + "/assignment")
            .getString("id");
    var removal =
        expect(
                201,
                server.callBy(
                    bob,
                    "POST",
                    "v1.0/assignmentRequests",
                    "{\"requestType\":\"approverRemove\",\"assignment\":{\"id\":\"%s\"}}"
                        .formatted(assignment)))
            .getString("id");
    var path = TestServer.BASE + "/assignmentRequests/" + removal;

    var plain = server.send(server.authorized("v1.0" + path).build());
    var asked =
        server.send(
            server
                .authorized("v1.0" + path)
                .header("Prefer", "include-unknown-enum-members")
                .build());

    assertThat(expect(200, plain).getString("requestType")).isEqualTo("unknownFutureValue");
    assertThat(plain.headers().firstValue("Preference-Applied")).isEmpty();
    assertThat(expect(200, asked).getString("requestType")).isEqualTo("approverRemove");
    assertThat(asked.headers().firstValue("Preference-Applied"))
        .contains("include-unknown-enum-members");
    assertThat(server.get("beta", "/assignmentRequests/" + removal).getString("requestType"))
        .isEqualTo("ApproverRemove");
  }
}
