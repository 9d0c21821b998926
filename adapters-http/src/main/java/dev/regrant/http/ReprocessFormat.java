package dev.regrant.http;

import dev.regrant.application.ReprocessPreview;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.Operation;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.ReprocessStanding;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Whether a request can be reprocessed, and what that would do: Regrant's own additions. */
final class ReprocessFormat {
  private ReprocessFormat() {}

  /** The annotation {@code @regrant.reprocess}. */
  static JsonObject json(ReprocessStanding standing) {
    return new JsonObject()
        .put("status", WireFormat.lowerCamel(standing.status()))
        .put("reason", standing.refusal().map(ReprocessFormat::code).orElse(null))
        .put("reprocessableUntil", standing.until().map(WireFormat::time).orElse(null))
        .put(
            "nextAutomaticRetryDateTime",
            standing.nextAutomaticRetry().map(WireFormat::time).orElse(null))
        .put("reprocessCount", standing.count());
  }

  private static String code(Refusal refusal) {
    return Refusals.error(refusal, member -> member).code().value();
  }

  static JsonObject json(ReprocessPreview preview) {
    var items = new JsonArray();
    for (DeliveryItem item : preview.request().items()) {
      items.add(json(item, preview));
    }
    return new JsonObject()
        .put("isAccepted", preview.refusal().isEmpty())
        .put(
            "refusal",
            preview
                .refusal()
                .map(refusal -> Refusals.error(refusal, member -> member).told())
                .orElse(null))
        .put("items", items);
  }

  private static JsonObject json(DeliveryItem item, ReprocessPreview preview) {
    var json =
        new JsonObject()
            .put("id", item.id().value().toString())
            .put("operation", WireFormat.lowerCamel(item.operation()))
            .put("originSystem", item.roleScope().resourceOrigin().system())
            .put("originId", item.roleScope().resourceOrigin().id())
            .put("roleDisplayName", item.roleScope().role().displayName());
    var plan = preview.plan();
    if (plan.tried().contains(item.id())) {
      boolean isUnknown =
          item.lastAttempt()
              .filter(last -> last.outcome() instanceof DeliveryOutcome.Unknown)
              .isPresent();
      return json.put("action", "try")
          .put(
              "reason",
              isUnknown
                  ? "It is not known what became of it: it is read back before it is written."
                  : "It is not delivered.");
    }
    if (plan.kept().contains(item.id())) {
      return json.put("action", "keep").put("reason", "It is delivered.");
    }
    return json.put("action", "drop")
        .put(
            "reason",
            item.state() == DeliveryItem.State.DROPPED
                ? "It was given up before."
                : item.operation() == Operation.GRANT
                    ? "The access package no longer holds this role."
                    : "Another assignment needs this role.");
  }
}
