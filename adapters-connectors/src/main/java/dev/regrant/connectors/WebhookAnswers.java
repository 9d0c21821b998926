package dev.regrant.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regrant.application.Presence;
import dev.regrant.connectors.WebhookReply.Answered;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** What a target's answers mean. */
final class WebhookAnswers {
  private WebhookAnswers() {}

  /** Of a target that was asked to change something. */
  static DeliveryOutcome outcome(String origin, Answered answer) {
    String said = origin + " answered " + answer.status();
    if (answer.status() == 202) {
      return Refused.because(
          ErrorClass.MANUAL_ACTION_PENDING, said + ": it will tell when it is completed");
    }
    Optional<DeliveryOutcome> told = answer.body().flatMap(Json::object).flatMap(Told::outcome);
    if (answer.isSuccess()) {
      return told.orElseGet(
          () -> new Unknown(Cause.LOST_ANSWER, said + ", and its answer cannot be understood"));
    }
    Optional<ErrorClass> refusal = refusal(answer.status());
    if (refusal.isEmpty()) {
      return new Unknown(lost(answer.status()), said);
    }
    // A refusal that explains itself knows better than its status.
    return told.filter(Refused.class::isInstance)
        .map(Refused.class::cast)
        .map(refused -> withRetryAfter(refused, answer.retryAfter()))
        .orElseGet(() -> new Refused(refusal.get(), said, answer.retryAfter()));
  }

  /** Of a target that was asked whether a role is held. */
  static Presence presence(Answered answer) {
    if (answer.status() != 200) {
      return Presence.CANNOT_TELL;
    }
    return switch (answer.body().flatMap(Json::object).map(Told::presence).orElse("")) {
      case "present" -> Presence.PRESENT;
      case "absent" -> Presence.ABSENT;
      default -> Presence.CANNOT_TELL;
    };
  }

  /** Of a target that was asked for nothing but an answer: whether it says that it is down. */
  static Optional<Refused> outage(String origin, Answered answer) {
    return switch (answer.status()) {
      case 429, 502, 503, 504 ->
          Optional.of(
              new Refused(
                  answer.status() == 429 ? ErrorClass.THROTTLED : ErrorClass.UNAVAILABLE,
                  origin + " answered " + answer.status(),
                  answer.retryAfter()));
      default -> Optional.empty();
    };
  }

  /** Which error class a code stands for. */
  static Optional<ErrorClass> errorClass(String code) {
    return Stream.of(ErrorClass.values()).filter(one -> one.code().equals(code)).findFirst();
  }

  /** Empty for a status that leaves open whether something was done. */
  private static Optional<ErrorClass> refusal(int status) {
    return Optional.ofNullable(
        switch (status) {
          // Only these redirections say that the message was not acted on.
          case 301, 307, 308 -> ErrorClass.UNSUPPORTED;
          case 401 -> ErrorClass.UNAUTHENTICATED;
          case 403 -> ErrorClass.FORBIDDEN;
          case 404, 410 -> ErrorClass.RESOURCE_NOT_FOUND;
          case 405, 501 -> ErrorClass.UNSUPPORTED;
          case 408 -> null;
          case 409, 412, 423 -> ErrorClass.CONFLICT;
          case 429 -> ErrorClass.THROTTLED;
          case 503 -> ErrorClass.UNAVAILABLE;
          default -> status >= 400 && status <= 499 ? ErrorClass.INVALID_REQUEST : null;
        });
  }

  private static Cause lost(int status) {
    return status == 408 || status == 504 ? Cause.TIMEOUT : Cause.LOST_ANSWER;
  }

  private static Refused withRetryAfter(Refused refused, Optional<Duration> retryAfter) {
    return new Refused(
        refused.errorClass(), refused.message(), refused.retryAfter().or(() -> retryAfter));
  }

  /** Members of an answer's body. */
  private static final class Told {
    private Told() {}

    static Optional<DeliveryOutcome> outcome(JsonNode body) {
      return switch (body.path("outcome").asText()) {
        case "done" -> done(body.path("alreadyInPlace"));
        case "refused" -> Optional.of(refused(body));
        default -> Optional.empty();
      };
    }

    private static Optional<DeliveryOutcome> done(JsonNode alreadyInPlace) {
      return alreadyInPlace.isBoolean() || alreadyInPlace.isMissingNode()
          ? Optional.of(new Done(alreadyInPlace.asBoolean()))
          : Optional.empty();
    }

    private static Refused refused(JsonNode body) {
      String code = body.path("errorClass").asText();
      String message = body.path("message").asText();
      JsonNode seconds = body.path("retryAfter");
      return new Refused(
          errorClass(code).orElse(ErrorClass.INTERNAL),
          errorClass(code).isPresent()
              ? message
              : "refused with the unknown error class '%s': %s".formatted(code, message),
          seconds.canConvertToInt() && seconds.asInt() > 0
              ? Optional.of(Duration.ofSeconds(seconds.asInt()))
              : Optional.empty());
    }

    static String presence(JsonNode body) {
      return body.path("presence").asText();
    }
  }
}
