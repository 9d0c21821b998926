package dev.regrant.bootstrap;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls the demo's server, and shows what was called and what came back. */
final class DemoClient {
  private static final String API = "/v1.0/identityGovernance/entitlementManagement";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI server;
  private final String token;
  private final PrintWriter out;

  DemoClient(URI server, String token, PrintWriter out) {
    this.server = server;
    this.token = token;
    this.out = out;
  }

  /** Makes something, and returns it. */
  JsonObject post(String path, JsonObject body, int expected) {
    out.printf("   POST …%s%n", path);
    for (var member : body) {
      var value = member.getValue();
      out.printf(
          "        %s: %s%n",
          member.getKey(), value instanceof JsonObject object ? object.encode() : value);
    }
    return answer("POST", path, body, expected, true);
  }

  /** Does something that takes no body. */
  void post(String path, int expected) {
    out.printf("   POST …%s%n", path);
    answer("POST", path, new JsonObject(), expected, true);
  }

  JsonObject get(String path) {
    out.printf("   GET  …%s%n", path);
    return answer("GET", path, new JsonObject(), 200, false);
  }

  /** Reads an entity until its state is the wanted one. */
  JsonObject await(String path, String state) {
    out.printf("   GET  …%s, until it is %s%n", path, state);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var entity = answer("GET", path, new JsonObject(), 200, false);
      if (state.equals(entity.getString("state"))) {
        return entity;
      }
      if (System.nanoTime() > end) {
        throw new FailureException(
            "%s is not %s within %d s but %s"
                .formatted(path, state, PATIENCE.toSeconds(), entity.getString("state")));
      }
      pause();
    }
  }

  private JsonObject answer(
      String method, String path, JsonObject body, int expected, boolean isShown) {
    var request =
        HttpRequest.newBuilder(URI.create(server + API + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()))
            .build();
    try {
      var response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != expected) {
        throw new FailureException(
            "%s %s answered %d and not %d: %s"
                .formatted(method, path, response.statusCode(), expected, response.body()));
      }
      var json = response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
      if (isShown) {
        String id = json.getString("id");
        out.printf("   %d%s%n", response.statusCode(), id == null ? "" : "  id " + id);
      }
      return json;
    } catch (IOException | DecodeException failed) {
      throw new FailureException(method + " " + path + " has no answer", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FailureException(method + " " + path + " was interrupted");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FailureException("Interrupted");
    }
  }
}
