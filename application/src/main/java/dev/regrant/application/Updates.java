package dev.regrant.application;

import static java.util.Comparator.comparing;

import dev.regrant.domain.Answer;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.FailedCheck;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes in requests that give access another end, or change the answers that it was given by.
 *
 * @param id of the assignment that runs
 * @param standing what the directory says of whose it is
 */
record Updates(Asked asked, Assignment.Id id, TargetStanding standing) {
  private static final Set<Assignment.State> UPDATABLE =
      EnumSet.of(Assignment.State.DELIVERED, Assignment.State.PARTIALLY_DELIVERED);

  private record Seen(Assignment assignment, Set<String> groups) {}

  static Function<Store.Tx, Outcome<AssignmentRequest>> prepared(Asked asked) {
    var tenant = asked.caller().tenant();
    var submission = asked.submission();
    Optional<String> owner =
        submission.type() == RequestType.USER_UPDATE
            ? Optional.of(asked.callerId())
            : submission.assignment().isPresent()
                ? Optional.empty()
                : submission
                    .target()
                    .flatMap(asked.people()::find)
                    .map(subject -> subject.objectId());
    var seen =
        asked
            .parts()
            .transactions()
            .run(
                tenant,
                tx ->
                    found(tx, submission, owner)
                        .map(
                            one ->
                                new Seen(
                                    one,
                                    TargetStanding.groups(
                                        tx.policies().find(one.policy()),
                                        tx.accessPackages().find(one.accessPackage())))))
            .orElseThrow(() -> unknown(submission));
    var assignment = seen.assignment();
    if (!asked.reach().covers(assignment.catalog())) {
      return tx -> asked.reach().forbidden();
    }
    var standing = asked.parts().standing(tenant, assignment.target(), seen.groups());
    return new Updates(asked, assignment.id(), standing)::updated;
  }

  /** To someone else's assignment a person gets the same answer as to none. */
  private static Optional<Assignment> found(
      Store.Tx tx, Submission submission, Optional<String> owner) {
    if (submission.assignment().isPresent()) {
      return tx.assignments()
          .find(submission.assignment().get())
          .filter(one -> owner.map(one.target().objectId()::equals).orElse(true));
    }
    if (owner.isEmpty() || submission.accessPackage().isEmpty()) {
      return Optional.empty();
    }
    // The one that runs, or else the one that ended last.
    return Circumstances.assignmentsOf(owner.get(), tx).stream()
        .filter(one -> one.accessPackage().equals(submission.accessPackage().get()))
        .max(
            comparing((Assignment one) -> one.state() != Assignment.State.EXPIRED)
                .thenComparing(one -> one.id().value()));
  }

  private static InvalidMemberException unknown(Submission submission) {
    if (submission.assignment().isPresent()) {
      return new InvalidMemberException(
          Asked.ASSIGNMENT, "names no assignment: " + submission.assignment().get().value());
    }
    if (submission.accessPackage().isEmpty()) {
      return new InvalidMemberException(Asked.ASSIGNMENT, "is required");
    }
    return submission.target().isEmpty() && submission.type() == RequestType.ADMIN_UPDATE
        ? new InvalidMemberException(Asked.TARGET, "is required where no assignment is named")
        : new InvalidMemberException(
            Asked.PACKAGE,
            "names no access package that the user has: "
                + submission.accessPackage().get().value());
  }

  private Outcome<AssignmentRequest> updated(Store.Tx tx) {
    var assignment = tx.assignments().find(id).orElseThrow(() -> unknown(asked.submission()));
    checkNamed(assignment);
    if (!UPDATABLE.contains(assignment.state())) {
      return new Outcome.Refused<>(new Refusal.NotUpdatable(id, assignment.state()));
    }
    var found = tx.policies().find(assignment.policy());
    if (found.isEmpty()) {
      return new Outcome.Refused<>(
          new Refusal.NotAllowed(
              List.of(
                  new FailedCheck(
                      FailedCheck.Check.POLICY_ALLOWS,
                      "assignment policy %s no longer exists"
                          .formatted(assignment.policy().value())))));
    }
    var policy = found.get();
    boolean isSelf = asked.submission().type() == RequestType.USER_UPDATE;
    if (isSelf) {
      var refusal =
          policy.requestorSettings().enableTargetsToSelfUpdateAccess()
              ? asked.requestorRefusal(tx, policy, assignment.schedule())
              : Asked.policyRefusal(
                  policy, "does not let people extend or change their access themselves");
      if (refusal.isPresent()) {
        return new Outcome.Refused<>(refusal.get());
      }
    }
    var questions = policy.terms().questions();
    var given = Answer.to(questions, asked.submission().answers());
    var before = answersBefore(tx, id);
    if (isSelf) {
      Answer.checkEdits(before, given);
    }
    var schedule = schedule(assignment, policy);
    var request =
        asked.request(
            Asked.Of.existing(assignment), schedule, Answer.complete(questions, before, given));
    return asked.taken(tx, request, standing);
  }

  private void checkNamed(Assignment assignment) {
    var submission = asked.submission();
    if (submission
        .accessPackage()
        .filter(one -> !one.equals(assignment.accessPackage()))
        .isPresent()) {
      throw new InvalidMemberException(
          Asked.PACKAGE,
          "must be the assignment's own access package, %s, or be left out"
              .formatted(assignment.accessPackage().value()));
    }
    if (submission.policy().filter(one -> !one.equals(assignment.policy())).isPresent()) {
      throw new InvalidMemberException(
          Asked.POLICY,
          "must be the assignment's own policy, %s, or be left out"
              .formatted(assignment.policy().value()));
    }
    if (submission.target().filter(one -> !People.names(one, assignment.target())).isPresent()) {
      throw new InvalidMemberException(
          Asked.TARGET, "must be the person who has the assignment, or be left out");
    }
  }

  /** What was answered last for an assignment. */
  static List<Answer> answersBefore(Store.Tx tx, Assignment.Id id) {
    return Circumstances.about(id, tx).stream()
        .filter(AssignmentRequest::isGiving)
        .filter(request -> request.terms().type() != RequestType.SYSTEM_UPDATE)
        .max(comparing(AssignmentRequest::id))
        .map(request -> request.terms().answers())
        .orElse(List.of());
  }

  private Schedule schedule(Assignment assignment, AssignmentPolicy policy) {
    var wanted = asked.submission().schedule();
    var now = asked.now();
    boolean isOnlyAnswers =
        wanted.equals(Schedule.UNSPECIFIED) && !asked.submission().answers().isEmpty();
    if (isOnlyAnswers || wanted.equals(assignment.schedule())) {
      return assignment.schedule();
    }
    if (wanted.startsAfter(now)) {
      throw new InvalidMemberException(
          "schedule.startDateTime", "must not lie ahead: the assignment has begun");
    }
    if (wanted.expiration() instanceof Expiration.NotSpecified) {
      return new Schedule(Optional.empty(), policy.expiration());
    }
    Asked.checkEnd(policy, wanted, now);
    return wanted;
  }
}
