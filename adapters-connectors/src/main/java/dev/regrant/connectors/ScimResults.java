package dev.regrant.connectors;

import static dev.regrant.domain.ErrorClass.CONFLICT;
import static dev.regrant.domain.ErrorClass.FORBIDDEN;
import static dev.regrant.domain.ErrorClass.INTERNAL;
import static dev.regrant.domain.ErrorClass.INVALID_REQUEST;
import static dev.regrant.domain.ErrorClass.THROTTLED;
import static dev.regrant.domain.ErrorClass.TIMEOUT;
import static dev.regrant.domain.ErrorClass.UNAUTHENTICATED;
import static dev.regrant.domain.ErrorClass.UNAVAILABLE;
import static dev.regrant.domain.ErrorClass.UNSUPPORTED;

import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What HTTP statuses mean for a delivery (RFC 7644, section 3.12; RFC 9110; RFC 6585). */
final class ScimResults {
  private static final int MAX_DETAIL = 200;

  /** Nobody is left alone for longer, whatever they ask for. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

  private final ScimSettings.Credentials credentials;
  private final InstantSource clock;

  ScimResults(ScimSettings.Credentials credentials, InstantSource clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  /** A question was not answered, or a change definitely not made. */
  ScimFailure refused(ScimAnswer answer, ErrorClass notFound) {
    return ScimFailure.of(
        new Refused(
            errorClass(answer.status(), notFound),
            describe(answer),
            retryAfter(answer, clock.instant())));
  }

  /** A change was answered with no success. A server that broke, or a gateway, may have made it. */
  ScimFailure notDone(ScimAnswer answer, ErrorClass notFound) {
    int status = answer.status();
    if (answer.isSuccess() || (status >= 500 && status != 501 && status != 503)) {
      return ScimFailure.unknown(
          status == 504 ? Cause.TIMEOUT : Cause.LOST_ANSWER, describe(answer));
    }
    return refused(answer, notFound);
  }

  static ErrorClass errorClass(int status, ErrorClass notFound) {
    return switch (status) {
      case 401, 407 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404, 410 -> notFound;
      case 405, 415, 501 -> UNSUPPORTED;
      case 408, 504 -> TIMEOUT;
      case 409, 412, 423 -> CONFLICT;
      case 429 -> THROTTLED;
      case 502, 503 -> UNAVAILABLE;
      default ->
          status >= 300 && status < 400
              ? UNSUPPORTED
              : status >= 400 && status < 500 ? INVALID_REQUEST : INTERNAL;
    };
  }

  /** For a person: the question, the status, and what the server said of it. */
  private String describe(ScimAnswer answer) {
    var text = new StringBuilder(answer.request()).append(": ").append(answer.status());
    if (answer.status() >= 300 && answer.status() < 400) {
      text.append(", a redirect, which is not followed");
    } else if (answer.isSuccess()) {
      text.append(", but what a SCIM server would say did not come with it");
    }
    if (!answer.scimType().isEmpty()) {
      text.append(' ').append(clean(answer.scimType()));
    }
    answer
        .body()
        .flatMap(json -> ScimAnswer.text(json.path("detail")))
        .ifPresent(detail -> text.append(", ").append(clean(detail)));
    return text.toString();
  }

  // Should a server send the secret back, nobody reads it in a message.
  private String clean(String text) {
    String clean =
        text.replace(credentials.authorization(), "***")
            .replace(credentials.secret(), "***")
            .replaceAll("\\p{Cntrl}", " ");
    return clean.length() <= MAX_DETAIL ? clean : clean.substring(0, MAX_DETAIL) + "…";
  }

  /** Seconds or a date (RFC 9110, section 10.2.3); what is neither is not there. */
  static Optional<Duration> retryAfter(ScimAnswer answer, Instant now) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .flatMap(value -> wait(value.strip(), now))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
        .map(wait -> wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait);
  }

  private static Optional<Duration> wait(String value, Instant now) {
    if (value.matches("\\d+")) {
      return Optional.of(
          value.length() > 9 ? MAX_RETRY_AFTER : Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
      return Optional.of(Duration.between(now, until));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
