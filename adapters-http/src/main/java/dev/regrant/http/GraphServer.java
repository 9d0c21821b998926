package dev.regrant.http;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.UnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server that speaks Microsoft Graph's entitlement management, v1.0 and beta, for one engine. It
 * neither starts nor closes the engine.
 *
 * <pre>{@code
 * try (var server = GraphServer.start(engine, store::check, settings)) {
 *   System.out.println("http://localhost:" + server.port() + "/v1.0");
 *   …
 * }
 * }</pre>
 */
public final class GraphServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GraphServer.class.getName());

  /** The longest request line, in bytes: filters can be long. */
  static final int MAX_LINE = 16 * 1024;

  /** All headers together, in bytes: tokens can be long. */
  private static final int MAX_HEADERS = 32 * 1024;

  /** Calls at once on one connection, by HTTP/2. */
  private static final int MAX_STREAMS = 100;

  /**
   * Calls on one connection that may be taken back by the client (CVE-2023-44487), or for a fault
   * of its (CVE-2025-8671), in so many seconds. Of other floods (CVE-2019-9512 to 9518,
   * CVE-2024-27316) Netty itself takes only so much.
   */
  private static final int MAX_RESETS = 200;

  private static final int RESETS_SECONDS = 30;

  private final Vertx vertx;
  private final Workers workers;
  private final HttpServer server;
  private final Optional<Certificate> certificate;
  private final Optional<MetricsServer> metrics;
  private final Settings settings;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The figures, and where they can be read. */
  private record MetricsServer(Metrics metrics, HttpServer server) {}

  private GraphServer(
      Vertx vertx,
      Workers workers,
      HttpServer server,
      Optional<Certificate> certificate,
      Optional<MetricsServer> metrics,
      Settings settings) {
    this.vertx = vertx;
    this.workers = workers;
    this.server = server;
    this.certificate = certificate;
    this.metrics = metrics;
    this.settings = settings;
  }

  /**
   * Starts a server, and returns when it listens. The token issuer need not be reachable yet.
   *
   * @param readiness returns if what the engine depends on is there, and throws {@link
   *     UnavailableException} with what is missing if not
   * @throws IllegalStateException if it cannot listen
   */
  public static GraphServer start(
      AccessRequestEngine engine, Runnable readiness, Settings settings) {
    var vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(false)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    var workers =
        new Workers(settings.limits().concurrentCalls(), settings.limits().waitingCalls());
    var metrics = settings.metrics().map(address -> new Metrics(engine));
    try {
      var tokens = new Tokens(vertx, settings.issuer(), settings.clock(), workers);
      tokens.keys().warmUp();
      var connections = new Connections(vertx, settings.limits());
      var handler =
          new GraphHandler(
              vertx, engine, readiness, tokens, workers, connections, settings, metrics);
      var certificate = settings.tls().map(Certificate::new);
      var server =
          listening(
              vertx
                  .createHttpServer(secured(options(settings), certificate))
                  .connectionHandler(connections::opened)
                  .requestHandler(handler.router())
                  .invalidRequestHandler(handler::invalid),
              settings.host(),
              settings.port());
      certificate.ifPresent(files -> files.keepUpToDate(vertx, server, workers));
      var metricsServer =
          metrics.map(
              figures ->
                  new MetricsServer(figures, metricsServer(vertx, figures, workers, settings)));
      return new GraphServer(vertx, workers, server, certificate, metricsServer, settings);
    } catch (RuntimeException e) {
      end(vertx, workers, settings);
      metrics.ifPresent(Metrics::close);
      throw e;
    }
  }

  private static HttpServer metricsServer(
      Vertx vertx, Metrics metrics, Workers workers, Settings settings) {
    var address = settings.metrics().orElseThrow();
    return listening(
        vertx
            .createHttpServer(options(settings))
            .requestHandler(new MetricsHandler(vertx, metrics, workers)),
        address.host(),
        address.port());
  }

  private static HttpServer listening(HttpServer server, String host, int port) {
    try {
      await(server.listen(port, host));
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "cannot listen on %s:%d: %s"
              .formatted(host, port, Objects.requireNonNullElse(e.getCause(), e).getMessage()),
          e);
    }
    LOG.log(INFO, "listening on {0}:{1}", host, Integer.toString(server.actualPort()));
    return server;
  }

  private static HttpServerOptions options(Settings settings) {
    return new HttpServerOptions()
        .setMaxInitialLineLength(MAX_LINE)
        .setMaxHeaderSize(MAX_HEADERS)
        .setIdleTimeout(Math.toIntExact(settings.limits().idle().toMillis()))
        .setIdleTimeoutUnit(MILLISECONDS)
        .setSslHandshakeTimeout(settings.limits().connections().transfer().toMillis())
        .setSslHandshakeTimeoutUnit(MILLISECONDS)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(MAX_STREAMS)
                .setMaxHeaderListSize(MAX_HEADERS))
        .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS)
        .setHttp2RstFloodWindowDuration(RESETS_SECONDS)
        .setHttp2RstFloodWindowDurationTimeUnit(SECONDS)
        .setHttp2ClearTextEnabled(false);
  }

  private static HttpServerOptions secured(
      HttpServerOptions options, Optional<Certificate> certificate) {
    return certificate
        .map(
            files ->
                options
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setEnabledSecureTransportProtocols(Certificate.PROTOCOLS)
                    .setKeyCertOptions(files.current()))
        .orElse(options);
  }

  /** The port that it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** The port that metrics can be read on, if they can. */
  public Optional<Integer> metricsPort() {
    return metrics.map(one -> one.server().actualPort());
  }

  /** Has a certificate that has changed be used at once. */
  void refreshCertificate() {
    certificate.ifPresent(files -> files.refresh(server));
  }

  /** Stops listening, lets calls under way end within the time for that, and ends all threads. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      await(server.shutdown(settings.limits().shutdown().toMillis(), MILLISECONDS));
    } catch (ExecutionException e) {
      LOG.log(WARNING, "the server did not close well", e);
    }
    end(vertx, workers, settings);
    metrics.ifPresent(one -> one.metrics().close());
  }

  private static void end(Vertx vertx, Workers workers, Settings settings) {
    workers.close(settings.limits().shutdown());
    try {
      await(vertx.close());
    } catch (ExecutionException e) {
      LOG.log(WARNING, "the server did not close well", e);
    }
  }

  private static <T> T await(Future<T> future) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.toCompletionStage().toCompletableFuture().get(60, SECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          throw new ExecutionException(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
