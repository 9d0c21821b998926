package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.http.AuthorizationMatrix.Row;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every operation that is described is there, and works. */
class DescribedOperationsTest {
  /** Entities that are tried on the way to what they may lead to. */
  private static final int TRIED = 12;

  private static final int APPLICATION = 13;
  private static final int PERSON = 15;

  private static final Map<String, List<String>> CALLS =
      Map.of(
          "filterByCurrentUser", List.of("on='target'", "on='approver'", "on='allowedRequestor'"),
          "additionalAccess",
              List.of("accessPackageId='PACKAGE',incompatibleAccessPackageId='EXTRA'"));

  private static final Pattern NEEDS_FILTER =
      Pattern.compile(".*Management/accessPackageAssignmentResourceRoles(/\\$count)?");

  private static final String FILTER =
      "$filter=accessPackageSubject/objectId eq '" + TestServer.ANN.objectId() + "'";

  private static TestServer server;
  private static Scene scene;
  private static long tenants = 70_000;

  /** What is left out, and why. */
  private static final Map<String, String> NOT_TRIED =
      Map.of(
          ".*(IncompatibleWith|incompatibleAccessPackages)/\\{accessPackageId}/.*Id2?}",
          "no packages are so entangled",
          "get .*/accessPackage/accessPackagesIncompatibleWith/\\{accessPackageId}",
          "what excludes others is not asked for",
          "get .*Approvals/\\{id}/request/(history.*|deliveries/.*)",
          "approvers may not read it",
          "get .*/(accessPackageResourceRequests|accessPackageAssignmentResourceRoles)/\\{id}/.*"
              + "/connectedOrganization",
          "whoever asks for resources is of the organisation itself",
          "post /regrant/callbacks/\\{id}",
          "CompletionsTest does",
          "get /openapi.json",
          "OpenApiTest does");

  /** Where entities were found, by described path. */
  private final Map<String, List<String>> found = new HashMap<>();

