package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.NOW;
import static dev.regrant.connectors.Calls.call;
import static dev.regrant.connectors.Calls.scim;
import static dev.regrant.connectors.OddScimServer.group;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.connectors.OddScimServer.Answer;
import dev.regrant.connectors.OddScimServer.Asked;
import dev.regrant.connectors.ScimSettings.Dialect;
import dev.regrant.connectors.ScimSettings.UserKey;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScimOddServerTest {
  private static final String READ = "GET /Groups/staff";
  private static final String PATCH = "PATCH /Groups/staff";
  private static final String PUT = "PUT /Groups/staff";
  private static final String HTML = "<html><body>Sorry!</body></html>";

  private final OddScimServer server = new OddScimServer();
  private final ConnectorCall ada = scim("ada", "staff");
  private final CountDownLatch goOn = new CountDownLatch(1);
  private ScimConnector connector = connector(Dialect.of(UserKey.ID));

  @AfterEach
  void close() {
    goOn.countDown();
    connector.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalidPath",
    "400, invalidFilter",
    "400, noTarget",
    "400, ''",
    "405, ''",
    "501, ''"
  })
  void a_removal_that_is_not_understood_becomes_a_put_and_never_removes_all(
      int status, String scimType) {
    server.on(READ, group("bob", "ada").with("ETag", "W/\"7\""));
    server.on(PATCH, Answer.error(status, scimType));
    server.on(PUT, Answer.of(204));

    assertThat(connector.revoke(ada)).isEqualTo(new Done(false));

    assertThat(server.writes()).containsExactly(PATCH, PUT);
    assertThat(server.asked(PATCH).getFirst().body()).contains("members[value eq \\\"ada\\\"]");
    assertThat(server.asked(PUT).getFirst().body()).contains("\"bob\"").doesNotContain("ada");
    assertThat(server.asked(PUT).getFirst().ifMatch()).isEqualTo("W/\"7\"");
  }

  @ParameterizedTest
  @CsvSource({"400, invalidPath, true", "501, '', true", "400, noTarget, false", "400, '', false"})
  void a_member_is_removed_by_value_only_where_told_so_and_the_path_was_refused(
      int status, String scimType, boolean isByValue) {
    connector.close();
    connector = connector(new Dialect(UserKey.ID, true));
    server.on(READ, group("bob", "ada"));
    server.on(
        PATCH,
        asked ->
            asked.body().contains("[value eq") ? Answer.error(status, scimType) : Answer.of(204));
    server.on(PUT, Answer.of(204));

    assertThat(connector.revoke(ada)).isEqualTo(new Done(false));

    assertThat(server.writes()).containsExactly(PATCH, isByValue ? PATCH : PUT);
    if (isByValue) {
      assertThat(server.asked(PATCH).getLast().body())
          .contains("\"path\":\"members\"", "\"value\":[{\"value\":\"ada\"}]");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {405, 501})
  void a_grant_to_a_server_without_patch_becomes_a_put(int status) {
    server.on(PATCH, Answer.of(status));
    server.on(PUT, Answer.json("{\"id\":\"staff\"}"));

    assertThat(connector.grant(ada)).isEqualTo(new Done(false));

    assertThat(server.asked(PUT).getFirst().body()).contains("\"bob\"", "\"ada\"");
  }

  @Test
  void a_version_that_is_outdated_is_read_again() {
    var version = new AtomicInteger();
    server.on(READ, asked -> group("bob").with("ETag", "\"" + version.incrementAndGet() + "\""));
    server.on(PATCH, asked -> Answer.of("\"2\"".equals(asked.ifMatch()) ? 204 : 412));

    assertThat(connector.grant(ada)).isEqualTo(new Done(false));

    assertThat(server.asked(PATCH)).extracting(Asked::ifMatch).containsExactly("\"1\"", "\"2\"");
  }

  @Test
  void a_version_that_is_always_outdated_is_a_conflict() {
    server.on(READ, group("bob").with("ETag", "\"1\""));
    server.on(PATCH, Answer.of(412));

    assertRefused(connector.grant(ada), ErrorClass.CONFLICT, "412");
    assertThat(server.writes()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "302, UNSUPPORTED",
    "400, INVALID_REQUEST",
    "401, UNAUTHENTICATED",
    "403, FORBIDDEN",
    "404, RESOURCE_NOT_FOUND",
    "409, CONFLICT",
    "429, THROTTLED",
    "503, UNAVAILABLE"
  })
  void a_definite_answer_to_a_change_is_a_refusal(int status, ErrorClass errorClass) {
    server.on(PATCH, new Answer(status, Map.of(), HTML));

    var outcome = connector.grant(ada);

    assertRefused(outcome, errorClass, PATCH + ": " + status);
    assertThat(outcome.toString()).doesNotContain("html");
    assertThat(server.writes()).containsExactly(PATCH);
  }

  @ParameterizedTest
  @CsvSource({
    "302, UNSUPPORTED",
    "401, UNAUTHENTICATED",
    "403, FORBIDDEN",
    "404, SUBJECT_NOT_FOUND",
    "429, THROTTLED",
    "500, INTERNAL",
    "502, UNAVAILABLE",
    "200, INTERNAL"
  })
  void a_question_that_is_not_answered_is_a_refusal(int status, ErrorClass errorClass) {
    server.on("GET /Users/ada", new Answer(status, Map.of(), HTML));

    assertRefused(connector.grant(ada), errorClass, "GET /Users/ada: " + status);
    assertThat(connector.verify(ada)).isEqualTo(Presence.CANNOT_TELL);
    assertThat(server.writes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"500, LOST_ANSWER", "502, LOST_ANSWER", "504, TIMEOUT", "200, LOST_ANSWER"})
  void an_answer_to_a_change_that_is_not_definite_is_unknown(int status, Cause cause) {
    server.on(PATCH, new Answer(status, Map.of(), HTML));

    assertUnknown(connector.grant(ada), cause);
    assertThat(server.writes()).containsExactly(PATCH);
  }

  @Test
  void a_lost_answer_to_a_change_is_unknown_and_the_change_sent_once() {
    server.on(PATCH, Answer.of(0));

    assertUnknown(connector.grant(ada), Cause.LOST_ANSWER);
    assertThat(server.writes()).containsExactly(PATCH);
  }

  @Test
  void no_answer_in_time_is_unknown_after_a_change_and_refused_before() {
    server.on(PATCH, this::blocked);
    var soon = call("Member_staff", "ada", "staff", NOW.plus(Duration.ofSeconds(2)));
    assertUnknown(connector.grant(soon), Cause.TIMEOUT);

    server.on(READ, this::blocked);
    var sooner = call("Member_staff", "ada", "staff", NOW.plusMillis(300));
    assertRefused(connector.grant(sooner), ErrorClass.TIMEOUT, READ);
  }

  @Test
  void a_call_whose_deadline_is_over_asks_nothing() {
    assertRefused(
        connector.grant(call("Member_staff", "ada", "staff", NOW)), ErrorClass.TIMEOUT, "time");
    assertThat(server.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "120, PT2M",
    "'Sun, 01 Mar 2026 12:00:30 GMT', PT30S",
    "'Sun, 01 Mar 2026 11:00:00 GMT', PT0S",
    "99999999999999999999, PT24H"
  })
  void how_long_the_server_wants_to_be_left_alone_is_told(String retryAfter, Duration wait) {
    server.on(PATCH, Answer.of(429).with("Retry-After", retryAfter));

    assertThat(((Refused) connector.grant(ada)).retryAfter()).contains(wait);
  }

  @Test
  void a_wish_that_is_not_understood_is_no_wish() {
    server.on(PATCH, Answer.of(503).with("Retry-After", "soon"));

    assertThat(((Refused) connector.grant(ada)).retryAfter()).isEqualTo(Optional.empty());
  }

  @Test
  void what_the_server_says_is_told_without_the_secret() {
    server.on(
        PATCH,
        new Answer(
            403,
            Map.of(),
            "{\"detail\":\"no rights for Bearer %s\\n\"}".formatted(TestScimServer.TOKEN)));

    var outcome = connector.grant(ada);

    assertRefused(outcome, ErrorClass.FORBIDDEN, "no rights for ***");
    assertThat(outcome.toString()).doesNotContain(TestScimServer.TOKEN);
  }

  @Test
  void a_redirect_is_not_followed() {
    try (var other = new OddScimServer()) {
      server.on("GET /Users/ada", Answer.of(307).with("Location", other.url() + "/Users/ada"));

      assertRefused(connector.grant(ada), ErrorClass.UNSUPPORTED, "redirect");
      assertThat(other.asked).isEmpty();
    }
  }

  @Test
  void a_group_too_long_to_be_read_is_asked_for_its_member() {
    server.on(READ, Answer.json("\"" + "x".repeat(ScimHttp.MAX_ANSWER) + "\""));
    server.on(PATCH, Answer.of(204));

    assertThat(connector.verify(ada)).isEqualTo(Presence.CANNOT_TELL);
    assertThat(connector.grant(ada)).isEqualTo(new Done(false));
    assertThat(connector.revoke(ada)).isEqualTo(new Done(false));

    server.on(
        "GET /Groups",
        asked ->
            Answer.json(
                String.valueOf(asked.query()).contains("members.value eq \"ada\"")
                    ? "{\"totalResults\":1,\"Resources\":[{\"id\":\"staff\"}]}"
                    : "{\"totalResults\":0}"));
    assertThat(connector.verify(ada)).isEqualTo(Presence.PRESENT);
    assertThat(connector.grant(ada)).isEqualTo(new Done(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"staff\"},{\"id\":\"other\"}",
        "{\"id\":\"other\"}",
        "{\"id\":\"staff\"}"
      })
  void a_server_that_finds_groups_without_looking_at_members_is_not_believed(String found) {
    server.on(
        "GET /Groups", Answer.json("{\"totalResults\":1,\"Resources\":[%s]}".formatted(found)));

    assertThat(connector.verify(ada)).isEqualTo(Presence.ABSENT);
  }

  @Test
  void a_filter_that_is_refused_is_not_asked_for_again() {
    server.on("GET /Groups", Answer.error(400, "invalidFilter"));

    assertThat(connector.verify(ada)).isEqualTo(Presence.ABSENT);
    assertThat(connector.verify(scim("ada", "staff"))).isEqualTo(Presence.ABSENT);

    assertThat(server.asked("GET /Groups")).hasSize(1);
    assertThat(server.asked("GET /Groups").getFirst().query())
        .endsWith("filter=(id eq \"staff\" and members.value eq \"ada\")");
  }

  @Test
  void a_user_that_was_not_asked_for_is_nobody() {
    connector.close();
    connector = connector(Dialect.of(UserKey.EXTERNAL_ID));
    server.on(
        "GET /Users",
        Answer.json(
            "{\"totalResults\":1,\"Resources\":[{\"id\":\"eve\",\"externalId\":\"other\"}]}"));

    assertRefused(
        connector.grant(scim("a \"b\" \\c", "staff")), ErrorClass.SUBJECT_NOT_FOUND, "no user");
    assertThat(server.asked("GET /Users").getFirst().query())
        .contains("filter=externalId eq \"a \\\"b\\\" \\\\c\"");
  }

  @Test
  void a_server_that_does_not_tell_what_it_can_do_is_used_and_not_fit_by_a_probe() {
    server.on("GET /ServiceProviderConfig", Answer.of(404));
    server.on(PATCH, Answer.of(204));

    assertThat(connector.grant(ada)).isEqualTo(new Done(false));
    assertThat(connector.probe(NOW.plusSeconds(60)))
        .hasValueSatisfying(
            refused ->
                assertRefused(
                    refused, ErrorClass.RESOURCE_NOT_FOUND, "/ServiceProviderConfig: 404"));
  }

  @Test
  void a_server_that_is_down_has_refused() {
    server.close();

    assertRefused(connector.grant(ada), ErrorClass.UNAVAILABLE, "cannot be reached");
    assertThat(connector.verify(ada)).isEqualTo(Presence.CANNOT_TELL);
  }

  @Test
  void a_closed_connector_refuses() {
    connector.close();

    assertRefused(connector.grant(ada), ErrorClass.UNAVAILABLE, "closed");
  }

  /** Holds a request until the test is over. */
  private Answer blocked(Asked asked) {
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Answer.of(0);
  }

  private ScimConnector connector(Dialect dialect) {
    var s = TestScimServer.settings(server.url(), dialect.userKey());
    return new ScimConnector(
        new ScimSettings(s.originSystem(), s.server(), s.credentials(), dialect, s.limits()),
        CLOCK);
  }

  private static void assertRefused(DeliveryOutcome outcome, ErrorClass errorClass, String part) {
    ScimConnectorTest.assertRefused(outcome, errorClass, part);
  }

  private static void assertUnknown(DeliveryOutcome outcome, Cause cause) {
    assertThat(outcome).isInstanceOf(Unknown.class);
    assertThat(((Unknown) outcome).cause()).as(outcome.toString()).isEqualTo(cause);
  }
}
