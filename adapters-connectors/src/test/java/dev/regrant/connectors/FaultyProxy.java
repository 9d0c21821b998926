package dev.regrant.connectors;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Forwards TCP connections, until it is told to break those that are open. */
final class FaultyProxy implements Closeable {
  private final ServerSocket listener;
  private final int target;
  private final Queue<Link> links = new ConcurrentLinkedQueue<>();

  FaultyProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI url() {
    return URI.create("ldap://127.0.0.1:" + listener.getLocalPort());
  }

  /** Open connections break when the server next answers; the answer is lost. */
  void loseNextAnswer() {
    links.forEach(link -> link.answersAreLost = true);
  }

  /** Open connections break when the client next sends something; it is lost. */
  void loseNextRequest() {
    links.forEach(link -> link.requestsAreLost = true);
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        var link =
            new Link(listener.accept(), new Socket(InetAddress.getLoopbackAddress(), target));
        links.add(link);
        Thread.ofVirtual().start(link::requests);
        Thread.ofVirtual().start(link::answers);
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(Link::cut);
  }

  private static final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean answersAreLost;
    private volatile boolean requestsAreLost;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void requests() {
      try (InputStream in = client.getInputStream();
          OutputStream out = server.getOutputStream()) {
        byte[] bytes = new byte[8192];
        for (int n = in.read(bytes); n >= 0 && !requestsAreLost; n = in.read(bytes)) {
          out.write(bytes, 0, n);
        }
      } catch (IOException e) {
        // Broken from one side: then from both.
      }
      cut();
    }

    void answers() {
      try (InputStream in = server.getInputStream();
          OutputStream out = client.getOutputStream()) {
        byte[] bytes = new byte[8192];
        for (int n = in.read(bytes); n >= 0 && !answersAreLost; n = in.read(bytes)) {
          out.write(bytes, 0, n);
        }
      } catch (IOException e) {
        // Broken from one side: then from both.
      }
      cut();
    }

    void cut() {
      try (client;
          server) {
        client.shutdownOutput();
      } catch (IOException e) {
        // Closed already.
      }
    }
  }
}
