package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver of change notifications, which gives validation tokens back as Graph wants it. */
final class TestReceiver implements AutoCloseable {
  private static final String VALIDATION = "validationToken=";

  private final BlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
  private final AtomicInteger outages = new AtomicInteger();
  private final HttpServer http;

  TestReceiver() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::accept);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:%d/".formatted(http.getAddress().getPort());
  }

  /** Has the next messages fail. */
  void fail(int messages) {
    outages.set(messages);
  }

  /** The next notification of this subscription. */
  JsonObject next(String subscription) {
    try {
      JsonObject one;
      do {
        one = told.poll(60, TimeUnit.SECONDS);
        assertThat(one).as("a notification").isNotNull();
      } while (!one.getString("subscriptionId").equals(subscription));
      return one;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void accept(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
      if (query.startsWith(VALIDATION)) {
        byte[] token =
            URLDecoder.decode(query.substring(VALIDATION.length()), UTF_8).getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, token.length);
        exchange.getResponseBody().write(token);
        return;
      }
      var message = new JsonObject(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      boolean fails = outages.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
      exchange.sendResponseHeaders(fails ? 503 : 202, -1);
      if (!fails) {
        message.getJsonArray("value").forEach(one -> told.add((JsonObject) one));
      }
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
