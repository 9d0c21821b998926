package dev.regrant.bootstrap;

import com.unboundid.ldap.sdk.LDAPException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A request that is delivered in part, and reprocessed: told while it happens, and checked. */
final class Story {
  static final String ANN = "ann";
  static final String THERE = "builders";
  static final String MISSING = "deployers";

  private final DemoClient client;
  private final DemoDirectory directory;
  private final PrintWriter out;
  private int number;
  private String title = "";

  Story(DemoClient client, DemoDirectory directory, PrintWriter out) {
    this.client = client;
    this.directory = directory;
    this.out = out;
  }

  /**
   * Plays it.
   *
   * @return the id of the request
   * @throws FailureException if a step did not happen; the message names it
   */
  String play() {
    try {
      return tell();
    } catch (FailureException | LDAPException failed) {
      throw new FailureException(
          "The demo stopped at step %d, '%s'".formatted(number, title), failed);
    } finally {
      directory.letGo();
      out.flush();
    }
  }

  private String tell() throws LDAPException {
    directory.addGroup(THERE);
    out.printf(
        """

        Ann joins the engineers. She is to become a member of two groups in the company's LDAP
        directory, ldap://127.0.0.1:%d: %s and %s. But nobody has made the second one yet.
        """,
        directory.port(), THERE, MISSING);
    String accessPackage = describePackage();
    String request = deliverInPart(accessPackage);
    reprocess(request);
    return request;
  }

  /**
   * Makes a package that holds both groups.
   *
   * @return its id
   */
  String describePackage() {
    step("A catalog holds what can be asked for");
    String catalog =
        client
            .post(
                "/catalogs",
                new JsonObject()
                    .put("displayName", "Engineering")
                    .put("description", "What engineers work with"),
                201)
            .getString("id");

    step("The two groups become resources of the catalog");
    addGroup(catalog, THERE);
    addGroup(catalog, MISSING);
    var resources =
        client
            .get("/catalogs/" + catalog + "/resources?$expand=roles,scopes")
            .getJsonArray("value");
    expect(resources.size() == 2, "two resources are expected, not " + resources.size());

    step("An access package bundles them");
    String accessPackage =
        client
            .post(
                "/accessPackages",
                new JsonObject()
                    .put("displayName", "Engineer")
                    .put("description", "Everything that an engineer needs")
                    .put("catalog", new JsonObject().put("id", catalog)),
                201)
            .getString("id");
    for (JsonObject resource : objects(resources)) {
      addRole(accessPackage, resource);
    }
    return accessPackage;
  }

  /**
   * Has an administrator request a package for Ann.
   *
   * @return the request
   */
  JsonObject request(String accessPackage) throws LDAPException {
    step("A policy lets administrators assign the package");
    String policy =
        client
            .post(
                "/assignmentPolicies",
                new JsonObject()
                    .put("displayName", "By administrators")
                    .put("description", "Assigned, never asked for")
                    .put("allowedTargetScope", "notSpecified")
                    .put("expiration", new JsonObject().put("type", "noExpiration"))
                    .put("accessPackage", new JsonObject().put("id", accessPackage)),
                201)
            .getString("id");

    step("An administrator requests it for Ann");
    return client.post(
        "/assignmentRequests",
        new JsonObject()
            .put("requestType", "adminAdd")
            .put("justification", "Ann is an engineer from today")
            .put(
                "assignment",
                new JsonObject()
                    .put("targetId", directory.objectId(ANN))
                    .put("accessPackageId", accessPackage)
                    .put("assignmentPolicyId", policy)),
        201);
  }

  private String deliverInPart(String accessPackage) throws LDAPException {
    directory.hold();
    var submitted = request(accessPackage);
    String path = "/assignmentRequests/" + submitted.getString("id");
    show(submitted, "submitted");
    show(client.await(path, "delivering"), "delivering");
    directory.letGo();
    show(client.await(path, "partiallyDelivered"), "partiallyDelivered");

    step("Why only in part?");
    explain(path);
    expectMember(THERE, true);
    expectMember(MISSING, false);
    return submitted.getString("id");
  }

