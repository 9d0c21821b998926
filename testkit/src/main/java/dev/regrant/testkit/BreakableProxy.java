package dev.regrant.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Stands between a connector and its target on the loopback interface, forwards TCP connections,
 * and breaks them as a test wants. Thread-safe.
 */
public final class BreakableProxy implements AutoCloseable {
  /** What becomes of connections. */
  public enum Mode {
    /** They work. */
    FORWARD,
    /** They are reset, new ones as well as those that are open: the target is down. */
    REFUSE,
    /**
     * They stay open, and nothing comes through any more. Those that were open then are cut when
     * the mode ends, and what was sent meanwhile never arrives.
     */
    HANG,
    /**
     * The next write arrives and is answered; instead of the answer, the connection breaks. Then
     * they work again.
     */
    LOSE_NEXT_ANSWER,
    /** The next write does not arrive, as the connection breaks. Then they work again. */
    LOSE_NEXT_REQUEST
  }

  private final ServerSocket listener;
  private final int targetPort;
  private final Predicate<String> isWrite;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Mode> mode = new AtomicReference<>(Mode.FORWARD);

  /**
   * Listens on a free port.
   *
   * @param targetPort where the target listens, on the loopback interface
   * @param isWrite knows a write by what the client sends; it gets the bytes of one packet, each as
   *     one character (ISO 8859-1)
   */
  public BreakableProxy(int targetPort, Predicate<String> isWrite) {
    this.targetPort = targetPort;
    this.isWrite = isWrite;
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where a connector finds the target through this proxy, on the loopback interface. */
  public int port() {
    return listener.getLocalPort();
  }

  /** From now on, connections fare so. */
  public void set(Mode next) {
    Mode last = mode.getAndSet(next);
    if (next == Mode.REFUSE || (last == Mode.HANG && next != Mode.HANG)) {
      links.forEach(Link::cut);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        link(listener.accept());
      } catch (IOException e) {
        // Closed; or the client has gone again, which is its own affair.
      }
    }
  }

  private void link(Socket client) throws IOException {
    client.setSoLinger(true, 0); // what breaks is reset, not ended in good order
    try {
      var link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), targetPort));
      links.add(link);
      if (mode.get() == Mode.REFUSE || listener.isClosed()) {
        link.cut();
      }
      Thread.ofVirtual().start(link::requests);
      Thread.ofVirtual().start(link::answers);
    } catch (IOException e) {
      client.close(); // the target is down itself
    }
  }

  /** Ends every connection. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(Link::cut);
  }

  private final class Link {
    private final Socket client;
    private final Socket target;
    private volatile boolean isAnswerLost;

    Link(Socket client, Socket target) {
      this.client = client;
      this.target = target;
    }

    void requests() {
      try (InputStream in = client.getInputStream();
          OutputStream out = target.getOutputStream()) {
        byte[] bytes = new byte[8192];
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
          if (isNow(Mode.LOSE_NEXT_REQUEST, bytes, n)) {
            break;
          }
          if (isNow(Mode.LOSE_NEXT_ANSWER, bytes, n)) {
            isAnswerLost = true;
          }
          forward(out, bytes, n);
        }
      } catch (IOException e) {
        // Broken on one side: then on both.
      }
      cut();
    }

    void answers() {
      try (InputStream in = target.getInputStream();
          OutputStream out = client.getOutputStream()) {
        byte[] bytes = new byte[8192];
        for (int n = in.read(bytes); n >= 0 && !isAnswerLost; n = in.read(bytes)) {
          forward(out, bytes, n);
        }
      } catch (IOException e) {
        // Broken on one side: then on both.
      }
      cut();
    }

    /** Whether this is the write that the mode was waiting for; then the mode is over. */
    private boolean isNow(Mode awaiting, byte[] bytes, int n) {
      return mode.get() == awaiting
          && isWrite.test(new String(bytes, 0, n, StandardCharsets.ISO_8859_1))
          && mode.compareAndSet(awaiting, Mode.FORWARD);
    }

    private void forward(OutputStream out, byte[] bytes, int n) throws IOException {
      if (mode.get() != Mode.HANG) {
        out.write(bytes, 0, n);
      }
    }

    void cut() {
      links.remove(this);
      try (client;
          target) {
        // Closing them is all.
      } catch (IOException e) {
        // Closed already.
      }
    }
  }
}
