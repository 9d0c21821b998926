package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.testkit.InMemoryStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class TlsTest {
  @TempDir private Path folder;

  private Settings.Tls written(TestTls tls) throws IOException {
    return new Settings.Tls(
        Files.writeString(folder.resolve("cert.pem"), tls.certificate()),
        Files.writeString(folder.resolve("key.pem"), tls.key()));
  }

  private static TestServer server(Settings.Tls files) {
    return new TestServer(new InMemoryStore(), Settings.Limits.DEFAULT, files);
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, HTTP_2", "TLSv1.3, HTTP_2", "TLSv1.2, HTTP_1_1", "TLSv1.3, HTTP_1_1"})
  void calls_come_by_either_version_of_tls_and_of_http(String protocol, HttpClient.Version version)
      throws Exception {
    try (var tls = new TestTls();
        var server = server(tls.files());
        var client =
            HttpClient.newBuilder()
                .sslContext(TestTls.trusting())
                .sslParameters(new SSLParameters(null, new String[] {protocol}))
                .version(version)
                .build()) {
      var request =
          HttpRequest.newBuilder(
                  URI.create(
                      "https://localhost:%d/v1.0%s/catalogs"
                          .formatted(server.server.port(), TestServer.BASE)))
              .header("Authorization", "Bearer " + server.token())
              .build();

      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(version);
      assertThat(answer.body()).contains("\"@odata.context\":\"https://localhost:");
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
    }
  }

  private static Certificate certificateOf(TestServer server) throws IOException {
    try (var socket =
        (SSLSocket)
            TestTls.trusting()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.server.port())) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void a_new_certificate_is_used_without_a_restart() throws IOException {
    try (var old = new TestTls();
        var next = new TestTls();
        var server = server(written(old))) {
      var before = certificateOf(server);
      server.server.refreshCertificate();
      assertThat(certificateOf(server)).isEqualTo(before);

      written(next);
      server.server.refreshCertificate();

      assertThat(certificateOf(server)).isNotEqualTo(before);
    }
  }

  @Test
  void a_certificate_that_is_none_leaves_the_old_one_in_use() throws IOException {
    try (var tls = new TestTls();
        var server = server(written(tls))) {
      var before = certificateOf(server);

      Files.writeString(folder.resolve("cert.pem"), "-----BEGIN CERTIFICATE-----\nhalf of it");
      server.server.refreshCertificate();
      Files.delete(folder.resolve("key.pem"));
      server.server.refreshCertificate();

      assertThat(certificateOf(server)).isEqualTo(before);
    }
  }

  @Test
  void a_file_that_cannot_be_read_is_named_at_the_start() {
    var nowhere = folder.resolve("nowhere.pem");

    assertThatThrownBy(() -> server(new Settings.Tls(nowhere, nowhere)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nowhere.pem");
  }

  @Test
  void old_versions_of_tls_are_refused() throws IOException {
    try (var tls = new TestTls();
        var server = server(tls.files());
        var socket =
            (SSLSocket)
                TestTls.trusting()
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), server.server.port())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});

      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }
}
