package dev.regrant.application;

import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.Approval;
import dev.regrant.domain.ApprovalStage;
import dev.regrant.domain.ApprovalStage.Decision;
import dev.regrant.domain.ApprovalStage.Result;
import dev.regrant.domain.ApprovalStage.Status;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.Subject;
import dev.regrant.domain.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What approvers do: see what waits for them, and decide. Only people approve, never applications.
 * Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class Approvals {
  private final EngineParts parts;
  private final ApprovalSteps steps;

  Approvals(EngineParts parts) {
    this.parts = parts;
    this.steps = new ApprovalSteps(parts);
  }

  /**
   * An approval, as its caller sees it.
   *
   * @param assigned the stages that wait for the caller's decision
   */
  public record Seen(Approval approval, Set<ApprovalStage.Id> assigned) {
    public Seen {
      assigned = Set.copyOf(assigned);
    }
  }

  /** The approval of a request. Approvers see those that they were asked about, readers all. */
  public Outcome<Seen> find(Caller caller, AssignmentRequest.Id id) {
    var own = parts.reach(caller, Task.READ_OWN);
    if (own.isNowhere()) {
      return own.forbidden();
    }
    var others = parts.reach(caller, Task.READ_REQUESTS);
    var found = parts.store().inTransaction(caller.tenant(), tx -> tx.approvals().find(id));
    if (found.isEmpty()) {
      return notFound(id);
    }
    var groups = groupsOf(caller, found.get().groups());
    return found.get().asks(caller.actor().id(), groups)
            || reads(others, caller, id)
            || isAskedNext(caller, found.get())
        ? new Outcome.Done<>(seen(caller, found.get(), groups))
        : isNoApprover(id);
  }

  private boolean reads(Reach others, Caller caller, AssignmentRequest.Id id) {
    return !others.isNowhere()
        && parts
            .store()
            .inTransaction(caller.tenant(), tx -> tx.requests().find(id))
            .filter(request -> others.covers(request.terms().catalog()))
            .isPresent();
  }

  /**
   * A page of the approvals that wait for the caller's decision, newest first.
   *
   * @param after the id of the last approval of the page before
   */
  public Outcome<Page<Seen>> awaitingCaller(Caller caller, int limit, Optional<UUID> after) {
    var own = parts.reach(caller, Task.ACT_FOR_SELF);
    if (own.isNowhere()) {
      return own.forbidden();
    }
    var groups = groupsOf(caller, groupsAwaited(caller));
    var page =
        parts
            .store()
            .inTransaction(
                caller.tenant(),
                tx -> tx.approvalsAwaiting(caller.actor().id(), groups, limit, after));
    return new Outcome.Done<>(
        new Page<>(
            page.items().stream().map(approval -> seen(caller, approval, groups)).toList(),
            page.next()));
  }

  /** A page of the requests that wait for the caller's decision. */
  Outcome<Page<AssignmentRequest>> requestsAwaitingCaller(
      Caller caller, Query<AssignmentRequest> query) {
    var own = parts.reach(caller, Task.ACT_FOR_SELF);
    if (own.isNowhere()) {
      return own.forbidden();
    }
    var groups = groupsOf(caller, groupsAwaited(caller));
    return new Outcome.Done<>(
        parts
            .store()
            .inTransaction(
                caller.tenant(),
                tx -> {
                  var awaited = new Filter.Or<>(awaited(tx, caller, groups));
                  return tx.requests().list(query.narrowed(awaited));
                }));
  }

  private static List<Filter<AssignmentRequest>> awaited(
      Store.Tx tx, Caller caller, Set<String> groups) {
    List<Filter<AssignmentRequest>> ids = new ArrayList<>();
    Optional<UUID> after = Optional.empty();
    do {
      var page = tx.approvalsAwaiting(caller.actor().id(), groups, Query.MAX_LIMIT, after);
      page.items().forEach(approval -> ids.add(Filter.eq(RequestField.ID, approval.id().value())));
      after = page.next();
    } while (after.isPresent());
    return ids;
  }

  /**
   * Decides about a stage. One decision is enough for it; the first "no" ends the request. Of
   * several at once one is taken, and the others are refused.
   *
   * @param justification why; some policies want it
   */
  public Outcome<Seen> decide(
      Caller caller,
      AssignmentRequest.Id id,
      ApprovalStage.Id stage,
      Result result,
      Optional<String> justification) {
    var own = parts.reach(caller, Task.ACT_FOR_SELF);
    if (own.isNowhere()) {
      return own.forbidden();
    }
    var before = parts.store().inTransaction(caller.tenant(), tx -> tx.approvals().find(id));
    if (before.isEmpty()) {
      return notFound(id);
    }
    // The directory is asked first: no network call happens inside a transaction.
    var asked = before.get().groups();
    var standing = new Standing(asked, groupsOf(caller, asked), isAskedNext(caller, before.get()));
    var name = displayName(caller);
    try {
      var outcome =
          parts
              .transactions()
              .run(
                  caller.tenant(),
                  tx ->
                      decided(
                          tx, caller, id, stage, new Word(result, name, justification), standing));
      if (outcome instanceof Outcome.Done<Seen>) {
        parts.nudge().run();
      }
      return outcome;
    } catch (InvalidMemberException invalid) {
      return new Outcome.Refused<>(new Refusal.Invalid(invalid.member(), invalid.reason()));
    }
  }

  private record Word(Result result, Optional<String> name, Optional<String> justification) {}

  /**
   * What the directory said about a caller.
   *
   * @param asked the groups it was asked about
   * @param groups those of them that hold the caller
   * @param isAskedNext see {@link #isAskedNext}
   */
  private record Standing(Set<String> asked, Set<String> groups, boolean isAskedNext) {}

  /**
   * Whether the caller is an approver of a stage whose approvers the engine has not asked yet: that
   * is soon after a request was submitted, or the stage before was approved.
   */
  private boolean isAskedNext(Caller caller, Approval approval) {
    if (approval.current().filter(stage -> stage.status() == Status.INITIALIZING).isEmpty()) {
      return false;
    }
    var now = parts.now();
    return parts
        .store()
        .inTransaction(caller.tenant(), tx -> tx.requests().find(approval.id()))
        .flatMap(request -> steps.found(caller.tenant(), request, Optional.of(approval), now))
        .map(found -> approval.asked(found, now))
        .filter(next -> next.awaits(caller.actor().id(), groupsOf(caller, next.groups())))
        .isPresent();
  }

  private Outcome<Seen> decided(
      Store.Tx tx,
      Caller caller,
      AssignmentRequest.Id id,
      ApprovalStage.Id stageId,
      Word word,
      Standing standing) {
    var groups = standing.groups();
    var now = parts.now();
    var locked = Optional.ofNullable(tx.lock(List.of(id)).get(id));
    var approval = tx.approvals().find(id);
    if (locked.isEmpty() || approval.isEmpty()) {
      return notFound(id);
    }
    if (!standing.asked().containsAll(approval.get().groups())) {
      // Somebody else was asked meanwhile: whether the caller is among them is not known yet.
      throw new StaleEntityException("approval", id.value());
    }
    if (!approval.get().asks(caller.actor().id(), groups) && !standing.isAskedNext()) {
      return isNoApprover(id);
    }
    var stage = approval.get().stage(stageId);
    if (stage.isEmpty()) {
      return new Outcome.NotFound<>("approval stage", stageId.value().toString());
    }
    boolean isOpen =
        stage.equals(approval.get().current())
            && stage.get().status() == Status.IN_PROGRESS
            && !ApprovalSteps.isOver(stage.get(), now);
    if (!isOpen) {
      return new Outcome.Refused<>(
          new Refusal.StageNotInProgress(
              stageId,
              stage.get().status() == Status.IN_PROGRESS ? Status.EXPIRED : stage.get().status()));
    }
    if (!approval.get().awaits(caller.actor().id(), groups)) {
      return isNoApprover(id);
    }
    if (stage.get().settings().isApproverJustificationRequired()
        && word.justification().filter(text -> !text.isBlank()).isEmpty()) {
      return new Outcome.Refused<>(
          new Refusal.Invalid("justification", "is required from approvers by the policy"));
    }
    var decision =
        new Decision(word.result(), caller.actor(), word.name(), word.justification(), now);
    var next = approval.get().decided(decision);
    tx.approvals().save(next);
    var history = parts.history(now);
    var details = ApprovalSteps.stage(approval.get());
    word.justification().ifPresent(text -> details.put("justification", text));
    history.add(locked.get(), caller.actor(), activity(word.result(), next), details);
    Changes.save(parts, tx, moved(locked.get(), word.result(), next, now), now);
    history.appendTo(tx);
    return new Outcome.Done<>(seen(caller, next, groups));
  }

  private static Activity activity(Result result, Approval next) {
    return switch (result) {
      case DENIED -> Activity.DENIED;
      case APPROVED -> next.isGranted() ? Activity.APPROVED : Activity.STAGE_APPROVED;
    };
  }

  private static AssignmentRequest moved(
      AssignmentRequest request, Result result, Approval next, Instant now) {
    if (result == Result.DENIED) {
      return request.on(Trigger.DENY, now, now);
    }
    // Delivery begins when the engine comes by, which asks the directory first.
    return next.isGranted() ? request.postponed(now) : request.on(Trigger.APPROVE_STAGE, now, now);
  }

  private Set<String> groupsAwaited(Caller caller) {
    return parts.store().inTransaction(caller.tenant(), Store.Tx::groupsAwaited);
  }

  private Set<String> groupsOf(Caller caller, Collection<String> among) {
    return among.isEmpty()
        ? Set.of()
        : parts.directory().groupsOf(caller.tenant(), caller.actor().id(), among);
  }

  private Optional<String> displayName(Caller caller) {
    var id = caller.actor().id();
    return Optional.ofNullable(parts.directory().findAll(caller.tenant(), List.of(id)).get(id))
        .flatMap(Subject::displayName);
  }

  private static Seen seen(Caller caller, Approval approval, Set<String> groups) {
    return new Seen(
        approval,
        approval.current().stream()
            .filter(stage -> approval.awaits(caller.actor().id(), groups))
            .map(ApprovalStage::id)
            .collect(toSet()));
  }

  private static <T> Outcome<T> isNoApprover(AssignmentRequest.Id id) {
    return new Outcome.Forbidden<>(
        Outcome.Lack.OWN,
        "The caller is not an approver of the request '%s'.".formatted(id.value()));
  }

  private static <T> Outcome<T> notFound(AssignmentRequest.Id id) {
    return new Outcome.NotFound<>("approval", id.value().toString());
  }
}
