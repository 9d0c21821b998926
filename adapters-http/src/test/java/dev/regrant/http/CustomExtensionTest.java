package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Custom extensions of a catalog, over HTTP. */
class CustomExtensionTest {
  private static final String WHOLE =
      """
      {"@odata.type":"#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
       "displayName":"Tickets","description":"Opens a ticket",
       "endpointConfiguration":{
         "@odata.type":"#microsoft.graph.logicAppTriggerEndpointConfiguration",
         "subscriptionId":"s1","resourceGroupName":"rg","logicAppWorkflowName":"flow",
         "url":"https://tickets.test/in?a=b"},
       "authenticationConfiguration":{
         "@odata.type":"#microsoft.graph.azureAdPopTokenAuthentication","resourceId":null},
       "clientConfiguration":{
         "@odata.type":"#microsoft.graph.customExtensionClientConfiguration",
         "maximumRetries":1,"timeoutInMilliseconds":1000},
       "callbackConfiguration":{
         "@odata.type":"#microsoft.graph.customExtensionCallbackConfiguration",
         "timeoutDuration":"P14D"}}
      """;

  private TestServer server;
  private World world;
  private String catalog;

  @BeforeEach
  void start() {
    server = new TestServer();
    world = World.in(server);
    catalog = "/catalogs/" + world.catalog();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String catalogs(String version, String id) {
    return (version.equals("v1.0") ? "/catalogs/" : "/accessPackageCatalogs/") + id;
  }

  @ParameterizedTest
  @CsvSource({
    "v1.0, customWorkflowExtensions",
    "beta, accessPackageCustomWorkflowExtensions",
  })
  void an_extension_is_made_shown_changed_and_deleted(String version, String collection) {
    String path = catalogs(version, world.catalog()) + "/" + collection;

    var made = server.post(version, path, WHOLE);

    String one = path + "/" + made.getString("id");
    var sent = new JsonObject(WHOLE);
    for (String member : sent.fieldNames()) {
      assertThat(made.getValue(member)).as(member).isEqualTo(sent.getValue(member));
    }
    assertThat(made.getString("createdBy")).isEqualTo("app-1");
    assertThat(made.getString("lastModifiedDateTime")).isEqualTo("2026-03-01T10:00:00.12Z");
    assertThat(server.get(version, one)).isEqualTo(made);
    assertThat(server.get(version, path).getJsonArray("value")).hasSize(1);

    var changed =
        server.call(
            "PATCH",
            version,
            one,
            "{\"displayName\":\"Other\",\"endpointConfiguration\":{\"url\":\"https://b.test/\"},"
                + "\"callbackConfiguration\":{\"timeoutDuration\":\"PT5M\"}}");

    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(204);
    var after = server.get(version, one);
    assertThat(after.getString("displayName")).isEqualTo("Other");
    assertThat(after.getString("description")).isEqualTo("Opens a ticket");
    assertThat(after.getJsonObject("endpointConfiguration").getString("url"))
        .isEqualTo("https://b.test/");
    assertThat(after.getJsonObject("endpointConfiguration").getString("subscriptionId"))
        .isEqualTo("s1");
    assertThat(after.getJsonObject("callbackConfiguration").getString("timeoutDuration"))
        .isEqualTo("PT5M");

    assertThat(server.call("DELETE", version, one, "").statusCode()).isEqualTo(204);
    TestServer.assertError(server.call("GET", version, one, ""), 404, "ResourceNotFound");
    TestServer.assertError(server.call("DELETE", version, one, ""), 404, "ResourceNotFound");
  }

  @Test
  void betas_older_collection_shows_the_same_extensions() {
    String path = catalogs("beta", world.catalog()) + "/customAccessPackageWorkflowExtensions";
    var made =
        server.post(
            "beta",
            path,
            "{\"displayName\":\"Old\",\"endpointConfiguration\":{\"url\":\"https://a.test/\"}}");

    assertThat(made.getString("@odata.type"))
        .isEqualTo("#microsoft.graph.customAccessPackageWorkflowExtension");
    assertThat(made.getValue("callbackConfiguration")).isNull();
    assertThat(
            server
                .get("v1.0", catalog + "/customWorkflowExtensions/" + made.getString("id"))
                .getString("@odata.type"))
        .isEqualTo("#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension");
    assertThat(server.call("DELETE", "beta", path + "/" + made.getString("id"), "").statusCode())
        .isEqualTo(204);
  }

  @Test
  void extensions_are_expanded_filtered_and_counted() {
    world.extension();

    assertThat(
            server
                .get("v1.0", catalog + "?$expand=customWorkflowExtensions")
                .getJsonArray("customWorkflowExtensions"))
        .hasSize(1);
    assertThat(
            server
                .get("v1.0", catalog + "/customWorkflowExtensions?$filter=displayName eq 'x'")
                .getJsonArray("value"))
        .isEmpty();
    assertThat(
            server
                .get(
                    "v1.0",
                    catalog + "/customWorkflowExtensions?$select=displayName,createdDateTime")
                .getJsonArray("value")
                .getJsonObject(0)
                .fieldNames())
        .containsExactly("@odata.etag", "displayName", "createdDateTime");
    assertThat(server.call("GET", "v1.0", catalog + "/customWorkflowExtensions/$count", "").body())
        .isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'displayName':null} | displayName
          {'displayName':' '} | displayName
          {'displayName':7} | displayName
          {'@odata.type':null} | @odata.type
          {'@odata.type':'#microsoft.graph.onTokenIssuance'} | @odata.type
          {'endpointConfiguration':null} | endpointConfiguration
          {'endpointConfiguration':'https://a.test/'} | endpointConfiguration
          {'endpointConfiguration':{'logicAppWorkflowName':'x'}} | endpointConfiguration.url
          {'endpointConfiguration':{'url':'http://a.test/'}} | endpointConfiguration.url
          {'endpointConfiguration':{'url':''}} | endpointConfiguration.url
          {'authenticationConfiguration':{'@odata.type':'basic'}} | authenticationConfiguration.@odata.type
          {'clientConfiguration':{'maximumRetries':-1}} | clientConfiguration.maximumRetries
          {'clientConfiguration':{'maximumRetries':'1'}} | clientConfiguration.maximumRetries
          {'clientConfiguration':{'timeoutInMilliseconds':1}} | clientConfiguration.timeoutInMilliseconds
          {'callbackConfiguration':{}} | callbackConfiguration.timeoutDuration
          {'callbackConfiguration':{'timeoutDuration':'2 h'}} | callbackConfiguration.timeoutDuration
          {'callbackConfiguration':{'timeoutDuration':'PT0S'}} | callbackConfiguration.timeoutDuration
          {'callbackConfiguration':{'timeoutDuration':'P15D'}} | callbackConfiguration.timeoutDuration
          """)
  void what_is_wrong_is_named_and_nothing_is_made(String member, String target) {
    var body = new JsonObject(WHOLE);
    body.mergeIn(new JsonObject(member.replace('\'', '"')));

    var answer = server.call("POST", "v1.0", catalog + "/customWorkflowExtensions", body.encode());

    TestServer.assertError(answer, 400, "InvalidModel");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo(target);
    assertThat(server.get("v1.0", catalog + "/customWorkflowExtensions").getJsonArray("value"))
        .isEmpty();
  }

  @Test
  void an_extension_is_of_its_catalog_and_its_type() {
    String id = world.extension();
    String other = server.post("v1.0", "/catalogs", "{\"displayName\":\"Other\"}").getString("id");

    TestServer.assertError(
        server.call(
            "PATCH", "v1.0", "/catalogs/" + other + "/customWorkflowExtensions/" + id, "{}"),
        404,
        "ResourceNotFound");
    TestServer.assertError(
        server.call(
            "POST", "v1.0", "/catalogs/" + new UUID(7, 7) + "/customWorkflowExtensions", WHOLE),
        404,
        "ResourceNotFound");
    var moved =
        server.call(
            "PATCH",
            "v1.0",
            catalog + "/customWorkflowExtensions/" + id,
            "{\"@odata.type\":\"microsoft.graph.accessPackageAssignmentWorkflowExtension\"}");
    TestServer.assertError(moved, 400, "InvalidModel");
    assertThat(TestServer.error(moved).getString("target")).isEqualTo("@odata.type");
  }

  @Test
  void an_extension_that_is_called_by_a_policy_is_not_deleted() {
    String id = world.extension();
    String policy =
        world.policy(
            """
            "displayName":"Calling","allowedTargetScope":"allMemberUsers",
            "customExtensionStageSettings":[
              {"stage":"assignmentRequestGranted","customExtension":{"id":"%s"}}]
            """
                .formatted(id));

    var answer = server.call("DELETE", "v1.0", catalog + "/customWorkflowExtensions/" + id, "");

    TestServer.assertError(answer, 409, "CustomExtensionInPolicies");
    assertThat(TestServer.error(answer).getString("message")).contains(policy);
  }

  @Test
  void only_who_manages_the_catalog_makes_extensions() {
    HttpResponse<String> answer =
        server.callAs(
            "EntitlementManagement.Read.All",
            "POST",
            "/v1.0" + TestServer.BASE + catalog + "/customWorkflowExtensions",
            WHOLE);

    assertThat(answer.statusCode()).isEqualTo(403);
  }
}
