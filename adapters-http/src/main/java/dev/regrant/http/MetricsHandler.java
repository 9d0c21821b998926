package dev.regrant.http;

import static java.lang.System.Logger.Level.ERROR;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Tells the figures to who reads them: {@code GET /metrics}, on a port of its own. */
final class MetricsHandler implements Handler<HttpServerRequest> {
  private static final System.Logger LOG = System.getLogger(MetricsHandler.class.getName());
  private static final String PATH = "/metrics";

  private final Vertx vertx;
  private final Metrics metrics;
  private final Executor executor;

  MetricsHandler(Vertx vertx, Metrics metrics, Executor executor) {
    this.vertx = vertx;
    this.metrics = metrics;
    this.executor = executor;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (!PATH.equals(request.path())) {
      answer(request, 404, "There is nothing here but " + PATH + ".\n");
    } else if (!request.method().name().equals("GET")) {
      request.response().putHeader("Allow", "GET");
      answer(request, 405, "Only GET is possible here.\n");
    } else {
      read(request);
    }
  }

  /** Not on the event loop, which has calls to answer. */
  private void read(HttpServerRequest request) {
    var eventLoop = vertx.getOrCreateContext();
    try {
      executor.execute(
          () -> {
            Runnable answer = read(request, metrics);
            eventLoop.runOnContext(now -> answer.run());
          });
    } catch (RejectedExecutionException closing) {
      answer(request, 503, "The server is closing.\n");
    }
  }

  private static Runnable read(HttpServerRequest request, Metrics metrics) {
    try {
      String text = metrics.text();
      return () -> {
        request.response().putHeader("Content-Type", Metrics.CONTENT_TYPE);
        request.response().end(text);
      };
    } catch (RuntimeException bug) {
      LOG.log(ERROR, "the metrics cannot be read", bug);
      return () -> answer(request, 500, "The metrics cannot be read; the log says why.\n");
    }
  }

  private static void answer(HttpServerRequest request, int status, String text) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(text);
  }
}
