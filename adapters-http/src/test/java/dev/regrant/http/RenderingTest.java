package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.Caller;
import dev.regrant.application.Permission;
import dev.regrant.domain.Actor;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.SubjectEntry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderingTest {
  private static TestServer server;
  private static World world;
  private static String request;
  private static String assignment;

  @BeforeAll
  static void start() {
    server = new TestServer();
    world = World.in(server);
    server.target.refuseNext("g2", ErrorClass.FORBIDDEN);
    request = world.request();
    server.run();
    assignment =
        server.get("v1.0", "/assignmentRequests/" + request + "/assignment").getString("id");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String filled(String template) {
    return template
        .replace("REQUEST", request)
        .replace("ASSIGNMENT", assignment)
        .replace("PACKAGE", world.accessPackage())
        .replace("POLICY", world.policy())
        .replace("CATALOG", world.catalog())
        .replace("RESOURCE", world.first());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v1.0 | /assignmentRequests/REQUEST | accessPackageAssignmentRequests | id requestType state status createdDateTime completedDateTime justification schedule answers customExtensionCalloutInstances @regrant.reprocess
          beta | /assignmentRequests/REQUEST | accessPackageAssignmentRequests | id requestType requestState requestStatus createdDateTime completedDate expirationDateTime isValidationOnly justification schedule answers customExtensionCalloutInstances customExtensionHandlerInstances verifiedCredentialsData @regrant.reprocess
          beta | /accessPackageAssignmentRequests/REQUEST | accessPackageAssignmentRequests | id requestType requestState requestStatus createdDateTime completedDate expirationDateTime isValidationOnly justification schedule answers customExtensionCalloutInstances customExtensionHandlerInstances verifiedCredentialsData @regrant.reprocess
          v1.0 | /assignmentRequests/REQUEST/requestor | accessPackageSubjects | id objectId displayName email principalName onPremisesSecurityIdentifier subjectType subjectLifecycle
          beta | /assignmentRequests/REQUEST/requestor | accessPackageSubjects | id objectId displayName email principalName onPremisesSecurityIdentifier altSecId cleanupScheduledDateTime connectedOrganizationId type subjectLifecycle
          v1.0 | /assignmentRequests/REQUEST/assignment | accessPackageAssignments | id state status schedule expiredDateTime customExtensionCalloutInstances
          beta | /assignmentRequests/REQUEST/accessPackageAssignment | accessPackageAssignments | id assignmentState assignmentStatus schedule expiredDateTime customExtensionCalloutInstances accessPackageId assignmentPolicyId catalogId targetId isExtended
          v1.0 | /assignments/ASSIGNMENT | accessPackageAssignments | id state status schedule expiredDateTime customExtensionCalloutInstances
          v1.0 | /catalogs/CATALOG | accessPackageCatalogs | id displayName description state catalogType isExternallyVisible createdDateTime modifiedDateTime
          beta | /accessPackageCatalogs/CATALOG | accessPackageCatalogs | id displayName description catalogStatus catalogType isExternallyVisible uniqueName privilegeLevel createdBy createdDateTime modifiedBy modifiedDateTime
          v1.0 | /resources/RESOURCE | accessPackageResources | id displayName description originId originSystem createdDateTime modifiedDateTime attributes
          beta | /accessPackageResources/RESOURCE | accessPackageResources | id displayName description originId originSystem resourceType url addedBy addedOn isPendingOnboarding attributes
          v1.0 | /catalogs/CATALOG/resources/RESOURCE | accessPackageResources | id displayName description originId originSystem createdDateTime modifiedDateTime attributes
          v1.0 | /resourceRequests/RESOURCE | accessPackageResourceRequests | id requestType state createdDateTime
          beta | /accessPackageResourceRequests/RESOURCE | accessPackageResourceRequests | id requestType requestState requestStatus createdDateTime catalogId isValidationOnly executeImmediately justification expirationDateTime
          v1.0 | /accessPackages/PACKAGE | accessPackages | id displayName description isHidden createdDateTime modifiedDateTime
          beta | /accessPackages/PACKAGE | accessPackages | id displayName description isHidden isRoleScopesVisible uniqueName createdBy createdDateTime modifiedBy modifiedDateTime catalogId
          v1.0 | /assignmentPolicies/POLICY | accessPackageAssignmentPolicies | id displayName description allowedTargetScope specificAllowedTargets expiration requestorSettings requestApprovalSettings automaticRequestSettings reviewSettings notificationSettings questions customExtensionStageSettings createdDateTime modifiedDateTime
          beta | /accessPackageAssignmentPolicies/POLICY | accessPackageAssignmentPolicies | id displayName description canExtend durationInDays expirationDateTime requestorSettings requestApprovalSettings accessReviewSettings accessPackageNotificationSettings verifiableCredentialSettings questions customExtensionStageSettings createdBy createdDateTime modifiedBy modifiedDateTime accessPackageId
          """)
  void an_entity_has_the_names_of_its_version(
      String version, String path, String set, String names) {
    var entity = server.get(version, filled(path));

    assertThat(String.join(" ", entity.fieldNames()))
        .isEqualTo("@odata.context @odata.etag " + names);
    assertThat(entity.getString("@odata.context"))
        .isEqualTo(
            "http://127.0.0.1:%d/%s/$metadata#%s/$entity"
                .formatted(server.server.port(), version, set));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v1.0 | /catalogs/CATALOG/resourceRoles | id displayName description originId originSystem type
          v1.0 | /catalogs/CATALOG/resourceScopes | id displayName description originId originSystem isRootScope
          v1.0 | /catalogs/CATALOG/accessPackages | @odata.etag id displayName description isHidden createdDateTime modifiedDateTime
          beta | /accessPackageResources/RESOURCE/accessPackageResourceRoles | id displayName description originId originSystem type
          v1.0 | /resources/RESOURCE/scopes | id displayName description originId originSystem isRootScope
          beta | /accessPackageResources/RESOURCE/accessPackageResourceScopes | id displayName description originId originSystem isRootScope roleOriginId url
          v1.0 | /accessPackages/PACKAGE/resourceRoleScopes | id createdDateTime
          beta | /accessPackages/PACKAGE/accessPackageResourceRoleScopes | id createdDateTime createdBy modifiedBy modifiedDateTime
          v1.0 | /accessPackages/PACKAGE/assignmentPolicies?$select=id | @odata.etag id
          v1.0 | /assignmentRequests/REQUEST/history | id activityDateTime activity actor details
          v1.0 | /assignmentRequests/REQUEST/deliveries | id operation state originSystem originId attemptsUsed leasesLost awaitsCompletion nextAttemptDateTime lastAttemptDateTime lastOutcome
          """)
  void a_list_below_an_entity_has_its_items(String version, String path, String names) {
    var list = server.get(version, filled(path)).getJsonArray("value");

    assertThat(list).isNotEmpty();
    assertThat(String.join(" ", list.getJsonObject(0).fieldNames())).isEqualTo(names);
  }

  @Test
  void enums_are_camel_cased_in_v1_and_pascal_cased_in_beta() {
    var v1 = server.get("v1.0", "/assignmentRequests/" + request);
    var beta = server.get("beta", "/assignmentRequests/" + request);

    assertThat(v1.getString("requestType")).isEqualTo("adminAdd");
    assertThat(v1.getString("state")).isEqualTo("partiallyDelivered");
    assertThat(v1.getString("status")).isEqualTo("PartiallyDelivered");
    assertThat(beta.getString("requestType")).isEqualTo("AdminAdd");
    assertThat(beta.getString("requestState")).isEqualTo("PartiallyDelivered");
    assertThat(beta.getString("requestStatus")).isEqualTo("PartiallyDelivered");
  }

  @Test
  void times_are_utc_without_trailing_zeros() {
    var v1 = server.get("v1.0", "/assignmentRequests/" + request);

    assertThat(v1.getString("createdDateTime")).isEqualTo("2026-03-01T10:00:00.12Z");
    assertThat(v1.getJsonObject("schedule"))
        .isEqualTo(
            new JsonObject(
                """
                {"startDateTime":null,"recurrence":null,
                 "expiration":{"endDateTime":null,"duration":null,"type":"noExpiration"}}
                """));
  }

  @Test
  void a_subject_has_an_id_of_its_own_that_is_the_same_everywhere() {
    var requestor = server.get("v1.0", "/assignmentRequests/" + request + "/requestor");
    var inBeta = server.get("beta", "/accessPackageAssignments/" + assignment);

    assertThat(requestor.getString("id")).isNotEqualTo(requestor.getString("objectId"));
    assertThat(inBeta.getString("targetId")).isEqualTo(requestor.getString("id"));
  }

  @Test
  void a_policy_is_told_in_the_shape_of_its_version() {
    String listed =
        server
            .post(
                "v1.0",
                "/assignmentPolicies",
                """
                {"displayName":"Listed","allowedTargetScope":"specificDirectoryUsers",
                 "specificAllowedTargets":[{"@odata.type":"#microsoft.graph.singleUser","userId":"u1"}],
                 "expiration":{"type":"afterDuration","duration":"P14DT3H"},
                 "accessPackage":{"id":"%s"}}
                """
                    .formatted(world.accessPackage()))
            .getString("id");

    var v1 = server.get("v1.0", "/assignmentPolicies/" + listed);
    var beta = server.get("beta", "/accessPackageAssignmentPolicies/" + listed);

    assertThat(v1.getString("allowedTargetScope")).isEqualTo("specificDirectoryUsers");
    assertThat(v1.getJsonArray("specificAllowedTargets"))
        .isEqualTo(
            new JsonArray("[{\"@odata.type\":\"#microsoft.graph.singleUser\",\"userId\":\"u1\"}]"));
    assertThat(v1.getJsonObject("expiration").getString("duration")).isEqualTo("P14DT3H");
    assertThat(beta.getInteger("durationInDays")).isEqualTo(15);
    assertThat(beta.getJsonObject("requestorSettings"))
        .isEqualTo(
            new JsonObject(
                """
                {"scopeType":"SpecificDirectorySubjects","acceptRequests":false,
                 "allowedRequestors":[{"@odata.type":"#microsoft.graph.singleUser",
                                       "isBackup":false,"id":"u1"}]}
                """));
  }

  @Test
  void deliveries_tell_what_went_wrong_and_each_attempt() {
    var deliveries =
        server.get(
            "v1.0",
            "/assignmentRequests/"
                + request
                + "/deliveries?$expand=attempts,roleScope($expand=role)&$filter=state%20eq%20%27failed%27");
    var item = deliveries.getJsonArray("value").getJsonObject(0);

    assertThat(deliveries.getJsonArray("value")).hasSize(1);
    assertThat(item.getString("operation")).isEqualTo("grant");
    assertThat(item.getString("originId")).isEqualTo("g2");
    assertThat(item.getInteger("attemptsUsed")).isEqualTo(1);
    assertThat(item.getJsonObject("lastOutcome").getString("errorCode")).isEqualTo("forbidden");
    assertThat(item.getJsonArray("attempts")).hasSize(1);
    assertThat(item.getJsonObject("roleScope").getJsonObject("role").getString("originId"))
        .isEqualTo("Member_g2");
  }

  @Test
  void history_tells_who_did_what_oldest_first() {
    var history =
        server.get("v1.0", "/assignmentRequests/" + request + "/history").getJsonArray("value");
    var activities = history.stream().map(one -> ((JsonObject) one).getString("activity")).toList();

    assertThat(activities).startsWith("submitted", "autoApproved").endsWith("partiallyDelivered");
    assertThat(history.getJsonObject(0).getJsonObject("actor"))
        .isEqualTo(new JsonObject().put("kind", "application").put("id", "app-1"));
  }

  @Test
  void a_request_that_has_not_begun_shows_the_assignment_to_come() {
    String other =
        server
            .post(
                "v1.0",
                "/accessPackages",
                "{\"displayName\":\"Other\",\"catalog\":{\"id\":\"%s\"}}"
                    .formatted(world.catalog()))
            .getString("id");
    server.post(
        "v1.0",
        "/accessPackages/" + other + "/resourceRoleScopes",
        """
        {"role":{"originId":"Member_g1","originSystem":"ldap"},
         "scope":{"originId":"g1","originSystem":"ldap"}}
        """);
    String policy =
        server
            .post(
                "v1.0",
                "/assignmentPolicies",
                "{\"displayName\":\"P\",\"accessPackage\":{\"id\":\"%s\"}}".formatted(other))
            .getString("id");
    String open =
        server
            .post(
                "v1.0",
                "/assignmentRequests",
                world
                    .adminAdd()
                    .replace(world.accessPackage(), other)
                    .replace(world.policy(), policy))
            .getString("id");

    var shown =
        server.get("v1.0", "/assignmentRequests/" + open + "?$expand=assignment($expand=target)");

    assertThat(shown.getJsonObject("assignment").getJsonObject("target").getString("objectId"))
        .isEqualTo(TestServer.ANN.objectId());
  }

  @Test
  void the_names_of_a_role_scope_lead_to_role_and_scope_of_the_resource() {
    var accessPackage =
        server.get(
            "beta",
            "/accessPackages/"
                + world.accessPackage()
                + "?$expand=accessPackageResourceRoleScopes($expand=accessPackageResourceRole($expand=accessPackageResource),accessPackageResourceScope)");
    var held = accessPackage.getJsonArray("accessPackageResourceRoleScopes").getJsonObject(0);

    assertThat(held.getJsonObject("accessPackageResourceRole").getString("originId"))
        .isEqualTo("Member_g1");
    assertThat(
            held.getJsonObject("accessPackageResourceRole")
                .getJsonObject("accessPackageResource")
                .getString("originId"))
        .isEqualTo("g1");
    assertThat(held.getJsonObject("accessPackageResourceScope").getBoolean("isRootScope")).isTrue();
    assertThat(held.getString("id"))
        .isEqualTo(
            held.getJsonObject("accessPackageResourceRole").getString("id")
                + "_"
                + held.getJsonObject("accessPackageResourceScope").getString("id"));
  }

  @Test
  void entities_are_expanded_to_lists_of_what_belongs_to_them() {
    var catalogs =
        server.get(
            "v1.0", "/catalogs?$expand=accessPackages($expand=assignmentPolicies),resources");
    var catalog = catalogs.getJsonArray("value").getJsonObject(0);

    assertThat(catalog.getJsonArray("resources")).hasSize(2);
    assertThat(catalog.getJsonArray("accessPackages"))
        .extracting(one -> ((JsonObject) one).getString("displayName"))
        .contains("Starter");
    assertThat(catalog.getJsonArray("accessPackages"))
        .filteredOn(one -> ((JsonObject) one).getString("displayName").equals("Starter"))
        .allSatisfy(
            one -> assertThat(((JsonObject) one).getJsonArray("assignmentPolicies")).isNotEmpty());
  }

  @Test
  void an_answer_holds_a_limited_number_of_entities() {
    var caller = new Caller(TestServer.TENANT, Actor.application("a"), Set.of(Permission.READ_ALL));
    var rendering =
        new Rendering(
            new View(ApiVersion.V1, TestServer.TENANT, false),
            new Reads(server.engine, caller, Optional.empty()));
    var subject = SubjectEntry.of(TestServer.TENANT, TestServer.ANN);

    assertThatThrownBy(
            () ->
                rendering.render(
                    AssignmentEntities.SUBJECT,
                    Collections.nCopies(Rendering.MAX_ENTITIES + 1, subject),
                    Selection.all()))
        .hasMessageContaining("more than 20000 entities");
  }
}
