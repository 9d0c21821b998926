package dev.regrant.connectors;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** Whom TLS connections trust. */
final class LdapTls {
  private LdapTls() {}

  /** Trusts the certificates of a PEM file, or what the JVM trusts. */
  static SSLSocketFactory trusting(Optional<Path> caFile) {
    return Trust.in("servers.caFile", caFile).getSocketFactory();
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
