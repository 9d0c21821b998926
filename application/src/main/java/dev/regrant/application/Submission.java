package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import java.util.Optional;

/**
 * What someone asks for. Which parts are needed depends on the type: adding names a package, and
 * for an administrator a target and a policy too; removing names an assignment.
 *
 * @param target whose access it is about; a person who asks for themselves may leave it out
 * @param schedule from when to when; {@link Schedule#UNSPECIFIED} for what the policy says
 */
public record Submission(
    RequestType type,
    Optional<AccessPackage.Id> accessPackage,
    Optional<AssignmentPolicy.Id> policy,
    Optional<Target> target,
    Optional<Assignment.Id> assignment,
    Schedule schedule,
    Optional<String> justification) {
  /** How a person is named. */
  public sealed interface Target {
    /** By the directory's identifier. */
    record ByObjectId(String objectId) implements Target {}

    /** By principal name or mail address. */
    record ByName(String name) implements Target {}
  }
}
