package dev.regrant.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection on which calls follow each other without waiting for answers. */
final class FuzzConnection implements AutoCloseable {
  private static final int PATIENCE = 30_000;

  /**
   * An answer as it came.
   *
   * @param head the status line and the headers
   */
  record Received(int status, String head, String body) {}

  private final int port;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  FuzzConnection(int port) {
    this.port = port;
  }

  private InputStream open() throws IOException {
    if (socket == null || in == null) {
      var opened = new Socket(InetAddress.getLoopbackAddress(), port);
      opened.setSoTimeout(PATIENCE);
      opened.setTcpNoDelay(true);
      socket = opened;
      in = new BufferedInputStream(opened.getInputStream());
    }
    return in;
  }

  /** The answers, in their order; what a closed connection left unanswered is sent again. */
  List<Optional<Received>> answers(List<FuzzInput> inputs) throws IOException {
    List<Optional<Received>> answers = new ArrayList<>();
    int barren = 0;
    while (answers.size() < inputs.size()) {
      int before = answers.size();
      exchange(inputs, answers);
      barren = answers.size() == before ? barren + 1 : 0;
      if (barren == 2) {
        answers.add(Optional.empty()); // It is closed at each time, without a word.
        barren = 0;
      }
    }
    return answers;
  }

  private void exchange(List<FuzzInput> inputs, List<Optional<Received>> answers)
      throws IOException {
    try {
      var from = open();
      var all = new ByteArrayOutputStream();
      inputs.subList(answers.size(), inputs.size()).forEach(one -> all.writeBytes(one.bytes()));
      requireNonNull(socket).getOutputStream().write(all.toByteArray());
      while (answers.size() < inputs.size()) {
        var answer = read(from, inputs.get(answers.size()).method());
        if (answer.isEmpty()) {
          close();
          return;
        }
        answers.add(answer);
        if (answer.get().head().toLowerCase(Locale.ROOT).contains("connection: close")) {
          close();
          return;
        }
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException closed) {
      close();
    }
  }

  /** All that comes back on what is no HTTP. */
  String rest(byte[] bytes) {
    try (var own = new Socket(InetAddress.getLoopbackAddress(), port)) {
      own.setSoTimeout(500);
      own.getOutputStream().write(bytes);
      own.shutdownOutput();
      return new String(own.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException closed) {
      return "";
    }
  }

  private static Optional<Received> read(InputStream in, String method) throws IOException {
    String head = head(in);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    int status = Integer.parseInt(head.substring(9, 12));
    if (status < 200) {
      return read(in, method);
    }
    String lower = head.toLowerCase(Locale.ROOT);
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return Optional.of(new Received(status, head, ""));
    }
    int at = lower.indexOf("\r\ncontent-length: ");
    int length =
        at < 0
            ? 0
            : Integer.parseInt(lower.substring(at + 18, lower.indexOf('\r', at + 2)).strip());
    byte[] body = in.readNBytes(length);
    return Optional.of(new Received(status, head, new String(body, UTF_8)));
  }

  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    int last = 0;
    for (int one = in.read(); one >= 0; one = in.read()) {
      head.write(one);
      last = (last << 8) | one;
      if (last == 0x0d0a0d0a) {
        return head.toString(ISO_8859_1);
      }
    }
    return "";
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is gone in any case.
    }
    socket = null;
    in = null;
  }
}
