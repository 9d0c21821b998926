package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;
import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catalogs and packages by their unique names: beta's alternate key. */
class UniqueNamesTest {
  private TestServer server;
  private String catalog;
  private String accessPackage;

  @BeforeEach
  void start() {
    server = new TestServer();
    catalog =
        server
            .post(
                "beta",
                "/accessPackageCatalogs",
                "{\"displayName\":\"One\",\"uniqueName\":\"bob's\"}")
            .getString("id");
    accessPackage =
        server
            .post(
                "beta",
                "/accessPackages",
                "{\"displayName\":\"A\",\"uniqueName\":\"starter\",\"catalogId\":\"%s\"}"
                    .formatted(catalog))
            .getString("id");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void they_lead_where_ids_lead() {
    assertThat(server.get("beta", "/accessPackageCatalogs(uniqueName='bob''s')"))
        .isEqualTo(server.get("beta", "/accessPackageCatalogs/" + catalog));
    assertThat(server.get("beta", "/AccessPackageCatalogs(UniqueName='bob''s')").getString("id"))
        .isEqualTo(catalog);
    assertThat(
            server.get(
                "beta", "/accessPackages(uniqueName='starter')?$expand=accessPackageCatalog"))
        .isEqualTo(
            server.get(
                "beta",
                "/accessPackages/%s?$expand=accessPackageCatalog".formatted(accessPackage)));
    assertThat(
            server
                .get("beta", "/accessPackages(uniqueName='starter')/accessPackageCatalog")
                .getString("id"))
        .isEqualTo(catalog);
  }

  @Test
  void what_has_one_is_changed_moved_and_deleted_by_it() {
    String to = server.post("v1.0", "/catalogs", "{\"displayName\":\"To\"}").getString("id");
    String one = "/accessPackages(uniqueName='starter')";

    expect(204, server.call("PATCH", "beta", one, "{\"description\":\"Changed\"}"));
    expect(
        200,
        server.call(
            "POST", "beta", one + "/moveToCatalog", "{\"catalogId\":\"%s\"}".formatted(to)));

    var changed = server.get("beta", "/accessPackages/" + accessPackage);
    assertThat(changed.getString("description")).isEqualTo("Changed");
    assertThat(changed.getString("catalogId")).isEqualTo(to);
    expect(204, server.call("DELETE", "beta", one, ""));
    assertError(server.call("GET", "beta", one, ""), 404, "ResourceNotFound");
    expect(204, server.call("DELETE", "beta", "/accessPackageCatalogs(uniqueName='bob''s')", ""));
  }

  @Test
  void who_may_not_read_packages_is_told_the_same_of_any_name_and_what_it_takes_to_ask() {
    String one = "beta/accessPackages(uniqueName='starter')";

    assertError(server.callBy(ANN, "GET", one, ""), 403, "Authorization_RequestDenied");
    assertError(
        server.callBy(ANN, "GET", "beta/accessPackages(uniqueName='nothing')", ""),
        403,
        "Authorization_RequestDenied");
    assertError(server.callBy(ANN, "DELETE", one, ""), 403, "Authorization_RequestDenied");
    expect(200, server.callBy(ANN, "POST", one + "/getApplicablePolicyRequirements", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | beta | /accessPackages(uniqueName='nothing')",
        "PATCH  | beta | /accessPackages(uniqueName='nothing')",
        "DELETE | beta | /accessPackageCatalogs(uniqueName='')",
        "GET    | beta | /accessPackages(displayName='A')",
        "GET    | beta | /accessPackages(uniqueName=starter)",
        "GET    | v1.0 | /accessPackages(uniqueName='starter')",
        "GET    | beta | /assignmentRequests(uniqueName='starter')"
      })
  void what_no_key_calls_is_not_there(String method, String version, String path) {
    assertError(server.call(method, version, path, "{}"), 404, "ResourceNotFound");
  }
}