  private void reprocess(String request) throws LDAPException {
    String path = "/assignmentRequests/" + request;
    step("Somebody makes the missing group, in the directory");
    directory.addGroup(MISSING);
    out.printf("   added %s%n", DemoDirectory.dnOfGroup(MISSING));

    step("The request is reprocessed: no new request, no new approval, and only what is missing");
    directory.hold();
    client.post(path + "/reprocess", 202);
    show(client.get(path), "delivering");
    directory.letGo();
    show(client.await(path, "delivered"), "delivered");

    step("Ann is in both groups, says the directory");
    expectMember(THERE, true);
    expectMember(MISSING, true);
    out.printf("%nThat is all: the access that did not arrive has been granted again.%n");
  }

  private void addGroup(String catalog, String group) {
    client.post(
        "/resourceRequests",
        new JsonObject()
            .put("requestType", "adminAdd")
            .put("catalog", new JsonObject().put("id", catalog))
            .put(
                "resource",
                new JsonObject()
                    .put("displayName", group)
                    .put("originSystem", "Ldap")
                    .put("originId", DemoDirectory.dnOfGroup(group))),
        201);
  }

  private void addRole(String accessPackage, JsonObject resource) {
    var role = resource.getJsonArray("roles").getJsonObject(0);
    var scope = resource.getJsonArray("scopes").getJsonObject(0);
    client.post(
        "/accessPackages/" + accessPackage + "/resourceRoleScopes",
        new JsonObject()
            .put(
                "role",
                new JsonObject()
                    .put("id", role.getString("id"))
                    .put("originId", role.getString("originId"))
                    .put("originSystem", role.getString("originSystem"))
                    .put("resource", new JsonObject().put("id", resource.getString("id"))))
            .put(
                "scope",
                new JsonObject()
                    .put("id", scope.getString("id"))
                    .put("originId", scope.getString("originId"))
                    .put("originSystem", scope.getString("originSystem"))),
        201);
  }

  private void explain(String path) {
    var deliveries = objects(client.get(path + "/deliveries").getJsonArray("value"));
    expect(deliveries.size() == 2, "two deliveries are expected, not " + deliveries.size());
    for (JsonObject delivery : deliveries) {
      var outcome = delivery.getJsonObject("lastOutcome");
      boolean isMissing = DemoDirectory.dnOfGroup(MISSING).equals(delivery.getString("originId"));
      String error = outcome.getString("errorCode");
      out.printf(
          "   %s: %s%s%n",
          delivery.getString("originId"),
          outcome.getString("result"),
          error == null ? "" : ", " + error + ": " + outcome.getString("message"));
      expect(
          isMissing ? "resourceNotFound".equals(error) : error == null,
          "unexpected outcome " + outcome.encode());
    }
  }

  private void expectMember(String group, boolean isExpected) throws LDAPException {
    var members = directory.members(group);
    out.printf("   %s: %s%n", group, members.isEmpty() ? "(no such group)" : members);
    long times = members.stream().filter(member -> member.startsWith("uid=" + ANN + ",")).count();
    expect(
        times == (isExpected ? 1 : 0),
        "%s is a member of %s %d times".formatted(ANN, group, times));
  }

  private void show(JsonObject request, String expectedState) {
    String state = request.getString("state");
    out.printf("        state %s%n", state);
    expect(
        expectedState.equals(state),
        "state %s is expected, not %s".formatted(expectedState, state));
  }

  private void step(String what) {
    number++;
    title = what;
    out.printf("%n%d. %s%n", number, what);
    out.flush();
  }

  private static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new FailureException(otherwise);
    }
  }

  private static List<JsonObject> objects(JsonArray array) {
    var objects = new ArrayList<JsonObject>();
    for (int i = 0; i < array.size(); i++) {
      objects.add(array.getJsonObject(i));
    }
    return objects;
  }
}