  @BeforeAll
  static void start() {
    server = new TestServer(new Deskwork());
    scene = new Scene(server, ++tenants);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void every_operation_that_is_described_works() {
    List.of(
            "ASSIGNMENT",
            "FAILED",
            "WAITING",
            "MANUAL",
            "DECIDED",
            "REQUEST",
            "WHOLE",
            "PERSONS",
            "GIVEN",
            "ORGANIZATION",
            "ANSWERED",
            "EXCLUDED",
            "GROUP",
            "SUBJECT",
            "AWAITED")
        .forEach(scene::id);
    organizationOfAnn();
    Description.operations().stream()
        .filter(operation -> operation.startsWith("get "))
        .sorted((one, other) -> Integer.compare(depth(one), depth(other)))
        .forEach(operation -> read(operation.substring("get ".length())));
    for (Row row : AuthorizationMatrix.ROWS) {
      for (var version : ApiVersion.values()) {
        change(version, row, "/assignmentRequests");
      }
      if (row.path().startsWith("assignmentRequests")) {
        change(ApiVersion.BETA, row, "/accessPackageAssignmentRequests");
      }
    }

    byOtherKeys();
    inOneCall();

    Set<String> missing = new TreeSet<>(Description.operations());
    missing.removeAll(Description.done());
    missing.removeIf(one -> NOT_TRIED.keySet().stream().anyMatch(pattern -> one.matches(pattern)));
    assertThat(missing).isEmpty();
  }

  /** What is called by another key than its id. */
  private static void byOtherKeys() {
    scene = new Scene(server, ++tenants);
    var setup = scene.application("setup", Scene.WRITE);
    String root = "/beta" + TestServer.BASE;
    String catalog =
        TestServer.expect(
                201,
                scene.call(
                    setup,
                    "POST",
                    root + "/accessPackageCatalogs",
                    "{\"displayName\":\"Unique\",\"uniqueName\":\"unique\"}"))
            .getString("id");
    TestServer.expect(
        201,
        scene.call(
            setup,
            "POST",
            root + "/accessPackages",
            "{\"displayName\":\"Unique\",\"uniqueName\":\"unique\",\"catalogId\":\"%s\"}"
                .formatted(catalog)));
    for (String list : List.of("accessPackages", "accessPackageCatalogs")) {
      String address = root + "/" + list + "(uniqueName='unique')";
      scene.call(setup, "GET", address, "");
      scene.call(setup, "PATCH", address, "{\"description\":\"d\"}");
      scene.call(setup, "DELETE", address, "");
    }
    scene.id("SUBJECT");
    for (var version : ApiVersion.values()) {
      scene.call(
          setup,
          "PATCH",
          "/%s%s/subjects(objectId='%s')"
              .formatted(version.path(), TestServer.BASE, TestServer.ANN.objectId()),
          "{\"subjectLifecycle\":\"governed\"}");
    }
  }

  private static void inOneCall() {
    for (var version : ApiVersion.values()) {
      scene.call(
          scene.application("setup", Scene.WRITE),
          "POST",
          "/" + version.path() + "/$batch",
          """
          {"requests":[{"id":"1","method":"GET","url":"%s/catalogs?$top=1"},
                       {"id":"2","method":"GET","url":"%s/settings"}]}
          """
              .formatted(TestServer.BASE, TestServer.BASE));
    }
  }

  private static void organizationOfAnn() {
    var setup = scene.application("setup", Scene.WRITE);
    String list = "/v1.0" + TestServer.BASE + "/connectedOrganizations";
    String id =
        TestServer.expect(
                201,
                scene.call(
                    setup,
                    "POST",
                    list,
                    """
                    {"displayName":"Ann's","identitySources":[{"displayName":"test",
                     "@odata.type":"#microsoft.graph.domainIdentitySource","domainName":"test"}]}
                    """))
            .getString("id");
    for (String side : List.of("internalSponsors", "externalSponsors")) {
      scene.call(
          setup, "POST", list + "/" + id + "/" + side + "/$ref", "{\"@odata.id\":\"/users/bob\"}");
    }
  }

  private static int depth(String operation) {
    return operation.split("/", -1).length;
  }

  /** Reads at a path, from what was found at the one before. */
  private void read(String path) {
    for (String address : addresses(path)) {
      var answer =
          scene.call(
              caller(path),
              "GET",
              address + (NEEDS_FILTER.matcher(path).matches() ? "?" + FILTER : ""),
              "");
      if (answer.statusCode() == 200) {
        found.computeIfAbsent(path, unknown -> new ArrayList<>()).add(address);
        collect(path, address, answer.body());
      }
    }
  }

  private static JsonObject caller(String path) {
    return path.contains("Approvals")
        ? scene.person("bob", Scene.SELF)
        : path.contains("filterByCurrentUser")
            ? scene.person(TestServer.ANN.objectId(), Scene.SELF)
            : scene.application("setup", Scene.WRITE);
  }

  private List<String> addresses(String path) {
    int slash = path.lastIndexOf('/');
    String last = path.substring(slash + 1);
    String before = path.substring(0, slash);
    if (path.contains("entitlementManagement") && before.endsWith("entitlementManagement")) {
      return rootAddresses(path);
    }
    if (last.startsWith("{")) {
      return found.getOrDefault(path, List.of()).stream().limit(TRIED).toList();
    }
    if (last.contains("(")) {
      String function = last.substring(0, last.indexOf('('));
      return CALLS.getOrDefault(function, List.of()).stream()
          .map(arguments -> "%s/%s(%s)".formatted(before, function, scene.filled(arguments)))
          .toList();
    }
    return found.containsKey(before)
        ? found.get(before).stream().limit(TRIED).map(one -> one + "/" + last).toList()
        : List.of(path.replace("{id}", "ldap"));
  }

  private static List<String> rootAddresses(String path) {
    if (path.contains("('") || path.contains("='")) {
      return List.of(
          path.replace("{objectId}", TestServer.ANN.objectId()).replace("{uniqueName}", "unique"));
    }
    return List.of(path);
  }

  /** Remembers what a list holds, under the path of one of it. */
  private void collect(String path, String address, String body) {
    if (!body.startsWith("{") || path.endsWith("$ref") || path.endsWith("}")) {
      return;
    }
    var value = new JsonObject(body).getValue("value");
    if (value instanceof JsonArray all) {
      Description.operations().stream()
          .filter(one -> one.matches("get \\Q" + path + "\\E/\\{[^/]*}"))
          .map(one -> one.substring("get ".length()))
          .findFirst()
          .ifPresent(
              item ->
                  all.forEach(
                      one ->
                          found
                              .computeIfAbsent(item, unknown -> new ArrayList<>())
                              .add(address + "/" + ((JsonObject) one).getString("id"))));
    }
  }

  /** Does what a row is about, as somebody who may. */
  private static void change(ApiVersion version, Row row, String requests) {
    if (version == ApiVersion.V1 && row.isOfBeta()) {
      return;
    }
    scene = row.isRead() ? scene : new Scene(server, ++tenants);
    var address = ServerRoutes.address(version, scene.filled(row.path()));
    address.ifPresent(
        one ->
            scene.call(
                // Subscriptions are seen by who has made them: the application.
                row.cells().get(APPLICATION).equals(".") || row.path().startsWith("subscriptions")
                    ? scene.application("setup", Scene.WRITE)
                    : scene.person(
                        row.cells().get(PERSON).equals(".") ? TestServer.ANN.objectId() : "bob",
                        Scene.SELF),
                row.method(),
                one.replace("/assignmentRequests", requests),
                scene.filled(row.body())));
  }
}
