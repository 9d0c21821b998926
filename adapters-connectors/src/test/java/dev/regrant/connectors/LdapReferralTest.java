package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.NOW;
import static dev.regrant.connectors.Calls.TENANT;
import static dev.regrant.connectors.Calls.call;
import static dev.regrant.connectors.Calls.member;
import static dev.regrant.connectors.TestDirectory.BASE;
import static dev.regrant.connectors.TestDirectory.GROUPS;
import static dev.regrant.connectors.TestDirectory.PEOPLE;
import static dev.regrant.connectors.TestDirectory.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import dev.regrant.testkit.BreakableProxy;
import dev.regrant.testkit.BreakableProxy.Mode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one directory refers to another for. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LdapReferralTest {
  private final TestDirectory directory = new TestDirectory();
  private final TestDirectory other = new TestDirectory();
  private final String alice = directory.addPerson("alice");
  private final String group = other.addGroup("staff", "groupOfNames");
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final String aliceDn = "uid=alice," + PEOPLE;

  @AfterEach
  void close() {
    goOn.countDown();
    other.close();
    directory.close();
  }

  @Test
  void a_group_on_a_server_that_is_allowed_is_granted_read_and_revoked_there() {
    String referral = directory.addReferral("Elsewhere", other.url() + "/" + GROUPS);
    var call = member(alice, "cn=staff," + referral);
    try (var connector = connector(other)) {
      assertThat(connector.verify(call)).isEqualTo(Presence.ABSENT);
      assertThat(connector.grant(call)).isEqualTo(new Done(false));
      assertThat(other.values(group, "member")).contains(aliceDn);
      assertThat(connector.grant(call)).isEqualTo(new Done(true));
      assertThat(connector.verify(call)).isEqualTo(Presence.PRESENT);
      assertThat(connector.revoke(call)).isEqualTo(new Done(false));
      assertThat(other.values(group, "member")).doesNotContain(aliceDn);
      assertThat(connector.revoke(call)).isEqualTo(new Done(true));
    }
    assertThat(other.binds).as("connections").hasValue(1);
  }

  @Test
  void a_server_that_is_not_allowed_is_named_with_the_setting_and_never_sees_the_password() {
    String referral = directory.addReferral("Elsewhere", other.url() + "/" + GROUPS);
    try (var connector = connector()) {
      var outcome = connector.grant(member(alice, "cn=staff," + referral));

      assertRefused(
          outcome, ErrorClass.UNSUPPORTED, other.url().toString(), "servers.referralHosts");
    }
    assertThat(other.binds).hasValue(0);
  }

  @Test
  void the_port_of_a_server_that_is_allowed_counts() {
    String referral = directory.addReferral("Elsewhere", "ldap://127.0.0.1:389/" + GROUPS);
    try (var connector = connector(other)) {
      assertRefused(
          connector.grant(member(alice, "cn=staff," + referral)),
          ErrorClass.UNSUPPORTED,
          "ldap://127.0.0.1:389/");
    }
  }

  @Test
  void a_read_only_server_refers_to_one_that_is_configured_beside_it() {
    String here = directory.addGroup("here", "groupOfNames");
    other.addGroup("here", "groupOfNames");
    directory.beforeModify = refer(other.url().toString());
    var servers =
        new LdapSettings.Servers(
            List.of(directory.url(), other.url()), false, Optional.empty(), false, Set.of());
    try (var connector = new LdapConnector(TestDirectory.settings(servers), CLOCK)) {
      assertThat(connector.grant(member(alice, here))).isEqualTo(new Done(false));
    }
    assertThat(other.values(here, "member")).contains(aliceDn);
    assertThat(directory.values(here, "member")).doesNotContain(aliceDn);
  }

  @Test
  void the_next_server_that_a_referral_names_is_used_where_the_first_is_down_or_not_allowed() {
    String down;
    URI downUrl;
    try (var gone = new TestDirectory()) {
      downUrl = gone.url();
      down = hostAndPort(gone);
    }
    String here = directory.addGroup("here", "groupOfNames");
    directory.beforeModify =
        refer(
            "ldap://elsewhere.example.com/" + group,
            downUrl + "/" + group,
            other.url() + "/" + group);
    try (var connector = connector(down, hostAndPort(other))) {
      assertThat(connector.grant(member(alice, here))).isEqualTo(new Done(false));
    }
    assertThat(other.values(group, "member")).contains(aliceDn);
  }

  @Test
  void a_password_that_is_refused_there_is_told_with_the_server() {
    directory.beforeModify = refer(other.url() + "/" + group, directory.url() + "/" + group);
    other.beforeBind = answer(ResultCode.INVALID_CREDENTIALS);
    String here = directory.addGroup("here", "groupOfNames");
    try (var connector = connector(other)) {
      assertRefused(
          connector.grant(member(alice, here)), ErrorClass.UNAUTHENTICATED, other.url().toString());
    }
    assertThat(directory.modifications).hasValue(1);
  }

  @Test
  void an_answer_from_there_is_a_refusal_with_the_servers_name() {
    String here = directory.addGroup("here", "groupOfNames");
    directory.beforeModify = refer(other.url() + "/" + group);
    other.beforeModify = answer(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
    try (var connector = connector(other)) {
      assertRefused(
          connector.grant(member(alice, here)), ErrorClass.FORBIDDEN, other.url().toString());
    }
  }

  @Test
  void a_kept_connection_that_died_unnoticed_does_not_make_a_change_there_unknown() {
    String here = directory.addGroup("here", "groupOfNames");
    String bob = directory.addPerson("bob");
    try (var proxy = new BreakableProxy(other.server.getListenPort(), packet -> true);
        var connector = connector("127.0.0.1:" + proxy.port())) {
      directory.beforeModify = refer("ldap://127.0.0.1:" + proxy.port() + "/" + group);
      assertThat(connector.grant(member(alice, here))).isEqualTo(new Done(false));
      proxy.set(Mode.LOSE_NEXT_REQUEST);

      assertThat(connector.grant(member(bob, here))).isEqualTo(new Done(false));
    }
    assertThat(other.modifications).hasValue(2);
    assertThat(other.binds).hasValue(2);
  }

  @Test
  void servers_that_refer_to_each_other_are_left() {
    String here = directory.addGroup("here", "groupOfNames");
    directory.beforeModify = refer(other.url() + "/" + here);
    other.beforeModify = refer(directory.url() + "/" + here);
    try (var connector = connector(other)) {
      assertRefused(
          connector.grant(member(alice, here)), ErrorClass.INVALID_REQUEST, "in a circle");
    }
    assertThat(other.modifications).hasValue(1);
    assertThat(directory.modifications).hasValue(1);
  }

  @Test
  void a_chain_of_referrals_without_end_is_left_after_five() {
    String here = directory.addGroup("here", "groupOfNames");
    var number = new AtomicInteger();
    TestDirectory.Disturbance onward =
        () -> refer(other.url() + "/cn=" + number.incrementAndGet() + "," + GROUPS).happen();
    directory.beforeModify = onward;
    other.beforeModify = onward;
    try (var connector = connector(other)) {
      assertRefused(
          connector.grant(member(alice, here)), ErrorClass.UNSUPPORTED, "5 servers", "cn=6,");
    }
    assertThat(other.modifications).hasValue(5);
    assertThat(other.binds).as("connections").hasValue(1);
  }

  @Test
  void the_deadline_of_the_call_ends_the_wait_there_too() {
    String referral = directory.addReferral("Elsewhere", other.url() + "/" + GROUPS);
    other.beforeSearch = this::blocked;
    try (var connector = connector(other)) {
      var outcome =
          connector.grant(
              call("Member_", alice, "cn=staff," + referral, NOW.plus(Duration.ofMillis(200))));

      assertRefused(outcome, ErrorClass.TIMEOUT, other.url().toString());
    }
  }

  @Test
  void people_whom_another_server_keeps_are_found_there() {
    String bob = other.addPerson("bob");
    directory.delete(aliceDn);
    String carol = directory.addPerson("carol");
    directory.add(
        "ou=More," + PEOPLE,
        "objectClass: referral",
        "objectClass: extensibleObject",
        "ref: " + other.url() + "/" + PEOPLE + "??sub");
    String here = directory.addGroup("here", "groupOfNames");
    try (var connector = connector(other);
        var people = people(other)) {
      assertThat(people.findAll(TENANT, List.of(bob, carol))).containsOnlyKeys(bob, carol);
      assertThat(people.findByName(TENANT, "bob@example.com")).isPresent();
      assertThat(connector.grant(member(bob, here))).isEqualTo(new Done(false));
    }
    assertThat(directory.values(here, "member")).contains("uid=bob," + PEOPLE);
  }

  @Test
  void servers_that_refer_to_each_other_for_people_are_each_searched_once() {
    String bob = other.addPerson("bob");
    var searches = new AtomicInteger();
    directory.beforeSearch = searches::incrementAndGet;
    other.beforeSearch = searches::incrementAndGet;
    for (var pair : List.of(List.of(directory, other), List.of(other, directory))) {
      pair.getFirst()
          .add(
              "ou=More," + PEOPLE,
              "objectClass: referral",
              "objectClass: extensibleObject",
              "ref: " + pair.getLast().url() + "/" + PEOPLE + "??sub");
    }
    directory.add(
        "ou=Gone," + PEOPLE,
        "objectClass: referral",
        "objectClass: extensibleObject",
        "ref: " + other.url() + "/ou=Gone," + BASE);
    try (var people = people(other)) {
      assertThat(people.findAll(TENANT, List.of(alice, bob))).containsOnlyKeys(alice, bob);
    }
    assertThat(searches).as("of people here and there, and of what is gone").hasValue(3);
  }

  @Test
  void an_entry_that_two_servers_keep_is_one_person() {
    other.addPerson("alice");
    directory.add(
        "ou=More," + PEOPLE,
        "objectClass: referral",
        "objectClass: extensibleObject",
        "ref: " + other.url() + "/" + PEOPLE + "??sub");
    try (var people = people(other)) {
      assertThat(people.findByName(TENANT, "alice@example.com"))
          .hasValueSatisfying(subject -> assertThat(subject.objectId()).isEqualTo(alice));
    }
  }

  @Test
  void what_a_server_that_is_not_allowed_keeps_of_people_is_left_out_and_told() {
    directory.add(
        "ou=More," + PEOPLE,
        "objectClass: referral",
        "objectClass: extensibleObject",
        "ref: " + other.url() + "/" + PEOPLE);
    String bob = other.addPerson("bob");
    String here = directory.addGroup("here", "groupOfNames");
    try (var connector = connector();
        var people = people()) {
      assertThat(people.findAll(TENANT, List.of(alice, bob))).containsOnlyKeys(alice);
      assertThat(connector.grant(member(alice, here))).isEqualTo(new Done(false));
      assertRefused(
          connector.grant(member(bob, here)),
          ErrorClass.SUBJECT_NOT_FOUND,
          "servers.referralHosts",
          other.url().toString());
    }
    assertThat(other.binds).hasValue(0);
  }

  @Test
  void many_calls_at_once_share_few_connections_to_each_server() throws Exception {
    String referral = directory.addReferral("Elsewhere", other.url() + "/" + GROUPS);
    List<String> people =
        IntStream.range(0, 40).mapToObj(n -> directory.addPerson("person" + n)).toList();
    List<Callable<DeliveryOutcome>> grants = new ArrayList<>();
    try (var connector = connector(other);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String person : people) {
        grants.add(() -> connector.grant(member(person, "cn=staff," + referral)));
      }
      assertThat(threads.invokeAll(grants))
          .allSatisfy(outcome -> assertThat(outcome.resultNow()).isEqualTo(new Done(false)));
    }
    assertThat(other.values(group, "member")).hasSize(41);
    assertThat(other.binds).hasValueLessThanOrEqualTo(4);
  }

  @Test
  void a_referral_that_names_no_ldap_server_is_refused() {
    String here = directory.addGroup("here", "groupOfNames");
    try (var connector = connector(other)) {
      for (String url : List.of("http://example.com/", "ldap:///" + BASE, "nonsense")) {
        directory.beforeModify = refer(url);
        assertRefused(connector.grant(member(alice, here)), ErrorClass.UNSUPPORTED, url);
      }
    }
  }

  private LdapConnector connector(TestDirectory allowed) {
    return connector(hostAndPort(allowed));
  }

  private LdapConnector connector(String... referralHosts) {
    return new LdapConnector(settings(referralHosts), CLOCK);
  }

  private LdapDirectory people(TestDirectory allowed) {
    return new LdapDirectory(settings(hostAndPort(allowed)), CLOCK);
  }

  private LdapDirectory people() {
    return new LdapDirectory(settings(), CLOCK);
  }

  private LdapSettings settings(String... referralHosts) {
    return TestDirectory.settings(TestDirectory.servers(directory.url(), referralHosts));
  }

  private static String hostAndPort(TestDirectory server) {
    return server.url().getAuthority();
  }

  private static TestDirectory.Disturbance refer(String... urls) {
    return () -> {
      throw new LDAPException(ResultCode.REFERRAL, "not here", null, urls);
    };
  }

  /** Holds a request until the test is over. */
  private void blocked() {
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void assertRefused(
      DeliveryOutcome outcome, ErrorClass errorClass, String... messageParts) {
    assertThat(outcome).isInstanceOf(Refused.class);
    var refused = (Refused) outcome;
    assertThat(refused.errorClass()).as(refused.message()).isEqualTo(errorClass);
    assertThat(List.of(messageParts))
        .allSatisfy(part -> assertThat(refused.message()).contains(part));
  }
}
