package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A little OpenID provider. */
final class TestProvider implements AutoCloseable {
  private final HttpServer server;
  final AtomicInteger fetches = new AtomicInteger();
  volatile int status = 200;
  volatile String keys;
  volatile String issuer;

  TestProvider(SigningKey... signing) {
    keys = SigningKey.jwks(signing);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    issuer = uri();
    server.createContext(
        "/",
        exchange -> {
          boolean isDiscovery =
              exchange.getRequestURI().getPath().equals("/.well-known/openid-configuration");
          String body =
              isDiscovery
                  ? new JsonObject()
                      .put("issuer", issuer)
                      .put("jwks_uri", uri() + "/keys")
                      .put("authorization_endpoint", uri() + "/login")
                      .encode()
                  : keys;
          if (!isDiscovery) {
            fetches.incrementAndGet();
          }
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
