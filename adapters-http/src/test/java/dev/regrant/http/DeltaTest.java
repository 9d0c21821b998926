package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.expect;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaTest {
  private static final String REQUESTS = "/v1.0" + TestServer.BASE + "/assignmentRequests";

  private final TestServer server = new TestServer();
  private final World world = World.in(server);

  @AfterEach
  void stop() {
    server.close();
  }

  /** A client that keeps what it is told. */
  private final class Client {
    private final Supplier<JsonObject> claims;
    private final Map<String, JsonObject> kept = new TreeMap<>();
    private final List<JsonObject> told = new ArrayList<>();
    private String link;
    private int pages;

    Client(Supplier<JsonObject> claims, String link) {
      this.claims = claims;
      this.link = link;
    }

    /** Reads on to the end of the round. */
    Client round() {
      told.clear();
      pages = 0;
      JsonObject page;
      do {
        page = expect(200, get(claims.get(), link));
        pages++;
        page.getJsonArray("value").forEach(one -> take((JsonObject) one));
        String next = page.getString("@odata.nextLink");
        link = next == null ? page.getString("@odata.deltaLink") : next;
        assertThat(page.containsKey("@odata.nextLink"))
            .isNotEqualTo(page.containsKey("@odata.deltaLink"));
      } while (page.containsKey("@odata.nextLink"));
      return this;
    }

    private void take(JsonObject one) {
      told.add(one);
      if (one.containsKey("@removed")) {
        kept.remove(one.getString("id"));
      } else {
        kept.put(one.getString("id"), one);
      }
    }

    JsonObject one(String id) {
      return requireNonNull(kept.get(id), id);
    }

    List<String> toldIds() {
      return told.stream().map(one -> one.getString("id")).toList();
    }
  }

  private HttpResponse<String> get(JsonObject claims, String address) {
    return server.send(
        server
            .to(address.replaceFirst("^http://[^/]+", "").replace(" ", "%20"))
            .header("Authorization", "Bearer " + server.token(claims))
            .build());
  }

  private Client client(String address) {
    return new Client(server::claims, address);
  }

  private String request(String person) {
    var subject = Subject.of(person);
    server.directory.with(subject);
    return server.post("v1.0", "/assignmentRequests", world.adminAdd(subject)).getString("id");
  }

  private JsonObject removed(String id, String reason) {
    return new JsonObject().put("id", id).put("@removed", new JsonObject().put("reason", reason));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1.0, assignmentRequests/delta, accessPackageAssignmentRequests",
    "/v1.0, assignmentRequests/delta(), accessPackageAssignmentRequests",
    "/v1.0, assignmentRequests/microsoft.graph.delta(), accessPackageAssignmentRequests",
    "/beta, accessPackageAssignmentRequests/delta, accessPackageAssignmentRequests",
    "/beta, assignmentRequests/Delta, accessPackageAssignmentRequests",
    "/v1.0, assignments/delta, accessPackageAssignments",
    "/beta, accessPackageAssignments/delta(), accessPackageAssignments"
  })
  void a_list_is_told_once_and_then_what_changes(String version, String path, String set) {
    var client = client(version + TestServer.BASE + "/" + path + "?$top=2");
    for (String person : List.of("p1", "p2", "p3", "p4", "p5")) {
      request(person);
    }
    server.run();

    client.round();

    assertThat(client.pages).isEqualTo(3);
    assertThat(client.kept).hasSize(5);
    assertThat(client.round().told).isEmpty();
    request("p6");
    server.run();
    client.round();
    assertThat(client.told).hasSize(1);
    assertThat(client.kept).hasSize(6);
    var page = expect(200, get(server.claims(), client.link));
    assertThat(page.getString("@odata.context")).endsWith("/$metadata#" + set + "/$delta");
    assertThat(page.getString("@odata.deltaLink")).contains(version).contains("?$deltatoken=");
  }

  @Test
  void what_changed_is_told_whole_and_as_a_list_tells_it() {
    var client = client(REQUESTS + "/delta");
    var id = request("p1");
    client.round();
    assertThat(client.one(id).getString("state")).isEqualTo("submitted");

    server.run();

    client.round();
    var listed = server.get("v1.0", "/assignmentRequests").getJsonArray("value").getJsonObject(0);
    assertThat(client.told).containsExactly(listed);
    assertThat(listed.getString("state")).isEqualTo("delivered");
  }

  @Test
  void what_is_deleted_is_told_by_its_id() {
    var kept = request("p1");
    var gone = request("p2");
    var client = client(REQUESTS + "/delta").round();
    expect(200, server.call("POST", "v1.0", "/assignmentRequests/" + gone + "/cancel", ""));
    expect(204, server.call("DELETE", "v1.0", "/assignmentRequests/" + gone, ""));

    client.round();

    assertThat(client.told).containsExactly(removed(gone, "deleted"));
    assertThat(client.kept).containsOnlyKeys(kept);
  }

  @Test
  void a_round_of_many_changes_is_told_in_pages_and_each_once() {
    var ids = new ArrayList<String>();
    var client = client(REQUESTS + "/delta?$top=3").round();
    for (int n = 0; n < 10; n++) {
      ids.add(request("p" + n));
    }

    client.round();

    assertThat(client.pages).isEqualTo(4);
    assertThat(client.toldIds()).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void what_changes_while_pages_are_read_is_not_missed() {
    var first = request("p1");
    request("p2");
    var start = expect(200, get(server.claims(), REQUESTS + "/delta?$top=1"));
    // The newest one is on the first page: what happens now is on none of the list's.
    var late = request("p3");
    var shown = start.getJsonArray("value").getJsonObject(0).getString("id");
    expect(200, server.call("POST", "v1.0", "/assignmentRequests/" + shown + "/cancel", ""));

    var client = client(start.getString("@odata.nextLink")).round();
    assertThat(client.toldIds()).containsExactly(first);
    client.round();

    assertThat(client.toldIds()).containsExactlyInAnyOrder(late, shown);
    assertThat(client.one(shown).getString("state")).isEqualTo("canceled");
  }

  @Test
  void options_of_the_first_call_are_remembered() {
    var client = client(REQUESTS + "/delta?$select=state&$filter=state eq 'submitted'").round();
    var id = request("p1");

    client.round();
    assertThat(client.told)
        .containsExactly(
            new JsonObject().put("id", id).put("@odata.etag", "W/\"1\"").put("state", "submitted"));

    // It leaves the filter.
    server.run();
    client.round();
    assertThat(client.told).containsExactly(removed(id, "changed"));
    assertThat(client.kept).isEmpty();
  }

  @Test
  void a_client_that_wants_only_what_is_to_come_gets_a_link_at_once() {
    request("p1");
    var client = client(REQUESTS + "/delta?$deltatoken=latest&$select=id").round();
    assertThat(client.told).isEmpty();

    var id = request("p2");

    assertThat(client.round().told)
        .containsExactly(new JsonObject().put("id", id).put("@odata.etag", "W/\"1\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$orderby=createdDateTime",
        "$search=x",
        "$skip=1",
        "$count=true",
        "$expand=accessPackage",
        "$top=0",
        "$filter=nonsense eq 1",
        "$select=nonsense"
      })
  void what_cannot_be_told_in_changes_is_refused(String option) {
    var answer = get(server.claims(), REQUESTS + "/delta?" + option);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(TestServer.error(answer).getString("message")).isNotBlank();
  }

  @Test
  void a_token_that_was_changed_or_is_of_something_else_is_refused() {
    request("p1");
    request("p2");
    var link = client(REQUESTS + "/delta").round().link;
    var next = expect(200, get(server.claims(), REQUESTS + "/delta?$top=1"));
    var token = link.substring(link.indexOf('=') + 1);
    var changed = (token.charAt(40) == 'A' ? 'B' : 'A') + token.substring(41);
    var other = server.claims().put("tid", new TenantId(new UUID(0x11, 0x33)).toString());

    for (String wrong :
        List.of(
            REQUESTS + "/delta?$deltatoken=" + token.substring(0, 40) + changed,
            REQUESTS + "/delta?$deltatoken=nonsense",
            REQUESTS + "/delta?$deltatoken=%00",
            REQUESTS + "/delta?$skiptoken=" + token,
            REQUESTS + "/delta?$skiptoken=",
            link.replace("v1.0", "beta"),
            link.replace("assignmentRequests", "assignments"),
            next.getString("@odata.nextLink").replace("$skiptoken", "$deltatoken"))) {
      assertError(get(server.claims(), wrong), 400, "InvalidDeltaToken");
    }
    assertError(get(other, link), 400, "InvalidDeltaToken");
    assertError(get(server.claims(), link + "&$top=3"), 400, "BadRequest");
  }

  @Test
  void a_token_that_is_too_old_leads_back_to_the_beginning() {
    var client = client(REQUESTS + "/delta?$select=state").round();
    request("p1");
    server.clock.advance(Duration.ofDays(30));
    client.round();
    assertThat(client.told).hasSize(1);

    server.clock.advance(Duration.ofDays(30).plusSeconds(1));

    var gone = get(server.claims(), client.link);
    assertError(gone, 410, "syncStateNotFound");
    var again = client(gone.headers().firstValue("Location").orElseThrow()).round();
    assertThat(again.told).hasSize(1).allMatch(one -> one.size() == 3);
    again.round();
  }

  @Test
  void a_reader_sees_what_the_list_shows_and_begins_again_when_that_is_something_else() {
    var mine = request("p1");
    String other = server.post("v1.0", "/catalogs", "{\"displayName\":\"Other\"}").getString("id");
    var claims = server.userClaims("assigner", "EntitlementManagement.Read.All");
    assertError(get(claims, REQUESTS + "/delta"), 403, "UnAuthorized");
    String role = give(other);
    var client = new Client(() -> claims, REQUESTS + "/delta").round();
    assertThat(client.kept).isEmpty();
    request("p2");
    assertThat(client.round().told).isEmpty();

    give(world.catalog());

    assertError(get(claims, client.link), 410, "syncStateNotFound");
    var wider = new Client(() -> claims, REQUESTS + "/delta").round();
    assertThat(wider.kept).hasSize(2).containsKey(mine);
    // Who has lost a role learns nothing more, not even that there is something.
    take(role);
    assertError(get(claims, wider.link), 410, "syncStateNotFound");
    assertThat(new Client(() -> claims, REQUESTS + "/delta").round().kept).hasSize(2);
  }

  private static final String ROLES = "/v1.0/roleManagement/entitlementManagement/roleAssignments";

  private String give(String catalog) {
    var body =
        new JsonObject()
            .put("principalId", "assigner")
            .put(
                "roleDefinitionId",
                EntitlementRole.ACCESS_PACKAGE_ASSIGNMENT_MANAGER.definitionId().toString())
            .put("appScopeId", "/AccessPackageCatalog/" + catalog);
    return expect(
            201, server.callAs("EntitlementManagement.ReadWrite.All", "POST", ROLES, body.encode()))
        .getString("id");
  }

  private void take(String role) {
    expect(
        204,
        server.callAs("EntitlementManagement.ReadWrite.All", "DELETE", ROLES + "/" + role, ""));
  }

  @Test
  void deletions_in_other_catalogs_are_not_told() {
    var gone = request("p1");
    String other = server.post("v1.0", "/catalogs", "{\"displayName\":\"Other\"}").getString("id");
    give(other);
    var claims = server.userClaims("assigner", "EntitlementManagement.Read.All");
    var client = new Client(() -> claims, REQUESTS + "/delta").round();
    expect(200, server.call("POST", "v1.0", "/assignmentRequests/" + gone + "/cancel", ""));
    expect(204, server.call("DELETE", "v1.0", "/assignmentRequests/" + gone, ""));

    assertThat(client.round().told).isEmpty();
  }

  @Test
  void the_metadata_tell_of_it() {
    var metadata = server.send(server.authorized("v1.0/$metadata").build()).body();

    assertThat(metadata).contains("<Function Name=\"delta\" IsBound=\"true\"");
  }
}
