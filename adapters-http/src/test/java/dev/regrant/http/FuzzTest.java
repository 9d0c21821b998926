package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Inputs of all kinds over real connections, made by the description of the server and spoiled:
 * whatever comes, the answer is one, tells nothing of the inside or of another tenant, and the
 * server goes on. {@code -Dfuzz.inputs} says how many, {@code -Dfuzz.seed} which, and {@code
 * -Dfuzz.only} repeats one by its number.
 */
class FuzzTest {
  private static final long INPUTS = Long.getLong("fuzz.inputs", 100_000);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final long ONLY = Long.getLong("fuzz.only", -1);

  /** Inputs to one server; then there is a new one, so that what they made does not pile up. */
  private static final int TO_ONE = 20_000;

  private static final int MOST_FAILURES = 20;
  private static final int AT_ONCE = 25;
  private static final int CONNECTIONS = 4;
  private static final long MOST_GROWTH = 100L << 20;

  private static final Pattern INSIDE =
      Pattern.compile(
          "\\bat [a-z]+\\.[\\w.$]+\\(|dev\\.regrant|java\\.(lang|util|io|time)|io\\.(vertx|netty)"
              + "|com\\.fasterxml|org\\.apache|Exception|NullPointer|SQLSTATE|jdbc:|(?i:select .* from )"
              + "|(?<![\\w/:.-])/(?:home|root|work|usr|opt|var)/|"
              + Pattern.quote(System.getProperty("user.dir")));

  private final Map<String, AtomicLong> answers = new ConcurrentSkipListMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();

  @Test
  void whatever_comes_is_answered_and_nothing_leaks() throws Exception {
    var log = Logger.getLogger("dev.regrant");
    var level = log.getLevel();
    log.setLevel(Level.SEVERE);
    long begun = System.nanoTime();
    try {
      long heap = 0;
      long from = ONLY < 0 ? 0 : ONLY;
      long end = ONLY < 0 ? INPUTS : ONLY + 1;
      for (long first = from; first < end; first += TO_ONE) {
        toOne(first, Math.min(end, first + TO_ONE));
        long used = heapUsed();
        heap = heap == 0 ? used : heap;
        assertThat(used - heap).as("heap that stays in use").isLessThan(MOST_GROWTH);
      }
    } finally {
      log.setLevel(level);
      System.out.printf(
          Locale.ROOT,
          "fuzz.seed=%d: %d inputs in %d s, answers %s%n",
          SEED,
          answers.values().stream().mapToLong(AtomicLong::get).sum(),
          (System.nanoTime() - begun) / 1_000_000_000,
          new TreeMap<>(answers));
    }
  }

  @Test
  void what_must_not_be_told_is_known_where_it_is_seen() {
    for (String inside :
        List.of(
            "\tat dev.regrant.http.Exchange.fail(Exchange.java:1)",
            "at java.util.List.of(List.java)",
            "io.vertx.core.VertxException",
            "java.lang.IllegalStateException: no",
            "select id from requests",
            "jdbc:postgresql://db",
            "in /home/somebody/x",
            System.getProperty("user.dir"))) {
      assertThat(INSIDE.matcher(inside).find()).as(inside).isTrue();
    }
    for (String fine :
        List.of(
            "http://127.0.0.1/v1.0/identityGovernance/entitlementManagement",
            "'/x/../x' must begin behind /v1.0, with a slash.",
            "OData query is invalid: It was read as: x")) {
      assertThat(INSIDE.matcher(fine).find()).as(fine).isFalse();
    }
  }

