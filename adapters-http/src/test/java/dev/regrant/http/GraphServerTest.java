package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import com.sun.net.httpserver.HttpServer;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.Subject;
import dev.regrant.testkit.InMemoryStore;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GraphServerTest {
  private static final String REQUESTS = TestServer.BASE + "/assignmentRequests";

  private static final ObservedStore STORE = new ObservedStore();
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer(STORE, Settings.Limits.DEFAULT);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void health_needs_no_token() {
    var live = server.send(server.to("/health/live").build());
    var ready = server.send(server.to("/health/ready").build());

    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(live.body()).getString("status")).isEqualTo("UP");
    assertThat(ready.statusCode()).isEqualTo(200);
  }

  @Test
  void readiness_says_what_is_missing() {
    server.readiness.set(
        () -> {
          throw new UnavailableException("the database does not answer", null);
        });
    try {
      var ready = server.send(server.to("/health/ready").build());
      var live = server.send(server.to("/health/live").build());

      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(new JsonObject(ready.body()))
          .isEqualTo(
              new JsonObject()
                  .put("status", "DOWN")
                  .put("missing", "the database does not answer"));
      assertThat(live.statusCode()).isEqualTo(200);
    } finally {
      server.readiness.set(() -> {});
    }
  }

  @Test
  void ten_slow_calls_run_at_the_same_time() throws Exception {
    // All must be in the store at once, or the barrier breaks.
    var barrier = new CyclicBarrier(10);
    STORE.before.set(
        () -> {
          try {
            barrier.await(20, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    try {
      List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        calls.add(
            server
                .client()
                .sendAsync(
                    server.authorized("v1.0" + REQUESTS).build(),
                    HttpResponse.BodyHandlers.ofString()));
      }
      for (var call : calls) {
        assertThat(call.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }
    } finally {
      STORE.before.set(() -> {});
    }
  }

  private static final Settings.Limits NARROW =
      new Settings.Limits(
          1 << 20,
          1,
          1,
          Duration.ofMinutes(1),
          Duration.ofSeconds(20),
          Settings.Rates.NONE,
          Settings.Connections.DEFAULT);

  @Test
  void more_calls_than_can_wait_are_told_to_come_back() throws Exception {
    var store = new ObservedStore();
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    store.before.set(() -> hold(entered, release));
    try (var narrow = new TestServer(store, NARROW)) {
      var running = narrow.client().sendAsync(request(narrow), BODY);
      assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
      // One of these waits; the others cannot.
      var refused = new CountDownLatch(8);
      List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        calls.add(
            narrow
                .client()
                .sendAsync(request(narrow), BODY)
                .whenComplete((answer, failure) -> refused.countDown()));
      }
      assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
      release.countDown();

      assertThat(running.get().statusCode()).isEqualTo(200);
      assertThat(calls.stream().map(call -> call.join().statusCode()))
          .containsOnly(200, 429)
          .containsOnlyOnce(200);
      for (var call : calls) {
        if (call.get().statusCode() == 429) {
          assertError(call.get(), 429, "TooManyRequests");
          assertThat(call.get().headers().firstValue("Retry-After")).contains("1");
        }
      }
    }
  }

  private static final HttpResponse.BodyHandler<String> BODY = HttpResponse.BodyHandlers.ofString();

  private static HttpRequest request(TestServer server) {
    return server.authorized("v1.0" + REQUESTS).build();
  }

  private static void hold(CountDownLatch entered, CountDownLatch release) {
    entered.countDown();
    try {
      if (!release.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("not released");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void closing_lets_calls_under_way_end() throws Exception {
    var store = new ObservedStore();
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    store.before.set(() -> hold(entered, release));
    var closing = new TestServer(store, NARROW);
    var call =
        closing
            .client()
            .sendAsync(
                closing.authorized("v1.0" + REQUESTS).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
    int port = closing.server.port();

    var closed = CompletableFuture.runAsync(closing.server::close);
    untilRefused(port);
    release.countDown();

    assertThat(call.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    closed.get(20, TimeUnit.SECONDS);
    closing.close();
  }

  private static void untilRefused(int port) {
    while (true) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
      } catch (IOException refused) {
        return;
      }
    }
  }

  @Test
  void closing_does_not_wait_for_idle_clients_and_ends_its_threads() {
    var idle = new TestServer();
    assertThat(idle.get("v1.0", "/assignmentRequests")).isNotNull();
    int port = idle.server.port();
    long begun = System.nanoTime();

    idle.server.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(IOException.class);
    idle.close();
  }

  @Test
  void a_port_that_is_taken_is_named() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var settings =
          new Settings(
              "127.0.0.1",
              taken.getLocalPort(),
              Optional.empty(),
              Optional.empty(),
              new TokenIssuer.Local("i", "a", "{\"keys\":[]}", TokenIssuer.Claims.ENTRA),
              Optional.empty(),
              Settings.Limits.DEFAULT,
              server.clock,
              () -> new UUID(0, 0));

      assertThatThrownBy(() -> GraphServer.start(server.engine, () -> {}, settings))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void a_server_starts_while_its_issuer_is_down_and_serves_once_it_answers() throws Exception {
    var provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String uri = "http://127.0.0.1:" + provider.getAddress().getPort();
    var isUp = new AtomicBoolean();
    provider.createContext(
        "/",
        exchange -> {
          String body =
              exchange.getRequestURI().getPath().endsWith("openid-configuration")
                  ? new JsonObject().put("issuer", uri).put("jwks_uri", uri + "/keys").encode()
                  : SigningKey.jwks(TestServer.key());
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(isUp.get() ? 200 : 503, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    provider.start();
    var issuer =
        new TokenIssuer.OpenId(URI.create(uri), TestServer.AUDIENCE, TokenIssuer.Claims.ENTRA);
    try (var early = new TestServer(new InMemoryStore(), Settings.Limits.DEFAULT, issuer)) {
      var request =
          early
              .to("/v1.0" + REQUESTS)
              .header("Authorization", "Bearer " + early.token(early.claims().put("iss", uri)))
              .build();

      var before = early.send(request);
      var notReady = early.send(early.to("/health/ready").build());
      isUp.set(true);
      early.clock.advance(SigningKeys.MIN_INTERVAL);
      var after = early.send(request);
      var ready = early.send(early.to("/health/ready").build());

      assertError(before, 503, "ServiceUnavailable");
      assertThat(notReady.statusCode()).isEqualTo(503);
      assertThat(notReady.body()).contains("signing keys of " + uri);
      assertThat(after.statusCode()).isEqualTo(200);
      assertThat(ready.statusCode()).isEqualTo(200);
    } finally {
      provider.stop(0);
    }
  }

  @Test
  void the_log_has_one_line_per_call_without_token_and_query() throws Exception {
    var logger = Logger.getLogger(Exchange.class.getName());
    var lines = new LinkedBlockingQueue<String>();
    var members = new LinkedBlockingQueue<Object>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            members.add(List.of(entry.getParameters()).getLast());
            lines.add(new SimpleFormatter().formatMessage(entry));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      var answer =
          server.call("GET", "v1.0", "/assignmentRequests?$filter=state%20eq%20%27x%27", "");

      String requestId = answer.headers().firstValue("request-id").orElseThrow();
      assertThat(lineWith(requestId, lines))
          .isEqualTo(
              "GET /v1.0%s 400 0ms request-id=%s tenant=%s caller=app-1"
                  .formatted(REQUESTS, requestId, TestServer.TENANT));
      assertThat(members)
          .anySatisfy(
              one ->
                  assertThat(one)
                      .asInstanceOf(MAP)
                      .containsEntry("requestId", requestId)
                      .containsEntry("clientRequestId", requestId)
                      .containsEntry("method", "GET")
                      .containsEntry("path", "/v1.0" + REQUESTS)
                      .containsEntry("status", 400)
                      .containsEntry("ms", 0L)
                      .containsEntry("tenant", TestServer.TENANT.toString())
                      .containsEntry("caller", "app-1")
                      .containsEntry("callerKind", "application"));
    } finally {
      logger.removeHandler(handler);
    }
  }

  private static String lineWith(String text, BlockingQueue<String> lines)
      throws InterruptedException {
    while (true) {
      String line = lines.poll(20, TimeUnit.SECONDS);
      if (line == null || line.contains(text)) {
        return String.valueOf(line);
      }
    }
  }

  @Test
  void expansions_cost_no_more_look_ups_for_many_than_for_one() {
    var store = new ObservedStore();
    try (var counted = new TestServer(store, Settings.Limits.DEFAULT)) {
      var world = World.in(counted);
      for (int i = 0; i < 5; i++) {
        String person = "person-" + i;
        counted.directory.with(Subject.of(person));
        counted.post(
            "v1.0",
            "/assignmentRequests",
            world.adminAdd().replace(TestServer.ANN.objectId(), person));
      }
      counted.run();
      String expand =
          "&$expand=requestor,accessPackage($expand=catalog,assignmentPolicies),"
              + "assignment($expand=target,assignmentPolicy)";

      int ofOne = lookUps(counted, store, "?$top=1" + expand);
      int ofMany = lookUps(counted, store, "?$top=5" + expand);

      assertThat(ofMany).isEqualTo(ofOne).isEqualTo(10);
    }
  }

  private static int lookUps(TestServer counted, ObservedStore store, String query) {
    var transactions = new AtomicInteger();
    store.before.set(transactions::incrementAndGet);
    var page = counted.get("v1.0", "/assignmentRequests" + query);
    store.before.set(() -> {});
    assertThat(page.getJsonArray("value")).isNotEmpty();
    return transactions.get();
  }
}
