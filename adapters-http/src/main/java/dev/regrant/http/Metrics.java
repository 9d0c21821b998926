package dev.regrant.http;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Batches;
import dev.regrant.application.ConnectorHealth;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Figures about the server for Prometheus. They are the operator's: nothing in them is of one
 * tenant, and none of their labels is what a client makes up. Thread-safe.
 */
final class Metrics implements AutoCloseable {
  /** What the text is, as Prometheus wants it said. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** The route of calls that led nowhere, or were refused before that was known. */
  static final String NO_ROUTE = "none";

  private static final String SYSTEM = "origin_system";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final AccessRequestEngine engine;
  private volatile Map<String, ConnectorHealth> connectors;

  Metrics(AccessRequestEngine engine) {
    this.engine = engine;
    this.connectors = health(engine);
    connectors.keySet().forEach(this::register);
    batches("commands", "Reprocesses that were done", Batches::commands);
    batches("batches", "Transactions that these were done in", Batches::batches);
    batches(
        "wait.seconds",
        "Time that these waited for those before them, together",
        batches -> batches.waitedNanos() / 1e9);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  private static Map<String, ConnectorHealth> health(AccessRequestEngine engine) {
    return engine.connectors().health().stream()
        .collect(Collectors.toMap(ConnectorHealth::originSystem, Function.identity()));
  }

  private void batches(String name, String description, ToDoubleFunction<Batches> figure) {
    FunctionCounter.builder(
            "regrant.reprocess." + name,
            engine,
            one -> figure.applyAsDouble(one.requests().reprocessBatches()))
        .description(description)
        .register(registry);
  }

  private void register(String system) {
    for (var state : ConnectorHealth.State.values()) {
      Gauge.builder(
              "regrant.connector.state", this, of(system, one -> one.state() == state ? 1 : 0))
          .description("1 for the state that the connector is in")
          .tags(SYSTEM, system, "state", WireFormat.lowerCamel(state))
          .register(registry);
    }
    Gauge.builder(
            "regrant.connector.calls.under.way", this, of(system, ConnectorHealth::callsUnderWay))
        .description("Calls begun and not answered")
        .tag(SYSTEM, system)
        .register(registry);
    calls(system, "done", ConnectorHealth.Counts::done);
    calls(system, "refused", ConnectorHealth.Counts::refused);
    calls(system, "unknown", ConnectorHealth.Counts::unknown);
    FunctionCounter.builder(
            "regrant.connector.call.seconds",
            this,
            of(system, one -> one.counts().time().toNanos() / 1e9))
        .description("Time that calls took together")
        .tag(SYSTEM, system)
        .register(registry);
  }

  private void calls(
      String system, String outcome, ToDoubleFunction<ConnectorHealth.Counts> count) {
    FunctionCounter.builder(
            "regrant.connector.calls", this, of(system, one -> count.applyAsDouble(one.counts())))
        .description("Calls by what became of them")
        .tags(SYSTEM, system, "outcome", outcome)
        .register(registry);
  }

  private static ToDoubleFunction<Metrics> of(
      String system, ToDoubleFunction<ConnectorHealth> figure) {
    return metrics -> {
      var health = metrics.connectors.get(system);
      return health == null ? Double.NaN : figure.applyAsDouble(health);
    };
  }

  /**
   * Counts a call that is answered.
   *
   * @param route in canonical names, with placeholders for ids
   */
  void answered(String route, String method, int status, Duration took) {
    Timer.builder("regrant.http.requests")
        .description("Calls, until their answer is written")
        .tags(
            "route",
            route,
            "method",
            METHODS.contains(method) ? method : "other",
            "status",
            status / 100 + "xx")
        .serviceLevelObjectives(
            Duration.ofMillis(5),
            Duration.ofMillis(25),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(2))
        .register(registry)
        .record(took);
  }

  /** All figures as they are now, in Prometheus' text format. */
  String text() {
    connectors = health(engine);
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
