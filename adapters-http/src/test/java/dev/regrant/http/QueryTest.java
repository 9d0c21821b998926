package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {
  private static final Subject BOB =
      new Subject(
          "0b0b0b0b-0000-4000-8000-00000000000b",
          Optional.of("Bob"),
          Optional.empty(),
          Optional.empty());

  private static TestServer server;
  private static World world;
  private static String ofAnn;
  private static String ofBob;

  /** Ann's request is delivered; Bob's, an hour later, in part only. */
  @BeforeAll
  static void start() {
    server = new TestServer();
    server.directory.with(BOB);
    world = World.in(server);
    ofAnn = world.request();
    server.run();
    server.clock.advance(Duration.ofHours(1));
    server.target.refuseNext("g2", ErrorClass.FORBIDDEN);
    ofBob =
        server
            .post(
                "v1.0",
                "/assignmentRequests",
                world.adminAdd().replace(TestServer.ANN.objectId(), BOB.objectId()))
            .getString("id");
    server.run();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String filled(String template) {
    return template
        .replace("ANN-REQUEST", ofAnn)
        .replace("ANN", TestServer.ANN.objectId())
        .replace("BOB", BOB.objectId())
        .replace("PACKAGE", world.accessPackage())
        .replace("POLICY", world.policy());
  }

  private static JsonObject query(String version, String path, String option, String value) {
    return server.get(version, path + "?" + option + "=" + encoded(value));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(filled(value), StandardCharsets.UTF_8);
  }

  private static List<String> ids(JsonObject page) {
    return page.getJsonArray("value").stream()
        .map(one -> ((JsonObject) one).getString("id"))
        .toList();
  }

  private static String who(JsonObject page) {
    return ids(page).stream()
        .map(id -> id.equals(ofAnn) ? "A" : id.equals(ofBob) ? "B" : "?")
        .reduce("", String::concat);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          v1.0 | id eq 'ANN-REQUEST'                                             | A
          v1.0 | id eq ANN-REQUEST                                               | A
          v1.0 | ID EQ 'ANN-REQUEST'                                             | A
          v1.0 | 'ANN-REQUEST' eq id                                             | A
          v1.0 | id ne 'ANN-REQUEST'                                             | B
          v1.0 | not (id eq 'ANN-REQUEST')                                       | B
          v1.0 | not(state eq 'delivered') and state in ('delivered','partiallyDelivered') | B
          v1.0 | state in ('Delivered','denied')                                 | A
          v1.0 | id in (ANN-REQUEST)                                             | A
          v1.0 | completedDateTime ne null                                       | BA
          v1.0 | completedDateTime eq null                                       | ""
          v1.0 | assignment/target/displayName eq 'Bob'                          | B
          v1.0 | startswith(assignment/target/displayName,'B')                   | B
          v1.0 | endswith(requestor/displayName,'ob')                            | B
          v1.0 | contains(assignment/target/displayName,'o') eq true             | B
          v1.0 | assignment/target/displayName ge 'B'                            | B
          v1.0 | assignment/target/principalName eq null and id ne ANN-REQUEST   | B
          v1.0 | state eq 'delivered'                                            | A
          v1.0 | state eq 'Delivered'                                            | A
          v1.0 | state eq 'PARTIALLYDELIVERED'                                   | B
          v1.0 | state ne 'delivered'                                            | B
          v1.0 | status eq 'Delivered'                                           | A
          v1.0 | status eq 'FulfilledNotificationTriggered'                      | A
          v1.0 | requestType eq 'adminAdd'                                       | BA
          v1.0 | requestType eq 'UserExtend'                                     | ""
          v1.0 | createdDateTime gt 2026-03-01T10:00:00.12Z                      | B
          v1.0 | createdDateTime ge 2026-03-01T10:00:00.120Z                     | BA
          v1.0 | createdDateTime lt 2026-03-01T12:00:00.12+01:00                 | A
          v1.0 | createdDateTime le 2026-03-01T10:00:00.12Z                      | A
          v1.0 | 2026-03-01T10:00:00.12Z lt createdDateTime                      | B
          v1.0 | completedDateTime gt 2026-03-01T10:30:00Z                       | B
          v1.0 | accessPackage/id eq 'PACKAGE'                                   | BA
          v1.0 | accesspackage/Id eq 'PACKAGE'                                   | BA
          v1.0 | accessPackage/id eq '00000000-0000-0000-0000-000000000000'      | ""
          v1.0 | assignment/target/objectId eq 'ANN'                             | A
          v1.0 | assignment/target/objectid eq 'BOB'                             | B
          v1.0 | assignment/target/objectId eq 'O''Brian'                        | ""
          v1.0 | assignment/assignmentPolicy/id eq 'POLICY'                      | BA
          v1.0 | requestor/objectId eq 'BOB'                                     | B
          v1.0 | accessPackage/id eq 'PACKAGE' and assignment/target/objectId eq 'BOB' and (state eq 'delivered' or state eq 'partiallyDelivered') | B
          v1.0 | state eq 'denied' or (state eq 'delivered' and id eq ANN-REQUEST) | A
          beta | requestState eq 'Delivered'                                     | A
          beta | requestStatus eq 'PartiallyDelivered'                           | B
          beta | completedDate lt 2026-03-01T10:30:00Z                           | A
          beta | accessPackageAssignment/target/objectId eq 'ANN'                | A
          beta | accessPackageAssignment/accessPackageAssignmentPolicy/id eq 'POLICY' | BA
          """)
  void requests_are_filtered(String version, String filter, String found) {
    assertThat(who(query(version, "/assignmentRequests", "$filter", filter))).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          v1.0 | /assignments              | state eq 'Delivered'                     | 1
          v1.0 | /assignments              | target/objectId eq 'BOB' and accessPackage/id eq 'PACKAGE' | 1
          v1.0 | /assignments              | assignmentPolicy/id eq 'POLICY'          | 2
          v1.0 | /assignments              | expiredDateTime gt 2020-01-01T00:00:00Z  | 0
          beta | /accessPackageAssignments | assignmentState eq 'Delivered'           | 1
          beta | /accessPackageAssignments | target/objectid eq 'BOB'                 | 1
          beta | /accessPackageAssignments | accessPackageId eq 'PACKAGE'             | 2
          beta | /accessPackageAssignments | accessPackageAssignmentPolicy/Id eq 'POLICY' | 2
          v1.0 | /catalogs                 | displayName eq 'Sales'                   | 1
          v1.0 | /accessPackages           | displayName eq 'Starter'                 | 1
          v1.0 | /accessPackages           | displayName eq 'starter'                 | 0
          v1.0 | /assignmentPolicies       | accessPackage/id eq 'PACKAGE'            | 1
          v1.0 | /resources                | originSystem eq 'ldap' and originId eq 'g1' | 1
          v1.0 | /resourceRequests         | resource/originId eq 'g2'                | 1
          """)
  void other_lists_are_filtered(String version, String path, String filter, int found) {
    assertThat(ids(query(version, path, "$filter", filter))).hasSize(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          v1.0 | $filter   | requestState eq 'Delivered'     | InvalidFilter    | in v1.0 it is 'state'
          v1.0 | $filter   | isValidationOnly eq false       | InvalidFilter    | exists in beta only
          beta | $filter   | state eq 'Delivered'            | InvalidFilter    | in beta it is 'requestState'
          v1.0 | $filter   | foo eq 'bar'                    | InvalidFilter    | no 'foo'
          v1.0 | $filter   | assignment/foo eq 'bar'         | InvalidFilter    | accessPackageAssignment has no 'foo'
          v1.0 | $filter   | justification eq 'x'            | InvalidFilter    | 'justification' cannot be filtered
          v1.0 | $filter   | state eq 'gone'                 | InvalidFilter    | partiallyDelivered
          v1.0 | $filter   | accessPackage/id eq 'Starter'   | InvalidFilter    | Unrecognized Guid format
          v1.0 | $filter   | createdDateTime gt 'yesterday'  | InvalidFilter    | not compatible
          v1.0 | $filter   | state eq                        | InvalidFilter    | invalid
          v1.0 | $filter   | (state eq 'delivered'           | InvalidFilter    | invalid
          v1.0 | $filter   | state                           | InvalidFilter    | invalid
          v1.0 | $filter   | completedDateTime gt null       | InvalidFilter    | by eq and ne only
          v1.0 | $filter   | not status                      | InvalidFilter    | invalid
          v1.0 | $filter   | true                            | InvalidFilter    | comparisons
          v1.0 | $filter   | state eq requestType            | NotSupported     | comparing anything but
          v1.0 | $filter   | state gt 'delivered'            | NotSupported     | more than eq and ne
          v1.0 | $filter   | id in ('Starter')               | InvalidFilter    | Unrecognized Guid format
          v1.0 | $filter   | tolower(status) eq 'x'          | NotSupported     | contains, endswith, startswith
          v1.0 | $filter   | -1 eq 2                         | NotSupported     | anything but a property
          v1.0 | $filter   | contains(status,'x')            | NotSupported     | 'contains' on
          v1.0 | $filter   | deliveries/any(d:d/id eq 'x')   | NotSupported     | 'any' and 'all' on 'deliveries'
          v1.0 | $select   | requestState                    | InvalidSelect    | it is 'state'
          v1.0 | $select   | accessPackage                   | InvalidSelect    | use $expand
          v1.0 | $select   | id,,state                       | InvalidSelect    | has no ''
          v1.0 | $expand   | accessPackageAssignment         | InvalidExpand    | it is 'assignment'
          beta | $expand   | assignment                      | InvalidExpand    | it is 'accessPackageAssignment'
          v1.0 | $expand   | state                           | InvalidExpand    | is a property
          v1.0 | $expand   | assignment/target               | InvalidExpand    | is a path
          v1.0 | $expand   | assignment($expand=foo)         | InvalidExpand    | no 'foo'
          v1.0 | $expand   | accessPackage($top=1)           | InvalidExpand    | is one entity
          v1.0 | $expand   | accessPackage($filter=id eq 'ANN-REQUEST') | InvalidExpand | is one entity
          v1.0 | $expand   | accessPackage($levels=2)        | NotSupported     | '$levels'
          v1.0 | $expand   | accessPackage($select=id        | InvalidExpand    | has no end
          v1.0 | $expand   | *                               | NotSupported     | names
          v1.0 | $expand   | history                         | NotSupported     | one request at a time
          v1.0 | $top      | 0                               | InvalidTop       | from 1 to 1000
          v1.0 | $top      | 1001                            | InvalidTop       | 1001
          v1.0 | $top      | many                            | InvalidTop       | many
          v1.0 | $skiptoken| "!"                             | InvalidSkipToken | skiptoken
          v1.0 | $skiptoken| AAAA                            | InvalidSkipToken | skiptoken
          v1.0 | $orderby  | justification                   | InvalidOrderBy   | Nothing can be sorted by
          v1.0 | $orderby  | completedDate                   | InvalidOrderBy   | it is 'completedDateTime'
          v1.0 | $orderby  | id upwards                      | InvalidOrderBy   | invalid
          v1.0 | $orderby  | id,id,id,id,id,id               | InvalidOrderBy   | at most 5
          v1.0 | $search   | x                               | NotSupported     | cannot be searched
          v1.0 | $skip     | -1                              | InvalidSkip      | from 0 to 10000
          v1.0 | $skip     | 10001                           | InvalidSkip      | follow @odata.nextLink
          v1.0 | $count    | yes                             | BadRequest       | true or false
          v1.0 | $filtre   | id                              | BadRequest       | filtre
          """)
  void what_is_not_understood_is_refused_and_named(
      String version, String option, String value, String code, String message) {
    var answer =
        server.call("GET", version, "/assignmentRequests?" + option + "=" + encoded(value), "");

    TestServer.expect(400, answer);
    assertThat(TestServer.error(answer).getString("code")).isEqualTo(code);
    assertThat(TestServer.error(answer).getString("message")).contains(message);
    assertThat(TestServer.error(answer).getString("target")).isEqualTo(option);
  }

  @Test
  void a_nested_option_is_refused_by_its_own_name() {
    var answer =
        server.call(
            "GET", "v1.0", "/assignmentRequests?$expand=assignment($select=assignmentState)", "");

    TestServer.expect(400, answer);
    assertThat(TestServer.error(answer).getString("code")).isEqualTo("InvalidSelect");
    assertThat(TestServer.error(answer).getString("target")).isEqualTo("$select");
  }

  @Test
  void options_work_without_their_dollar() {
    var page =
        server.get(
            "v1.0",
            "/assignmentRequests?top=1&select=id&filter=" + encoded("state eq 'delivered'"));

    assertThat(who(page)).isEqualTo("A");
    assertThat(page.getJsonArray("value").getJsonObject(0).fieldNames())
        .containsExactly("@odata.etag", "id");
  }

  @Test
  void an_option_twice_is_refused() {
    var answer = server.call("GET", "v1.0", "/assignmentRequests?$top=1&top=2", "");

    TestServer.expect(400, answer);
    assertThat(answer.body()).contains("twice");
  }

  @Test
  void a_single_entity_takes_no_filter() {
    var answer =
        server.call(
            "GET",
            "v1.0",
            "/assignmentRequests/" + ofAnn + "?$filter=" + encoded("id eq 'ANN'"),
            "");

    TestServer.expect(400, answer);
    assertThat(TestServer.error(answer).getString("code")).isEqualTo("NotSupported");
  }

  @Test
  void selected_properties_are_all_there_is_and_the_context_says_so() {
    var page =
        server.get("v1.0", "/assignmentRequests?$select=ID,state&$expand=assignment($select=id)");
    var first = page.getJsonArray("value").getJsonObject(0);

    assertThat(first.fieldNames()).containsExactly("@odata.etag", "id", "state", "assignment");
    assertThat(first.getJsonObject("assignment").fieldNames()).containsExactly("@odata.etag", "id");
    assertThat(page.getString("@odata.context"))
        .endsWith("/v1.0/$metadata#accessPackageAssignmentRequests(id,state,assignment(id))");
  }

  @Test
  void expansions_nest() {
    var request =
        server.get(
            "v1.0",
            "/assignmentRequests/"
                + ofAnn
                + "?$expand=requestor,accessPackage($expand=catalog),assignment($expand=target,assignmentPolicy;$select=id)");

    assertThat(request.getJsonObject("requestor").getString("objectId"))
        .isEqualTo(TestServer.ANN.objectId());
    assertThat(request.getJsonObject("accessPackage").getJsonObject("catalog").getString("id"))
        .isEqualTo(world.catalog());
    assertThat(request.getJsonObject("assignment").getJsonObject("target").getString("objectId"))
        .isEqualTo(TestServer.ANN.objectId());
    assertThat(
            request.getJsonObject("assignment").getJsonObject("assignmentPolicy").getString("id"))
        .isEqualTo(world.policy());
  }

  @Test
  void expansion_that_never_ends_is_refused() {
    String round = "accessPackageAssignment($expand=accessPackageAssignmentRequests";
    String deep = (round + "($expand=").repeat(3) + "requestor" + "))".repeat(3);

    var answer = server.call("GET", "beta", "/assignmentRequests?$expand=" + deep, "");

    TestServer.expect(400, answer);
    assertThat(answer.body()).contains("nested more than 5 times");
  }

  @Test
  void a_filter_of_endless_parentheses_is_refused() {
    var answer =
        server.call(
            "GET",
            "v1.0",
            "/assignmentRequests?$filter=" + "(".repeat(2000) + "id" + ")".repeat(2000),
            "");

    TestServer.expect(400, answer);
    assertThat(answer.body()).contains("parentheses");
  }

  @Test
  void pages_lead_to_one_another_and_keep_the_options() {
    List<String> seen = new ArrayList<>();
    var page =
        server.get(
            "v1.0",
            "/assignmentRequests?$top=1&$select=id&$filter="
                + encoded("requestType eq 'adminAdd'"));
    while (true) {
      seen.addAll(ids(page));
      assertThat(page.getJsonArray("value").getJsonObject(0).fieldNames())
          .containsExactly("@odata.etag", "id");
      String next = page.getString("@odata.nextLink");
      if (next == null) {
        break;
      }
      assertThat(next).startsWith("http://127.0.0.1:" + server.server.port() + "/v1.0/");
      var uri = URI.create(next);
      page =
          TestServer.expect(
              200,
              server.send(
                  server
                      .authorized((uri.getRawPath() + "?" + uri.getRawQuery()).substring(1))
                      .build()));
    }

    assertThat(seen).containsExactly(ofBob, ofAnn);
  }

  @Test
  void lists_below_an_entity_page_too() {
    String deliveries = "/assignmentRequests/" + ofBob + "/deliveries";
    var first = server.get("v1.0", deliveries + "?$top=1");
    String next = first.getString("@odata.nextLink");
    var second = server.get("v1.0", next.substring(next.indexOf(deliveries)));

    assertThat(ids(first)).hasSize(1);
    assertThat(ids(second)).hasSize(1).doesNotContainAnyElementsOf(ids(first));
    assertThat(second.getString("@odata.nextLink")).isNull();
  }

  @Test
  void roles_of_a_catalog_are_filtered_by_their_resource() {
    var ofFirst =
        query(
            "beta",
            "/accessPackageCatalogs/" + world.catalog() + "/accessPackageResourceRoles",
            "$filter",
            "(originSystem eq 'ldap' and accessPackageResource/id eq '" + world.first() + "')");
    var all =
        server.get("v1.0", "/catalogs/" + world.catalog() + "/resourceRoles?$expand=resource");

    assertThat(ids(ofFirst)).hasSize(1);
    assertThat(ofFirst.getJsonArray("value").getJsonObject(0).getString("originId"))
        .isEqualTo("Member_g1");
    assertThat(all.getJsonArray("value"))
        .extracting(one -> ((JsonObject) one).getJsonObject("resource").getString("originId"))
        .containsExactlyInAnyOrder("g1", "g2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v1.0 | /assignmentRequests/$count                                       | 2
          beta | /accessPackageAssignmentRequests/$count                          | 2
          v1.0 | /assignmentRequests/$count?$filter=state eq 'canceled'           | 0
          v1.0 | /catalogs/$count                                                 | 1
          beta | /accessPackageCatalogs/$count                                    | 1
          v1.0 | /accessPackages/$count?$filter=contains(displayName,'Start')     | 1
          v1.0 | /accessPackages/$count?$filter=contains(displayName,'x')         | 0
          v1.0 | /resources/$count                                                | 2
          beta | /accessPackageResources/$count?$filter=originId eq 'g1'          | 1
          v1.0 | /resourceRequests/$count                                         | 2
          v1.0 | /assignmentPolicies/$count                                       | 1
          v1.0 | /catalogs/CATALOG/accessPackages/$count                          | 1
          v1.0 | /accessPackages/PACKAGE/resourceRoleScopes/$count                | 2
          """)
  void a_list_is_counted_in_plain_text(String version, String path, String count) {
    var answer =
        server.call(
            "GET",
            version,
            path.replace("CATALOG", world.catalog()).replace("PACKAGE", world.accessPackage()),
            "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
    assertThat(answer.body()).isEqualTo(count);
  }

  @Test
  void a_page_tells_how_many_there_are_in_all_if_asked() {
    var page = server.get("v1.0", "/assignmentRequests?$count=true&$top=1");

    assertThat(page.getInteger("@odata.count")).isEqualTo(2);
    assertThat(page.getJsonArray("value")).hasSize(1);
    assertThat(server.get("v1.0", "/assignmentRequests?$count=false").containsKey("@odata.count"))
        .isFalse();
    TestServer.assertError(
        server.call("GET", "v1.0", "/assignmentRequests/$count?$top=1", ""), 400, "NotSupported");
    TestServer.assertError(
        server.call("POST", "v1.0", "/assignmentRequests/$count", "{}"), 405, "Request_BadRequest");
  }
}
