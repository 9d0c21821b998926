package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.ErrorClass;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class MetricsTest {
  /** A line of Prometheus' text format that has a value. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{(?:[a-zA-Z_]\\w*=\"(?:[^\"\\\\]|\\\\.)*\",?)+})?)"
              + " (NaN|[+-]Inf|[0-9.Ee+-]+)");

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(new Deskwork());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> call(String method, String path) {
    int port = server.server.metricsPort().orElseThrow();
    return server.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build());
  }

  /** Every sample by its name and labels; whatever is no sample or comment fails. */
  private Map<String, Double> samples() {
    var answer = call("GET", "/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    Map<String, Double> samples = new TreeMap<>();
    for (String line : answer.body().lines().toList()) {
      if (!line.startsWith("# HELP ") && !line.startsWith("# TYPE ")) {
        var sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        String value = sample.group(2).replace("Inf", "Infinity");
        assertThat(samples.put(sample.group(1), Double.valueOf(value))).as(line).isNull();
      }
    }
    return samples;
  }

  @Test
  void connectors_are_measured_by_state_and_by_what_became_of_their_calls() {
    server.target.refuseNext("g2", ErrorClass.FORBIDDEN);
    var before = samples();
    World.in(server).request();
    server.run();
    var after = samples();

    assertThat(before)
        .containsEntry(
            "regrant_connector_calls_total{origin_system=\"ldap\",outcome=\"done\"}", 0d);
    assertThat(after)
        .containsEntry("regrant_connector_state{origin_system=\"ldap\",state=\"available\"}", 1d)
        .containsEntry("regrant_connector_state{origin_system=\"ldap\",state=\"onTrial\"}", 0d)
        .containsEntry("regrant_connector_state{origin_system=\"ldap\",state=\"quarantined\"}", 0d)
        .containsEntry("regrant_connector_state{origin_system=\"desk\",state=\"available\"}", 1d)
        .containsEntry("regrant_connector_calls_under_way{origin_system=\"ldap\"}", 0d)
        .containsEntry("regrant_connector_calls_total{origin_system=\"ldap\",outcome=\"done\"}", 1d)
        .containsEntry(
            "regrant_connector_calls_total{origin_system=\"ldap\",outcome=\"refused\"}", 1d)
        .containsEntry(
            "regrant_connector_calls_total{origin_system=\"ldap\",outcome=\"unknown\"}", 0d)
        .containsKey("regrant_connector_call_seconds_total{origin_system=\"ldap\"}");
  }

  @Test
  void calls_are_measured_by_route_and_never_by_path() {
    String id = World.in(server).request();
    server.get("v1.0", "/assignmentRequests/" + id);
    server.get("beta", "/accessPackageAssignmentRequests('" + id + "')/deliveries");
    server.call("GET", "v1.0", "/assignmentRequests/" + id + "/nothing-there", "");
    server.call("MAKEUP", "v1.0", "/assignments", "");
    server.send(server.to("/wp-login.php").build());
    server.send(server.to("/health/live").build());
    server.callAs("EntitlementManagement.Read.All", "GET", "/regrant/connectors/ldap", "");
    var samples = samples();

    assertThat(samples)
        .containsEntry(count("/v1.0/assignmentRequests/{id}", "GET", "2xx"), 1d)
        .containsEntry(count("/v1.0/assignmentRequests", "POST", "2xx"), 1d)
        .containsEntry(count("/beta/assignmentRequests/{id}/deliveries", "GET", "2xx"), 1d)
        .containsEntry(count("/v1.0/assignments", "other", "4xx"), 1d)
        .containsEntry(count("none", "GET", "4xx"), 2d)
        .containsEntry(count("/health/live", "GET", "2xx"), 1d)
        .containsEntry(count("/regrant/connectors/{id}", "GET", "2xx"), 1d);
    assertThat(String.join("\n", samples.keySet()))
        .doesNotContain(id, "nothing-there", "wp-login", "MAKEUP")
        .doesNotContain(TestServer.TENANT.toString(), TestServer.ANN.objectId(), "app-1");
  }

  private static String count(String route, String method, String status) {
    return "regrant_http_requests_seconds_count{method=\"%s\",route=\"%s\",status=\"%s\"}"
        .formatted(method, route, status);
  }

  @Test
  void reprocesses_are_measured_by_how_many_were_done_together() {
    server.target.refuseNext("g2", ErrorClass.FORBIDDEN);
    String id = World.in(server).request();
    server.run();
    var before = samples();
    server.call("POST", "v1.0", "/assignmentRequests/" + id + "/reprocess", "");
    var after = samples();

    for (String figure : List.of("commands", "batches")) {
      assertThat(before).containsEntry("regrant_reprocess_" + figure + "_total", 0d);
      assertThat(after).containsEntry("regrant_reprocess_" + figure + "_total", 1d);
    }
    assertThat(after).containsKey("regrant_reprocess_wait_seconds_total");
  }

  @Test
  void a_path_that_goes_in_circles_makes_no_new_routes() {
    String id = World.in(server).request();
    String circle = "/accessPackage/assignmentPolicies/%s/accessPackage".formatted(id);
    server.call("GET", "v1.0", "/assignmentRequests/" + id + circle, "");
    server.call("GET", "v1.0", "/assignmentRequests/" + id + circle + "/catalog", "");

    assertThat(samples())
        .containsEntry(
            count(
                "/v1.0/assignmentRequests/{id}/accessPackage/assignmentPolicies/{id}/…",
                "GET",
                "4xx"),
            2d);
  }

  @Test
  void the_java_machine_is_measured_too() {
    assertThat(samples().keySet())
        .anyMatch(name -> name.startsWith("jvm_memory_used_bytes{"))
        .anyMatch(name -> name.startsWith("jvm_threads_live_threads"))
        .anyMatch(name -> name.startsWith("process_uptime_seconds"));
  }

  @ParameterizedTest
  @CsvSource({"GET, /, 404", "GET, /v1.0/metrics, 404", "POST, /metrics, 405"})
  void there_is_nothing_else_on_that_port(String method, String path, int status) {
    assertThat(call(method, path).statusCode()).isEqualTo(status);
  }

  @Test
  void nothing_is_measured_unless_asked_for() {
    try (var plain = new TestServer()) {
      assertThat(plain.server.metricsPort()).isEmpty();
      assertThat(plain.send(plain.authorized("metrics").build()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void a_port_for_metrics_that_is_taken_is_named() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var settings =
          new Settings(
              "127.0.0.1",
              0,
              Optional.empty(),
              Optional.empty(),
              new TokenIssuer.Local("i", "a", "{\"keys\":[]}", TokenIssuer.Claims.ENTRA),
              Optional.of(new Settings.MetricsAddress("127.0.0.1", taken.getLocalPort())),
              Settings.Limits.DEFAULT,
              server.clock,
              () -> new UUID(0, 0));

      assertThatThrownBy(() -> GraphServer.start(server.engine, () -> {}, settings))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
  }
}
