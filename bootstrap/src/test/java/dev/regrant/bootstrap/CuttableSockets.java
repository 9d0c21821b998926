package dev.regrant.bootstrap;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ServerSocketFactory;

/**
 * Listens, and can cut the connection whose message the calling thread has read last: a server that
 * handles messages in the thread that reads them can lose its own connections.
 */
final class CuttableSockets extends ServerSocketFactory {
  private static final ThreadLocal<Socket> LAST_READ = new ThreadLocal<>();

  /** Cuts it, without a word to the other side. */
  static void cut() {
    try {
      LAST_READ.get().close();
    } catch (IOException gone) {
      throw new AssertionError(gone);
    }
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return createServerSocket(port, 0, InetAddress.getLoopbackAddress());
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return createServerSocket(port, backlog, InetAddress.getLoopbackAddress());
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    return new ServerSocket(port, backlog, address) {
      @Override
      public Socket accept() throws IOException {
        var socket = new Tracked();
        implAccept(socket);
        return socket;
      }
    };
  }

  private static final class Tracked extends Socket {
    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          LAST_READ.set(Tracked.this);
          return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          LAST_READ.set(Tracked.this);
          return super.read(bytes, offset, length);
        }
      };
    }
  }
}
