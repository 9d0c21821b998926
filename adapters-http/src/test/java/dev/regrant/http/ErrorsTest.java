package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.StaleEntityException;
import dev.regrant.application.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ErrorsTest {
  private static final String REQUESTS = TestServer.BASE + "/assignmentRequests";

  private static final ObservedStore STORE = new ObservedStore();
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer(STORE, Settings.Limits.DEFAULT);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> failing(RuntimeException failure) {
    STORE.before.set(
        () -> {
          throw failure;
        });
    try {
      return server.call("GET", "v1.0", "/assignmentRequests", "");
    } finally {
      STORE.before.set(() -> {});
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          GET    | /v1.0/identityGovernance/entitlementManagement/nothing                          | 404 | ResourceNotFound
          GET    | /v1.0/identityGovernance/entitlementManagement                                  | 404 | ResourceNotFound
          GET    | /v1.0/users                                                                     | 404 | ResourceNotFound
          GET    | /v2.0/identityGovernance/entitlementManagement/assignmentRequests               | 404 | ResourceNotFound
          GET    | /                                                                               | 404 | ResourceNotFound
          GET    | /v1.0/identityGovernance/entitlementManagement/accessPackageAssignmentRequests  | 404 | ResourceNotFound
          GET    | /beta/identityGovernance/entitlementManagement/catalogs                         | 404 | ResourceNotFound
          GET    | /v1.0/identityGovernance/entitlementManagement/assignmentRequests/00000000-0000-0000-0000-000000000000 | 404 | ResourceNotFound
          GET    | /v1.0/identityGovernance/entitlementManagement/assignmentRequests/00000000-0000-0000-0000-000000000000/accessPackage | 404 | ResourceNotFound
          GET    | /v1.0/identityGovernance/entitlementManagement/assignmentRequests/00000000-0000-0000-0000-000000000000/history | 404 | ResourceNotFound
          GET    | /v1.0/identityGovernance/entitlementManagement/assignmentRequests/$ref           | 400 | NotSupported
          GET    | /v1.0/identityGovernance/entitlementManagement/assignmentRequests/filterByCurrentUser(on='target') | 403 | Authorization_RequestDenied
          GET    | /v1.0/identityGovernance/entitlementManagement/assignmentRequests/1              | 400 | InvalidId
          GET    | /v1.0/identityGovernance/entitlementManagement/assignmentRequests('1')           | 400 | InvalidId
          POST   | /v1.0/identityGovernance/entitlementManagement/assignmentRequests/1/reprocess    | 400 | InvalidId
          POST   | /v1.0/identityGovernance/entitlementManagement/assignmentRequests/00000000-0000-0000-0000-000000000000/reprocess | 404 | ResourceNotFound
          POST   | /v1.0/identityGovernance/entitlementManagement/assignments/1/reprocess           | 400 | InvalidId
          POST   | /v1.0/identityGovernance/entitlementManagement/assignments/00000000-0000-0000-0000-000000000000/reprocess | 404 | ResourceNotFound
          POST   | /beta/identityGovernance/entitlementManagement/accessPackageAssignments/00000000-0000-0000-0000-000000000000/reprocess | 404 | ResourceNotFound
          POST   | /beta/identityGovernance/entitlementManagement/accessPackageAssignmentRequests/00000000-0000-0000-0000-000000000000/cancel | 404 | ResourceNotFound
          POST   | /v1.0/identityGovernance/entitlementManagement/assignmentRequests/00000000-0000-0000-0000-000000000000/explode | 404 | ResourceNotFound
          POST   | /v1.0/identityGovernance/entitlementManagement/assignmentRequests?$top=1         | 400 | NotSupported
          GET    | /v1.0/identityGovernance/entitlementManagement/assignmentRequests?x=%zz          | 400 | BadRequest
          """)
  void errors_have_a_status_and_graphs_body(String method, String path, int status, String code)
      throws IOException {
    // Through a socket: the client would not send every one of these.
    var answer =
        raw(
            method
                + " "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + server.token()
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer).contains("\"code\":\"" + code + "\"", "\"innerError\"");
    assertThat(answer.toLowerCase(Locale.ROOT))
        .contains("content-type: application/json", "\r\nrequest-id: ");
  }

  private static String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH,  /assignmentRequests/00000000-0000-0000-0000-000000000000, 'DELETE, GET'",
    "DELETE, /assignmentRequests,           'GET, POST'",
    "PUT,    /assignmentRequests,           'GET, POST'",
    "GET,    /assignmentRequests/00000000-0000-0000-0000-000000000000/reprocess, POST",
    "GET,    /assignments/00000000-0000-0000-0000-000000000000/reprocess, POST",
    "POST,   /assignments,                  GET",
    "POST,   /assignmentRequests/00000000-0000-0000-0000-000000000000/history, GET",
  })
  void a_method_that_a_path_does_not_have_is_refused_with_those_it_has(
      String method, String path, String allowed) {
    var answer = server.call(method, "v1.0", path, "");

    assertError(answer, 405, "Request_BadRequest");
    assertThat(answer.headers().firstValue("Allow")).contains(allowed);
  }

  @Test
  void paths_are_taken_in_any_casing_and_key_form() {
    var answer =
        server.send(
            server
                .authorized("V1.0/identitygovernance/ENTITLEMENTMANAGEMENT/assignmentrequests/")
                .build());

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void a_call_without_a_token_is_challenged() {
    var answer = server.send(server.to("/v1.0" + REQUESTS).build());

    assertError(answer, 401, "InvalidAuthenticationToken");
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"\", authorization_uri=\"https://issuer.test/\"");
  }

  @Test
  void a_token_that_is_not_accepted_is_challenged_before_anything_else() {
    var answer =
        server.send(server.to("/v1.0/nowhere").header("Authorization", "Bearer a.b.c").build());

    assertError(answer, 401, "InvalidAuthenticationToken");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("error=\"invalid_token\"");
  }

  @Test
  void a_token_that_does_not_allow_it_is_told_what_would() {
    var token = server.token(server.userClaims("u1", "User.Read"));

    var answer =
        server.send(
            server.to("/v1.0" + REQUESTS).header("Authorization", "Bearer " + token).build());

    assertError(answer, 403, "Authorization_RequestDenied");
    assertThat(TestServer.error(answer).getString("message"))
        .contains("EntitlementManagement.Read.All", "EntitlementManagement.ReadWrite.All");
  }

  @Test
  void another_tenant_sees_nothing_of_this_one() {
    String catalog = server.post("v1.0", "/catalogs", "{\"displayName\":\"Ours\"}").getString("id");
    var stranger = server.token(server.claims().put("tid", "00000000-0000-0000-0000-0000000000ff"));

    var answer =
        server.send(
            server
                .to("/v1.0" + TestServer.BASE + "/catalogs/" + catalog)
                .header("Authorization", "Bearer " + stranger)
                .build());

    assertError(answer, 404, "ResourceNotFound");
  }

  @Test
  void a_search_for_what_nothing_can_be_is_refused() {
    var answer = server.call("GET", "v1.0", "/catalogs?$search=%22a%00%22", "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(TestServer.error(answer).getString("target")).isEqualTo("$search");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/catalogs?$filter=displayName eq 'a%00'",
        "/catalogs?$filter=contains(displayName,'a%00')",
        "/assignments?$filter=target/objectId eq '%00'",
        "/catalogs?$filter=createdDateTime gt 99999-01-01T00:00:00Z"
      })
  void a_filter_by_what_nothing_can_be_is_refused(String path) {
    assertError(server.call("GET", "v1.0", path, ""), 400, "InvalidFilter");
  }

  @Test
  void an_action_without_a_body_needs_no_content_type() {
    var answer =
        server.send(
            server
                .authorized("v1.0" + REQUESTS + "/00000000-0000-0000-0000-000000000000/reprocess")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());

    assertError(answer, 404, "ResourceNotFound");
  }

  @Test
  void an_outage_is_told_as_one() {
    var answer = failing(new UnavailableException("password=secret", null));

    assertError(answer, 503, "ServiceUnavailable");
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void a_race_that_the_engine_gave_up_on_can_be_tried_again() {
    var answer = failing(new StaleEntityException("request", new UUID(0, 1)));

    assertError(answer, 503, "ServiceUnavailable");
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void a_bug_is_told_by_its_request_id_only() {
    var answer = failing(new IllegalStateException("inner workings"));

    assertError(answer, 500, "InternalServerError");
    assertThat(answer.body())
        .doesNotContain("inner workings")
        .contains(answer.headers().firstValue("request-id").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1.0%s?$filter=state eq '%s'",
        "/v1.0%s/%s",
        "/v1.0%s?$select=%s",
        "/v1.0%s?$orderby=%s"
      })
  void an_error_does_not_repeat_long_input(String path) {
    var answer =
        server.send(
            server.authorized(path.formatted(REQUESTS, "x".repeat(5_000)).substring(1)).build());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(TestServer.error(answer).getString("message"))
        .contains("x".repeat(100))
        .hasSizeLessThan(2_100)
        .doesNotContain("x".repeat(2_000));
  }

  @Test
  void what_an_error_repeats_is_cut_in_its_quotes_so_that_the_rest_can_be_read() {
    var error = new GraphError(ErrorCode.BAD_REQUEST, "'%s' is wrong.".formatted("y".repeat(300)));
    var pairs =
        GraphError.badRequest(ErrorCode.BAD_REQUEST, "a" + "\ud83d\ude00".repeat(200), "no");

    assertThat(error).hasMessage("'" + "y".repeat(200) + "…' is wrong.");
    // No half of a pair is left at the end.
    assertThat(pairs.target()).contains("a" + "\ud83d\ude00".repeat(99) + "…");
  }

  @Test
  void every_answer_has_the_headers_of_graph() {
    var answer = server.call("GET", "v1.0", "/assignmentRequests", "");

    assertThat(answer.headers().firstValue("Content-Type"))
        .contains(
            "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8");
    assertThat(answer.headers().firstValue("OData-Version")).contains("4.0");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void the_clients_id_of_a_call_comes_back() {
    var answer =
        server.send(
            server.authorized("v1.0" + REQUESTS).header("client-request-id", "c-1").build());

    assertThat(answer.headers().firstValue("client-request-id")).contains("c-1");
    assertThat(answer.headers().firstValue("request-id")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"has space", "tab\there", "\u00e9"})
  void an_id_that_is_no_id_does_not_come_back(String id) throws IOException {
    var answer =
        raw(
            "GET /v1.0/x HTTP/1.1\r\nHost: localhost\r\nclient-request-id: "
                + id
                + "\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 401 ").doesNotContain(id);
  }

  @Test
  void an_id_that_is_too_long_does_not_come_back() {
    String id = "x".repeat(129);

    var answer =
        server.send(server.authorized("v1.0" + REQUESTS).header("client-request-id", id).build());

    assertThat(answer.headers().firstValue("client-request-id"))
        .isEqualTo(answer.headers().firstValue("request-id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /v1.0/x HTTP/1.1\r\nbad header\r\n\r\n", "BAD\r\n\r\n"})
  void what_is_no_http_is_refused(String request) throws IOException {
    assertThat(raw(request)).startsWith("HTTP/1.").contains(" 400 ", "BadRequest");
  }

  @Test
  void headers_that_are_too_long_are_refused() throws IOException {
    var answer =
        raw("GET /v1.0/x HTTP/1.1\r\nHost: localhost\r\nx: " + "y".repeat(40_000) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("too long");
  }
}
