package dev.regrant.bootstrap;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.regrant.application.Permission;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as its users run it: a process that is started, told to end, and killed. */
@Timeout(300)
class ServeTest {
  private static final String CATALOGS = "/identityGovernance/entitlementManagement/catalogs/";

  /** One for all tests: making a database takes longest. */
  @TempDir private static Path data;

  @Test
  void sigterm_ends_it_with_0_and_its_postgresql_with_it() throws Exception {
    try (var server = serve(Map.of())) {
      URI uri = server.ready();
      assertThat(get(uri.resolve("/health/ready"))).isEqualTo(200);
      assertThat(postmaster()).exists();

      server.terminate();

      assertThat(server.exitCode()).isZero();
      assertThat(postmaster()).doesNotExist();
      assertThat(server.err()).anyMatch(line -> line.endsWith("Stopped"));
    }
  }

  @Test
  void what_was_made_before_a_kill_is_there_after_it() throws Exception {
    String catalog;
    try (var server = serve(Map.of())) {
      var body = new JsonObject().put("displayName", "Kept").put("description", "Kept");
      catalog = client(server.ready()).post("/catalogs", body, 201).getString("id");
      server.kill();
    }
    long leftOver = Long.parseLong(Files.readAllLines(postmaster()).getFirst());
    assertThat(commandOf(leftOver)).contains("postgres");

    try (var server = serve(Map.of())) {
      var found = client(server.ready()).get("/catalogs/" + catalog);

      assertThat(found.getString("displayName")).isEqualTo("Kept");
      assertThat(server.err()).anyMatch(line -> line.contains("that a killed process left"));
      assertThat(commandOf(leftOver)).isEmpty();
    }
  }

  @Test
  void a_request_whose_delivery_was_killed_is_delivered_by_the_next_server_once() throws Exception {
    var changes = new AtomicInteger();
    try (var directory = new DemoDirectory(changes::incrementAndGet)) {
      directory.addGroup(Story.THERE);
      directory.addGroup(Story.MISSING);
      directory.hold();
      String path;
      try (var killed = serve(ldap(directory))) {
        var client = client(killed.ready());
        var story = new Story(client, directory, silence());
        path = "/assignmentRequests/" + story.request(story.describePackage()).getString("id");
        await().atMost(Duration.ofSeconds(30)).until(() -> changes.get() > 0);
        killed.kill();
      }
      int sent = changes.get();
      directory.letGo(); // what was sent arrives; its answer does not
      await().atMost(Duration.ofSeconds(30)).until(() -> memberships(directory) == sent);

      try (var next = serve(ldap(directory))) {
        var request = client(next.ready()).await(path, "delivered");

        assertThat(request.getString("completedDateTime")).isNotNull();
        assertThat(memberships(directory)).isEqualTo(2);
        assertThat(changes).as("each membership was written once").hasValue(2);
      }
    }
  }

