package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.Calls.member;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.KeyStoreKeyManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.cert.ManageCertificates;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LdapTlsTest {
  private static final char[] PIN = "test only".toCharArray();

  @TempDir static Path folder;
  // Not 127.0.0.1: the SDK takes any trusted certificate from a loopback address.
  private static Certificate localhost;
  private static Certificate elsewhere;

  /** A key store and, as a PEM file, the certificate in it. */
  private record Certificate(Path keyStore, Path pem) {}

  @BeforeAll
  static void makeCertificates() throws Exception {
    localhost = certificate("localhost", "--subject-alternative-name-dns", "localhost");
    elsewhere = certificate("elsewhere", "--subject-alternative-name-dns", "ldap.example.com");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_server_that_the_file_vouches_for_is_used(boolean startTls) throws Exception {
    try (var directory = directory(startTls, localhost)) {
      var outcome = grant(directory, startTls, Optional.of(localhost.pem()));

      assertThat(outcome).isEqualTo(new Done(false));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_server_that_nobody_vouches_for_never_sees_the_password(boolean startTls) throws Exception {
    try (var directory = directory(startTls, localhost)) {
      assertNotConnected(grant(directory, startTls, Optional.empty()));
      assertNotConnected(grant(directory, startTls, Optional.of(elsewhere.pem())));

      assertThat(directory.binds).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_certificate_of_another_host_is_refused(boolean startTls) throws Exception {
    try (var directory = directory(startTls, elsewhere)) {
      assertNotConnected(grant(directory, startTls, Optional.of(elsewhere.pem())));

      assertThat(directory.binds).hasValue(0);
    }
  }

  @Test
  void a_server_without_start_tls_never_sees_the_password() throws Exception {
    try (var directory = new TestDirectory()) {
      var outcome = grant(directory, true, Optional.empty());

      assertThat(outcome).isInstanceOf(Refused.class);
      assertThat(directory.binds).hasValue(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void a_server_that_the_directory_refers_to_is_reached_by_tls_too(
      boolean startTls, boolean othersStartTls) throws Exception {
    try (var directory = directory(startTls, localhost);
        var other = directory(othersStartTls, localhost)) {
      var outcome = grantElsewhere(directory, startTls, other, othersStartTls);

      assertThat(outcome).isEqualTo(new Done(false));
      assertThat(other.values("cn=staff," + TestDirectory.GROUPS, "member")).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_server_without_tls_that_the_directory_refers_to_never_sees_the_password(boolean startTls)
      throws Exception {
    try (var directory = directory(startTls, localhost);
        var other = new TestDirectory()) {
      var outcome = grantElsewhere(directory, startTls, other, true);

      assertThat(outcome).isInstanceOf(Refused.class);
      assertThat(((Refused) outcome).message())
          .contains("ldap://localhost:" + other.server.getListenPort());
      assertThat(other.binds).hasValue(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"ldaps, false, UNAVAILABLE", "ldap, true, TIMEOUT", "ldap, false, TIMEOUT"})
  void a_server_that_accepts_and_stays_silent_is_not_waited_for_without_end(
      String scheme, boolean startTls, ErrorClass errorClass) throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var url = URI.create(scheme + "://127.0.0.1:" + silent.getLocalPort());
      try (var connector = connector(url, startTls, Optional.empty(), Duration.ofMillis(200))) {
        var outcome = connector.grant(member("id", "cn=staff"));

        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(((Refused) outcome).errorClass()).isEqualTo(errorClass);
      }
    }
  }

  @Test
  void a_file_of_certificates_that_cannot_be_read_is_named_at_once() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path broken = Files.writeString(folder.resolve("broken.pem"), "no certificate");

    for (Path file : List.of(folder.resolve("missing.pem"), empty, broken)) {
      assertThatThrownBy(() -> LdapTls.trusting(Optional.of(file)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("servers.caFile", file.toString());
    }
  }

  private static TestDirectory directory(boolean startTls, Certificate certificate) {
    return new TestDirectory(
        () -> {
          try {
            var tls =
                new SSLUtil(new KeyStoreKeyManager(certificate.keyStore().toFile(), PIN), null);
            return startTls
                ? TestDirectory.Listener.plain(tls.createSSLSocketFactory())
                : InMemoryListenerConfig.createLDAPSConfig(
                    "ldaps",
                    InetAddress.getLoopbackAddress(),
                    0,
                    tls.createSSLServerSocketFactory(),
                    null);
          } catch (GeneralSecurityException e) {
            throw new LDAPException(ResultCode.LOCAL_ERROR, "no TLS", e);
          }
        });
  }

  private static DeliveryOutcome grant(
      TestDirectory directory, boolean startTls, Optional<Path> caFile) {
    String person = directory.addPerson("someone" + caFile.hashCode());
    String group = directory.addGroup(person, "groupOfNames");
    try (var connector =
        connector(url(directory, startTls), startTls, caFile, Duration.ofSeconds(10))) {
      return connector.grant(member(person, group));
    }
  }

  /** Grants membership of a group that the directory says is kept by the other. */
  private static DeliveryOutcome grantElsewhere(
      TestDirectory directory, boolean startTls, TestDirectory other, boolean othersStartTls) {
    String person = directory.addPerson("someone");
    other.addGroup("staff", "groupOfNames");
    var otherUrl = url(other, othersStartTls);
    String referral = directory.addReferral("Elsewhere", otherUrl + "/" + TestDirectory.GROUPS);
    var servers =
        new LdapSettings.Servers(
            List.of(url(directory, startTls)),
            startTls,
            Optional.of(localhost.pem()),
            false,
            Set.of(otherUrl.getAuthority()));
    try (var connector = new LdapConnector(TestDirectory.settings(servers), CLOCK)) {
      return connector.grant(member(person, "cn=staff," + referral));
    }
  }

  private static URI url(TestDirectory directory, boolean startTls) {
    return URI.create(
        (startTls ? "ldap" : "ldaps") + "://localhost:" + directory.server.getListenPort());
  }

  private static LdapConnector connector(
      URI url, boolean startTls, Optional<Path> caFile, Duration patience) {
    var s =
        TestDirectory.settings(
            new LdapSettings.Servers(List.of(url), startTls, caFile, false, Set.of()));
    return new LdapConnector(
        new LdapSettings(
            s.originSystem(),
            s.servers(),
            s.account(),
            s.users(),
            s.groups(),
            new LdapSettings.Limits(1, patience, patience)),
        CLOCK);
  }

  private static void assertNotConnected(DeliveryOutcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).errorClass())
        .as(outcome.toString())
        .isEqualTo(ErrorClass.UNAVAILABLE);
  }

  private static Certificate certificate(String name, String... arguments) throws Exception {
    Path keyStore = folder.resolve(name + ".p12");
    var output = new ByteArrayOutputStream();
    var all =
        new ArrayList<>(
            List.of(
                "generate-self-signed-certificate",
                "--keystore",
                keyStore.toString(),
                "--keystore-password",
                new String(PIN),
                "--keystore-type",
                "PKCS12",
                "--alias",
                "server",
                "--subject-dn",
                "CN=" + name,
                "--key-algorithm",
                "EC",
                "--key-size-bits",
                "256",
                "--signature-algorithm",
                "SHA256withECDSA",
                "--display-keytool-command"));
    all.addAll(List.of(arguments));
    var result = ManageCertificates.main(null, output, output, all.toArray(String[]::new));
    assertThat(result).as(output.toString(UTF_8)).isEqualTo(ResultCode.SUCCESS);
    return new Certificate(keyStore, pem(keyStore, name));
  }

  private static Path pem(Path keyStore, String name) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(keyStore.toFile(), PIN);
    String base64 =
        Base64.getMimeEncoder().encodeToString(store.getCertificate("server").getEncoded());
    return Files.writeString(
        folder.resolve(name + ".pem"),
        "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
  }
}
