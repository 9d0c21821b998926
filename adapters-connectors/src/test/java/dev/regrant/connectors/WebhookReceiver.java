package dev.regrant.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/**
 * An HTTP server of its own that keeps what it received and answers as it is told. It knows the
 * scheme of the signatures by itself.
 */
final class WebhookReceiver implements Closeable {
  /** The one of the scheme's own examples. */
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  static final String OTHER_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  /** A message, with its headers by name in lower case. */
  record Received(String method, String path, Map<String, String> headers, String text) {
    boolean isSigned(String secret) {
      String id = headers.getOrDefault("webhook-id", "");
      String timestamp = headers.getOrDefault("webhook-timestamp", "");
      byte[] right = ("v1," + hmac(secret, id, timestamp, text.getBytes(UTF_8))).getBytes(UTF_8);
      return List.of(headers.getOrDefault("webhook-signature", "").split(" ", -1)).stream()
          .anyMatch(given -> MessageDigest.isEqual(given.getBytes(UTF_8), right));
    }
  }

  /** How it answers. */
  interface Reaction {
    void to(Received received, HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile Reaction reaction;

  WebhookReceiver(Reaction reaction) throws IOException {
    this(reaction, HttpServer.create());
  }

  /** A receiver that speaks TLS. */
  static WebhookReceiver overTls(Reaction reaction, SSLContext tls) throws IOException {
    var server = HttpsServer.create();
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new WebhookReceiver(reaction, server);
  }

  private WebhookReceiver(Reaction reaction, HttpServer server) throws IOException {
    this.reaction = reaction;
    this.server = server;
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers =
        exchange.getRequestHeaders().entrySet().stream()
            .collect(
                Collectors.toMap(
                    header -> header.getKey().toLowerCase(Locale.ROOT),
                    header -> String.join(", ", header.getValue())));
    var one =
        new Received(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers,
            new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    received.add(one);
    try (exchange) {
      reaction.to(one, exchange);
    }
  }

  /** Answers always with this. */
  static Reaction answers(int status, String body) {
    return answers(received -> status, received -> body);
  }

  static Reaction answers(Function<Received, Integer> status, Function<Received, String> body) {
    return (received, exchange) -> send(exchange, status.apply(received), body.apply(received));
  }

  static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  void from(Reaction next) {
    reaction = next;
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/hook?key=in-url";
  }

  WebhookTarget target() {
    return new WebhookTarget(URI.create(url()), List.of(SECRET), Optional.empty(), true);
  }

  List<Received> received() {
    return received;
  }

  Received last() {
    return received.getLast();
  }

  static String hmac(String secret, String id, String timestamp, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