  private static long heapUsed() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private void toOne(long first, long end) throws Exception {
    try (var server = new TestServer(new Deskwork());
        var workers = Executors.newFixedThreadPool(CONNECTIONS)) {
      var other = new FuzzTenant(server, 2);
      String before = other.everything();
      assertThat(before).contains(FuzzTenant.MARK);
      var material = new FuzzTenant(server, 1).material(other.ids());
      var next = new AtomicLong(first);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        running.add(workers.submit(() -> send(server, next, end, material)));
      }
      for (var one : running) {
        one.get();
      }
      assertThat(failures).isEmpty();
      server.run();
      assertThat(other.everything()).as("the other tenant's").isEqualTo(before);
      assertThat(server.send(server.to("/health/live").build()).statusCode()).isEqualTo(200);
    }
  }

  private void send(TestServer server, AtomicLong next, long end, FuzzInput.Material material) {
    try (var connection = new FuzzConnection(server.server.port())) {
      for (long from = next.getAndAdd(AT_ONCE);
          from < end && failures.size() < MOST_FAILURES;
          from = next.getAndAdd(AT_ONCE)) {
        var inputs =
            LongStream.range(from, Math.min(end, from + AT_ONCE))
                .mapToObj(number -> FuzzInput.of(SEED, number, material))
                .toList();
        for (FuzzInput broken : inputs.stream().filter(one -> !one.isFramed()).toList()) {
          String rest = connection.rest(broken.bytes());
          count("broken");
          checkText(
              broken,
              rest.startsWith("HTTP/1.1 5") ? Optional.of("it is a bug") : Optional.empty(),
              rest);
        }
        var framed = inputs.stream().filter(FuzzInput::isFramed).toList();
        var received = connection.answers(framed);
        for (int i = 0; i < framed.size(); i++) {
          check(framed.get(i), received.get(i));
        }
        if (from % (AT_ONCE * 40L) == 0) {
          server.engine.runOnce();
        }
      }
    } catch (IOException e) {
      failed("no answer came: " + e);
    } catch (RuntimeException e) {
      failed(e + " at " + List.of(e.getStackTrace()));
    }
  }

  private void count(String kind) {
    answers.computeIfAbsent(kind, unknown -> new AtomicLong()).incrementAndGet();
  }

  private void failed(String what) {
    failures.add(what);
  }

  private void check(FuzzInput input, Optional<FuzzConnection.Received> received) {
    if (received.isEmpty()) {
      count("none");
      failed(told(input, "it is not answered", ""));
      return;
    }
    var answer = received.get();
    count(Integer.toString(answer.status()));
    checkText(input, fault(input, answer), answer.head() + answer.body());
  }

  private void checkText(FuzzInput input, Optional<String> fault, String text) {
    var inside = INSIDE.matcher(text);
    if (fault.isPresent()) {
      failed(told(input, fault.get(), text));
    } else if (text.contains(FuzzTenant.MARK)) {
      failed(told(input, "it tells of another tenant", text));
    } else if (inside.find()) {
      failed(told(input, "it tells of the inside: " + inside.group(), text));
    }
  }

  private static Optional<String> fault(FuzzInput input, FuzzConnection.Received answer) {
    // Of calls that change the same thing at once, some are asked to try again.
    if (answer.status() == 503 && answer.body().contains("Others keep changing")) {
      return Optional.empty();
    }
    if (answer.status() >= 500) {
      return Optional.of("it is a bug");
    }
    if (answer.status() < 400 || input.method().equals("HEAD")) {
      return Optional.empty();
    }
    try {
      var error = new JsonObject(answer.body()).getJsonObject("error");
      boolean isGraphs =
          error != null
              && error.getValue("code") instanceof String
              && error.getValue("message") instanceof String
              && error.getJsonObject("innerError").getValue("request-id") instanceof String;
      return isGraphs ? Optional.empty() : Optional.of("it is not Graph's error");
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      return Optional.of("it is not Graph's error");
    }
  }

  private static String told(FuzzInput input, String what, String answer) {
    return """
        %s: -Dfuzz.seed=%d -Dfuzz.only=%d
        ---- sent
        %s
        ---- answered
        %s"""
        .formatted(what, SEED, input.number(), new String(input.bytes(), UTF_8), answer);
  }
}
