package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Answer;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import java.util.List;
import java.util.Optional;

/**
 * What someone asks for. Which parts are needed depends on the type: adding names a package, and
 * for an administrator a target and a policy too; removing names an assignment; changing names an
 * assignment, or a package and whose it is.
 *
 * @param target whose access it is about; a person who asks for themselves may leave it out
 * @param schedule from when to when; {@link Schedule#UNSPECIFIED} for what the policy says
 * @param answers to the policy's questions
 * @param isValidationOnly whether it is checked only, and nothing comes of it
 */
public record Submission(
    RequestType type,
    Optional<AccessPackage.Id> accessPackage,
    Optional<AssignmentPolicy.Id> policy,
    Optional<Target> target,
    Optional<Assignment.Id> assignment,
    Schedule schedule,
    Optional<String> justification,
    List<Answer.Given> answers,
    boolean isValidationOnly) {
  public Submission {
    answers = List.copyOf(answers);
  }

  /** One without answers, which is meant. */
  public Submission(
      RequestType type,
      Optional<AccessPackage.Id> accessPackage,
      Optional<AssignmentPolicy.Id> policy,
      Optional<Target> target,
      Optional<Assignment.Id> assignment,
      Schedule schedule,
      Optional<String> justification) {
    this(
        type, accessPackage, policy, target, assignment, schedule, justification, List.of(), false);
  }

  /** How a person is named. */
  public sealed interface Target {
    /** By the directory's identifier. */
    record ByObjectId(String objectId) implements Target {}

    /** By principal name or mail address. */
    record ByName(String name) implements Target {}
  }
}
