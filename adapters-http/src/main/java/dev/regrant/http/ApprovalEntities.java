package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Property.Kind.BOOLEAN;
import static dev.regrant.http.Property.Kind.STRUCTURE;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TIME;

import dev.regrant.application.Approvals;
import dev.regrant.application.EntityKind;
import dev.regrant.domain.Approval;
import dev.regrant.domain.ApprovalStage;
import dev.regrant.domain.ApprovalStage.Decision;
import dev.regrant.domain.AssignmentRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/** Approvals on the wire: v1.0 has {@code stages}, beta the same as {@code steps}. */
final class ApprovalEntities {
  /**
   * A stage, as its caller sees it.
   *
   * @param approval what it is a stage of
   * @param isAssigned whether it waits for the caller's decision
   */
  record Stage(Approval approval, ApprovalStage stage, boolean isAssigned) {}

  static final EntityType<Stage> STAGE =
      EntityType.<Stage>named("approvalStage", "approvalStages")
          .id(
              one -> one.stage().id().value(),
              EntityType.field("id", UUID.class, one -> one.stage().id().value()))
          .property(both("assignedToMe"), BOOLEAN, (one, view) -> one.isAssigned())
          // Policies have no names for their stages.
          .property(both("displayName"), TEXT, (one, view) -> null)
          .property(
              both("justification"),
              TEXT,
              (one, view) -> one.stage().decision().flatMap(Decision::justification).orElse(null))
          .property(
              both("reviewResult"),
              TEXT,
              (one, view) ->
                  one.stage()
                      .decision()
                      .map(decision -> WireFormat.pascal(decision.result()))
                      .orElse("NotReviewed"))
          .property(
              both("reviewedBy"),
              STRUCTURE,
              (one, view) -> one.stage().decision().map(ApprovalEntities::identity).orElse(null))
          .property(
              both("reviewedDateTime"),
              TIME,
              (one, view) -> one.stage().decision().map(Decision::at).orElse(null))
          .property(both("status"), TEXT, (one, view) -> WireFormat.pascal(one.stage().status()))
          .versioned(EntityKind.APPROVAL, Stage::approval)
          .build();

  static final EntityType<Approvals.Seen> APPROVAL =
      EntityType.<Approvals.Seen>named("approval", "approvals")
          .id(
              one -> one.approval().id().value(),
              EntityType.field("id", UUID.class, one -> one.approval().id().value()))
          .navigation(
              Navigation.within(
                  names("stages", "steps"),
                  () -> STAGE,
                  true,
                  (reads, one) ->
                      one.approval().stages().stream()
                          .map(
                              stage ->
                                  new Stage(
                                      one.approval(), stage, one.assigned().contains(stage.id())))
                          .toList()))
          .navigation(
              Navigation.byIds(
                  betaOnly("request"),
                  () -> RequestEntities.REQUEST,
                  false,
                  RequestEntities.REQUESTS,
                  one -> List.of(one.approval().id())))
          .versioned(EntityKind.APPROVAL, Approvals.Seen::approval)
          .build();

  private ApprovalEntities() {}

  private static JsonObject identity(Decision decision) {
    return new JsonObject()
        .put("id", decision.reviewer().id())
        .put("displayName", decision.reviewerName().orElse(null));
  }

  static Approvals.Seen find(Reads reads, UUID id) {
    return reads.value(
        reads.engine().approvals().find(reads.caller(), new AssignmentRequest.Id(id)));
  }
}
