package dev.regrant.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regrant.application.Completion;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.TenantId;
import java.util.UUID;

/**
 * Reads what a target tells later. What is wrong is an {@link InvalidMemberException} with the
 * member's name.
 */
final class WebhookCompletions {
  private static final String OUTCOME = "outcome";
  private static final String ERROR_CLASS = "errorClass";
  private static final String MESSAGE = "message";
  private static final String ALREADY_IN_PLACE = "alreadyInPlace";

  private WebhookCompletions() {}

  static Completion parse(byte[] text) {
    JsonNode body =
        Json.object(text)
            .orElseThrow(() -> new InvalidMemberException("body", "must be one JSON object"));
    return new Completion(
        new TenantId(uuid(body, "tenantId")),
        new AssignmentRequest.Id(uuid(body, "requestId")),
        new DeliveryItem.Id(uuid(body, "itemId")),
        text(body, "operationKey"),
        outcome(body));
  }

  private static DeliveryOutcome outcome(JsonNode body) {
    return switch (text(body, OUTCOME)) {
      case "done" -> new Done(alreadyInPlace(body.path(ALREADY_IN_PLACE)));
      case "refused" -> Refused.because(errorClass(body), message(body.path(MESSAGE)));
      default -> throw new InvalidMemberException(OUTCOME, "must be done or refused");
    };
  }

  private static boolean alreadyInPlace(JsonNode value) {
    if (!value.isBoolean() && !value.isMissingNode()) {
      throw new InvalidMemberException(ALREADY_IN_PLACE, "must be true or false");
    }
    return value.asBoolean();
  }

  private static ErrorClass errorClass(JsonNode body) {
    return WebhookAnswers.errorClass(text(body, ERROR_CLASS))
        // Who does not know yet says nothing.
        .filter(errorClass -> errorClass != ErrorClass.MANUAL_ACTION_PENDING)
        .orElseThrow(
            () -> new InvalidMemberException(ERROR_CLASS, "must be the code of an error class"));
  }

  private static String message(JsonNode value) {
    if (!value.isTextual() && !value.isMissingNode()) {
      throw new InvalidMemberException(MESSAGE, "must be a string");
    }
    return value.asText();
  }

  private static UUID uuid(JsonNode body, String member) {
    String text = text(body, member);
    // UUID.fromString also takes what is too short.
    if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      throw new InvalidMemberException(member, "must be a UUID");
    }
    return UUID.fromString(text);
  }

  private static String text(JsonNode body, String member) {
    JsonNode value = body.path(member);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new InvalidMemberException(member, "must be a string that is not blank");
    }
    return value.asText();
  }
}
