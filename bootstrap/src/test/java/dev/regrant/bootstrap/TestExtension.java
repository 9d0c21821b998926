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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A custom extension that accepts every call, and leaves it to the test to call back. */
final class TestExtension implements AutoCloseable {
  static final String CORRELATION = "run-7";

  private final BlockingQueue<JsonObject> calls = new LinkedBlockingQueue<>();
  private final HttpServer http;

  TestExtension() {
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

  /** The id of the stage's instance, which the next call names. */
  String nextInstance() {
    try {
      var call = calls.poll(30, TimeUnit.SECONDS);
      assertThat(call).as("a call").isNotNull();
      return call.getString("CustomExtensionStageInstanceId");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void accept(HttpExchange exchange) throws IOException {
    try (exchange) {
      var call = new JsonObject(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      byte[] answer =
          new JsonObject().put("externalCorrelationId", CORRELATION).encode().getBytes(UTF_8);
      exchange.sendResponseHeaders(202, answer.length);
      exchange.getResponseBody().write(answer);
      calls.add(call);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
