package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.cert.ManageCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** TLS in front of a server, at {@code localhost}: what comes is passed on in clear. */
final class TlsFront implements AutoCloseable {
  private static final String PIN = "test only";
  private static final String ALIAS = "server";

  /** The certificate, which vouches for itself. */
  final Path certificate;

  private final SSLServerSocket listener;
  private volatile int target;

  TlsFront(Path folder) throws IOException, GeneralSecurityException {
    Path file = folder.resolve("tls-front.p12");
    make(file);
    var store = KeyStore.getInstance(file.toFile(), PIN.toCharArray());
    certificate =
        Files.writeString(
            folder.resolve("tls-front.pem"),
            "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(
                    Base64.getMimeEncoder()
                        .encodeToString(store.getCertificate(ALIAS).getEncoded())));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PIN.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  private static void make(Path file) {
    var output = new ByteArrayOutputStream();
    var result =
        ManageCertificates.main(
            null,
            output,
            output,
            "generate-self-signed-certificate",
            "--keystore",
            file.toString(),
            "--keystore-password",
            PIN,
            "--keystore-type",
            "PKCS12",
            "--alias",
            ALIAS,
            "--subject-dn",
            "CN=localhost",
            "--subject-alternative-name-dns",
            "localhost",
            "--key-algorithm",
            "EC",
            "--key-size-bits",
            "256",
            "--signature-algorithm",
            "SHA256withECDSA",
            "--display-keytool-command");
    assertThat(result).as(output.toString(UTF_8)).isEqualTo(ResultCode.SUCCESS);
  }

  URI url() {
    return URI.create("https://localhost:" + listener.getLocalPort());
  }

  /** From now on connections lead to this port of the loopback interface. */
  void leadTo(int port) {
    target = port;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        var server = new Socket(InetAddress.getLoopbackAddress(), target);
        Thread.ofVirtual().start(() -> pass(client, server));
        Thread.ofVirtual().start(() -> pass(server, client));
      } catch (IOException e) {
        // Closed; or the client has gone again, which it will notice.
      }
    }
  }

  /** Until one side ends. */
  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // Broken on one side: then on both.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
