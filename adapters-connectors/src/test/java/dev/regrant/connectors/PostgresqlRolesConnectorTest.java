package dev.regrant.connectors;

import static dev.regrant.connectors.TestPostgresql.PASSWORD;
import static dev.regrant.connectors.TestPostgresql.SYSTEM;
import static dev.regrant.connectors.TestPostgresql.USER;
import static dev.regrant.connectors.TestPostgresql.group;
import static dev.regrant.connectors.TestPostgresql.login;
import static dev.regrant.connectors.TestPostgresql.memberships;
import static dev.regrant.connectors.TestPostgresql.run;
import static dev.regrant.connectors.TestPostgresql.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.connectors.PostgresqlRolesSettings.LoginName;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresqlRolesConnectorTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Duration PLENTY = Duration.ofSeconds(20);

  private final PostgresqlRolesConnector connector =
      new PostgresqlRolesConnector(settings(), CLOCK);

  @Test
  void membership_is_granted_read_and_revoked() {
    String group = group();
    String ann = login();
    var call = call(ann, group);

    assertThat(connector.verify(call)).isEqualTo(Presence.ABSENT);
    assertThat(connector.grant(call)).isEqualTo(new Done(false));
    assertThat(memberships(group, ann)).isOne();
    assertThat(connector.verify(call)).isEqualTo(Presence.PRESENT);
    assertThat(connector.grant(call)).isEqualTo(new Done(true));
    assertThat(connector.revoke(call)).isEqualTo(new Done(false));
    assertThat(memberships(group, ann)).isZero();
    assertThat(connector.verify(call)).isEqualTo(Presence.ABSENT);
    assertThat(connector.revoke(call)).isEqualTo(new Done(true));
  }

  @Test
  void a_name_that_is_sql_is_a_name_all_the_same() {
    String group = "r\"; drop role x; --" + group();
    String ann = "Ann O'Hara" + login();
    run("create role %s admin %s".formatted(quoted(group), USER));
    run("create role %s login".formatted(quoted(ann)));

    assertThat(connector.grant(call(ann, group))).isEqualTo(new Done(false));
    assertThat(memberships(group, ann)).isOne();
    assertThat(connector.revoke(call(ann, group))).isEqualTo(new Done(false));
  }

  @Test
  void membership_by_way_of_another_role_does_not_count() {
    String outer = group();
    String inner = group();
    String ann = login();
    run("grant %s to %s; grant %s to %s".formatted(outer, inner, inner, ann));

    assertThat(connector.verify(call(ann, outer))).isEqualTo(Presence.ABSENT);
    assertThat(connector.grant(call(ann, outer))).isEqualTo(new Done(false));
  }

  @Test
  void a_revoke_takes_away_what_others_granted_if_it_may() {
    String group = group();
    String ann = login();
    String other = login();
    run("grant %s to %s with admin option".formatted(group, other));
    run("grant %s to %s granted by %s".formatted(group, ann, other));
    assertThat(connector.grant(call(ann, group))).isEqualTo(new Done(true));
    run("grant %s to %s granted by %s".formatted(group, ann, USER));
    assertThat(memberships(group, ann)).isEqualTo(2);

    assertRefused(connector.revoke(call(ann, group)), ErrorClass.FORBIDDEN, other);
    assertThat(memberships(group, ann)).as("all or none").isEqualTo(2);

    run("grant %s to %s".formatted(other, USER));
    assertThat(connector.revoke(call(ann, group))).isEqualTo(new Done(false));
    assertThat(memberships(group, ann)).isZero();
  }

  @Test
  void membership_that_others_were_granted_through_stands_in_the_way_of_its_end() {
    String group = group();
    String ann = login();
    String ben = login();
    run("grant %s to %s with admin option granted by %s".formatted(group, ann, USER));
    run("grant %s to %s granted by %s".formatted(group, ben, ann));

    assertRefused(connector.revoke(call(ann, group)), ErrorClass.CONFLICT, "dependent");
  }

  @Test
  void who_or_what_is_missing_is_told() {
    String group = group();
    String ann = login();

    assertRefused(
        connector.grant(call(ann, "nothing")), ErrorClass.RESOURCE_NOT_FOUND, "'nothing'");
    assertRefused(connector.grant(call("nobody", group)), ErrorClass.SUBJECT_NOT_FOUND, "'nobody'");
    assertRefused(
        connector.revoke(call("nobody", group)), ErrorClass.SUBJECT_NOT_FOUND, "'nobody'");
    assertThat(connector.verify(call("nobody", group))).isEqualTo(Presence.CANNOT_TELL);
    assertRefused(
        connector.grant(Calls.call("Owner_" + group, ann, group, later())),
        ErrorClass.ROLE_NOT_FOUND,
        "Owner");
  }

  @Test
  void a_group_that_has_a_persons_name_is_not_the_person() {
    String group = group();
    String staff = group();

    assertRefused(
        connector.grant(call(staff, group)), ErrorClass.SUBJECT_NOT_FOUND, "may not log in");
  }

  @Test
  void whoever_may_not_log_in_any_more_can_be_revoked_from() {
    String group = group();
    String ann = login();
    connector.grant(call(ann, group));
    run("alter role %s nologin".formatted(ann));

    assertThat(connector.revoke(call(ann, group))).isEqualTo(new Done(false));
  }

  @ParameterizedTest
  @CsvSource({
    "PRINCIPAL_NAME, ann@example.org, ann@example.org",
    "LOCAL_PART, ann@example.org, ann",
    "LOCAL_PART, ann, ann",
    "OBJECT_ID, ann@example.org, id-1"
  })
  void the_login_role_is_found_by_a_setting(
      LoginName loginName, String principalName, String expected) {
    var ann = new Subject("id-1", Optional.empty(), Optional.of(principalName), Optional.empty());

    assertThat(loginName.of(ann)).contains(expected);
  }

  @Test
  void somebody_without_a_principal_name_has_no_login_role() {
    var settings = settings(TestPostgresql.port(), USER, PASSWORD, LoginName.PRINCIPAL_NAME);

    assertRefused(
        new PostgresqlRolesConnector(settings, CLOCK).grant(call("id-1", group())),
        ErrorClass.SUBJECT_NOT_FOUND,
        "id-1");
  }

  @Test
  void a_role_that_may_not_be_granted_is_forbidden() {
    String secret = login();

    assertRefused(
        connector.grant(call(login(), secret)), ErrorClass.FORBIDDEN, "permission denied");
  }

  @Test
  void a_wrong_password_is_told_without_it() {
    var wrong = settings(TestPostgresql.port(), USER, "wrong-one", LoginName.OBJECT_ID);
    var connector = new PostgresqlRolesConnector(wrong, CLOCK);

    assertRefused(connector.grant(call(login(), group())), ErrorClass.UNAUTHENTICATED, USER);
    assertThat(connector.probe(later()).orElseThrow().errorClass())
        .isEqualTo(ErrorClass.UNAUTHENTICATED);
    assertThat(connector.grant(call("a", "b")).toString()).doesNotContain("wrong-one");
    assertThat(wrong.toString()).doesNotContain("wrong-one");
  }

  @Test
  void too_many_connections_are_throttling() {
    String busy = login();
    run("alter role %s password 'p' connection limit 0".formatted(busy));
    var connector =
        new PostgresqlRolesConnector(
            settings(TestPostgresql.port(), busy, "p", LoginName.OBJECT_ID), CLOCK);

    assertRefused(connector.grant(call(login(), group())), ErrorClass.THROTTLED, busy);
  }

  @Test
  void a_server_that_is_down_is_unavailable() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var connector =
        new PostgresqlRolesConnector(settings(port, USER, PASSWORD, LoginName.OBJECT_ID), CLOCK);

    assertRefused(connector.grant(call(login(), group())), ErrorClass.UNAVAILABLE, "refused");
    assertThat(connector.probe(later()).orElseThrow().errorClass())
        .isEqualTo(ErrorClass.UNAVAILABLE);
  }

  @Test
  void a_server_that_accepts_and_says_nothing_is_waited_for_until_the_deadline() throws Exception {
    try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var settings = settings(mute.getLocalPort(), USER, PASSWORD, LoginName.OBJECT_ID);
      var connector = new PostgresqlRolesConnector(settings, CLOCK);

      assertRefused(
          connector.grant(call(login(), group(), Duration.ofMillis(200))),
          ErrorClass.TIMEOUT,
          "deadline");
    }
  }

  @Test
  void a_grant_that_is_kept_waiting_is_given_up_by_the_server_and_not_done() throws Exception {
    String group = group();
    String ann = login();
    try (var other = TestPostgresql.connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table pg_auth_members in exclusive mode");

      assertRefused(
          connector.grant(call(ann, group, Duration.ofSeconds(2))),
          ErrorClass.TIMEOUT,
          "statement timeout");
      other.rollback();
    }
    assertThat(memberships(group, ann)).isZero();
  }

  @Test
  void after_the_deadline_nothing_is_asked() {
    assertRefused(
        connector.grant(call(login(), group(), Duration.ZERO)), ErrorClass.TIMEOUT, "deadline");
    assertThat(connector.grant(Calls.call("Member_", login(), group(), Instant.MAX)))
        .isEqualTo(new Done(false));
  }

  @Test
  void a_probe_tells_whether_anything_may_be_granted() {
    String powerless = login();
    run("alter role %s password 'p'".formatted(powerless));
    var settings = settings(TestPostgresql.port(), powerless, "p", LoginName.OBJECT_ID);
    group();

    assertThat(connector.probe(later())).isEmpty();
    assertThat(new PostgresqlRolesConnector(settings, CLOCK).probe(later()))
        .hasValueSatisfying(
            refused -> assertRefused(refused, ErrorClass.FORBIDDEN, "admin option on no role"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://db/x",
        "jdbc:postgresql://me:pw@db/x",
        "jdbc:postgresql://db/x?ssl=true&password=pw"
      })
  void a_url_with_credentials_or_of_something_else_is_refused(String url) {
    assertThatThrownBy(
            () ->
                new PostgresqlRolesSettings(
                    SYSTEM, url, USER, "", LoginName.OBJECT_ID, Connector.Limits.concurrent(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("url must")
        .hasMessageNotContaining("pw");
  }

  private static ConnectorCall call(String login, String group) {
    return call(login, group, PLENTY);
  }

  private static ConnectorCall call(String login, String group, Duration patience) {
    return Calls.call("Member_" + group, login, group, CLOCK.instant().plus(patience));
  }

  private static Instant later() {
    return CLOCK.instant().plus(PLENTY);
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static void assertRefused(
      DeliveryOutcome outcome, ErrorClass errorClass, String message) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.errorClass()).as(refused.toString()).isEqualTo(errorClass);
              assertThat(refused.message()).contains(message);
            });
  }
}
