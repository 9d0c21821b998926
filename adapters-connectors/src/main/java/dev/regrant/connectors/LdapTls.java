package dev.regrant.connectors;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Whom TLS connections trust. */
final class LdapTls {
  private LdapTls() {}

  /** Trusts the certificates of a PEM file, or what the JVM trusts. */
  static SSLSocketFactory trusting(Optional<Path> caFile) {
    try {
      return caFile.isPresent()
          ? context(caFile.get()).getSocketFactory()
          : SSLContext.getDefault().getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "servers.caFile: cannot read certificates: " + caFile.map(Path::toString).orElse(""), e);
    }
  }

  private static SSLContext context(Path caFile) throws IOException, GeneralSecurityException {
    Collection<? extends Certificate> certificates;
    try (InputStream pem = Files.newInputStream(caFile)) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(pem);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("servers.caFile holds no certificate: " + caFile);
    }
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    int number = 0;
    for (Certificate certificate : certificates) {
      trusted.setCertificateEntry("ca" + number++, certificate);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /**
   * Sockets that give up reading after a time. The SDK sets none before the TLS handshake, so that
   * a server that accepts and stays silent would be waited for without end.
   */
  static SocketFactory impatient(SocketFactory sockets, int readTimeoutMillis) {
    return new SocketFactory() {
      @Override
      public Socket createSocket() throws IOException {
        return impatient(sockets.createSocket());
      }

      @Override
      public Socket createSocket(String host, int port) throws IOException {
        return impatient(sockets.createSocket(host, port));
      }

      @Override
      public Socket createSocket(InetAddress host, int port) throws IOException {
        return impatient(sockets.createSocket(host, port));
      }

      @Override
      public Socket createSocket(String host, int port, InetAddress local, int localPort)
          throws IOException {
        return impatient(sockets.createSocket(host, port, local, localPort));
      }

      @Override
      public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
          throws IOException {
        return impatient(sockets.createSocket(host, port, local, localPort));
      }

      private Socket impatient(Socket socket) throws IOException {
        socket.setSoTimeout(readTimeoutMillis);
        return socket;
      }
    };
  }
}
