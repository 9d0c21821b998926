package dev.regrant.domain;

import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.ApprovalStage.Decision;
import dev.regrant.domain.ApprovalStage.Result;
import dev.regrant.domain.ApprovalStage.Status;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What approvers are asked about a request, and what they say: Graph's {@code approval}. Stages
 * follow each other; each is decided by any one of its approvers, and the first "no" ends it.
 * Immutable: each thing that happens returns the next version.
 *
 * @param id that of the request, as in Graph
 * @param requestor who asked, and therefore may not decide
 * @param target the object id of whose access it is about, who may not decide either
 */
public record Approval(
    AssignmentRequest.Id id,
    long version,
    Actor requestor,
    String target,
    List<ApprovalStage> stages) {
  public Approval {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("an approval has a stage, not " + id);
    }
  }

  /** The approval that a request needs, before anybody was asked. */
  public static Approval of(
      AssignmentRequest request,
      List<ApprovalSettings.Stage> stages,
      Supplier<ApprovalStage.Id> ids) {
    return new Approval(
        request.id(),
        0,
        request.terms().requestedBy(),
        request.terms().target().objectId(),
        stages.stream()
            .map(
                settings ->
                    new ApprovalStage(
                        ids.get(),
                        settings,
                        Status.INITIALIZING,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
            .toList());
  }

  /** The stage that is to be asked about, or is waited for; empty when all is said. */
  public Optional<ApprovalStage> current() {
    return stages.stream()
        .filter(
            stage -> stage.status() == Status.INITIALIZING || stage.status() == Status.IN_PROGRESS)
        .findFirst();
  }

  /** Whether every stage was approved. */
  public boolean isGranted() {
    return stages.stream()
        .allMatch(
            stage -> stage.decision().filter(said -> said.result() == Result.APPROVED).isPresent());
  }

  /** The stage with this id. */
  public Optional<ApprovalStage> stage(ApprovalStage.Id stage) {
    return stages.stream().filter(one -> one.id().equals(stage)).findFirst();
  }

  /** The people and groups whose decision is waited for now. */
  public Set<SubjectSet> awaited() {
    return current().stream().flatMap(stage -> stage.approvers().stream()).collect(toSet());
  }

  /** Whether the person asked, or would get the access: nobody decides for themselves. */
  public boolean isOwnOf(String objectId) {
    return target.equals(objectId)
        || (requestor.kind() == Actor.Kind.USER && requestor.id().equals(objectId));
  }

  /**
   * Whether the person's decision is waited for.
   *
   * @param groups those that hold the person
   */
  public boolean awaits(String objectId, Collection<String> groups) {
    return !isOwnOf(objectId)
        && current().filter(stage -> stage.asks(objectId, groups)).isPresent();
  }

  /** Whether the person was asked about a stage, or is. */
  public boolean asks(String objectId, Collection<String> groups) {
    return !isOwnOf(objectId) && stages.stream().anyMatch(stage -> stage.asks(objectId, groups));
  }

  /** The groups that were asked, or are. */
  public Set<String> groups() {
    return stages.stream()
        .flatMap(stage -> stage.approvers().stream())
        .flatMap(one -> one.groupId().stream())
        .collect(toSet());
  }

  /** This approval, with the current stage's approvers asked. */
  public Approval asked(List<SubjectSet> approvers, Instant now) {
    return withCurrent(Status.INITIALIZING, stage -> stage.asked(approvers, now));
  }

  /** This approval, with others asked, too. */
  public Approval escalated(List<SubjectSet> approvers, Instant now) {
    return withCurrent(Status.IN_PROGRESS, stage -> stage.escalated(approvers, now));
  }

  /** This approval, after a decision about the current stage. */
  public Approval decided(Decision decision) {
    var next = withCurrent(Status.IN_PROGRESS, stage -> stage.decided(decision));
    return decision.result() == Result.DENIED ? next.ended() : next;
  }

  /** This approval, which nobody decides about any more. */
  public Approval ended() {
    return with(version, stages.stream().map(ApprovalStage::ended).toList());
  }

  /** This approval, as stored under {@code version}. */
  public Approval withVersion(long version) {
    return with(version, stages);
  }

  private Approval withCurrent(Status expected, UnaryOperator<ApprovalStage> change) {
    var current =
        current()
            .filter(stage -> stage.status() == expected)
            .orElseThrow(
                () -> new IllegalStateException("no stage of %s is %s".formatted(id, expected)));
    return with(
        version,
        stages.stream().map(one -> one.equals(current) ? change.apply(one) : one).toList());
  }

  private Approval with(long version, List<ApprovalStage> stages) {
    return new Approval(id, version, requestor, target, stages);
  }
}
