package dev.regrant.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A connection on which anything can be said. */
final class RawClient implements AutoCloseable {
  /** How long a slow client waits between two bytes. */
  private static final int PACE_MILLIS = 20;

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final StringBuilder read = new StringBuilder();

  RawClient(TestServer server) {
    this(server, 0);
  }

  /** A client that takes in no more than so many bytes before it reads them. */
  RawClient(TestServer server, int receiveBuffer) {
    try {
      socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.server.port()));
      socket.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says something; whether the server listens is another matter. */
  RawClient say(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    } catch (IOException gone) {
      // The end of the connection is what is looked at.
    }
    return this;
  }

  /** Will say no more. */
  RawClient hangUp() {
    try {
      socket.shutdownOutput();
    } catch (IOException gone) {
      // As above.
    }
    return this;
  }

  /** All that comes until the connection ends. */
  String untilEnd() {
    var bytes = new byte[8_192];
    try {
      for (int n = read(bytes); n >= 0; n = read(bytes)) {
        // It is kept.
      }
    } catch (SocketTimeoutException kept) {
      throw new AssertionError("the connection is kept; there came: " + read, kept);
    } catch (IOException reset) {
      // An end, too.
    }
    return read.toString();
  }

  /** What comes until this comes. */
  String until(String text) {
    var bytes = new byte[8_192];
    try {
      while (read.indexOf(text) < 0) {
        if (read(bytes) < 0) {
          throw new AssertionError("the connection ended; there came: " + read);
        }
      }
    } catch (IOException e) {
      throw new AssertionError("there came: " + read, e);
    }
    return read.toString();
  }

  private int read(byte[] bytes) throws IOException {
    int n = socket.getInputStream().read(bytes);
    if (n > 0) {
      read.append(new String(bytes, 0, n, ISO_8859_1));
    }
    return n;
  }

  /**
   * Says a thing over and over, slowly, until the connection ends, and gives what came.
   *
   * @param atMost how often before it counts as never ending
   */
  String trickle(String text, int atMost) {
    var bytes = new byte[8_192];
    try {
      socket.setSoTimeout(PACE_MILLIS);
      for (int i = 0; i < atMost; i++) {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        try {
          if (read(bytes) < 0) {
            return read.toString();
          }
        } catch (SocketTimeoutException nothing) {
          // So that it is time for the next.
        }
      }
    } catch (IOException reset) {
      // What was said before may still be there to read.
      return untilEnd();
    }
    throw new AssertionError("the connection never ends; there came: " + read);
  }

  /** Says a thing over and over, and never reads, until the connection ends. */
  void flood(String text, int atMost) {
    var bytes = text.getBytes(ISO_8859_1);
    try {
      for (int i = 0; i < atMost; i++) {
        socket.getOutputStream().write(bytes);
      }
    } catch (IOException ended) {
      return;
    }
    throw new AssertionError("the server took all of it");
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
