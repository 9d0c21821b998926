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
import java.util.function.Predicate;

/** Calls the demo's server, and shows what was called and what came back. */
final class DemoClient {
  private static final String API = "/v1.0/identityGovernance/entitlementManagement";

  /** Where the paths outside Graph begin. */
  private static final String OWN = "/regrant/";

  /** Longer than a directory that is back may have to wait for the first two probes. */
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
    out.printf("   POST %s%n", shown(path));
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
    out.printf("   POST %s%n", shown(path));
    answer("POST", path, new JsonObject(), expected, true);
  }

  /** Tries to do something that is refused, and shows why. */
  void postRefused(String path, int expected) {
    out.printf("   POST %s%n", shown(path));
    var error =
        answer("POST", path, new JsonObject(), expected, true)
            .getJsonObject("error", new JsonObject());
    out.printf("        %s: %s%n", error.getString("code"), error.getString("message"));
  }

  /** Reads an entity of Graph's, or of Regrant's own if the path begins with {@link #OWN}. */
  JsonObject get(String path) {
    out.printf("   GET  %s%n", shown(path));
    return answer("GET", path, new JsonObject(), 200, false);
  }

  /** Reads an entity until its state is the wanted one. */
  JsonObject await(String path, String state) {
    return await(path, state, entity -> state.equals(entity.getString("state")));
  }

  /**
   * Reads until what comes back is as wanted.
   *
   * @param wanted what that is, for people
   */
  JsonObject await(String path, String wanted, Predicate<JsonObject> isWanted) {
    out.printf("   GET  %s, until it is %s%n", shown(path), wanted);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var entity = answer("GET", path, new JsonObject(), 200, false);
      if (isWanted.test(entity)) {
        return entity;
      }
      if (System.nanoTime() > end) {
        throw new FailureException(
            "%s is not %s within %d s but %s"
                .formatted(
                    path,
                    wanted,
                    PATIENCE.toSeconds(),
                    entity.getString("state", entity.encode())));
      }
      pause();
    }
  }

  private static String shown(String path) {
    return path.startsWith(OWN) ? path : "…" + path;
  }

  private URI uri(String path) {
    return URI.create(path.startsWith(OWN) ? server + path : server + API + path);
  }

  private JsonObject answer(
      String method, String path, JsonObject body, int expected, boolean isShown) {
    var request =
        HttpRequest.newBuilder(uri(path))
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
