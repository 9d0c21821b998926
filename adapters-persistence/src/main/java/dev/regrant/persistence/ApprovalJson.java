package dev.regrant.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regrant.domain.Actor;
import dev.regrant.domain.ApprovalStage;
import dev.regrant.domain.ApprovalStage.Decision;
import dev.regrant.domain.ApprovalStage.Result;
import dev.regrant.domain.ApprovalStage.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** The stages of an approval as JSON; see {@link Json}. */
final class ApprovalJson {
  private ApprovalJson() {}

  static JsonNode stage(ApprovalStage stage) {
    var json =
        Json.object().put("id", stage.id().value().toString()).put("status", stage.status().name());
    json.set("settings", PolicyJson.stage(stage.settings()));
    json.set("approvers", PolicyJson.sets(stage.approvers()));
    stage.startedAt().ifPresent(at -> json.put("startedAt", time(at)));
    stage.escalatedAt().ifPresent(at -> json.put("escalatedAt", time(at)));
    stage.decision().ifPresent(decision -> json.set("decision", decision(decision)));
    return json;
  }

  static ApprovalStage stage(JsonNode json) {
    return new ApprovalStage(
        new ApprovalStage.Id(UUID.fromString(json.get("id").textValue())),
        PolicyJson.stage(json.get("settings")),
        Status.valueOf(json.get("status").textValue()),
        PolicyJson.sets(json.get("approvers")),
        text(json, "startedAt").map(Instant::parse),
        text(json, "escalatedAt").map(Instant::parse),
        Optional.ofNullable(json.get("decision")).map(ApprovalJson::decision));
  }

  private static JsonNode decision(Decision decision) {
    var json =
        Json.object()
            .put("result", decision.result().name())
            .put("reviewerKind", decision.reviewer().kind().name())
            .put("reviewerId", decision.reviewer().id())
            .put("at", time(decision.at()));
    decision.reviewerName().ifPresent(name -> json.put("reviewerName", name));
    decision.justification().ifPresent(text -> json.put("justification", text));
    return json;
  }

  private static Decision decision(JsonNode json) {
    return new Decision(
        Result.valueOf(json.get("result").textValue()),
        new Actor(
            Actor.Kind.valueOf(json.get("reviewerKind").textValue()),
            json.get("reviewerId").textValue()),
        text(json, "reviewerName"),
        text(json, "justification"),
        Instant.parse(json.get("at").textValue()));
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).toString();
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.ofNullable(json.path(name).textValue());
  }
}
