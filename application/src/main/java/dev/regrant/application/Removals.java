package dev.regrant.application;

import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.ApprovalSettings;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.SubjectSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Takes in requests that take access away.
 *
 * @param managers those of whose access it is, from the direct one up
 * @param groups groups of approvers that hold the caller
 */
record Removals(Asked asked, Assignment.Id id, List<String> managers, Set<String> groups) {
  private static final Set<Assignment.State> REMOVABLE =
      EnumSet.of(
          Assignment.State.DELIVERED,
          Assignment.State.PARTIALLY_DELIVERED,
          Assignment.State.DELIVERY_FAILED);

  static Function<Store.Tx, Outcome<AssignmentRequest>> prepared(Asked asked) {
    var submission = asked.submission();
    var id =
        submission
            .assignment()
            .orElseThrow(() -> new InvalidMemberException(Asked.ASSIGNMENT, "is required"));
    if (!submission.answers().isEmpty()) {
      throw new InvalidMemberException("answers", "must be left out where access is taken away");
    }
    if (submission.type() != RequestType.APPROVER_REMOVE) {
      return new Removals(asked, id, List.of(), Set.of())::removed;
    }
    return asApprover(asked, id)::removed;
  }

  private static Removals asApprover(Asked asked, Assignment.Id id) {
    var seen =
        asked
            .parts()
            .transactions()
            .run(asked.caller().tenant(), tx -> tx.assignments().find(id))
            .orElseThrow(() -> unknown(id));
    var approvers =
        asked
            .parts()
            .transactions()
            .run(asked.caller().tenant(), tx -> tx.policies().find(seen.policy()))
            .map(Removals::approvers)
            .orElse(List.of());
    var levels = approvers.stream().mapToInt(SubjectSet::managerLevel).max().orElse(0);
    var groups = approvers.stream().flatMap(one -> one.groupId().stream()).collect(toSet());
    return new Removals(
        asked,
        id,
        asked.people().managers(seen.target().objectId(), levels),
        asked.people().groups(asked.callerId(), groups));
  }

  private static List<SubjectSet> approvers(AssignmentPolicy policy) {
    return policy.terms().approvalSettings().stages().stream()
        .flatMap(Removals::approvers)
        .toList();
  }

  private static Stream<SubjectSet> approvers(ApprovalSettings.Stage stage) {
    return Stream.of(
            stage.primaryApprovers(),
            stage.fallbackPrimaryApprovers(),
            stage.escalationApprovers(),
            stage.fallbackEscalationApprovers())
        .flatMap(List::stream);
  }

  private static InvalidMemberException unknown(Assignment.Id id) {
    return new InvalidMemberException(Asked.ASSIGNMENT, "names no assignment: " + id.value());
  }

  private Outcome<AssignmentRequest> removed(Store.Tx tx) {
    var assignment = tx.assignments().find(id).orElseThrow(() -> unknown(id));
    var policy = tx.policies().find(assignment.policy());
    var type = asked.submission().type();
    // To someone else's assignment a person gets the same answer as to none.
    if (type == RequestType.USER_REMOVE
        && !assignment.target().objectId().equals(asked.callerId())) {
      throw unknown(id);
    }
    if (type == RequestType.APPROVER_REMOVE && !isApprover(policy)) {
      throw unknown(id);
    }
    if (!asked.reach().covers(assignment.catalog())) {
      return asked.reach().forbidden();
    }
    if (type == RequestType.USER_REMOVE
        && policy.isPresent()
        && !policy.get().requestorSettings().enableTargetsToSelfRemoveAccess()) {
      return new Outcome.Refused<>(
          Asked.policyRefusal(policy.get(), "does not let people give the package up themselves")
              .orElseThrow());
    }
    if (!REMOVABLE.contains(assignment.state())) {
      return new Outcome.Refused<>(new Refusal.NotRemovable(id, assignment.state()));
    }
    var request = asked.request(Asked.Of.existing(assignment), Schedule.UNSPECIFIED, List.of());
    return Circumstances.sameAccess(request, Circumstances.othersOpen(request, tx))
        .<Outcome<AssignmentRequest>>map(
            other ->
                new Outcome.Refused<>(
                    other.terms().type().isRemoval()
                        ? new Refusal.RemovalUnderWay(id, other.id())
                        : new Refusal.NotRemovable(id, Assignment.State.DELIVERING)))
        .orElseGet(() -> asked.saved(tx, request));
  }

  private boolean isApprover(Optional<AssignmentPolicy> policy) {
    return policy.map(Removals::approvers).orElse(List.of()).stream()
        .anyMatch(one -> one.holds(asked.callerId(), managers, groups));
  }
}
