package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;

import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A tenant that is filled, and whose texts can be told from all others. */
final class FuzzTenant {
  /** What is in every text of the tenant that nobody else may see. */
  static final String MARK = "Zq7Secret";

  private static final Pattern GUID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(_[0-9a-f-]{36})?");

  private static final List<String> LISTS =
      List.of(
          "assignmentRequests?$expand=deliveries,requestor,accessPackage",
          "assignments",
          "catalogs?$expand=accessPackages,accessPackageResources",
          "resources?$expand=accessPackageResourceRoles,accessPackageResourceScopes",
          "resourceRequests",
          "accessPackages?$expand=accessPackageResourceRoleScopes",
          "assignmentPolicies",
          "roleAssignments",
          "connectedOrganizations",
          "subjects");

  private final TestServer server;
  private final Scene scene;

  FuzzTenant(TestServer server, long number) {
    this.server = server;
    scene = new Scene(server, number);
    List.of(
            "ASSIGNMENT",
            "FAILED",
            "WAITING",
            "MANUAL",
            "DECIDED",
            "REQUEST",
            "WHOLE",
            "GIVEN",
            "ORGANIZATION",
            "EXCLUDED",
            "GROUP",
            "SUBJECT",
            "AWAITED",
            "STAGE",
            "SPARE",
            "FREE")
        .forEach(scene::id);
    if (number != 1) {
      mark();
    }
  }

  private JsonObject setup() {
    return scene.application("setup", Scene.WRITE);
  }

  /** Writes the mark wherever there is a text. */
  private void mark() {
    for (String change :
        List.of(
            "PATCH catalogs/CATALOG {'displayName':'MARK','description':'MARK'}",
            "PATCH accessPackages/PACKAGE {'displayName':'MARK','description':'MARK'}",
            "PATCH connectedOrganizations/ORGANIZATION {'displayName':'MARK','description':'MARK'}",
            "PATCH catalogs/CATALOG/customWorkflowExtensions/AWAITED {'displayName':'MARK'}",
            "POST catalogs {'displayName':'MARK too','description':'MARK'}",
            "POST resourceRequests {'requestType':'adminAdd','catalog':{'id':'CATALOG'},"
                + "'resource':{'originId':'MARK','originSystem':'ldap','displayName':'MARK'}}",
            "POST assignmentPolicies {'displayName':'MARK','description':'MARK',"
                + "'accessPackage':{'id':'PACKAGE'}}",
            "POST assignmentRequests {'requestType':'adminAdd','justification':'MARK',"
                + "'assignment':{'accessPackageId':'EXTRA','assignmentPolicyId':'EXTRAPOLICY',"
                + "'targetId':'stranger'}}",
            "POST roleAssignments {'principalId':'MARK','roleDefinitionId':'DEFINITION',"
                + "'appScopeId':'/AccessPackageCatalog/CATALOG'}")) {
      String[] parts = change.split(" ", 3);
      var answer =
          scene.call(
              setup(),
              parts[0],
              ServerRoutes.address(ApiVersion.V1, scene.filled(parts[1])).orElseThrow(),
              scene
                  .filled(parts[2].replace("MARK", "Zq7"))
                  .replace("Zq7", MARK)
                  .replace('\'', '"'));
      if (answer.statusCode() >= 300) {
        throw new AssertionError(change + ": " + answer.body());
      }
    }
    server.run();
  }

  /** All that is in its lists. */
  String everything() {
    var all = new StringBuilder();
    for (String list : LISTS) {
      all.append(
          TestServer.expect(
                  200,
                  scene.call(
                      setup(),
                      "GET",
                      ServerRoutes.address(ApiVersion.BETA, list).orElseThrow(),
                      ""))
              .encode());
    }
    return all.toString();
  }

  /** The ids of what there is. */
  Set<String> ids() {
    return new TreeSet<>(GUID.matcher(everything()).results().map(one -> one.group()).toList());
  }

  /** The ids of what is in each list, by the list's names in both versions. */
  private Map<String, List<String>> idsByList() {
    Map<String, List<String>> all = new HashMap<>();
    for (String list : LISTS) {
      String name = list.replaceFirst("\\?.*", "");
      String address = ServerRoutes.address(ApiVersion.BETA, name).orElseThrow();
      var ids =
          TestServer.expect(200, scene.call(setup(), "GET", address, ""))
              .getJsonArray("value")
              .stream()
              .map(one -> ((JsonObject) one).getString("id"))
              .toList();
      all.put(name, ids);
      all.put(address.replaceFirst(".*/", ""), ids);
    }
    all.put("accessPackageAssignmentRequests", all.getOrDefault("assignmentRequests", List.of()));
    all.put("accessPackageAssignmentApprovals", List.of(scene.id("REQUEST"), scene.id("DECIDED")));
    all.put("stages", List.of(scene.id("STAGE")));
    all.put("steps", List.of(scene.id("STAGE")));
    all.put("connectors", List.of("ldap"));
    all.put("callbacks", List.of("ldap", Deskwork.SYSTEM));
    return all;
  }

  /** Calls that go well while nothing has changed, by the operations that are described. */
  private SortedMap<String, List<String>> goodCalls() {
    SortedMap<String, List<String>> all = new TreeMap<>();
    for (GoodBody good : GoodBody.ALL) {
      String address =
          ServerRoutes.address(good.version(), scene.filled(good.route())).orElseThrow();
      all.computeIfAbsent(
              good.method().toLowerCase(Locale.ROOT)
                  + " "
                  + Description.path(address).orElseThrow(),
              unknown -> new ArrayList<>())
          .add(address + "\n" + scene.filled(good.body()).replace('\'', '"'));
    }
    return all;
  }

  /** What inputs about this tenant are made of, with ids of others among its own. */
  FuzzInput.Material material(Set<String> others) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ids.addAll(ids());
    }
    ids.addAll(others);
    ids.addAll(List.of("ldap", ANN.objectId(), "bob", "unknown", "g1"));
    for (var role : Scene.HOLDERS.values()) {
      ids.add(role.definitionId().toString());
    }
    server.directory.with(Subject.of("bob"));
    var claims = new ArrayList<JsonObject>();
    for (int i = 0; i < 12; i++) {
      claims.add(setup());
    }
    claims.add(scene.application("reader", Scene.READ));
    claims.add(scene.application("nobody", "Mail.Read"));
    claims.add(scene.person(ANN.objectId(), Scene.SELF));
    claims.add(scene.person("bob", Scene.SELF));
    claims.add(scene.person("owner", Scene.WRITE));
    claims.add(
        scene
            .person("ida", Scene.WRITE)
            .put("wids", new JsonArray().add("62e90394-69f5-4237-9190-012177145e10")));
    return new FuzzInput.Material(
        List.copyOf(ids), idsByList(), goodCalls(), claims.stream().map(server::token).toList());
  }
}
