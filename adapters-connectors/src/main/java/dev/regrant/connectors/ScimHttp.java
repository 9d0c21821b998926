package dev.regrant.connectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.utils.JsonUtils;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.ErrorClass;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Questions and changes to one server, each within a deadline. Thread-safe.
 *
 * <p>The JDK's client asks again by itself where a kept connection was found to be dead, but only
 * what is read: a change is sent once. It follows no redirect, as what it would then carry there
 * includes the credentials.
 */
final class ScimHttp implements AutoCloseable {
  /** The longest answer that is read, in bytes. */
  static final int MAX_ANSWER = 8 * 1024 * 1024;

  private static final String MEDIA_TYPE = "application/scim+json";

  private final String base;
  private final ScimSettings settings;
  private final InstantSource clock;
  private final ScimResults results;
  private final HttpClient client;
  private volatile boolean isClosed;

  /** Connects to nothing yet. */
  ScimHttp(ScimSettings settings, InstantSource clock) {
    this.base = settings.server().url().toString().replaceAll("/+$", "");
    this.settings = settings;
    this.clock = clock;
    this.results = new ScimResults(settings.credentials(), clock);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.limits().connectTimeout())
            .build();
  }

  /**
   * Reads something.
   *
   * @throws ScimFailure if no answer came; whatever the server answered is returned
   */
  ScimAnswer read(String path, String query, Instant deadline) throws ScimFailure {
    String name = "GET " + path;
    String url = base + path + (query.isEmpty() ? "" : "?" + query);
    HttpRequest request = request(url).GET().build();
    return send(name, request, false, deadline);
  }

  /**
   * Sends a change, once.
   *
   * @param version the version that is to be changed, if it is known
   * @throws ScimFailure as {@code Refused} if it was definitely not made, and as {@code Unknown} if
   *     no answer came; whatever the server answered is returned
   */
  ScimAnswer write(
      String method, String path, JsonNode body, Optional<String> version, Instant deadline)
      throws ScimFailure {
    var request =
        request(base + path)
            .method(method, BodyPublishers.ofByteArray(bytes(body)))
            .header("Content-Type", MEDIA_TYPE);
    version.ifPresent(tag -> request.header("If-Match", tag));
    return send(method + " " + path, request.build(), true, deadline);
  }

  /** What an answer that is no success means. */
  ScimFailure refused(ScimAnswer answer, ErrorClass notFound) {
    return results.refused(answer, notFound);
  }

  /** What an answer to a change means that does not say that it was made. */
  ScimFailure notDone(ScimAnswer answer, ErrorClass notFound) {
    return results.notDone(answer, notFound);
  }

  Instant now() {
    return clock.instant();
  }

  /** When work that begins now and has no deadline of its own must end. */
  Instant deadline() {
    return clock
        .instant()
        .plus(settings.limits().connectTimeout())
        .plus(settings.limits().responseTimeout());
  }

  /** How long to wait for one thing: never past the deadline. */
  Duration patience(Instant deadline) throws ScimFailure {
    Duration left = Duration.between(clock.instant(), deadline);
    if (!left.isPositive()) {
      throw ScimFailure.refused(ErrorClass.TIMEOUT, "the time given for the call is over");
    }
    Duration limit = settings.limits().responseTimeout();
    return left.compareTo(limit) < 0 ? left : limit;
  }

  private HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("Authorization", settings.credentials().authorization())
        .header("Accept", MEDIA_TYPE + ", application/json");
  }

  private ScimAnswer send(String name, HttpRequest request, boolean isChange, Instant deadline)
      throws ScimFailure {
    Duration patience = patience(deadline);
    if (isClosed) {
      throw ScimFailure.refused(ErrorClass.UNAVAILABLE, "the connector is closed");
    }
    var answer = client.sendAsync(request, head -> new BoundedBody(MAX_ANSWER, isChange));
    try {
      HttpResponse<byte[]> response = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return ScimAnswer.of(name, response.statusCode(), response.headers(), response.body());
    } catch (TimeoutException e) {
      throw ended(
          answer, isChange, ErrorClass.TIMEOUT, Cause.TIMEOUT, name + ": no answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ended(answer, isChange, ErrorClass.INTERNAL, Cause.LOST_ANSWER, name + ": interrupted");
    } catch (ExecutionException e) {
      throw failed(name, isChange, e.getCause() == null ? e : e.getCause());
    }
  }

  private static ScimFailure ended(
      Future<?> answer, boolean isChange, ErrorClass errorClass, Cause cause, String message) {
    answer.cancel(true);
    return isChange
        ? ScimFailure.unknown(cause, message)
        : ScimFailure.refused(errorClass, message);
  }

  private static ScimFailure failed(String name, boolean isChange, Throwable failure) {
    String message = "%s: %s".formatted(name, describe(failure));
    if (failure instanceof BoundedBody.TooLongException) {
      return ScimFailure.tooLong(message);
    }
    return isChange && !isBeforeSending(failure)
        ? ScimFailure.unknown(Cause.LOST_ANSWER, message)
        : ScimFailure.refused(ErrorClass.UNAVAILABLE, message);
  }

  private static boolean isBeforeSending(Throwable failure) {
    return failure instanceof ConnectException
        || failure instanceof HttpConnectTimeoutException
        || failure instanceof SSLHandshakeException;
  }

  private static String describe(Throwable failure) {
    String what =
        isBeforeSending(failure) ? "cannot be reached" : "the connection broke before the answer";
    String message = failure.getMessage();
    return message == null ? what : what + " (" + message + ")";
  }

  private static byte[] bytes(JsonNode body) {
    try {
      return JsonUtils.getObjectWriter().writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    client.shutdownNow();
  }
}
