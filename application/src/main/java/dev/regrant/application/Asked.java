package dev.regrant.application;

import static dev.regrant.domain.FailedCheck.Check.POLICY_ALLOWS;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Answer;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.DeliveryGate;
import dev.regrant.domain.FailedCheck;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A submission, by whom and when.
 *
 * @param reach where the caller may do what they set out to do
 */
record Asked(EngineParts parts, Caller caller, Reach reach, Submission submission, Instant now) {
  static final String PACKAGE = "assignment.accessPackageId";
  static final String POLICY = "assignment.assignmentPolicyId";
  static final String TARGET = "assignment.targetId";
  static final String ASSIGNMENT = "assignment.id";

  /** Of an assignment, everything that is not asked for. */
  record Of(
      Subject target,
      AssignmentPolicy.Id policy,
      AccessPackage.Id accessPackage,
      Catalog.Id catalog,
      Assignment.Id assignment) {
    static Of existing(Assignment assignment) {
      return new Of(
          assignment.target(),
          assignment.policy(),
          assignment.accessPackage(),
          assignment.catalog(),
          assignment.id());
    }
  }

  People people() {
    return new People(parts.directory(), caller.tenant());
  }

  String callerId() {
    return caller.actor().id();
  }

  AssignmentRequest request(Of of, Schedule schedule, List<Answer> answers) {
    return AssignmentRequest.submitted(
        new AssignmentRequest.Id(parts.ids().next(now)),
        new AssignmentRequest.Terms(
            submission.type(),
            caller.actor(),
            of.target(),
            of.accessPackage(),
            of.policy(),
            of.catalog(),
            of.assignment(),
            schedule,
            submission.justification(),
            answers,
            now));
  }

  /** The request, taken in unless it is a second one, or delivery would be refused. */
  Outcome<AssignmentRequest> taken(
      Store.Tx tx, AssignmentRequest request, TargetStanding standing) {
    var facts = parts.circumstances().about(request, standing, tx);
    if (facts.otherAccess().supersededBy().isPresent()) {
      var duplicate = duplicate(request, tx);
      if (duplicate.isPresent()) {
        return new Outcome.Refused<>(duplicate.get());
      }
    }
    var failed = DeliveryGate.failedChecks(request, facts, now);
    return failed.isEmpty()
        ? saved(tx, request)
        : new Outcome.Refused<>(new Refusal.NotAllowed(failed));
  }

  private static Optional<Refusal> duplicate(AssignmentRequest request, Store.Tx tx) {
    var target = request.terms().target().objectId();
    Optional<Refusal> open =
        Circumstances.sameAccess(request, Circumstances.othersOpen(request, tx))
            .map(
                other ->
                    new Refusal.Duplicate(
                        PACKAGE,
                        Optional.of(other.id().value().toString()),
                        "request %s of user %s for the same package is under way"
                            .formatted(other.id().value(), target)));
    return open.or(
        () ->
            Circumstances.otherHeld(request, Circumstances.assignmentsOf(target, tx))
                .map(
                    held ->
                        new Refusal.Duplicate(
                            PACKAGE,
                            Optional.of(held.id().value().toString()),
                            "user %s has the package by assignment %s"
                                .formatted(target, held.id().value()))));
  }

  Outcome<AssignmentRequest> saved(Store.Tx tx, AssignmentRequest request) {
    if (!submission.isValidationOnly()) {
      tx.requests().save(request);
      Subjects.keep(tx, caller.tenant(), request);
      var history = parts.history(now);
      history.add(
          request,
          caller.actor(),
          Activity.SUBMITTED,
          Map.of("requestType", request.terms().type().name()));
      history.appendTo(tx);
    }
    return new Outcome.Done<>(request);
  }

  /** What the policy asks of whoever asks for it themselves, or for somebody else. */
  Optional<Refusal> requestorRefusal(Store.Tx tx, AssignmentPolicy policy, Schedule usual) {
    if (!tx.catalogs().find(policy.catalog()).map(Catalog::isPublished).orElse(false)) {
      return policyRefusal(policy, "belongs to a catalog that is not published");
    }
    if (policy.terms().approvalSettings().isRequestorJustificationRequired()
        && submission.justification().filter(text -> !text.isBlank()).isEmpty()) {
      throw new InvalidMemberException("justification", "is required by the policy");
    }
    var asked = submission.schedule();
    if (!asked.equals(Schedule.UNSPECIFIED)
        && !asked.equals(usual)
        && !policy.requestorSettings().allowCustomAssignmentSchedule()) {
      throw new InvalidMemberException(
          "schedule", "must be left out: the policy does not allow a custom one");
    }
    return Optional.empty();
  }

  /** That the policy lets access end as late as that. */
  static void checkEnd(AssignmentPolicy policy, Schedule wanted, Instant now) {
    var start = wanted.startDateTime().filter(ahead -> ahead.isAfter(now)).orElse(now);
    var latest = policy.expiration().endOf(start);
    var end = wanted.endsAt(now);
    if (latest.isPresent() && end.map(asked -> asked.isAfter(latest.get())).orElse(true)) {
      throw new InvalidMemberException(
          "schedule.expiration", "must not be after the policy's end, " + latest.get());
    }
  }

  static Optional<Refusal> policyRefusal(AssignmentPolicy policy, String why) {
    return Optional.of(
        new Refusal.NotAllowed(
            List.of(
                new FailedCheck(
                    POLICY_ALLOWS,
                    "assignment policy %s %s".formatted(policy.id().value(), why)))));
  }
}
