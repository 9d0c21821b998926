package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.error;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connected organisations, their sponsors, and what sponsors approve. */
class ConnectedOrganizationsTest {
  private static final String ORGANIZATIONS = "/connectedOrganizations";
  private static final String UNKNOWN = "99999999-9999-4999-8999-999999999999";
  private static final Subject GUEST =
      new Subject(
          "7d7e4a4e-0000-4000-8000-0000000000aa",
          Optional.of("Guest"),
          Optional.of("guest@Partner.test"),
          Optional.empty());
  private static final String PARTNER =
      """
      {"displayName":"Partner","description":"We know them","state":"configured","identitySources":[
        {"@odata.type":"#microsoft.graph.domainIdentitySource","displayName":"Mail","domainName":"partner.test"},
        {"@odata.type":"#microsoft.graph.azureActiveDirectoryTenant","displayName":"Tenant","tenantId":"t1"},
        {"@odata.type":"#microsoft.graph.crossCloudAzureActiveDirectoryTenant","displayName":"Cloud",
         "tenantId":"t2","cloudInstance":"microsoftonline.us"},
        {"@odata.type":"#microsoft.graph.externalDomainFederation","displayName":"Own","domainName":"p.test",
         "issuerUri":"https://p.test"},
        {"@odata.type":"#microsoft.graph.socialIdentitySource","displayName":"Social",
         "socialIdentitySourceType":"facebook"}]}
      """;

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.directory.with(GUEST);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String partner() {
    return server.post("v1.0", ORGANIZATIONS, PARTNER).getString("id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void what_was_sent_is_shown_again_member_by_member(String version) {
    var sent = new JsonObject(PARTNER);

    var made = server.post(version, ORGANIZATIONS, PARTNER);

    String one = ORGANIZATIONS + "/" + made.getString("id");
    assertThat(server.get(version, one)).isEqualTo(made);
    sent.forEach(
        member ->
            assertThat(made.getValue(member.getKey()))
                .as(member.getKey())
                .isEqualTo(member.getValue()));
    assertThat(made.getString("createdDateTime")).isEqualTo("2026-03-01T10:00:00.12Z");
    assertThat(made.containsKey("createdBy")).isEqualTo(version.equals("beta"));
    assertThat(
            server
                .get(version, ORGANIZATIONS + "?$filter=displayName eq 'Partner'")
                .getJsonArray("value"))
        .hasSize(1);
    assertThat(server.call("GET", version, ORGANIZATIONS + "/$count", "").body()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void it_is_changed_in_part_and_taken_away(String version) {
    String one = ORGANIZATIONS + "/" + partner();

    expect(
        202,
        server.call("PATCH", version, one, "{\"displayName\":\"Renamed\",\"state\":\"Proposed\"}"));

    var changed = server.get(version, one);
    assertThat(changed.getString("displayName")).isEqualTo("Renamed");
    assertThat(changed.getString("state")).isEqualTo("proposed");
    assertThat(changed.getString("description")).isEqualTo("We know them");
    assertThat(changed.getJsonArray("identitySources")).hasSize(5);
    expect(204, server.call("DELETE", version, one, ""));
    for (String method : List.of("GET", "DELETE", "PATCH")) {
      assertError(
          server.call(method, version, one, method.equals("PATCH") ? "{}" : ""),
          404,
          "ResourceNotFound");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                 | displayName",
        "{\"displayName\":\" \"}                            | displayName",
        "{\"displayName\":7}                                | displayName",
        "{\"displayName\":\"x\",\"state\":\"closed\"}       | state",
        "{\"displayName\":\"x\",\"identitySources\":7}      | identitySources",
        "{\"displayName\":\"x\",\"identitySources\":[7]}    | identitySources[0]",
        "{\"displayName\":\"x\",\"identitySources\":[{}]}   | identitySources[0].@odata.type",
        "{\"displayName\":\"x\",\"identitySources\":[{\"@odata.type\":\"#microsoft.graph.user\"}]} | identitySources[0].@odata.type",
        "{\"displayName\":\"x\",\"identitySources\":[{\"@odata.type\":\"microsoft.graph.domainIdentitySource\"}]} | identitySources[0].domainName",
        "{\"displayName\":\"x\",\"identitySources\":[{\"@odata.type\":\"microsoft.graph.domainIdentitySource\",\"domainName\":\"\"}]} | identitySources[0].domainName"
      })
  void what_is_wrong_is_told_by_its_member_and_makes_nothing(String body, String target) {
    for (String version : List.of("v1.0", "beta")) {
      var answer = server.call("POST", version, ORGANIZATIONS, body);

      assertError(answer, 400, "InvalidModel");
      assertThat(error(answer).getString("target")).isEqualTo(target);
    }
    assertThat(server.get("v1.0", ORGANIZATIONS).getJsonArray("value")).isEmpty();
  }

  @Test
  void a_source_is_one_organizations_only() {
    String partner = partner();
    var body =
        """
        {"displayName":"Other","identitySources":[
          {"@odata.type":"#microsoft.graph.domainIdentitySource","displayName":"","domainName":"PARTNER.test"}]}
        """;

    var answer = server.call("POST", "v1.0", ORGANIZATIONS, body);

    assertError(answer, 409, "DuplicateKey");
    assertThat(error(answer).getString("target")).isEqualTo("identitySources");
    assertThat(error(answer).getString("message")).contains(partner);
  }

  @Test
  void an_organization_that_a_policy_names_stays() {
    var world = World.in(server);
    String partner = partner();
    String policy =
        world.policy(
            """
            "displayName":"Guests","allowedTargetScope":"specificConnectedOrganizationUsers",
            "specificAllowedTargets":[{"@odata.type":"#microsoft.graph.connectedOrganizationMembers",
              "connectedOrganizationId":"%s"}]
            """
                .formatted(partner));

    var answer = server.call("DELETE", "v1.0", ORGANIZATIONS + "/" + partner, "");

    assertError(answer, 409, "ResourceInUse");
    assertThat(error(answer).getString("message")).contains(policy);
  }

  @ParameterizedTest
  @CsvSource({"v1.0,internalSponsors", "v1.0,externalSponsors", "beta,internalSponsors"})
  void sponsors_come_and_go_by_their_addresses(String version, String side) {
    String sponsors = ORGANIZATIONS + "/" + partner() + "/" + side;
    add(version, sponsors, "/users/" + ANN.objectId());
    add(version, sponsors, "/groups/cn%3Da");
    add(version, sponsors, "/directoryObjects/" + GUEST.objectId());
    add(version, sponsors, "/directoryObjects('g-2')");

    assertThat(ids(server.get(version, sponsors).getJsonArray("value")))
        .containsExactlyInAnyOrder(ANN.objectId(), GUEST.objectId(), "cn=a", "g-2");
    assertThat(server.get(version, sponsors + "/$ref").getJsonArray("value"))
        .extracting(
            one -> ((JsonObject) one).getString("@odata.id").replaceFirst(".*" + version, ""))
        .containsExactlyInAnyOrder(
            "/users/" + ANN.objectId(),
            "/users/" + GUEST.objectId(),
            "/groups/cn%3Da",
            "/groups/g-2");
    assertThat(
            server
                .get(version, ORGANIZATIONS + "?$expand=" + side)
                .getJsonArray("value")
                .getJsonObject(0)
                .getJsonArray(side))
        .hasSize(4);

    String one = sponsors + "/" + ANN.objectId() + "/$ref";
    expect(204, server.call("DELETE", version, one, ""));
    assertError(server.call("DELETE", version, one, ""), 404, "ResourceNotFound");
    assertThat(server.get(version, sponsors).getJsonArray("value")).hasSize(3);
  }

  private static List<String> ids(JsonArray list) {
    return list.stream().map(one -> ((JsonObject) one).getString("id")).toList();
  }

  private void add(String version, String sponsors, String address) {
    expect(204, server.call("POST", version, sponsors + "/$ref", reference(address)));
  }

  private static String reference(String address) {
    return new JsonObject().put("@odata.id", "https://graph.test/v1.0" + address).encode();
  }

  @Test
  void a_sponsor_that_is_nobody_or_there_already_is_told() {
    String sponsors = ORGANIZATIONS + "/" + partner() + "/internalSponsors";
    add("v1.0", sponsors, "/users/" + ANN.objectId());

    for (String body :
        List.of("{}", reference("/users/nobody"), reference("/catalogs/x"), "{\"@odata.id\":7}")) {
      var answer = server.call("POST", "v1.0", sponsors + "/$ref", body);
      assertError(answer, 400, "InvalidModel");
      assertThat(error(answer).getString("target")).isEqualTo("@odata.id");
    }
    assertError(
        server.call("POST", "v1.0", sponsors + "/$ref", reference("/users/" + ANN.objectId())),
        409,
        "DuplicateKey");
    assertError(
        server.call(
            "POST",
            "v1.0",
            ORGANIZATIONS + "/" + UNKNOWN + "/internalSponsors/$ref",
            reference("/users/" + ANN.objectId())),
        404,
        "ResourceNotFound");
  }

  @ParameterizedTest
  @CsvSource({"internalSponsors,v1.0", "externalSponsors,beta"})
  void sponsors_approve_for_the_people_of_their_organization(String side, String version) {
    var world = World.in(server);
    add("v1.0", ORGANIZATIONS + "/" + partner() + "/" + side, "/users/" + ANN.objectId());
    String policy =
        world.policy(
            """
            "displayName":"Sponsored","allowedTargetScope":"allDirectoryUsers",
            "requestApprovalSettings":{"isApprovalRequiredForAdd":true,"stages":[{"primaryApprovers":[
              {"@odata.type":"#microsoft.graph.%s"}]}]}
            """
                .formatted(side));
    String request =
        server
            .post(
                "v1.0",
                "/assignmentRequests",
                world.adminAdd(GUEST).replace(world.policy(), policy))
            .getString("id");
    server.run();

    var awaiting =
        expect(
            200,
            server.callBy(
                ANN,
                "GET",
                version + "/accessPackageAssignmentApprovals/filterByCurrentUser(on='approver')",
                ""));

    assertThat(ids(awaiting.getJsonArray("value"))).containsExactly(request);
  }

  @ParameterizedTest
  @CsvSource({
    "specificConnectedOrganizationUsers,configured,true",
    "specificConnectedOrganizationUsers,proposed,true",
    "allConfiguredConnectedOrganizationUsers,configured,true",
    "allConfiguredConnectedOrganizationUsers,proposed,false"
  })
  void circles_hold_the_people_of_organizations(String scope, String state, boolean holds) {
    var world = World.in(server);
    String partner = partner();
    expect(
        202,
        server.call(
            "PATCH", "v1.0", ORGANIZATIONS + "/" + partner, "{\"state\":\"" + state + "\"}"));
    String accessPackage =
        server
            .post(
                "v1.0",
                "/accessPackages",
                "{\"displayName\":\"For guests\",\"catalog\":{\"id\":\"%s\"}}"
                    .formatted(world.catalog()))
            .getString("id");
    server.post(
        "v1.0",
        "/accessPackages/" + accessPackage + "/assignmentPolicies",
        """
        {"displayName":"Guests","allowedTargetScope":"%s",
         "specificAllowedTargets":[{"@odata.type":"#microsoft.graph.connectedOrganizationMembers",
           "connectedOrganizationId":"%s"}],
         "requestorSettings":{"enableTargetsToSelfAddAccess":true}}
        """
            .formatted(scope, partner));
    String userAdd =
        "{\"requestType\":\"userAdd\",\"assignment\":{\"accessPackageId\":\"%s\"}}"
            .formatted(accessPackage);

    var asked = server.callBy(GUEST, "POST", "v1.0/assignmentRequests", userAdd);

    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(holds ? 201 : 400);
    assertThat(server.callBy(ANN, "POST", "v1.0/assignmentRequests", userAdd).statusCode())
        .isEqualTo(400);
    server.run();
    if (holds) {
      assertThat(
              server
                  .get(
                      "v1.0", "/assignmentRequests/" + new JsonObject(asked.body()).getString("id"))
                  .getString("state"))
          .isEqualTo("delivered");
    }
  }

  @Test
  void nobody_sponsors_who_is_of_no_organization() {
    var world = World.in(server);
    add(
        "v1.0",
        ORGANIZATIONS + "/" + partner() + "/internalSponsors",
        "/users/" + GUEST.objectId());
    String policy =
        world.policy(
            """
            "displayName":"Sponsored","allowedTargetScope":"allDirectoryUsers",
            "requestApprovalSettings":{"isApprovalRequiredForAdd":true,"stages":[{"primaryApprovers":[
              {"@odata.type":"#microsoft.graph.internalSponsors"}]}]}
            """);
    String request =
        server
            .post("v1.0", "/assignmentRequests", world.adminAdd().replace(world.policy(), policy))
            .getString("id");
    server.run();

    assertThat(server.get("v1.0", "/assignmentRequests/" + request).getString("state"))
        .isEqualTo("denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void a_subject_leads_to_its_organization(String version) {
    var world = World.in(server);
    String partner = partner();
    server.post("v1.0", "/assignmentRequests", world.adminAdd(GUEST));
    server.post("v1.0", "/assignmentRequests", world.adminAdd(ANN));
    String guest = "/subjects(objectId='%s')".formatted(GUEST.objectId());

    assertThat(server.get(version, guest + "/connectedOrganization").getString("id"))
        .isEqualTo(partner);
    assertThat(
            server
                .get(
                    version,
                    "/subjects(objectId='%s')?$expand=connectedOrganization"
                        .formatted(ANN.objectId()))
                .getValue("connectedOrganization"))
        .isNull();
  }

  @Test
  void who_may_only_read_changes_nothing() {
    var path = "/v1.0" + TestServer.BASE + ORGANIZATIONS;

    assertError(
        server.callAs("EntitlementManagement.Read.All", "POST", path, PARTNER),
        403,
        "Authorization_RequestDenied");
    expect(200, server.callAs("EntitlementManagement.Read.All", "GET", path, ""));
    assertError(
        server.callBy(ANN, "GET", "v1.0" + ORGANIZATIONS, ""), 403, "Authorization_RequestDenied");
  }
}
