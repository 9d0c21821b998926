package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every route of the server by every kind of caller. The answers are those that Microsoft documents
 * for Graph: its permissions reference, its role-based access control of entitlement management,
 * and "Delegation and roles in entitlement management".
 */
class AuthorizationMatrixTest {
  /**
   * What a caller gets: {@code .} what was asked for, {@code 0} a list without anything of the
   * catalog, 403 because of a {@code s}cope or permission, a {@code r}ole, because it takes a
   * {@code u}ser or an {@code a}pprover, 409 because of a {@code p}olicy, 400 because what is named
   * is {@code n}othing to the caller, or {@code f} because the list needs a filter.
   *
   * <p>The columns are people with a token that is not for this, with the scope to read and to
   * write and no role, with a role on another catalog, with each role on this one, with a role of
   * the organisation; applications without a permission, with those to read and to write, and with
   * a role on the catalog instead; and people with the scope for what is their own: whose request
   * it is, who may approve it, somebody else.
   */
  // spotless:off
  static final List<String> TABLE = """
                                                                        no R  RW el | rd as mg ow cr | gr ig | no R  RW ow | ann bob str
      GET    assignmentRequests                                       | s  r  r  0  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentRequests/filterByCurrentUser(on='target')      | s  .  .  .  | .  .  .  .  .  | .  .  | u  u  u  u  | .   .   .
      GET    assignmentRequests/filterByCurrentUser(on='approver')    | s  s  .  .  | .  .  .  .  .  | s  .  | u  u  u  u  | .   .   .
      GET    assignmentRequests/REQUEST                               | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/REQUEST/accessPackage                 | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/REQUEST/assignment                    | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/REQUEST/requestor                     | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/FAILED/deliveries                     | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/FAILED/deliveries/DELIVERY/attempts   | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentRequests/REQUEST/history                       | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   assignmentRequests #adminAdd                             | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminAdd','assignment':{'accessPackageId':'EXTRA','assignmentPolicyId':'EXTRAPOLICY','targetId':'ANN'}}
      POST   assignmentRequests #adminUpdate                          | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminUpdate','assignment':{'id':'ASSIGNMENT'}}
      POST   assignmentRequests #adminRemove                          | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminRemove','assignment':{'id':'ASSIGNMENT'}}
      POST   assignmentRequests #userAdd                              | s  s  .  .  | .  .  .  .  .  | s  .  | u  u  u  u  | .   .   .   | {'requestType':'userAdd','assignment':{'accessPackageId':'EXTRA','assignmentPolicyId':'EXTRAPOLICY'}}
      POST   assignmentRequests #userAddOfOthers                      | s  s  p  p  | p  p  p  p  p  | s  p  | u  u  u  u  | p   .   p   | {'requestType':'userAdd','assignment':{'accessPackageId':'BOBS','assignmentPolicyId':'BOBSPOLICY'}}
      POST   assignmentRequests #userUpdate                           | s  s  n  n  | n  n  n  n  n  | s  n  | u  u  u  u  | .   n   n   | {'requestType':'userUpdate','assignment':{'id':'ASSIGNMENT'}}
      POST   assignmentRequests #userRemove                           | s  s  n  n  | n  n  n  n  n  | s  n  | u  u  u  u  | .   n   n   | {'requestType':'userRemove','assignment':{'id':'ASSIGNMENT'}}
      POST   assignmentRequests #approverRemove                       | s  s  n  n  | n  n  n  n  n  | s  n  | u  u  u  u  | n   .   n   | {'requestType':'approverRemove','assignment':{'id':'ASSIGNMENT'}}
      POST   assignmentRequests #onBehalfAdd                          | s  s  p  p  | p  p  p  p  p  | s  p  | u  u  u  u  | n   .   p   | {'requestType':'onBehalfAdd','assignment':{'accessPackageId':'EXTRA','assignmentPolicyId':'EXTRAPOLICY','targetId':'ANN'}}
      DELETE assignmentRequests/ENDED                                 | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s
      POST   assignmentRequests/REQUEST/cancel                        | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | .   s   s
      POST   assignmentRequests/FAILED/reprocess                      | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s
      POST   assignmentRequests/MANUAL/deliveries/ITEM/confirm        | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s
      POST   assignmentRequests/MANUAL/deliveries/ITEM/refuse         | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'message':'no desk'}
      GET    assignments                                              | s  r  r  0  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignments/filterByCurrentUser(on='target')             | s  .  .  .  | .  .  .  .  .  | .  .  | u  u  u  u  | .   .   .
      GET    assignments/additionalAccess(accessPackageId='PACKAGE',incompatibleAccessPackageId='EXTRA') | s r r r | r . . . r | . . | s . . . | s s s
      GET    assignments/ASSIGNMENT                                   | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignments/ASSIGNMENT/accessPackage                     | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignments/ASSIGNMENT/assignmentPolicy                  | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignments/ASSIGNMENT/target                            | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignments/ASSIGNMENT/accessPackageAssignmentRequests   | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignments/ASSIGNMENT/accessPackageAssignmentResourceRoles | s r r r  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   assignments/ASSIGNMENT/reprocess                         | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    accessPackageAssignmentResourceRoles?$filter=accessPackageSubject/objectId eq 'ANN' | s r r 0 | r . . . r | . . | s . . . | s s s
      GET    accessPackageAssignmentResourceRoles/ASSIGNED            | f  f  f  f  | f  f  f  f  f  | f  f  | f  f  f  f  | f   f   f
      GET    accessPackageAssignmentResourceRoles/ASSIGNED/accessPackageAssignments | f f f f | f f f f f | f f | f f f f | f f f
      GET    accessPackageAssignmentResourceRoles/ASSIGNED/accessPackageResourceRole | f f f f | f f f f f | f f | f f f f | f f f
      GET    accessPackageAssignmentResourceRoles/ASSIGNED/accessPackageResourceScope | f f f f | f f f f f | f f | f f f f | f f f
      GET    accessPackageAssignmentResourceRoles/ASSIGNED/accessPackageSubject | f f f f | f f f f f | f f | f f f f | f f f
      GET    resourceEnvironments                                     | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    resourceEnvironments/ENVIRONMENT                         | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    resourceEnvironments/ENVIRONMENT/resources               | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    catalogs                                                 | s  r  r  0  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    catalogs/CATALOG                                         | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    catalogs/CATALOG/accessPackages                          | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    catalogs/CATALOG/resources                               | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    catalogs/CATALOG/resourceRoles                           | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    catalogs/CATALOG/resourceScopes                          | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   catalogs                                                 | s  s  r  r  | r  r  r  r  .  | s  .  | s  s  .  s  | s   s   s   | {'displayName':'New'}
      PATCH  catalogs/CATALOG                                         | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s   | {'displayName':'Other'}
      DELETE catalogs/EMPTY                                           | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    resources                                                | s  r  r  0  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resources/RESOURCE                                       | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resources/RESOURCE/roles                                 | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resources/RESOURCE/scopes                                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   resources/RESOURCE/refresh                               | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    resourceRequests                                         | s  r  r  0  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resourceRequests/RESOURCE                                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resourceRequests/RESOURCE/catalog                        | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resourceRequests/RESOURCE/resource                       | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resourceRequests/PERSONS/requestor                       | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   resourceRequests #adminAdd                               | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminAdd','catalog':{'id':'CATALOG'},'resource':{'originId':'g9','originSystem':'ldap'}}
      POST   resourceRequests #adminUpdate                            | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminUpdate','catalog':{'id':'CATALOG'},'resource':{'id':'RESOURCE','displayName':'x'}}
      POST   resourceRequests #adminRemove                            | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminRemove','catalog':{'id':'CATALOG'},'resource':{'id':'FREE'}}
      GET    accessPackages                                           | s  r  r  0  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE                                   | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/catalog                           | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/assignmentPolicies                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/resourceRoleScopes                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/incompatibleAccessPackages        | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/accessPackagesIncompatibleWith    | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/incompatibleGroups                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   accessPackages                                           | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'displayName':'New','catalog':{'id':'CATALOG'}}
      PATCH  accessPackages/PACKAGE                                   | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'displayName':'Other'}
      DELETE accessPackages/BARE                                      | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s
      POST   accessPackages/PACKAGE/resourceRoleScopes                | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'role':{'id':'ROLE','resource':{'id':'FREE'}},'scope':{'id':'SCOPE'}}
      DELETE accessPackages/PACKAGE/resourceRoleScopes/ROLESCOPE      | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s
      POST   accessPackages/PACKAGE/incompatibleAccessPackages/$ref   | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'@odata.id':'https://x/accessPackages/EXTRA'}
      DELETE accessPackages/PACKAGE/incompatibleAccessPackages/EXCLUDED/$ref | s s r r | r r . . r  | s  .  | s  s  .  .  | s   s   s
      POST   accessPackages/PACKAGE/incompatibleGroups/$ref           | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'@odata.id':'https://x/groups/g7'}
      DELETE accessPackages/PACKAGE/incompatibleGroups/GROUP/$ref     | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    assignmentPolicies                                       | s  r  r  0  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentPolicies/POLICY                                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentPolicies/POLICY/accessPackage                  | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentPolicies/POLICY/catalog                        | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   assignmentPolicies                                       | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'displayName':'New','accessPackage':{'id':'PACKAGE'}}
      PUT    assignmentPolicies/SPARE                                 | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'displayName':'Other'}
      DELETE assignmentPolicies/SPARE                                 | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    accessPackageAssignmentApprovals                         | s  s  .  .  | .  .  .  .  .  | s  .  | u  u  u  u  | .   .   .
      GET    accessPackageAssignmentApprovals/filterByCurrentUser(on='approver') | s s . . | . . . . . | s . | u u u u | . . .
      GET    accessPackageAssignmentApprovals/REQUEST                 | s  a  a  a  | a  .  .  .  a  | .  .  | u  u  u  u  | a   .   a
      GET    accessPackageAssignmentApprovals/REQUEST/stages          | s  a  a  a  | a  .  .  .  a  | .  .  | u  u  u  u  | a   .   a
      GET    accessPackageAssignmentApprovals/REQUEST/request         | s  a  a  a  | a  .  .  .  a  | .  .  | u  u  u  u  | a   .   a
      PATCH  accessPackageAssignmentApprovals/REQUEST/stages/STAGE    | s  s  a  a  | a  a  a  a  a  | s  a  | u  u  u  u  | a   .   a   | {'reviewResult':'Approve'}
      GET    roleAssignments                                          | s  r  r  0  | r  r  r  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    roleAssignments/GIVEN                                    | s  r  r  r  | r  r  r  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    roleAssignments/GIVEN/roleDefinition                     | s  r  r  r  | r  r  r  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   roleAssignments                                          | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s   | {'principalId':'ann','roleDefinitionId':'DEFINITION','appScopeId':'/AccessPackageCatalog/CATALOG'}
      DELETE roleAssignments/GIVEN                                    | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    roleDefinitions                                          | s  r  r  .  | r  r  r  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    roleDefinitions/DEFINITION                               | s  r  r  .  | r  r  r  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    regrant/connectors                                       | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    regrant/connectors/LDAP                                  | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      POST   regrant/connectors/LDAP/startMaintenance                 | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s   | {'until':'2026-03-02T10:00:00Z'}
      POST   regrant/connectors/LDAP/endMaintenance                   | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s
      GET    regrant/manualActions                                    | s  r  r  0  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      """.lines().toList();
  // spotless:on

