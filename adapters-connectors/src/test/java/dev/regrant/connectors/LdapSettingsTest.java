package dev.regrant.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.connectors.LdapSettings.Account;
import dev.regrant.connectors.LdapSettings.Limits;
import dev.regrant.connectors.LdapSettings.Servers;
import dev.regrant.connectors.LdapSettings.Users;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LdapSettingsTest {
  private static final String BASE = "ou=People,dc=example,dc=com";

  @ParameterizedTest
  @CsvSource({
    "ldap://localhost, localhost, 389",
    "ldap://127.0.0.1:1389/, 127.0.0.1, 1389",
    "ldap://[::1], ::1, 389",
    "ldaps://ldap.example.com, ldap.example.com, 636",
    "LDAPS://ldap.example.com:1636, ldap.example.com, 1636"
  })
  void a_url_names_host_and_port(String url, String host, int port) {
    URI accepted = Servers.of(url).urls().getFirst();

    assertThat(Servers.host(accepted)).isEqualTo(host);
    assertThat(Servers.port(accepted)).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ldap.example.com",
        "http://localhost",
        "ldap:localhost",
        "ldap://",
        "ldap:///dc=example",
        "ldap://localhost/dc=example",
        "ldap://localhost?uid",
        "ldap://not a host"
      })
  void a_url_that_is_none_is_refused_by_name(String url) {
    assertRefused(() -> Servers.of(url), "servers.urls");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ldaps://cn=regrant:hunter2@ldap.example.com",
        "ldaps://cn=regrant:hunter2@ldap example",
        "ldaps://cn=regrant:hunter2@ldap_example",
        "ldaps:cn=regrant:hunter2@ldap.example.com",
        "ldapss://cn=regrant:hunter2@ldap.example.com"
      })
  void credentials_in_a_url_are_refused_and_not_repeated(String url) {
    assertThatThrownBy(() -> Servers.of(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("servers.urls")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void at_least_one_server_is_needed() {
    assertRefused(Servers::of, "servers.urls");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ldap://ldap.example.com", "ldap://10.0.0.1", "ldap://127.0.0.1.example.com"})
  void a_password_in_clear_to_another_machine_must_be_allowed(String url) {
    assertRefused(() -> Servers.of(url), "servers.allowClearText");
    var urls = List.of(URI.create(url));

    assertThat(new Servers(urls, false, Optional.empty(), true, Set.of()).urls()).isEqualTo(urls);
    assertThat(new Servers(urls, true, Optional.empty(), false, Set.of()).urls()).isEqualTo(urls);
  }

  @Test
  void start_tls_does_not_go_with_ldaps() {
    var urls = List.of(URI.create("ldaps://ldap.example.com"));

    assertRefused(
        () -> new Servers(urls, true, Optional.empty(), false, Set.of()),
        "servers.startTls",
        "ldaps://");
  }

  @Test
  void a_file_of_certificates_needs_tls() {
    var urls = List.of(URI.create("ldap://localhost"));

    assertRefused(
        () -> new Servers(urls, false, Optional.of(Path.of("ca.pem")), false, Set.of()),
        "servers.caFile");
  }

  @Test
  void referral_hosts_are_compared_without_regard_to_case() {
    var urls = List.of(URI.create("ldap://localhost"));
    var hosts = Set.of("LDAP2.example.org:636", "[::1]:389");

    assertThat(new Servers(urls, false, Optional.empty(), false, hosts).referralHosts())
        .containsExactlyInAnyOrder("ldap2.example.org:636", "[::1]:389");
  }

  @ParameterizedTest
  @CsvSource({
    "ldap://localhost, false, false, ldap://ldap2.example.org, true",
    "ldap://localhost, false, true, ldap://ldap2.example.org, false",
    "ldap://localhost, false, false, ldap://localhost:3389, false",
    "ldap://localhost, true, true, ldap://localhost:3389, true",
    "ldaps://localhost, false, true, ldap://localhost:3389, true",
    "ldaps://localhost, false, false, ldaps://ldap2.example.org, false",
    "ldap://localhost, true, false, ldaps://ldap2.example.org, false"
  })
  void a_server_that_is_referred_to_is_reached_no_less_safely(
      URI own, boolean startTls, boolean allowClearText, URI other, boolean othersStartTls) {
    var servers = new Servers(List.of(own), startTls, Optional.empty(), allowClearText, Set.of());

    var referred = servers.referredTo(other);

    assertThat(referred.urls()).containsExactly(other);
    assertThat(referred.startTls()).isEqualTo(othersStartTls);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ldap2.example.org",
        "ldap2.example.org:0",
        "ldap2.example.org:65536",
        ":636",
        "ldap://ldap2.example.org:636",
        "me@ldap2.example.org:636",
        "ldap2.example.org:636/dc=example",
        "a b:636",
        ""
      })
  void a_referral_host_is_a_host_and_a_port(String host) {
    var urls = List.of(URI.create("ldap://localhost"));

    assertRefused(
        () -> new Servers(urls, false, Optional.empty(), false, Set.of(host)),
        "servers.referralHosts",
        "'" + host + "'");
  }

  @Test
  void an_account_shows_no_password() {
    assertThat(new Account("cn=regrant", "hunter2").toString())
        .contains("cn=regrant")
        .doesNotContain("hunter2");
  }

  @Test
  void an_account_needs_a_dn_and_a_password() {
    assertRefused(() -> new Account("regrant", "hunter2"), "account.bindDn", "regrant");
    assertRefused(() -> new Account("", "hunter2"), "account.bindDn");
    assertRefused(() -> new Account("cn=regrant", ""), "account.password");
  }

  @Test
  void people_need_a_base_and_attributes() {
    List<String> uid = List.of("uid");
    assertRefused(() -> Users.under("people"), "users.baseDn", "people");
    assertRefused(() -> new Users(BASE, "", uid, "mail", "cn"), "users.objectId");
    assertRefused(
        () -> new Users(BASE, "entryUUID", List.of(), "mail", "cn"), "users.principalNames");
    assertRefused(
        () -> new Users(BASE, "entryUUID", List.of("u id"), "mail", "cn"), "users.principalNames");
    assertRefused(() -> new Users(BASE, "entryUUID", uid, "mail)(", "cn"), "users.mail");
    assertRefused(() -> new Users(BASE, "entryUUID", uid, "mail", "1"), "users.displayName");
  }

  @Test
  void limits_are_within_reason() {
    Duration second = Duration.ofSeconds(1);
    assertRefused(() -> new Limits(0, second, second), "limits.poolSize", "0");
    assertRefused(() -> new Limits(1_001, second, second), "limits.poolSize", "1001");
    assertRefused(() -> new Limits(1, Duration.ZERO, second), "limits.connectTimeout");
    assertRefused(() -> new Limits(1, second, Duration.ofNanos(1)), "limits.responseTimeout");
    assertRefused(() -> new Limits(1, second, Duration.ofDays(1)), "limits.responseTimeout");
  }

  @Test
  void the_origin_system_has_a_name() {
    assertRefused(
        () ->
            new LdapSettings(
                " ",
                Servers.of("ldap://localhost"),
                new Account("cn=regrant", "hunter2"),
                Users.under(BASE),
                LdapSettings.Groups.AUTOMATIC,
                Limits.DEFAULT),
        "originSystem");
  }

  private static void assertRefused(ThrowingCallable settings, String... messageParts) {
    assertThatThrownBy(settings)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(messageParts);
  }
}
