package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DemoTest {
  @TempDir private Path data;

  @Test
  void the_story_plays_again_and_again_on_one_database() throws Exception {
    expectTheStory(Map.of("REGRANT_DATA", data.toString()));

    // The same database, now as one that is given.
    try (var postgresql = EmbeddedPostgresql.start(data.resolve("postgresql"))) {
      var database = postgresql.database();
      var owner = database.migration().orElseThrow();
      expectTheStory(
          Map.of(
              "REGRANT_DATABASE_URL", database.jdbcUrl(),
              "REGRANT_DATABASE_USER", database.user(),
              "REGRANT_DATABASE_PASSWORD", database.password(),
              "REGRANT_DATABASE_MIGRATION_USER", owner.user(),
              "REGRANT_DATABASE_MIGRATION_PASSWORD", owner.password()));
    }
  }

  private static void expectTheStory(Map<String, String> variables) throws Exception {
    try (var demo = RegrantProcess.start(variables, "demo", "--once")) {
      assertThat(demo.exitCode()).as("%s", demo.err()).isZero();
      assertThat(demo.out())
          .anyMatch(line -> line.contains("resourceNotFound"))
          .anyMatch(line -> line.contains("state partiallyDelivered"))
          .anyMatch(line -> line.contains("state delivered"))
          .anyMatch(line -> line.contains("unknown, unavailable: "))
          .anyMatch(line -> line.contains("state quarantined"))
          .anyMatch(line -> line.contains("ServiceUnavailable: "))
          .anyMatch(line -> line.contains("changes for Bob in all: 2"))
          .anyMatch(line -> line.startsWith("That is all"));
    }
  }

  @Test
  void a_step_that_does_not_happen_is_named() throws Exception {
    var broken = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    broken.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    broken.start();
    try (var directory = new DemoDirectory(() -> {})) {
      var out = new PrintWriter(Writer.nullWriter());
      var server = URI.create("http://127.0.0.1:" + broken.getAddress().getPort());
      var story = new Story(new DemoClient(server, "token", out), directory, out);

      assertThatThrownBy(story::play)
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("step 1, 'A catalog holds what can be asked for'")
          .hasMessageContaining("answered 500 and not 201");
    } finally {
      broken.stop(0);
    }
  }
}