  @Test
  void a_directory_that_is_down_keeps_nothing_from_starting() throws Exception {
    Map<String, String> variables;
    try (var directory = new DemoDirectory(() -> {})) {
      variables = ldap(directory);
    }

    try (var server = serve(variables)) {
      assertThat(get(server.ready().resolve("/health/ready"))).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  server.err().stream().anyMatch(line -> line.contains("LDAP does not work yet")));
    }
  }

  @Test
  void a_misconfigured_connector_is_told_and_keeps_nothing_from_starting() throws Exception {
    var variables =
        Map.of(
            "REGRANT_CONNECTORS", "dwh,badges",
            "REGRANT_CONNECTOR_DWH_KIND", "postgresql",
            "REGRANT_CONNECTOR_DWH_URL", "postgresql://me:hunter2@db",
            "REGRANT_CONNECTOR_BADGES_KIND", "manual");

    try (var server = serve(variables)) {
      URI uri = server.ready();

      assertThat(get(uri.resolve("/health/ready"))).isEqualTo(200);
      assertThat(server.err())
          .anyMatch(
              line ->
                  line.contains("WARN")
                      && line.contains("Connector dwh is misconfigured")
                      && line.contains("REGRANT_CONNECTOR_DWH_URL must look like"));
      assertThat(server.err()).anyMatch(line -> line.contains("Connector badges: for resources"));
      assertThat(String.join("\n", server.err())).doesNotContain("hunter2");
      var client = client(uri);
      var catalog =
          client.post(
              "/catalogs",
              new JsonObject().put("displayName", "Doors").put("description", "Doors"),
              201);
      client.post(
          "/resourceRequests",
          new JsonObject()
              .put("requestType", "adminAdd")
              .put("catalog", new JsonObject().put("id", catalog.getString("id")))
              .put(
                  "resource",
                  new JsonObject()
                      .put("displayName", "Lab 3")
                      .put("originSystem", "badges")
                      .put("originId", "lab-3")),
          201);
    }
  }

  @Test
  void what_happens_to_a_request_is_told_to_the_receiver_of_events_in_order() throws Exception {
    var events = new CopyOnWriteArrayList<JsonObject>();
    var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          var event = new JsonObject(Buffer.buffer(exchange.getRequestBody().readAllBytes()));
          if (exchange.getRequestHeaders().containsKey("webhook-signature")) {
            events.add(event);
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    try (var directory = new DemoDirectory(() -> {})) {
      directory.addGroup(Story.THERE);
      directory.addGroup(Story.MISSING);
      var variables = new HashMap<>(ldap(directory));
      variables.put(
          "REGRANT_EVENTS_URL", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
      variables.put("REGRANT_EVENTS_SECRET", "whsec_" + "c2VjcmV0".repeat(5));
      variables.put("REGRANT_EVENTS_ALLOW_PRIVATE_ADDRESSES", "true");

      try (var server = serve(variables)) {
        var client = client(server.ready());
        var story = new Story(client, directory, silence());
        var request = story.request(story.describePackage()).getString("id");
        Supplier<Stream<String>> types =
            () ->
                events.stream()
                    .filter(event -> request.equals(event.getString("subject")))
                    .map(event -> event.getString("type"));
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> types.get().anyMatch("dev.regrant.request.delivered"::equals));

        assertThat(types.get())
            .containsExactly(
                "dev.regrant.request.submitted",
                "dev.regrant.request.autoApproved",
                "dev.regrant.request.attempted",
                "dev.regrant.request.attempted",
                "dev.regrant.request.delivered");
      }
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void a_database_that_does_not_keep_tenants_apart_is_told_with_what_to_set() throws Exception {
    try (var postgresql = EmbeddedPostgresql.start(data.resolve("postgresql"))) {
      var database = postgresql.database();
      var owner = database.migration().orElseThrow();
      var single =
          Map.of(
              "REGRANT_DATABASE_URL", database.jdbcUrl(),
              "REGRANT_DATABASE_USER", owner.user(),
              "REGRANT_DATABASE_PASSWORD", owner.password());
      try (var server = serve(single)) {
        server.ready();
        assertThat(server.err())
            .filteredOn(line -> line.contains("keep tenants apart"))
            .singleElement()
            .asString()
            .contains("user postgres is a superuser", "Set REGRANT_DATABASE_MIGRATION_USER");
      }
      var both =
          Map.of(
              "REGRANT_DATABASE_URL", database.jdbcUrl(),
              "REGRANT_DATABASE_USER", database.user(),
              "REGRANT_DATABASE_PASSWORD", database.password(),
              "REGRANT_DATABASE_MIGRATION_USER", owner.user(),
              "REGRANT_DATABASE_MIGRATION_PASSWORD", owner.password());
      try (var server = serve(both)) {
        server.ready();
        assertThat(server.err()).noneMatch(line -> line.contains("keep tenants apart"));
      }
    }
  }

  @Test
  void a_database_that_is_down_is_told_in_one_line_without_its_password() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    try (var server =
        serve(
            Map.of("REGRANT_DATABASE_URL", "postgresql://me:hunter2@127.0.0.1:" + port + "/db"))) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.err().getLast()).startsWith("regrant: ").contains("127.0.0.1:" + port);
      assertThat(String.join("\n", server.err())).doesNotContain("hunter2", "\tat ");
    }
  }

  @Test
  void the_log_can_be_json_and_holds_no_secrets() throws Exception {
    try (var server = serve(Map.of("REGRANT_LOG_FORMAT", "json"))) {
      URI uri = server.ready();
      var client = client(uri);
      var body = new JsonObject().put("displayName", "Secret-of-a-body").put("description", "x");
      String id = client.post("/catalogs", body, 201).getString("id");
      client.get("/catalogs/" + id);
      assertThat(get(uri.resolve("/v1.0/x?access_token=Secret-of-a-query&y=%0d%0aforged")))
          .isEqualTo(401);
      assertThat(get(uri.resolve("/v1.0/%0d%0aforged%1b"))).isEqualTo(401);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> server.err().stream().anyMatch(line -> line.contains("forged")));
      server.terminate();

      assertThat(server.exitCode()).isZero();
      var lines = server.err().stream().map(JsonObject::new).toList();
      assertThat(lines)
          .allSatisfy(line -> assertThat(line.fieldNames()).contains("time", "level", "message"));
      var read =
          lines.stream()
              .filter(line -> ("/v1.0" + CATALOGS + id).equals(line.getString("path")))
              .findFirst()
              .orElseThrow();
      assertThat(read.getString("method")).isEqualTo("GET");
      assertThat(read.getInteger("status")).isEqualTo(200);
      assertThat(read.getString("route")).doesNotContain(id).contains("/catalogs/");
      assertThat(read.getString("tenant")).isEqualTo(DevelopmentIssuer.TENANT.toString());
      assertThat(read.getString("caller")).isEqualTo("test");
      assertThat(read.fieldNames()).contains("ms", "requestId", "clientRequestId");
      assertThat(String.join("\n", server.err()))
          .doesNotContain("Secret-of-a-body", "Secret-of-a-query", "Bearer", "eyJ");
    }
  }

  private static RegrantProcess serve(Map<String, String> variables) throws IOException {
    return RegrantProcess.start(variables, "serve", "--port", "0", "--data", data.toString());
  }

  private static Map<String, String> ldap(DemoDirectory directory) {
    var settings = directory.settings();
    var variables = new HashMap<String, String>();
    variables.put("REGRANT_LDAP_URL", settings.servers().urls().getFirst().toString());
    variables.put("REGRANT_LDAP_BIND_DN", settings.account().bindDn());
    variables.put("REGRANT_LDAP_PASSWORD", settings.account().password());
    variables.put("REGRANT_LDAP_USER_BASE", settings.users().baseDn());
    variables.put("REGRANT_LEASE", "PT3S");
    variables.put("REGRANT_CALL_TIMEOUT", "PT2S");
    return variables;
  }

  private static DemoClient client(URI server) {
    var claims =
        DevelopmentIssuer.application(
            DevelopmentIssuer.TENANT, "test", List.of(Permission.READ_WRITE_ALL));
    String token = DevelopmentIssuer.of(data).token(claims, Instant.now(), Duration.ofMinutes(10));
    return new DemoClient(server, token, silence());
  }

  /** Empty also for a process that has ended, but that nobody has waited for yet. */
  private static String commandOf(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().commandLine()).orElse("");
  }

  private static Path postmaster() {
    return data.resolve("postgresql").resolve("data").resolve("postmaster.pid");
  }

  private static long memberships(DemoDirectory directory) throws Exception {
    long count = 0;
    for (String group : List.of(Story.THERE, Story.MISSING)) {
      count +=
          directory.members(group).stream()
              .filter(member -> member.startsWith("uid=" + Story.ANN + ","))
              .count();
    }
    return count;
  }

  private static int get(URI uri) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), ofString()).statusCode();
    }
  }

  private static PrintWriter silence() {
    return new PrintWriter(Writer.nullWriter());
  }
}
