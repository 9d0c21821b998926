package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Permission;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/** Some servers, which may be killed; who calls them tries one after the other. */
final class ChaosServers implements AutoCloseable {
  private static final String API = "/v1.0/identityGovernance/entitlementManagement";

  /** The same call is being made, or was by a server that has died since. */
  private static final String UNDER_WAY = "IdempotentCallUnderWay";

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int STARTS = 3;
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** An answer that is one: neither an outage, nor a bug, nor none at all. */
  record Answer(int status, JsonObject body) {}

  private final Path data;
  private final IntFunction<Map<String, String>> variables;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final AtomicReferenceArray<RegrantProcess> processes;
  private final AtomicReferenceArray<URI> addresses;
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicInteger bugs = new AtomicInteger();

  /** Starts them all at once. */
  ChaosServers(int count, Path data, IntFunction<Map<String, String>> variables)
      throws IOException {
    this.data = data;
    this.variables = variables;
    this.processes = new AtomicReferenceArray<>(count);
    this.addresses = new AtomicReferenceArray<>(count);
    this.token =
        DevelopmentIssuer.of(data)
            .token(
                DevelopmentIssuer.application(
                    DevelopmentIssuer.TENANT, "chaos", List.of(Permission.READ_WRITE_ALL)),
                Instant.now(),
                Duration.ofHours(24));
    for (int i = 0; i < count; i++) {
      begin(i);
    }
    for (int i = 0; i < count; i++) {
      awaitReady(i);
    }
  }

  /** Kills one with SIGKILL, and returns when that was. */
  Instant kill(int server) throws InterruptedException {
    assertThat(processes.get(server).isAlive())
        .as("server %d ended by itself: %s", server, processes.get(server).err())
        .isTrue();
    var at = Instant.now();
    processes.get(server).kill();
    return at;
  }

  /** Starts one again, and returns when it serves. */
  void restart(int server) throws IOException {
    begin(server);
    awaitReady(server);
  }

  private void begin(int server) throws IOException {
    var all = new HashMap<>(variables.apply(server));
    processes.set(
        server, RegrantProcess.start(all, "serve", "--port", "0", "--data", data.toString()));
  }

  /** Waits for it. If it met an outage and ended, it is started again, as a supervisor does. */
  private void awaitReady(int server) throws IOException {
    for (int start = 1; ; start++) {
      try {
        addresses.set(server, processes.get(server).ready());
        return;
      } catch (AssertionError ended) {
        if (start == STARTS) {
          throw ended;
        }
        begin(server);
      }
    }
  }

  /** Calls any, again and again and under the same key, until one answers. */
  Answer call(String method, String path, JsonObject body, Optional<String> key)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int server = ThreadLocalRandom.current().nextInt(addresses.length());
    String last = "";
    while (System.nanoTime() < end) {
      try {
        var answer = http.send(request(server, method, path, body, key), BodyHandlers.ofString());
        boolean isUnderWay = answer.statusCode() == 409 && answer.body().contains(UNDER_WAY);
        if (answer.statusCode() < 500 && !isUnderWay) {
          return new Answer(
              answer.statusCode(),
              answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body()));
        }
        last = answer.statusCode() + " " + answer.body();
        bugs.addAndGet(answer.statusCode() == 500 ? 1 : 0);
      } catch (IOException dead) {
        last = dead.toString();
      }
      unanswered.incrementAndGet();
      server = (server + 1) % addresses.length();
      Thread.sleep(PAUSE);
    }
    throw new AssertionError("%s %s has no answer, at last %s".formatted(method, path, last));
  }

  private HttpRequest request(
      int server, String method, String path, JsonObject body, Optional<String> key) {
    var request =
        HttpRequest.newBuilder(URI.create(addresses.get(server) + API + path))
            .timeout(Duration.ofSeconds(15))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
    key.ifPresent(value -> request.header("Idempotency-Key", value));
    return request.build();
  }

  /** A client of the first one. */
  DemoClient client() {
    return new DemoClient(addresses.get(0), token, new PrintWriter(Writer.nullWriter()));
  }

  /** Calls that got no answer, or none but that there is an outage. */
  int unanswered() {
    return unanswered.get();
  }

  /** Answers 500. */
  int bugs() {
    return bugs.get();
  }

  @Override
  public void close() {
    for (int i = 0; i < processes.length(); i++) {
      if (processes.get(i) != null) {
        processes.get(i).close();
      }
    }
    http.close();
  }
}
