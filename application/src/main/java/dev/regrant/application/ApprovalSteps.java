package dev.regrant.application;

import static java.util.stream.Collectors.joining;

import dev.regrant.domain.Approval;
import dev.regrant.domain.ApprovalStage;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.SubjectSet;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Moves requests on that wait for an approval: asks the approvers of each stage, others when nobody
 * decides, and ends what nobody decided in time.
 */
final class ApprovalSteps {
  static final String NOBODY =
      "there is nobody to approve: the policy's approvers are not in the directory, or are the"
          + " requestor or the target";

  private final EngineParts parts;
  private final Approvers approvers;

  ApprovalSteps(EngineParts parts) {
    this.parts = parts;
    this.approvers = new Approvers(parts);
  }

  /** Whether the request has to be approved before it goes on. */
  static boolean isNeeded(AssignmentRequest request, Optional<AssignmentPolicy> policy) {
    return policy
        .filter(found -> found.terms().approvalSettings().isRequiredFor(request.terms().type()))
        .isPresent();
  }

  /** The request, which now waits for the approvals that its policy asks for. */
  AssignmentRequest begin(
      Store.Tx tx, AssignmentRequest request, AssignmentPolicy policy, Instant now) {
    tx.approvals()
        .save(
            Approval.of(
                request,
                policy.terms().approvalSettings().stages(),
                () -> new ApprovalStage.Id(parts.ids().next(now))));
    // The approvers are found and asked when the engine comes by, outside of this transaction.
    return request.on(Trigger.REQUIRE_APPROVAL, now, now);
  }

  /**
   * Who must be asked now. Asks the directory: never inside a transaction.
   *
   * @return empty if nobody has to be
   */
  Optional<List<SubjectSet>> found(
      TenantId tenant, AssignmentRequest request, Optional<Approval> approval, Instant now) {
    return approval.flatMap(
        seen ->
            seen.current()
                .flatMap(
                    stage ->
                        switch (stage.status()) {
                          case INITIALIZING -> Optional.of(first(tenant, request, seen, stage));
                          case IN_PROGRESS ->
                              escalates(stage, now)
                                  ? Optional.of(others(tenant, request, seen, stage))
                                  : Optional.empty();
                          case COMPLETED, EXPIRED -> Optional.empty();
                        }));
  }

  private List<SubjectSet> first(
      TenantId tenant, AssignmentRequest request, Approval approval, ApprovalStage stage) {
    var settings = stage.settings();
    return approvers.of(
        tenant,
        request,
        approval,
        settings.primaryApprovers(),
        settings.fallbackPrimaryApprovers());
  }

  private List<SubjectSet> others(
      TenantId tenant, AssignmentRequest request, Approval approval, ApprovalStage stage) {
    var settings = stage.settings();
    return approvers.of(
        tenant,
        request,
        approval,
        settings.escalationApprovers(),
        settings.fallbackEscalationApprovers());
  }

  private static boolean escalates(ApprovalStage stage, Instant now) {
    return stage.escalatesAt().filter(at -> !at.isAfter(now)).isPresent() && !isOver(stage, now);
  }

  static boolean isOver(ApprovalStage stage, Instant now) {
    return stage.timesOutAt().filter(at -> !at.isAfter(now)).isPresent();
  }

  /**
   * The request after what is due about its approval.
   *
   * @param found what {@link #found} gave for the same version of the request
   */
  AssignmentRequest next(
      Store.Tx tx,
      AssignmentRequest request,
      Approval approval,
      Optional<List<SubjectSet>> found,
      History history,
      Instant now) {
    var stage = approval.current().orElseThrow();
    return switch (stage.status()) {
      case INITIALIZING -> asked(tx, request, approval, found.orElseThrow(), history, now);
      case IN_PROGRESS ->
          found.isPresent()
              ? escalated(tx, request, approval, found.get(), history, now)
              : waited(tx, request, approval, history, now);
      case COMPLETED, EXPIRED -> throw new IllegalStateException(stage.id() + " is over");
    };
  }

  private static AssignmentRequest asked(
      Store.Tx tx,
      AssignmentRequest request,
      Approval approval,
      List<SubjectSet> found,
      History history,
      Instant now) {
    if (found.isEmpty()) {
      tx.approvals().save(approval.ended());
      var details = stage(approval);
      details.put("reason", NOBODY);
      history.engine(request, Activity.DENIED, details);
      return request.on(Trigger.DENY, now, now);
    }
    var asked = approval.asked(found, now);
    tx.approvals().save(asked);
    history.engine(request, Activity.APPROVAL_REQUESTED, asking(asked, found));
    return request.postponed(due(asked));
  }

  private static AssignmentRequest escalated(
      Store.Tx tx,
      AssignmentRequest request,
      Approval approval,
      List<SubjectSet> found,
      History history,
      Instant now) {
    var escalated = approval.escalated(found, now);
    tx.approvals().save(escalated);
    history.engine(request, Activity.APPROVAL_ESCALATED, asking(escalated, found));
    return request.on(Trigger.ESCALATE, now, due(escalated));
  }

  private static AssignmentRequest waited(
      Store.Tx tx, AssignmentRequest request, Approval approval, History history, Instant now) {
    var stage = approval.current().orElseThrow();
    if (!isOver(stage, now)) {
      return request.postponed(due(approval));
    }
    tx.approvals().save(approval.ended());
    var details = stage(approval);
    details.put("trigger", Trigger.APPROVAL_TIMED_OUT.name());
    history.engine(request, Activity.TIMED_OUT, details);
    return request.on(Trigger.APPROVAL_TIMED_OUT, now, now);
  }

  private static Instant due(Approval approval) {
    return approval.current().flatMap(ApprovalStage::dueAt).orElseThrow();
  }

  private static Map<String, String> asking(Approval approval, List<SubjectSet> found) {
    var details = stage(approval);
    details.put(
        "approvers",
        found.stream()
            .map(one -> (one.groupId().isPresent() ? "group " : "") + one.id().orElseThrow())
            .collect(joining(", ")));
    approval
        .current()
        .flatMap(ApprovalStage::timesOutAt)
        .ifPresent(at -> details.put("until", at.toString()));
    return details;
  }

  /** Which stage it is, and of how many. */
  static Map<String, String> stage(Approval approval) {
    int current = approval.current().map(stage -> approval.stages().indexOf(stage)).orElseThrow();
    var details = new TreeMap<String, String>();
    details.put("stage", Integer.toString(current + 1));
    details.put("stages", Integer.toString(approval.stages().size()));
    return details;
  }
}
