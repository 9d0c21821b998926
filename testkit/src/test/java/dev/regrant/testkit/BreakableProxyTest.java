package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.testkit.BreakableProxy.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BreakableProxyTest {
  private final Queue<String> arrived = new ConcurrentLinkedQueue<>();
  private final ServerSocket echo = listen();
  private final BreakableProxy proxy =
      new BreakableProxy(echo.getLocalPort(), request -> request.startsWith("write"));

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void connections_work() throws IOException {
    try (var client = new Client()) {
      assertThat(client.ask("hello")).contains("hello");
      assertThat(client.ask("again")).contains("again");
    }
  }

  @Test
  void a_target_that_is_down_resets_connections_old_and_new_until_it_is_back() throws IOException {
    try (var old = new Client()) {
      old.ask("hello");

      proxy.set(Mode.REFUSE);

      assertThat(lost(old)).isTrue();
      try (var young = new Client()) {
        assertThat(lost(young)).isTrue();
      }
    }
    proxy.set(Mode.FORWARD);
    try (var client = new Client()) {
      assertThat(client.ask("back")).contains("back");
    }
    assertThat(arrived).containsExactly("hello", "back");
  }

  @Test
  void a_target_that_hangs_answers_nothing_and_never_gets_what_was_sent() throws IOException {
    try (var old = new Client();
        var young = new Client()) {
      old.ask("hello");

      proxy.set(Mode.HANG);

      assertThatThrownBy(() -> old.ask("lost")).isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> young.ask("lost")).isInstanceOf(SocketTimeoutException.class);
      proxy.set(Mode.FORWARD);
      assertThat(lost(old)).isTrue();
    }
    try (var client = new Client()) {
      assertThat(client.ask("back")).contains("back");
    }
    assertThat(arrived).containsExactly("hello", "back");
  }

  @Test
  void the_answer_to_the_next_write_is_lost_and_no_other() throws IOException {
    try (var reader = new Client();
        var writer = new Client()) {
      proxy.set(Mode.LOSE_NEXT_ANSWER);
      assertThat(reader.ask("read")).contains("read");
      assertThat(writer.ask("read")).contains("read");

      assertThat(lost(writer, "write")).isTrue();

      assertThat(reader.ask("write more")).contains("write more");
    }
    assertThat(arrived).containsExactly("read", "read", "write", "write more");
  }

  @Test
  void the_next_write_is_lost_on_its_way_and_no_other() throws IOException {
    try (var reader = new Client();
        var writer = new Client()) {
      proxy.set(Mode.LOSE_NEXT_REQUEST);
      assertThat(reader.ask("read")).contains("read");
      assertThat(writer.ask("read")).contains("read");

      assertThat(lost(writer, "write")).isTrue();

      assertThat(reader.ask("write more")).contains("write more");
    }
    assertThat(arrived).containsExactly("read", "read", "write more");
  }

  private ServerSocket listen() {
    try {
      var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(() -> serve(socket));
      return socket;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void serve(ServerSocket listener) {
    try {
      while (!listener.isClosed()) {
        var client = listener.accept();
        Thread.ofVirtual().start(() -> answer(client));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void answer(Socket client) {
    try (client) {
      var in = reader(client);
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        arrived.add(line);
        client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static boolean lost(Client client) {
    return lost(client, "more");
  }

  /** Whether the connection ended instead of an answer. */
  private static boolean lost(Client client, String line) {
    try {
      return client.ask(line).isEmpty();
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private final class Client implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    private final BufferedReader in = reader(socket);

    Client() throws IOException {}

    /** The answer, or nothing if the connection has ended. */
    Optional<String> ask(String line) throws IOException {
      socket.setSoTimeout(500);
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      return Optional.ofNullable(in.readLine());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
