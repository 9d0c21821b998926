package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidBodyTest {
  private static TestServer server;
  private static World world;

  @BeforeAll
  static void start() {
    server = new TestServer();
    world = World.in(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nothing_was_written() {
    for (String list : new String[] {"/assignmentRequests", "/assignments"}) {
      assertThat(server.get("v1.0", list).getJsonArray("value")).isEmpty();
    }
    assertThat(server.get("v1.0", "/assignmentPolicies").getJsonArray("value")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "justification,         justification",
    "answers,               answers[0].value",
    "assignment.targetId,   assignment.targetId",
    "schedule.startDateTime,schedule.startDateTime"
  })
  void what_is_too_long_is_refused(String member, String target) {
    var tooLong = "x".repeat(4_001);
    var policy =
        world.policy(
            """
            "displayName":"%s","allowedTargetScope":"allMemberUsers",
            "questions":[{"@odata.type":"#microsoft.graph.accessPackageTextInputQuestion",
                          "id":"11111111-aaaa-4000-8000-000000000001","text":"Why?"}]
            """
                .formatted(member));
    var body = new JsonObject(world.adminAdd().replace(world.policy(), policy));
    switch (member) {
      case "justification" -> body.put("justification", tooLong);
      case "assignment.targetId" -> body.getJsonObject("assignment").put("targetId", tooLong);
      case "schedule.startDateTime" ->
          body.put("schedule", new JsonObject().put("startDateTime", tooLong));
      default ->
          body.put(
              "answers",
              new JsonArray()
                  .add(
                      new JsonObject()
                          .put("value", tooLong)
                          .put(
                              "answeredQuestion",
                              new JsonObject().put("id", "11111111-aaaa-4000-8000-000000000001"))));
    }

    var answer = server.call("POST", "v1.0", "/assignmentRequests", body.encode());
    server.call("DELETE", "v1.0", "/assignmentPolicies/" + policy, "");

    TestServer.assertError(answer, 400, "InvalidModel");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo(target);
  }

  private static String filled(String template) {
    return template
        .replace("ANN", TestServer.ANN.objectId())
        .replace("PACKAGE", world.accessPackage())
        .replace("POLICY", world.policy())
        .replace("CATALOG", world.catalog())
        .replace("RESOURCE", world.first());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          v1.0 | /assignmentRequests | {}                                                        | requestType                          | missing
          v1.0 | /assignmentRequests | {'requestType':null}                                      | requestType                          | missing
          v1.0 | /assignmentRequests | {'requestType':7}                                         | requestType                          | a string
          v1.0 | /assignmentRequests | {'requestType':'giveMe'}                                  | requestType                          | adminAdd
          v1.0 | /assignmentRequests | {'requestType':'systemAdd'}                               | requestType                          | adminAdd
          v1.0 | /assignmentRequests | {'requestType':'adminAdd'}                                | assignment.accessPackageId           | required
          beta | /assignmentRequests | {'requestType':'adminAdd'}                                | accessPackageAssignment.accessPackageId | required
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','assignment':[]}                | assignment                           | an object
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','assignment':{'accessPackageId':'x'}} | assignment.accessPackageId      | GUID
          beta | /assignmentRequests | {'requestType':'adminAdd','assignment':{'accessPackageId':'PACKAGE'}} | assignment.assignmentPolicyId | required
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','accessPackageAssignment':{'accessPackageId':'PACKAGE','assignmentPolicyId':'POLICY','targetId':'nobody'}} | accessPackageAssignment.targetId | nobody
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','schedule':{'startDateTime':'tomorrow'}} | schedule.startDateTime       | a time
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','schedule':{'expiration':{'type':'afterDuration'}}} | schedule.expiration.duration | missing
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','schedule':{'expiration':{'duration':'two weeks'}}} | schedule.expiration.duration | duration
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','schedule':{'expiration':{'duration':'PT0S'}}} | schedule.expiration.duration | positive
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','schedule':{'expiration':{'type':'never'}}} | schedule.expiration.type | noExpiration
          v1.0 | /assignmentRequests | {'requestType':'adminRemove','assignment':{'id':'00000000-0000-0000-0000-000000000000'}} | assignment.id | no assignment
          v1.0 | /assignmentRequests | {'requestType':'adminRemove','accessPackageAssignmentId':'00000000-0000-0000-0000-000000000000'} | accessPackageAssignmentId | no assignment
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','answers':{}}                   | answers                              | an array
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','answers':[7]}                  | answers[0]                           | an object
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','answers':[{'value':'x'}]}      | answers[0].answeredQuestion          | missing
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','answers':[{'value':'x','answeredQuestion':{}}]} | answers[0].answeredQuestion.id | missing
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','answers':[{'value':'x','answeredQuestion':{'id':'1'}}]} | answers[0].answeredQuestion.id | GUID
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','answers':[{'answeredQuestion':{'id':'POLICY'}}]} | answers[0].value | missing
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','answers':[{'@odata.type':'#microsoft.graph.other','answeredQuestion':{'id':'POLICY'}}]} | answers[0].@odata.type | accessPackageAnswerString
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','assignment':{'accessPackageId':'PACKAGE','assignmentPolicyId':'POLICY','targetId':'ANN'},'answers':[{'value':'x','answeredQuestion':{'id':'POLICY'}}]} | answers[0].answeredQuestion.id | names no question
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','isValidationOnly':'yes'}       | isValidationOnly                     | true or false
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','justification':7}              | justification                        | a string
          v1.0 | /assignmentRequests | {'requestType':'systemRemove','assignment':{'id':'PACKAGE'}} | requestType                       | engine's own
          v1.0 | /assignmentRequests | {'requestType':'SystemUpdate'}                            | requestType                          | engine's own
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','assignment':{'accessPackageId':'CATALOG','assignmentPolicyId':'POLICY','targetId':'ANN'}} | assignment.accessPackageId | names no access package
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','assignment':{'accessPackageId':'PACKAGE','assignmentPolicyId':'CATALOG','targetId':'ANN'}} | assignment.assignmentPolicyId | names no policy
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','assignment':{'accessPackageId':'PACKAGE','assignmentPolicyId':'POLICY'}} | assignment.targetId | required
          v1.0 | /assignmentRequests | {'requestType':'adminUpdate'}                             | assignment.id                        | required
          v1.0 | /assignmentRequests | {'requestType':'adminUpdate','assignment':{'id':'PACKAGE'}} | assignment.id                      | no assignment
          v1.0 | /assignmentRequests | {'requestType':'adminUpdate','assignment':{'accessPackageId':'PACKAGE'}} | assignment.targetId   | required
          beta | /assignmentRequests | {'requestType':'AdminUpdate','accessPackageAssignment':{'accessPackageId':'PACKAGE','targetId':'ANN'}} | accessPackageAssignment.accessPackageId | that the user has
          v1.0 | /assignmentRequests | {'requestType':'adminRemove'}                             | assignment.id                        | required
          v1.0 | /catalogs           | {}                                                        | displayName                          | missing
          v1.0 | /catalogs           | {'displayName':' '}                                       | displayName                          | blank
          v1.0 | /catalogs           | {'displayName':'x','isExternallyVisible':'no'}            | isExternallyVisible                  | true or false
          v1.0 | /catalogs           | {'displayName':'x','state':'open'}                        | state                                | published
          beta | /accessPackageCatalogs | {'displayName':'x','catalogStatus':'open'}             | catalogStatus                        | published
          v1.0 | /accessPackages     | {'displayName':'x'}                                       | catalog.id                           | missing
          v1.0 | /accessPackages     | {'displayName':'x','catalog':{'id':'00000000-0000-0000-0000-000000000000'}} | catalog.id         | names no catalog
          beta | /accessPackages     | {'displayName':'x','catalogId':'00000000-0000-0000-0000-000000000000'} | catalogId               | names no catalog
          v1.0 | /accessPackages     | {'displayName':'x','catalog':{'id':'CATALOG'},'catalogId':'PACKAGE'} | catalogId                 | another than 'catalog.id'
          beta | /accessPackages     | {'displayName':'x','accessPackageCatalog':{'id':'CATALOG'},'catalogId':'PACKAGE'} | catalogId    | another than 'accessPackageCatalog.id'
          v1.0 | /assignmentRequests | {'requestType':'adminRemove','assignment':{'id':'PACKAGE'},'assignmentId':'POLICY'} | assignmentId | another
          v1.0 | /assignmentPolicies | {'displayName':'x','accessPackage':{'id':'PACKAGE'},'accessPackageId':'CATALOG'} | accessPackageId | another
          v1.0 | /resourceRequests   | {'requestType':'adminAdd','catalog':{'id':'CATALOG'}}     | resource                             | missing
          v1.0 | /resourceRequests   | {'requestType':'adminAdd','catalog':{'id':'CATALOG'},'resource':{'originSystem':'ldap'}} | resource.originId | missing
          beta | /accessPackageResourceRequests | {'requestType':'AdminAdd','catalogId':'CATALOG','accessPackageResource':{'originSystem':'none','originId':'g'}} | accessPackageResource.originSystem | ldap
          v1.0 | /resourceRequests   | {'requestType':'userAdd'} | requestType | adminAdd, adminUpdate, adminRemove
          v1.0 | /resourceRequests   | {'requestType':'adminRemove','catalog':{'id':'CATALOG'},'resource':{}} | resource.originSystem | missing
          v1.0 | /resourceRequests   | {'requestType':'adminRemove','catalog':{'id':'CATALOG'},'resource':{'id':'x'}} | resource.id | GUID
          v1.0 | /resourceRequests   | {'requestType':'adminUpdate','catalog':{'id':'CATALOG'},'resource':{'id':'00000000-0000-0000-0000-000000000000'}} | resource | must name a resource
          beta | /accessPackageResourceRequests | {'requestType':'AdminRemove','catalogId':'00000000-0000-0000-0000-000000000000','accessPackageResource':{'id':'RESOURCE'}} | catalogId | names no catalog
          beta | /accessPackageCatalogs | {'displayName':'x','uniqueName':' '}                 | uniqueName                           | blank
          v1.0 | /accessPackages     | {'displayName':'x','isHidden':'no','catalog':{'id':'CATALOG'}} | isHidden                        | true or false
          v1.0 | /accessPackages/PACKAGE/resourceRoleScopes | {'role':{}}                        | scope                                | missing
          v1.0 | /accessPackages/PACKAGE/resourceRoleScopes | {'role':{'originId':'x'},'scope':{}} | role.originSystem                  | missing
          beta | /accessPackages/PACKAGE/accessPackageResourceRoleScopes | {'accessPackageResourceRole':{'originId':'Owner_g1','originSystem':'ldap'},'accessPackageResourceScope':{'originId':'g1','originSystem':'ldap'}} | accessPackageResourceRole | a role of
          v1.0 | /accessPackages/PACKAGE/incompatibleGroups/$ref | {}                                | @odata.id                            | missing
          v1.0 | /accessPackages/PACKAGE/incompatibleGroups/$ref | {'@odata.id':'https://x/users/1'} | @odata.id                            | address
          v1.0 | /accessPackages/PACKAGE/incompatibleGroups/$ref | {'@odata.id':'https://x/groups/%'} | @odata.id                           | .
          v1.0 | /accessPackages/PACKAGE/incompatibleGroups/$ref | {'@odata.id':'https://x/groups/%20'} | @odata.id                         | blank
          v1.0 | /accessPackages/PACKAGE/incompatibleAccessPackages/$ref | {'@odata.id':'https://x/accessPackages/x'} | @odata.id     | address
          v1.0 | /assignmentPolicies | {'displayName':'x'}                                       | accessPackage                        | missing
          beta | /accessPackageAssignmentPolicies | {'displayName':'x'}                          | accessPackageId                      | missing
          v1.0 | /assignmentPolicies | {'accessPackage':{'id':'PACKAGE'}}                        | displayName                          | missing
          v1.0 | /assignmentPolicies | {'displayName':'x','accessPackage':{'id':'PACKAGE'},'specificAllowedTargets':[{'userId':1}]} | specificAllowedTargets[0].userId | a string
          """)
  void what_is_wrong_with_a_body_is_named_in_the_clients_words(
      String version, String path, String body, String target, String message) {
    var answer = server.call("POST", version, filled(path), filled(body).replace('\'', '"'));

    TestServer.expect(400, answer);
    var error = TestServer.error(answer);
    assertThat(error.getString("code")).isEqualTo("InvalidModel");
    assertThat(error.getString("target")).isEqualTo(target);
    assertThat(error.getString("message")).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          v1.0 | /catalogs/CATALOG              | {'displayName':''}              | displayName        | blank
          v1.0 | /catalogs/CATALOG              | {'displayName':7}               | displayName        | a string
          v1.0 | /catalogs/CATALOG              | {'description':[]}              | description        | a string
          v1.0 | /catalogs/CATALOG              | {'state':'open'}                | state              | published
          beta | /accessPackageCatalogs/CATALOG | {'catalogStatus':'open'}        | catalogStatus      | published
          v1.0 | /catalogs/CATALOG              | {'isExternallyVisible':'yes'}   | isExternallyVisible | true or false
          beta | /accessPackageCatalogs/CATALOG | {'uniqueName':''}               | uniqueName         | blank
          v1.0 | /accessPackages/PACKAGE        | {'displayName':' '}             | displayName        | blank
          v1.0 | /accessPackages/PACKAGE        | {'displayName':'TOOLONG'}       | displayName        | at most 256
          v1.0 | /accessPackages/PACKAGE        | {'isHidden':1}                  | isHidden           | true or false
          beta | /accessPackages/PACKAGE        | {'isRoleScopesVisible':'no'}    | isRoleScopesVisible | true or false
          """)
  void a_change_that_is_wrong_changes_nothing(
      String version, String path, String body, String target, String message) {
    var before = server.get(version, filled(path));

    var answer =
        server.call(
            "PATCH",
            version,
            filled(path),
            body.replace('\'', '"').replace("TOOLONG", "x".repeat(257)));

    TestServer.expect(400, answer);
    var error = TestServer.error(answer);
    assertThat(error.getString("code")).isEqualTo("InvalidModel");
    assertThat(error.getString("target")).isEqualTo(target);
    assertThat(error.getString("message")).contains(message);
    assertThat(server.get(version, filled(path))).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          v1.0 | /assignmentRequests | {'requestType':'adminAdd','schedule':{'recurrence':{'pattern':{}}}} | schedule.recurrence
          v1.0 | /accessPackages     | {'displayName':'x','incompatibleGroups':[{}]} | incompatibleGroups
          v1.0 | /resourceRequests   | {'requestType':'adminAdd','catalog':{'id':'CATALOG'},'resource':{'originSystem':'ldap','originId':'x','attributes':[{}]}} | resource.attributes
          beta | /accessPackageResourceRequests | {'requestType':'adminAdd','isValidationOnly':true} | isValidationOnly
          v1.0 | /accessPackages     | {'displayName':'x','resourceRoleScopes':[{}]} | resourceRoleScopes
          beta | /accessPackageAssignmentPolicies | {'accessPackageId':'PACKAGE','displayName':'x','requestApprovalSettings':{'approvalMode':'Parallel'}} | requestApprovalSettings.approvalMode
          beta | /accessPackageAssignmentPolicies | {'accessPackageId':'PACKAGE','displayName':'x','verifiableCredentialSettings':{'credentialTypes':[{}]}} | verifiableCredentialSettings
          beta | /accessPackageAssignmentPolicies | {'accessPackageId':'PACKAGE','displayName':'x','customExtensionHandlers':[{}]} | customExtensionHandlers
          """)
  void what_would_be_misunderstood_is_refused(
      String version, String path, String body, String target) {
    var answer = server.call("POST", version, filled(path), filled(body).replace('\'', '"'));

    TestServer.expect(400, answer);
    assertThat(TestServer.error(answer).getString("code")).isEqualTo("NotSupported");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo(target);
  }
}
