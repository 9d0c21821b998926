package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static dev.regrant.http.TestServer.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.regrant.application.ChangeNotifier.Answer;
import dev.regrant.application.ChangeNotifier.Message;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionsTest {
  private static final String REQUESTS =
      "identityGovernance/entitlementManagement/assignmentRequests";
  private static final String PATH = "/v1.0/subscriptions";

  private final TestServer server = new TestServer();
  private final World world = World.in(server);

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> call(JsonObject claims, String method, String path, String body) {
    return server.send(
        server
            .to(path)
            .header("Authorization", "Bearer " + server.token(claims))
            .method(method, TestServer.content(body))
            .build());
  }

  private JsonObject body(String changeType, String resource) {
    return new JsonObject()
        .put("changeType", changeType)
        .put("notificationUrl", "https://receiver.test/n")
        .put("resource", resource)
        .put("expirationDateTime", in(Duration.ofDays(7)))
        .put("clientState", "secret");
  }

  private String in(Duration time) {
    return server.clock.instant().plus(time).toString();
  }

  private JsonObject subscribed(String changeType, String resource) {
    return expect(201, call(server.claims(), "POST", PATH, body(changeType, resource).encode()));
  }

  private String request(String person) {
    var subject = Subject.of(person);
    server.directory.with(subject);
    return server.post("v1.0", "/assignmentRequests", world.adminAdd(subject)).getString("id");
  }

  private void delete(String request) {
    expect(200, server.call("POST", "v1.0", "/assignmentRequests/" + request + "/cancel", ""));
    expect(204, server.call("DELETE", "v1.0", "/assignmentRequests/" + request, ""));
  }

  /** What was told, as "created 019…". */
  private List<String> told() {
    return server.notifier.messages().stream()
        .flatMap(message -> message.changes().stream())
        .map(change -> change.type().name().toLowerCase(Locale.ROOT) + " " + change.entity())
        .toList();
  }

  @Test
  void a_subscription_is_made_found_renewed_and_deleted() {
    var made = subscribed("created,updated", "/" + REQUESTS);
    String one = PATH + "/" + made.getString("id");

    assertThat(made)
        .contains(
            entry("changeType", "created,updated"),
            entry("resource", "/" + REQUESTS),
            entry("clientState", "secret"),
            entry("applicationId", "app-1"),
            entry("creatorId", "app-1"),
            entry("latestSupportedTlsVersion", "v1_2"));
    assertThat(made.getString("@odata.context")).endsWith("/v1.0/$metadata#subscriptions/$entity");
    var found = expect(200, call(server.claims(), "GET", one, ""));
    assertThat(found.getString("clientState")).isNull();
    assertThat(
            expect(200, call(server.claims(), "GET", "/beta/subscriptions", ""))
                .getJsonArray("value"))
        .hasSize(1);

    var later = in(Duration.ofDays(20));
    var renewed =
        expect(
            200,
            call(
                server.claims(),
                "PATCH",
                one,
                new JsonObject().put("expirationDateTime", later).encode()));
    assertThat(Instant.parse(renewed.getString("expirationDateTime"))).isEqualTo(later);
    expect(204, call(server.claims(), "POST", one + "/reauthorize", ""));
    expect(204, call(server.claims(), "DELETE", one, ""));
    assertError(call(server.claims(), "GET", one, ""), 404, "ResourceNotFound");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      textBlock =
          """
          changeType         | null
          changeType         | read
          changeType         | created,
          notificationUrl    | null
          notificationUrl    | http://receiver.test/n
          notificationUrl    | ht tp:
          resource           | null
          resource           | users
          resource           | identityGovernance/entitlementManagement/catalogs
          resource           | identityGovernance/entitlementManagement/accessPackageAssignmentRequests
          resource           | identityGovernance/entitlementManagement/assignmentRequests/nonsense
          resource           | identityGovernance/entitlementManagement/assignmentRequests?$filter=state eq 'delivered'
          expirationDateTime | null
          expirationDateTime | 2026-03-01T09:00:00Z
          expirationDateTime | 2026-03-31T10:00:00Z
          expirationDateTime | nonsense
          lifecycleNotificationUrl | https://receiver.test/life
          latestSupportedTlsVersion | v1_0
          """)
  void what_is_wrong_is_refused_by_name(String member, String value) {
    var answer =
        call(server.claims(), "POST", PATH, body("created", REQUESTS).put(member, value).encode());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(TestServer.error(answer).getString("target")).isEqualTo(member);
    assertThat(expect(200, call(server.claims(), "GET", PATH, "")).getJsonArray("value")).isEmpty();
  }

  @Test
  void a_client_state_that_is_too_long_is_refused_and_so_are_contents() {
    var state = body("created", REQUESTS).put("clientState", "x".repeat(129));
    var contents = body("created", REQUESTS).put("includeResourceData", true);

    assertError(call(server.claims(), "POST", PATH, state.encode()), 400, "InvalidModel");
    assertError(call(server.claims(), "POST", PATH, contents.encode()), 400, "NotSupported");
  }

  @Test
  void what_happens_is_told_in_order() {
    request("before");
    server.run();
    var made = subscribed("created,updated,deleted", REQUESTS);
    server.run();
    assertThat(told()).isEmpty();

    var first = request("p1");
    server.run();
    var second = request("p2");
    delete(second);
    server.run();

    assertThat(told())
        .containsSubsequence("created " + first, "updated " + first, "deleted " + second)
        .doesNotContain("updated " + second);
    var message = server.notifier.messages().getFirst();
    assertThat(message.subscription().id().value()).hasToString(made.getString("id"));
    assertThat(message.subscription().terms().clientState()).contains("secret");
    assertThat(message.tenant()).isEqualTo(TestServer.TENANT);
    int before = told().size();
    server.run();
    assertThat(told()).hasSize(before);
  }

  @Test
  void only_what_was_asked_for_is_told() {
    var watched = request("p1");
    subscribed("updated", REQUESTS + "('" + watched + "')");
    subscribed("created", "identityGovernance/entitlementManagement/assignments");

    request("p2");
    server.run();

    var assignments =
        server.get("v1.0", "/assignments").getJsonArray("value").stream()
            .map(one -> "created " + ((JsonObject) one).getString("id"))
            .toList();
    assertThat(told()).contains("updated " + watched).containsAll(assignments);
    assertThat(told().stream().filter(one -> !one.equals("updated " + watched)))
        .containsExactlyInAnyOrderElementsOf(assignments);
  }

  @Test
  void a_receiver_that_fails_is_told_later_and_holds_up_nobody_else() {
    var dead = subscribed("created", REQUESTS).getString("id");
    subscribed("created", REQUESTS);
    server.notifier.answer(
        message ->
            isOf(dead, message)
                ? new Answer.Failed("503", Optional.empty())
                : new Answer.Accepted());
    var first = request("p1");
    server.run();
    var second = request("p2");
    server.run();
    assertThat(told()).contains("created " + first, "created " + second);

    // For days, again and again; nothing piles up but the place where it is.
    for (int hour = 0; hour < 48; hour++) {
      server.clock.advance(Duration.ofHours(1));
      server.run();
    }
    int tries = (int) server.notifier.messages().stream().filter(one -> isOf(dead, one)).count();
    assertThat(tries).isBetween(30, 100);
    server.notifier.answer(message -> new Answer.Accepted());
    server.clock.advance(Duration.ofHours(1));
    server.run();

    var last = server.notifier.messages().getLast();
    assertThat(isOf(dead, last)).isTrue();
    assertThat(last.changes())
        .extracting(change -> change.entity().toString())
        .containsExactly(first, second);
    server.clock.advance(Duration.ofHours(2));
    int all = told().size();
    server.run();
    assertThat(told()).hasSize(all);
  }

  private static boolean isOf(String subscription, Message message) {
    return message.subscription().id().value().toString().equals(subscription);
  }

  @Test
  void a_subscription_ends_at_its_time() {
    var made = subscribed("created", REQUESTS);
    server.clock.advance(Duration.ofDays(7));
    request("p1");

    server.run();

    assertThat(told()).isEmpty();
    assertError(
        call(server.claims(), "GET", PATH + "/" + made.getString("id"), ""),
        404,
        "ResourceNotFound");
  }

  @Test
  void whoever_has_lost_the_role_is_told_nothing() {
    var claims = server.userClaims("assigner", "EntitlementManagement.Read.All");
    String role = give(world.catalog());
    expect(201, call(claims, "POST", PATH, body("created", REQUESTS).encode()));
    request("p1");
    server.run();
    assertThat(told()).hasSize(1);

    expect(
        204,
        server.callAs("EntitlementManagement.ReadWrite.All", "DELETE", ROLES + "/" + role, ""));
    request("p2");
    server.run();

    assertThat(told()).hasSize(1);
  }

  @Test
  void whoever_has_a_role_elsewhere_is_told_of_that_only() {
    String other = server.post("v1.0", "/catalogs", "{\"displayName\":\"Other\"}").getString("id");
    give(other);
    var claims = server.userClaims("assigner", "EntitlementManagement.Read.All");
    expect(201, call(claims, "POST", PATH, body("created,deleted", REQUESTS).encode()));

    delete(request("p1"));
    server.run();

    assertThat(told()).isEmpty();
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

  @Test
  void another_tenant_and_another_caller_see_nothing_of_it_and_are_told_nothing() {
    var claims = server.claims().put("tid", new TenantId(new UUID(0x11, 0x44)).toString());
    expect(201, call(claims, "POST", PATH, body("created", REQUESTS).encode()));
    String mine = PATH + "/" + subscribed("deleted", REQUESTS).getString("id");
    request("p1");
    server.run();

    assertThat(told()).isEmpty();
    for (var stranger : List.of(claims, server.claims().put("appid", "app-2"))) {
      assertError(call(stranger, "GET", mine, ""), 404, "ResourceNotFound");
      assertError(call(stranger, "DELETE", mine, ""), 404, "ResourceNotFound");
      assertError(
          call(stranger, "PATCH", mine, "{\"notificationUrl\":\"https://mine.test/\"}"),
          404,
          "ResourceNotFound");
    }
  }

  @Test
  void a_tenant_has_so_many_at_most() {
    for (int n = 0; n < 100; n++) {
      subscribed("created", REQUESTS);
    }

    assertError(
        call(server.claims(), "POST", PATH, body("created", REQUESTS).encode()),
        400,
        "InvalidModel");
  }
}
