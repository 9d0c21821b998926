package dev.regrant.application;

import static dev.regrant.domain.FailedCheck.Check.POLICY_ALLOWS;

import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.FailedCheck;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a policy wants of those who ask for themselves. */
final class SelfService {
  private SelfService() {}

  /** Why somebody may not ask for themselves in this way; empty if they may. */
  static Optional<Refusal> refusal(
      Store.Tx tx, Submission submission, AssignmentPolicy policy, Instant now) {
    return justification(submission, policy).or(() -> asked(tx, submission, policy, now));
  }

  private static Optional<Refusal> justification(Submission submission, AssignmentPolicy policy) {
    return policy.terms().approvalSettings().isRequestorJustificationRequired()
            && submission.justification().filter(text -> !text.isBlank()).isEmpty()
        ? Optional.of(new Refusal.Invalid("justification", "is required by the policy"))
        : Optional.empty();
  }

  private static Optional<Refusal> asked(
      Store.Tx tx, Submission submission, AssignmentPolicy policy, Instant now) {
    if (!policy.requestorSettings().enableTargetsToSelfAddAccess()) {
      return refusal(policy, "does not let people request the package themselves");
    }
    var isPublished = tx.catalogs().find(policy.catalog()).map(Catalog::isPublished).orElse(false);
    if (!isPublished) {
      return refusal(policy, "belongs to a catalog that is not published");
    }
    var asked = submission.schedule();
    if (asked.equals(Schedule.UNSPECIFIED)) {
      return Optional.empty();
    }
    if (!policy.requestorSettings().allowCustomAssignmentSchedule()) {
      return Optional.of(
          new Refusal.Invalid(
              "schedule", "must be left out: the policy does not allow a custom one"));
    }
    var start = asked.startDateTime().orElse(now);
    var latest = policy.expiration().endOf(start);
    var wanted = asked.orElse(policy.expiration()).endsAt(start);
    return latest.isPresent() && wanted.map(end -> end.isAfter(latest.get())).orElse(true)
        ? Optional.of(
            new Refusal.Invalid(
                "schedule.expiration", "must not be after the policy's end, " + latest.get()))
        : Optional.empty();
  }

  /** Because the policy does not allow it. */
  static Optional<Refusal> refusal(AssignmentPolicy policy, String why) {
    return Optional.of(
        new Refusal.NotAllowed(
            List.of(
                new FailedCheck(
                    POLICY_ALLOWS,
                    "assignment policy %s %s".formatted(policy.id().value(), why)))));
  }
}
