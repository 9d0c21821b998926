package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;
import static dev.regrant.connectors.WebhookReceiver.SECRET;
import static dev.regrant.connectors.WebhookReceiver.answers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom messages go to: the address is checked that is connected to, and so is the certificate. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebhookAddressTest {
  private static final String DONE = "{\"outcome\":\"done\"}";
  private static final String HOST = "hr.example.com";
  private static final ConnectorCall CALL = Calls.member("ada", "staff");

  @TempDir static Path folder;
  private static TestCertificate certificate;
  private static TestCertificate elsewhere;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificate = TestCertificate.of(HOST, folder);
    elsewhere = TestCertificate.of("elsewhere.example.com", folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0177.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fd00::1]",
        "[fe80::1]"
      })
  void a_private_address_is_refused_however_it_is_written(String host) throws Exception {
    try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var connector =
            connector(
                target("https://" + host + ":" + listener.getLocalPort(), false),
                SystemDefaultDnsResolver.INSTANCE)) {
      var outcome = connector.grant(CALL);

      assertThat(outcome).isInstanceOf(Refused.class);
      // What is no address to this machine's look-up is not found; neither is connected to.
      assertThat(((Refused) outcome).errorClass())
          .isIn(ErrorClass.FORBIDDEN, ErrorClass.UNAVAILABLE);
      assertNobodyConnected(listener);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "fd00::1"})
  void a_name_at_a_private_address_is_refused(String address) throws Exception {
    try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var connector =
            connector(
                target("https://" + HOST + ":" + listener.getLocalPort(), false),
                names(new AtomicInteger(), address))) {
      var outcome = connector.grant(CALL);

      assertThat(outcome).isInstanceOf(Refused.class);
      assertThat(((Refused) outcome).errorClass()).isEqualTo(ErrorClass.FORBIDDEN);
      assertThat(((Refused) outcome).message()).contains(HOST, "private addresses");
      assertThat(connector.verify(CALL)).isEqualTo(Presence.CANNOT_TELL);
      assertThat(connector.probe(CALL.deadline()).map(Refused::errorClass))
          .contains(ErrorClass.FORBIDDEN);
      assertNobodyConnected(listener);
    }
  }

  @Test
  void one_private_address_among_public_ones_is_enough_to_refuse() throws Exception {
    try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var connector =
            connector(
                target("https://" + HOST + ":" + listener.getLocalPort(), false),
                names(new AtomicInteger(), "1.1.1.1", "127.0.0.1"))) {
      assertThat(connector.grant(CALL))
          .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
          .returns(ErrorClass.FORBIDDEN, Refused::errorClass);
      assertNobodyConnected(listener);
    }
  }

  @Test
  void a_name_is_looked_up_once_for_a_connection_and_tls_is_for_the_name() throws Exception {
    var lookUps = new AtomicInteger();
    try (var receiver = WebhookReceiver.overTls(answers(200, DONE), certificate.server());
        var connector = connector(trusting(certificate, receiver), names(lookUps, "127.0.0.1"))) {
      assertThat(connector.grant(CALL)).isEqualTo(new Done(false));
      assertThat(connector.grant(CALL)).isEqualTo(new Done(false));

      assertThat(lookUps).hasValue(1);
      assertThat(receiver.last().headers()).containsEntry("host", HOST + ":" + receiver.port());
      assertThat(receiver.last().isSigned(SECRET)).isTrue();
    }
  }

  @Test
  void a_certificate_of_another_host_is_refused() throws Exception {
    try (var receiver = WebhookReceiver.overTls(answers(200, DONE), elsewhere.server());
        var connector =
            connector(trusting(elsewhere, receiver), names(new AtomicInteger(), "127.0.0.1"))) {
      assertUnavailable(connector.grant(CALL));
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
    try (var receiver = WebhookReceiver.overTls(answers(200, DONE), certificate.server());
        var connector =
            connector(
                target("https://" + HOST + ":" + receiver.port(), true),
                names(new AtomicInteger(), "127.0.0.1"))) {
      assertUnavailable(connector.grant(CALL));
      assertThat(connector.probe(CALL.deadline())).isPresent();
      assertThat(receiver.received()).isEmpty();
    }
  }

  private static DnsResolver names(AtomicInteger lookUps, String... addresses) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        assertThat(host).isEqualTo(HOST);
        lookUps.incrementAndGet();
        var found = new InetAddress[addresses.length];
        for (int i = 0; i < found.length; i++) {
          found[i] = InetAddress.getByName(addresses[i]);
        }
        return found;
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  private static WebhookTarget trusting(TestCertificate certificate, WebhookReceiver receiver) {
    return new WebhookTarget(
        URI.create("https://" + HOST + ":" + receiver.port() + "/hook"),
        List.of(SECRET),
        Optional.of(certificate.pem()),
        true);
  }

  private static WebhookTarget target(String url, boolean allowPrivateAddresses) {
    return new WebhookTarget(
        URI.create(url), List.of(SECRET), Optional.empty(), allowPrivateAddresses);
  }

  private static WebhookConnector connector(WebhookTarget target, DnsResolver names) {
    return new WebhookConnector(WebhookSettings.of(target), CLOCK, names);
  }

  private static void assertUnavailable(DeliveryOutcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).errorClass()).isEqualTo(ErrorClass.UNAVAILABLE);
  }

  // Connections are taken in their order: the first one is ours.
  private static void assertNobodyConnected(ServerSocket listener) throws Exception {
    try (var mine = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        var first = listener.accept()) {
      assertThat(first.getPort()).isEqualTo(mine.getLocalPort());
    }
  }
}
