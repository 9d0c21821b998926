package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sorting, searching, and asking about what entities lead to. */
class SortingTest {
  private static TestServer server;
  private static World world;

  /** Catalogs b, a, C, of which a is empty; the world's own comes first. */
  @BeforeAll
  static void start() {
    server = new TestServer();
    world = World.in(server);
    for (String name : List.of("b", "a", "C")) {
      server.clock.advance(Duration.ofHours(1));
      var catalog =
          server.post(
              "v1.0",
              "/catalogs",
              new JsonObject()
                  .put("displayName", name)
                  .put("description", "Made for " + name + " & Co.")
                  .put("state", name.equals("b") ? "unpublished" : "published")
                  .encode());
      if (!name.equals("a")) {
        server.post(
            "v1.0",
            "/accessPackages",
            new JsonObject()
                .put("displayName", "Package of " + name)
                .put("isHidden", name.equals("b"))
                .put("catalog", new JsonObject().put("id", catalog.getString("id")))
                .encode());
      }
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String names(JsonArray entities) {
    var names = new ArrayList<String>();
    entities.forEach(one -> names.add(((JsonObject) one).getString("displayName")));
    return String.join(" ", names);
  }

  private static String names(String version, String path, String option, String value) {
    return names(
        server.get(version, path + "?" + option + "=" + encoded(value)).getJsonArray("value"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          v1.0 | displayName                    | C Sales a b
          v1.0 | displayName desc               | b a Sales C
          v1.0 | DisplayName ASC                | C Sales a b
          v1.0 | createdDateTime                | Sales b a C
          v1.0 | createdDateTime desc           | C a b Sales
          v1.0 | state,displayName desc         | b a Sales C
          v1.0 | state desc, createdDateTime    | Sales a C b
          beta | catalogStatus,displayName      | b C Sales a
          beta | uniqueName,displayName         | C Sales a b
          """)
  void catalogs_are_sorted(String version, String orderBy, String found) {
    String path = version.equals("beta") ? "/accessPackageCatalogs" : "/catalogs";
    assertThat(names(version, path, "$orderby", orderBy)).isEqualTo(found);
  }

  @Test
  void pages_follow_the_order_while_entities_are_added() {
    var first = server.get("v1.0", "/catalogs?$orderby=displayName&$top=2&$skip=1");
    assertThat(names(first.getJsonArray("value"))).isEqualTo("Sales a");
    server.clock.advance(Duration.ofHours(1));
    String late = server.post("v1.0", "/catalogs", "{\"displayName\":\"A\"}").getString("id");
    try {
      String next = first.getString("@odata.nextLink");
      assertThat(next).doesNotContain("skip=1");

      var second = server.get("v1.0", next.substring(next.indexOf("/catalogs")));

      assertThat(names(second.getJsonArray("value"))).isEqualTo("b");
      assertThat(second.containsKey("@odata.nextLink")).isFalse();
    } finally {
      server.call("DELETE", "v1.0", "/catalogs/" + late, "");
    }
  }

  @Test
  void a_page_of_another_order_is_refused() {
    var first = server.get("v1.0", "/catalogs?$orderby=createdDateTime&$top=2");
    String next = first.getString("@odata.nextLink");
    String token = next.substring(next.indexOf("$skiptoken"));

    for (String order : List.of("", "$orderby=isExternallyVisible&", "$orderby=state&")) {
      var answer = server.call("GET", "v1.0", "/catalogs?" + order + token, "");
      TestServer.expect(400, answer);
      assertThat(TestServer.error(answer).getString("code")).isEqualTo("InvalidSkipToken");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          sales            | Sales
          SALES            | Sales
          "made"           | C a b
          "for a"          | a
          made AND a       | C a b
          "for a" OR sales | a Sales
          made NOT "for a" | C b
          nothing          | ''
          """)
  void catalogs_are_searched(String search, String found) {
    assertThat(names("v1.0", "/catalogs", "$search", search)).isEqualTo(found);
  }

  @Test
  void what_is_searched_is_filtered_and_counted_too() {
    String options = "$search=made&$filter=" + encoded("state eq 'published'");

    assertThat(names(server.get("v1.0", "/catalogs?" + options).getJsonArray("value")))
        .isEqualTo("C a");
    var page = server.get("v1.0", "/catalogs?$top=1&$count=true&" + options);
    assertThat(page.getInteger("@odata.count")).isEqualTo(2);
    assertThat(server.call("GET", "v1.0", "/catalogs/$count?" + options, "").body()).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          v1.0 | /catalogs       | accessPackages/any()                                            | C b Sales
          v1.0 | /catalogs       | not accessPackages/any()                                        | a
          v1.0 | /catalogs       | accessPackages/any(p:p/isHidden eq true)                        | b
          v1.0 | /catalogs       | accessPackages/any(p:p/isHidden)                                | b
          v1.0 | /catalogs       | AccessPackages/Any(p: p/IsHidden and startswith(p/displayName,'P')) | b
          v1.0 | /catalogs       | accessPackages/all(p:p/isHidden eq false)                       | C a Sales
          v1.0 | /catalogs       | accessPackages/any(p:p/assignmentPolicies/any(q:q/displayName eq 'All')) | Sales
          v1.0 | /catalogs       | resources/any(r:r/originId eq 'g1' or r/originId eq 'g9')       | Sales
          v1.0 | /catalogs       | resources/any(r:r/roles/any(x:x/displayName eq 'Member'))       | Sales
          v1.0 | /accessPackages | resourceRoleScopes/any(s:s/role/displayName eq 'Member')        | Starter
          v1.0 | /accessPackages | assignmentPolicies/any(p:contains(p/displayName,'x'))           | ""
          beta | /accessPackages | accessPackageAssignmentPolicies/any(p:p/displayName ne 'x')     | Starter
          beta | /accessPackages | accessPackageResourceRoleScopes/any(s:s/accessPackageResourceRole/originSystem eq 'ldap') | Starter
          """)
  void what_entities_lead_to_is_asked_about(
      String version, String path, String filter, String found) {
    assertThat(names(version, path, "$filter", filter)).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          accessPackages/any(p:displayName eq 'x')            | NotSupported  | anything but 'p'
          accessPackages/any(p:p/foo eq 'x')                  | InvalidFilter | no 'foo'
          accessPackages/any(p:p/catalogId eq 'x')            | InvalidFilter | exists in beta only
          accessPackages/any(p:p/displayName)                 | InvalidFilter | to be compared
          accessPackages/some(p:p/displayName eq 'x')         | NotSupported  | accessPackages/some
          resourceRoles/any(p:p/displayName eq 'x')           | NotSupported  | on 'resourceRoles'
          accessPackages/any(p:p/displayName eq 'x'           | InvalidFilter | invalid
          accessPackages/any(p:p/isHidden eq 'x')             | InvalidFilter | not compatible
          """)
  void a_wrong_question_is_refused_and_named(String filter, String code, String message) {
    var answer = server.call("GET", "v1.0", "/catalogs?$filter=" + encoded(filter), "");

    TestServer.expect(400, answer);
    assertThat(TestServer.error(answer).getString("code")).isEqualTo(code);
    assertThat(TestServer.error(answer).getString("message")).contains(message);
  }

  @Test
  void too_long_and_too_deep_filters_are_refused() {
    String eq = "displayName eq 'x'";
    String many = String.join(" or ", Collections.nCopies(400, eq));
    String nested = "(".repeat(31) + eq + ")".repeat(31);
    String negated = "not ".repeat(31) + "(" + eq + ")";

    assertRefused(many, "longer than 8000");
    assertRefused(nested, "more than 30");
    assertRefused(negated, "invalid");
  }

  private static void assertRefused(String filter, String message) {
    var answer = server.call("GET", "v1.0", "/catalogs?$filter=" + encoded(filter), "");
    TestServer.expect(400, answer);
    assertThat(TestServer.error(answer).getString("message")).contains(message);
  }

  @Test
  void what_is_expanded_is_filtered_sorted_cut_and_counted() {
    String expand =
        "resources($filter=originId ne 'g9';$orderby=originId desc;$top=1;$count=true;$select=originId)";
    var sales = server.get("v1.0", "/catalogs/" + world.catalog() + "?$expand=" + encoded(expand));

    assertThat(sales.getJsonArray("resources").getJsonObject(0).getString("originId"))
        .isEqualTo("g2");
    assertThat(sales.getJsonArray("resources")).hasSize(1);
    assertThat(sales.getInteger("resources@odata.count")).isEqualTo(2);
  }
}