  private static final String GLOBAL_READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
  private static final String GOVERNANCE_ADMINISTRATOR = "45d8d3c5-c802-45c6-b32a-1d70b5e86b6e";

  /** A line of the table. */
  record Row(String method, String route, List<String> cells, String body) {
    static Row of(String line) {
      String[] parts = line.split(" \\| ", -1);
      String[] what = parts[0].strip().split(" +", 2);
      var cells =
          Stream.of(parts)
              .skip(1)
              .limit(5)
              .flatMap(part -> Stream.of(part.strip().split(" +")))
              .toList();
      return new Row(
          what[0], what[1], cells, parts.length > 6 ? parts[6].strip().replace('\'', '"') : "");
    }

    String path() {
      return route.replaceAll(" #.*", "").strip();
    }

    String canonical() {
      return method + " " + ServerRoutes.canonical(path());
    }

    boolean isRead() {
      return method.equals("GET");
    }

    @Override
    public String toString() {
      return method + " " + route;
    }
  }

  static final List<Row> ROWS = TABLE.stream().skip(1).map(Row::of).toList();

  private static TestServer server;
  private static Scene scene;
  private static long tenants;

  @BeforeAll
  static void start() {
    server = new TestServer(new Deskwork());
    scene = new Scene(server, ++tenants);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject organisationRole(JsonObject claims, String role) {
    return claims.put("wids", new JsonArray().add(role));
  }

  /** In the order of the columns. */
  private static Map<String, JsonObject> callers(Scene scene) {
    Map<String, JsonObject> callers = new LinkedHashMap<>();
    callers.put("a person without a scope for this", scene.person("nobody", "User.Read"));
    callers.put("a person who may read, without a role", scene.person("nobody", Scene.READ));
    callers.put("a person who may write, without a role", scene.person("nobody", Scene.WRITE));
    callers.put("an owner of another catalog", scene.person("elsewhere", Scene.WRITE));
    callers.put("a catalog reader", scene.person("reader", Scene.WRITE));
    callers.put("an assignment manager", scene.person("assigner", Scene.WRITE));
    callers.put("a package manager", scene.person("manager", Scene.WRITE));
    callers.put("a catalog owner", scene.person("owner", Scene.WRITE));
    callers.put("a catalog creator", scene.person("creator", Scene.WRITE));
    callers.put(
        "a global reader", organisationRole(scene.person("ida", Scene.READ), GLOBAL_READER));
    callers.put(
        "a governance administrator",
        organisationRole(scene.person("ida", Scene.WRITE), GOVERNANCE_ADMINISTRATOR));
    callers.put("an application without a permission", scene.application("app", "Mail.Read"));
    callers.put("an application that may read", scene.application("app", Scene.READ));
    callers.put("an application that may write", scene.application("app", Scene.WRITE));
    callers.put("an application that owns the catalog", scene.application("app-owner", "x"));
    callers.put("the requestor", scene.person(ANN.objectId(), Scene.SELF));
    callers.put("the approver", scene.person("bob", Scene.SELF));
    callers.put("a stranger", scene.person("stranger", Scene.SELF));
    return callers;
  }

  private static String address(Row row) {
    return ServerRoutes.address(ApiVersion.V1, scene.filled(row.path()))
        .or(() -> ServerRoutes.address(ApiVersion.BETA, scene.filled(row.path())))
        .orElseThrow();
  }

  @Test
  void the_table_has_every_route_of_the_server() {
    assertThat(new TreeSet<>(ROWS.stream().map(Row::canonical).toList()))
        .containsAll(ServerRoutes.all());
  }

  @ParameterizedTest
  @FieldSource("ROWS")
  void each_caller_gets_what_graph_documents(Row row) {
    assertThat(row.cells()).hasSameSizeAs(callers(scene).keySet());
    scene.id("OTHER");
    for (int i = 0; i < row.cells().size(); i++) {
      String address = address(row);
      String body = scene.filled(row.body());
      var caller = List.copyOf(callers(scene).entrySet()).get(i);
      var answer = scene.call(caller.getValue(), row.method(), address, body);

      assertThat(cell(answer, row.cells().get(i)))
          .as("%s as %s: %s", row, caller.getKey(), answer.body())
          .isEqualTo(row.cells().get(i));
      if (answer.statusCode() < 300 && !row.isRead()) {
        scene = new Scene(server, ++tenants);
        scene.id("OTHER");
      } else if (answer.statusCode() == 403) {
        assertNamesWhatIsMissing(row, answer);
      }
    }
  }

  /** The cell that the answer fits; what was expected tells lists that are empty from others. */
  private static String cell(HttpResponse<String> answer, String expected) {
    String code = answer.statusCode() < 300 ? "" : TestServer.error(answer).getString("code");
    return switch (answer.statusCode()) {
      case 200, 201, 202, 204 -> expected.equals("0") && holdsNothing(answer) ? "0" : ".";
      case 403 ->
          switch (code) {
            case "Authorization_RequestDenied" -> isForUsers(answer) ? "u" : "s";
            case "UnAuthorized" -> message(answer).contains("approver") ? "a" : "r";
            default -> code;
          };
      case 409 ->
          code.equals("RequestNotAllowed") && details(answer).contains("policyNoLongerAllows")
              ? "p"
              : code;
      case 400 -> code.equals("InvalidFilter") ? "f" : code.equals("InvalidModel") ? "n" : code;
      default -> answer.statusCode() + " " + code;
    };
  }

  private static boolean holdsNothing(HttpResponse<String> answer) {
    return !answer.body().contains(scene.id("CATALOG"))
        && new JsonObject(answer.body())
            .getJsonArray("value").stream()
                .map(one -> ((JsonObject) one).encode())
                .allMatch(
                    one -> one.contains(scene.id("OTHER")) || one.contains("\"appScopeId\":\"/\""));
  }

  private static String message(HttpResponse<String> answer) {
    return TestServer.error(answer).getString("message");
  }

  private static boolean isForUsers(HttpResponse<String> answer) {
    return message(answer).startsWith("Only a signed-in user can do this");
  }

  private static String details(HttpResponse<String> answer) {
    return String.valueOf(TestServer.error(answer).getJsonArray("details"));
  }

  private static final List<String> ROLE_NAMES =
      List.of(
          "Catalog reader",
          "Access package assignment manager",
          "Access package manager",
          "Catalog owner",
          "Catalog creator");

  /** That a refusal names the permissions, or the roles, of which one would have been enough. */
  private static void assertNamesWhatIsMissing(Row row, HttpResponse<String> answer) {
    String message = message(answer);
    String code = TestServer.error(answer).getString("code");
    if (code.equals("Authorization_RequestDenied") && !isForUsers(answer)) {
      assertThat(message).matches("The token's (scopes|roles) hold none of: .*");
      assertThat(message).as(row.toString()).contains(Scene.WRITE);
    } else if (code.equals("UnAuthorized") && !message.contains("approver")) {
      assertThat(message).contains("has none of these roles: ");
      for (int i = 0; i < ROLE_NAMES.size(); i++) {
        assertThat(message.contains(ROLE_NAMES.get(i)))
            .as("%s names %s: %s", row, ROLE_NAMES.get(i), message)
            .isEqualTo(row.cells().get(4 + i).equals("."));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ROWS")
  void nobody_gets_anything_without_a_token_for_this_server(Row row) {
    String body = scene.filled(row.body());
    for (var version : ApiVersion.values()) {
      var address = ServerRoutes.address(version, scene.filled(row.path()));
      if (address.isEmpty()) {
        continue;
      }
      var missing =
          server.send(
              server.to(address.get()).method(row.method(), TestServer.content(body)).build());
      var strange = scene.application("setup", Scene.WRITE).put("aud", "https://other.test");

      for (var answer : List.of(missing, scene.call(strange, row.method(), address.get(), body))) {
        TestServer.assertError(answer, 401, "InvalidAuthenticationToken");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
            .startsWith("Bearer realm=\"\", authorization_uri=\"");
      }
    }
  }

  @Test
  void whoever_may_read_a_list_may_count_it_and_nobody_else() {
    var lists = ROWS.stream().filter(row -> row.isRead() && isList(row)).toList();
    assertThat(lists).hasSizeGreaterThan(20);
    for (Row row : lists) {
      for (var caller : callers(scene).entrySet()) {
        var list = scene.call(caller.getValue(), "GET", address(row), "");
        var count = scene.call(caller.getValue(), "GET", address(row) + "/$count", "");

        assertThat(count.statusCode())
            .as("%s/$count as %s: %s", row, caller.getKey(), count.body())
            .isEqualTo(list.statusCode());
        if (list.statusCode() == 200) {
          assertThat(count.body())
              .as("%s/$count as %s", row, caller.getKey())
              .isEqualTo(String.valueOf(new JsonObject(list.body()).getJsonArray("value").size()));
        }
      }
    }
  }

  private static boolean isList(Row row) {
    if (row.path().contains("?") || row.path().startsWith(OwnRoutes.ROOT)) {
      return false;
    }
    var answer = scene.call(scene.application("app", Scene.WRITE), "GET", address(row), "");
    return answer.statusCode() == 200 && new JsonObject(answer.body()).containsKey("value");
  }
}
