package dev.regrant.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers as a test says, by method and path. Unless told otherwise, there are the user {@code ada}
 * and the group {@code staff}, whose member is {@code bob}.
 */
final class OddScimServer implements AutoCloseable {
  static {
    // Otherwise each answer waits for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** What was asked. */
  record Asked(String what, @Nullable String query, @Nullable String ifMatch, String body) {}

  /** What is answered. */
  record Answer(int status, Map<String, String> headers, String body) {
    static Answer of(int status) {
      return new Answer(status, Map.of(), "");
    }

    static Answer json(String body) {
      return new Answer(200, Map.of("Content-Type", "application/scim+json"), body);
    }

    static Answer error(int status, String scimType) {
      return new Answer(
          status,
          Map.of(),
          "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"scimType\":\"%s\"}"
              .formatted(scimType));
    }

    Answer with(String header, String value) {
      return new Answer(status, Map.of(header, value), body);
    }
  }

  final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  final Map<String, Function<Asked, Answer>> answers = new ConcurrentHashMap<>();
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  OddScimServer() {
    on(
        "GET /ServiceProviderConfig",
        Answer.json("{\"patch\":{\"supported\":true},\"filter\":{\"supported\":true}}"));
    on("GET /Users/ada", Answer.json("{\"id\":\"ada\"}"));
    on("GET /Groups", Answer.json("{\"totalResults\":0}"));
    on("GET /Groups/staff", group("bob"));
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::handle);
    http.setExecutor(threads);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  void on(String what, Answer answer) {
    on(what, asked -> answer);
  }

  void on(String what, Function<Asked, Answer> answer) {
    answers.put(what, answer);
  }

  /** The group, with these members; attribute names have no case in SCIM. */
  static Answer group(String... members) {
    String values =
        List.of(members).stream()
            .map("{\"Value\":\"%s\"}"::formatted)
            .reduce((one, other) -> one + "," + other)
            .orElse("");
    return Answer.json("{\"id\":\"staff\",\"Members\":[%s]}".formatted(values));
  }

  List<Asked> asked(String what) {
    return asked.stream().filter(one -> one.what().equals(what)).toList();
  }

  /** What was asked to be changed. */
  List<String> writes() {
    return asked.stream().map(Asked::what).filter(what -> !what.startsWith("GET")).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var uri = exchange.getRequestURI();
      var one =
          new Asked(
              exchange.getRequestMethod() + " " + uri.getPath(),
              uri.getQuery(),
              exchange.getRequestHeaders().getFirst("If-Match"),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      asked.add(one);
      var answer = answers.getOrDefault(one.what(), ignored -> Answer.of(404)).apply(one);
      if (answer.status() == 0) {
        return; // the connection ends
      }
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] bytes = answer.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.stop(0);
  }
}
