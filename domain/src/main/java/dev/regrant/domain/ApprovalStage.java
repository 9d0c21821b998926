package dev.regrant.domain;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One stage of an approval: Graph's {@code approvalStage} (beta: {@code approvalStep}).
 *
 * @param settings as the policy had them when the approval began; they never change
 * @param approvers the people and groups that were asked, once they were
 * @param startedAt when they were asked
 * @param escalatedAt when others were asked, too
 * @param decision what one of them said
 */
public record ApprovalStage(
    Id id,
    ApprovalSettings.Stage settings,
    Status status,
    List<SubjectSet> approvers,
    Optional<Instant> startedAt,
    Optional<Instant> escalatedAt,
    Optional<Decision> decision) {
  /** Identifies a stage. */
  public record Id(UUID value) {}

  /** Graph's {@code status} of a stage. */
  public enum Status {
    /** Nobody has been asked yet. */
    INITIALIZING,
    /** A decision is waited for. */
    IN_PROGRESS,
    /** Somebody decided. */
    COMPLETED,
    /** Nobody decided, and nobody can any more. */
    EXPIRED
  }

  /** What an approver can say. */
  public enum Result {
    /** Yes. */
    APPROVED,
    /** No. */
    DENIED
  }

  /**
   * What an approver said.
   *
   * @param reviewer who
   * @param reviewerName their name to show, if it was known then
   */
  public record Decision(
      Result result,
      Actor reviewer,
      Optional<String> reviewerName,
      Optional<String> justification,
      Instant at) {
    public Decision {
      justification.ifPresent(
          text -> Texts.limited("justification", text, AssignmentRequest.MAX_JUSTIFICATION));
    }
  }

  public ApprovalStage {
    approvers = List.copyOf(approvers);
    if (!approvers.stream().allMatch(ApprovalStage::isPersonOrGroup)) {
      throw new IllegalArgumentException("people and groups are asked, not " + approvers);
    }
    boolean consistent =
        switch (status) {
          case INITIALIZING -> startedAt.isEmpty() && decision.isEmpty();
          case IN_PROGRESS -> startedAt.isPresent() && decision.isEmpty();
          case COMPLETED -> startedAt.isPresent() && decision.isPresent();
          case EXPIRED -> decision.isEmpty();
        };
    if (!consistent) {
      throw new IllegalArgumentException(
          "stage %s cannot be %s, started %s, decided %s"
              .formatted(id, status, startedAt, decision));
    }
  }

  private static boolean isPersonOrGroup(SubjectSet set) {
    return set.description().isEmpty()
        && (set.kind() == SubjectSet.Kind.SINGLE_USER
            || set.kind() == SubjectSet.Kind.GROUP_MEMBERS);
  }

  /** When it is denied by itself; empty before anybody was asked. */
  public Optional<Instant> timesOutAt() {
    return startedAt.map(start -> start.plus(settings.durationBeforeAutomaticDenial()));
  }

  /** When others are asked, too; empty if nobody is, or they were already. */
  public Optional<Instant> escalatesAt() {
    return settings.isEscalationEnabled() && escalatedAt.isEmpty()
        ? startedAt.map(start -> start.plus(settings.durationBeforeEscalation()))
        : Optional.empty();
  }

  /** When the engine must look at it by itself; empty before anybody was asked. */
  public Optional<Instant> dueAt() {
    return escalatesAt().or(this::timesOutAt);
  }

  /**
   * Whether the person is among the approvers.
   *
   * @param groups those that hold the person
   */
  boolean asks(String objectId, Collection<String> groups) {
    return approvers.stream()
        .anyMatch(
            one ->
                one.equals(SubjectSet.user(objectId))
                    || one.groupId().filter(groups::contains).isPresent());
  }

  ApprovalStage asked(List<SubjectSet> asked, Instant now) {
    return new ApprovalStage(
        id, settings, Status.IN_PROGRESS, asked, Optional.of(now), Optional.empty(), decision);
  }

  ApprovalStage escalated(List<SubjectSet> more, Instant now) {
    return new ApprovalStage(
        id,
        settings,
        status,
        Stream.concat(approvers.stream(), more.stream()).distinct().toList(),
        startedAt,
        Optional.of(now),
        decision);
  }

  ApprovalStage decided(Decision said) {
    return new ApprovalStage(
        id, settings, Status.COMPLETED, approvers, startedAt, escalatedAt, Optional.of(said));
  }

  ApprovalStage ended() {
    return status == Status.COMPLETED
        ? this
        : new ApprovalStage(
            id, settings, Status.EXPIRED, approvers, startedAt, escalatedAt, decision);
  }
}
