package dev.regrant.http;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.regrant.application.Caller;
import dev.regrant.application.StaleEntityException;
import dev.regrant.application.UnavailableException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One call and its answer: the headers that every answer has, the error body, and the log line. */
final class Exchange {
  private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

  private static final Pattern CLIENT_REQUEST_ID = Pattern.compile("[!-~]{1,128}");
  private static final int MAX_LOGGED_PATH = 500;

  private final HttpServerRequest request;
  private final Connections connections;
  private final Settings settings;
  private final Optional<Metrics> metrics;
  private final Instant begun;
  private final String requestId;
  private final String clientRequestId;
  private final long begunNanos = System.nanoTime();
  private volatile String route = Metrics.NO_ROUTE;
  private volatile @Nullable Caller caller;

  Exchange(
      HttpServerRequest request,
      Connections connections,
      Settings settings,
      Optional<Metrics> metrics) {
    this.connections = connections;
    this.metrics = metrics;
    this.request = request;
    this.settings = settings;
    this.begun = settings.clock().instant();
    this.requestId = settings.requestIds().get().toString();
    this.clientRequestId =
        Optional.ofNullable(request.getHeader("client-request-id"))
            .filter(id -> CLIENT_REQUEST_ID.matcher(id).matches())
            .orElse(requestId);
  }

  HttpServerRequest request() {
    return request;
  }

  void calledBy(Caller caller) {
    this.caller = caller;
  }

  /** Where the call leads, for the figures. */
  void leadsTo(String route) {
    this.route = route;
  }

  /** The address of the server as the client knows it, without a slash at its end. */
  String origin() {
    return settings
        .publicUrl()
        .map(url -> url.toString().replaceFirst("/+$", ""))
        .orElseGet(() -> request.scheme() + "://" + authority());
  }

  private String authority() {
    var authority = request.authority();
    return authority == null
        ? settings.host() + ":" + request.localAddress().port()
        : authority.toString();
  }

  /**
   * Answers. Runs on the event loop.
   *
   * @param content the {@link Answer#content} of it, written elsewhere
   */
  void answer(Answer answer, Optional<String> content) {
    var response = begin(answer.status());
    answer.headers().forEach(response::putHeader);
    if (content.isPresent()) {
      response.putHeader("Content-Type", answer.contentType());
    }
    end(response, content.orElse(""));
  }

  /** Answers what is no part of Graph. */
  void answerPlain(int status, JsonObject body) {
    answer(new Answer(status, Answer.PLAIN, Optional.of(body)), Optional.of(body.encode()));
  }

  /** Answers that it did not work. What is not expected is a bug: logged here, and not told. */
  void fail(Throwable failure) {
    var answer = failed(failure);
    if (request.response().headWritten()) {
      return; // The client has gone in the middle of its own request.
    }
    answer(answer, answer.content());
  }

  /** The answer that it did not work. */
  Answer failed(Throwable failure) {
    var error = error(failure);
    var body = error.body(settings.clock().instant(), requestId, clientRequestId);
    var answer = new Answer(error.code().status(), Answer.PLAIN, Optional.of(body));
    for (var header : error.headers().entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }

  private GraphError error(Throwable failure) {
    return switch (failure) {
      case GraphError expected -> expected;
      case UnavailableException outage -> {
        LOG.log(
            System.Logger.Level.WARNING,
            "request {0}: {1}",
            requestId,
            outage.getMessage(),
            Map.of("requestId", requestId));
        yield GraphError.retryable(
            ErrorCode.SERVICE_UNAVAILABLE,
            "Something that the server depends on does not answer. Try again later.",
            5);
      }
      case StaleEntityException lost ->
          GraphError.retryable(
              ErrorCode.SERVICE_UNAVAILABLE,
              "Others keep changing the same thing. Nothing was done; try again.",
              1);
      case RejectedExecutionException tooMany ->
          GraphError.retryable(
              ErrorCode.TOO_MANY_REQUESTS, "Too many calls at once. Try again later.", 1);
      default -> {
        LOG.log(ERROR, "request " + requestId + " failed", failure);
        yield new GraphError(
            ErrorCode.INTERNAL_SERVER_ERROR,
            "Something went wrong here. The log has more under request-id %s."
                .formatted(requestId));
      }
    };
  }

  private HttpServerResponse begin(int status) {
    var response = request.response();
    if (Heads.isLast(request)) {
      response.putHeader("Connection", "close");
    }
    if (origin().startsWith("https:")) {
      response.putHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
    return response
        .setStatusCode(status)
        .putHeader("request-id", requestId)
        .putHeader("client-request-id", clientRequestId)
        .putHeader("OData-Version", "4.0")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }

  private void end(HttpServerResponse response, String body) {
    int status = response.getStatusCode();
    metrics.ifPresent(
        all ->
            all.answered(
                route,
                request.method().name(),
                status,
                Duration.ofNanos(System.nanoTime() - begunNanos)));
    // A client that has gone does not matter, and the line is written all the same.
    var written = response.end(body);
    connections.answering(request, written);
    written.onComplete(done -> log(status));
  }

  /** One line, and the same as a map for those who write lines of another form. */
  private void log(int status) {
    var known = caller;
    long millis = Duration.between(begun, settings.clock().instant()).toMillis();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("requestId", requestId);
    members.put("clientRequestId", clientRequestId);
    members.put("method", request.method().name());
    members.put("route", route);
    members.put("path", printable(request.path()));
    members.put("status", status);
    members.put("ms", millis);
    if (known != null) {
      members.put("tenant", known.tenant().toString());
      members.put("caller", printable(known.actor().id()));
      members.put("callerKind", WireFormat.lowerCamel(known.actor().kind()));
    }
    LOG.log(
        INFO,
        "{0} {1} {2} {3}ms request-id={4} tenant={5} caller={6}",
        request.method().name(),
        printable(request.path()),
        Integer.toString(status),
        Long.toString(millis),
        requestId,
        known == null ? "-" : known.tenant().toString(),
        known == null ? "-" : printable(known.actor().id()),
        members);
  }

  private static String printable(@Nullable String text) {
    if (text == null) {
      return "-";
    }
    String clean = text.replaceAll("[^!-~]", "?");
    return clean.length() <= MAX_LOGGED_PATH ? clean : clean.substring(0, MAX_LOGGED_PATH) + "…";
  }
}
