package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.olingo.client.api.ODataClient;
import org.apache.olingo.client.api.domain.ClientEntity;
import org.apache.olingo.client.api.domain.ClientEntitySet;
import org.apache.olingo.client.api.uri.URIBuilder;
import org.apache.olingo.client.core.ODataClientFactory;
import org.apache.olingo.commons.api.edm.Edm;
import org.apache.olingo.commons.api.edm.EdmEntityType;
import org.apache.olingo.commons.api.edm.FullQualifiedName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server described to clients, and a client that goes by nothing else. */
class MetadataTest {
  private static final Set<String> NO_PLAIN_LISTS =
      Set.of(
          "settings", "accessPackageAssignmentResourceRoles", "accessPackageAssignmentApprovals");

  private static TestServer server;
  private static World world;
  private static String request;

  @BeforeAll
  static void start() {
    server = new TestServer();
    world = World.in(server);
    request = world.request();
    server.run();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String root(ApiVersion version) {
    return "http://127.0.0.1:" + server.server.port() + "/" + version.path();
  }

  private static final ODataClient CLIENT = ODataClientFactory.getClient();

  private static ClientEntitySet read(URI uri) {
    var call = CLIENT.getRetrieveRequestFactory().getEntitySetRequest(uri);
    call.addCustomHeader("Authorization", "Bearer " + server.token());
    return call.execute().getBody();
  }

  private static URIBuilder collection(ApiVersion version, String area, String collection) {
    return CLIENT
        .newURIBuilder(root(version))
        .appendSingletonSegment(area)
        .appendNavigationSegment("entitlementManagement")
        .appendNavigationSegment(collection);
  }

  private static Edm metadata(ApiVersion version) {
    return CLIENT.getRetrieveRequestFactory().getMetadataRequest(root(version)).execute().getBody();
  }

  private static EdmEntityType type(Edm edm, String name) {
    return edm.getEntityType(new FullQualifiedName("microsoft.graph", name));
  }

  /** The collections of the service, found by the names in the metadata alone. */
  private static List<String> collections(Edm edm, String area) {
    var service =
        edm.getEntityContainer()
            .getSingleton(area)
            .getEntityType()
            .getNavigationProperty("entitlementManagement")
            .getType();
    return service.getNavigationPropertyNames();
  }

  @ParameterizedTest
  @EnumSource(ApiVersion.class)
  void a_client_finds_every_collection_by_the_metadata_and_reads_it(ApiVersion version) {
    var edm = metadata(version);

    assertThat(collections(edm, "identityGovernance")).hasSizeGreaterThan(10);
    for (String area : List.of("identityGovernance", "roleManagement")) {
      for (String collection : collections(edm, area)) {
        // The others are one entity, need a filter, or are for people only.
        if (!NO_PLAIN_LISTS.contains(collection)) {
          var found = read(collection(version, area, collection).build());
          assertThat(found.getEntities()).as(collection).isNotNull();
        }
      }
    }
  }

  @Test
  void a_client_filters_sorts_and_expands_by_the_names_of_the_metadata() {
    var edm = metadata(ApiVersion.V1);
    var type = type(edm, "accessPackageAssignmentRequest");
    assertThat(type.getNavigationPropertyNames()).contains("accessPackage", "assignment");
    assertThat(type.getStructuralProperty("createdDateTime").getType().getName())
        .isEqualTo("DateTimeOffset");
    assertThat(type.getStructuralProperty("schedule").getType().getName())
        .isEqualTo("entitlementManagementSchedule");
    assertThat(type.getStructuralProperty("answers").isCollection()).isTrue();

    var found =
        read(
            collection(ApiVersion.V1, "identityGovernance", "assignmentRequests")
                .filter(CLIENT.getFilterFactory().eq("state", "delivered"))
                .orderBy("createdDateTime desc")
                .expand("accessPackage")
                .build());

    ClientEntity only = found.getEntities().getFirst();
    assertThat(found.getEntities()).hasSize(1);
    assertThat(only.getProperty("id").getPrimitiveValue().toValue()).isEqualTo(request);
    assertThat(only.getProperty("schedule").getComplexValue().get("expiration")).isNotNull();
    assertThat(
            only.getProperty("accessPackage")
                .getComplexValue()
                .get("displayName")
                .getPrimitiveValue()
                .toValue())
        .isEqualTo("Starter");
  }

  @ParameterizedTest
  @EnumSource(ApiVersion.class)
  void what_is_answered_has_the_properties_that_the_metadata_tells(ApiVersion version) {
    var edm = metadata(version);
    var type = type(edm, "accessPackage");

    var entity = server.get(version.path(), "/accessPackages/" + world.accessPackage());

    assertThat(entity.fieldNames().stream().filter(name -> !name.contains("@")))
        .containsExactlyInAnyOrderElementsOf(type.getPropertyNames());
  }

  @ParameterizedTest
  @CsvSource({
    "/v1.0/$metadata, application/xml",
    "/beta/$metadata, application/xml",
    "/v1.0/$metadata?$format=json, application/json",
    "/V1.0/$METADATA?$format=xml, application/xml",
    "/v1.0, application/json",
    "/beta/, application/json"
  })
  void descriptions_are_for_everybody(String path, String type) {
    var answer = server.send(server.to(path).GET().build());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
  }

  @Test
  void the_metadata_tells_functions_and_actions() {
    var json =
        new JsonObject(
            server
                .send(
                    server.to("/v1.0/$metadata").header("Accept", "application/json").GET().build())
                .body());
    var schema = json.getJsonObject("microsoft.graph");

    assertThat(schema.fieldNames())
        .contains("filterByCurrentUser", "additionalAccess", "reprocess", "cancel", "refresh");
  }

  @Test
  void the_service_document_leads_on() {
    var document = new JsonObject(server.send(server.to("/v1.0").GET().build()).body());

    var names =
        StreamSupport.stream(document.getJsonArray("value").spliterator(), false)
            .map(one -> ((JsonObject) one).getString("name"))
            .toList();
    assertThat(names)
        .containsExactlyInAnyOrder("identityGovernance", "roleManagement", "subscriptions");
    assertThat(document.getString("@odata.context")).isEqualTo(root(ApiVersion.V1) + "/$metadata");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1.0/$metadata", "/beta"})
  void descriptions_are_read_only(String path) {
    var answer = server.send(server.to(path).POST(TestServer.content("{}")).build());

    TestServer.assertError(answer, 405, "Request_BadRequest");
  }
}
