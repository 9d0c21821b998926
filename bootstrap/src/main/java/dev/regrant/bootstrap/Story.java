package dev.regrant.bootstrap;

import com.unboundid.ldap.sdk.LDAPException;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;

/**
 * A request that is delivered in part, and reprocessed, and then another that meets an outage: told
 * while it happens, and checked.
 */
final class Story {
  static final String ANN = "ann";
  static final String THERE = "builders";
  static final String MISSING = "deployers";

  private final DemoClient client;
  private final DemoDirectory directory;
  private final PrintWriter out;
  private final Narration narration;

  Story(DemoClient client, DemoDirectory directory, PrintWriter out) {
    this.client = client;
    this.directory = directory;
    this.out = out;
    this.narration = new Narration(directory, out);
  }

  /**
   * Plays it.
   *
   * @return the id of the first request
   * @throws FailureException if a step did not happen; the message names it
   */
  String play() {
    try {
      return tell();
    } catch (FailureException | LDAPException failed) {
      throw new FailureException("The demo stopped at " + narration.where(), failed);
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
    String policy = addPolicy(accessPackage);
    String request = deliverInPart(accessPackage, policy);
    reprocess(request);
    new OutageStory(client, directory, out, narration).play(accessPackage, policy);
    out.printf("%nThat is all: the access that did not arrive has been granted again.%n");
    return request;
  }

  /**
   * Makes a package that holds both groups.
   *
   * @return its id
   */
  String describePackage() {
    narration.step("A catalog holds what can be asked for");
    String catalog =
        client
            .post(
                "/catalogs",
                new JsonObject()
                    .put("displayName", "Engineering")
                    .put("description", "What engineers work with"),
                201)
            .getString("id");

    narration.step("The two groups become resources of the catalog");
    addGroup(catalog, THERE);
    addGroup(catalog, MISSING);
    var resources =
        client
            .get("/catalogs/" + catalog + "/resources?$expand=roles,scopes")
            .getJsonArray("value");
    Narration.expect(resources.size() == 2, "two resources are expected, not " + resources.size());

    narration.step("An access package bundles them");
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
    for (JsonObject resource : Narration.objects(resources)) {
      addRole(accessPackage, resource);
    }
    return accessPackage;
  }

  /**
   * Makes a policy for a package, and has an administrator request the package for Ann.
   *
   * @return the request
   */
  JsonObject request(String accessPackage) throws LDAPException {
    return request(accessPackage, addPolicy(accessPackage));
  }

  private String addPolicy(String accessPackage) {
    narration.step("A policy lets administrators assign the package");
    return client
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
  }

  private JsonObject request(String accessPackage, String policy) throws LDAPException {
    narration.step("An administrator requests it for Ann");
    return client.post(
        "/assignmentRequests",
        Narration.adminAdd(
            directory.objectId(ANN), "Ann is an engineer from today", accessPackage, policy),
        201);
  }

  private String deliverInPart(String accessPackage, String policy) throws LDAPException {
    directory.hold();
    var submitted = request(accessPackage, policy);
    String path = "/assignmentRequests/" + submitted.getString("id");
    narration.show(submitted, "submitted");
    narration.show(client.await(path, "delivering"), "delivering");
    directory.letGo();
    narration.show(client.await(path, "partiallyDelivered"), "partiallyDelivered");

    narration.step("Why only in part?");
    explain(path);
    narration.expectMember(ANN, THERE, true);
    narration.expectMember(ANN, MISSING, false);
    return submitted.getString("id");
  }

  private void reprocess(String request) throws LDAPException {
    String path = "/assignmentRequests/" + request;
    narration.step("Somebody makes the missing group, in the directory");
    directory.addGroup(MISSING);
    out.printf("   added %s%n", DemoDirectory.dnOfGroup(MISSING));

    narration.step(
        "The request is reprocessed: no new request, no new approval, and only what is missing");
    directory.hold();
    client.post(path + "/reprocess", 202);
    narration.show(client.get(path), "delivering");
    directory.letGo();
    narration.show(client.await(path, "delivered"), "delivered");

    narration.step("Ann is in both groups, says the directory");
    narration.expectMember(ANN, THERE, true);
    narration.expectMember(ANN, MISSING, true);
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
    var deliveries = Narration.objects(client.get(path + "/deliveries").getJsonArray("value"));
    Narration.expect(
        deliveries.size() == 2, "two deliveries are expected, not " + deliveries.size());
    for (JsonObject delivery : deliveries) {
      var outcome = narration.explain(delivery);
      boolean isMissing = DemoDirectory.dnOfGroup(MISSING).equals(delivery.getString("originId"));
      String error = outcome.getString("errorCode");
      Narration.expect(
          isMissing ? "resourceNotFound".equals(error) : error == null,
          "unexpected outcome " + outcome.encode());
    }
  }
}
