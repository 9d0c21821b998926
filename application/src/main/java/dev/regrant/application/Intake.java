package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestType;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Takes requests in: who may ask for what, and what is made of it. */
final class Intake {
  private final EngineParts parts;

  Intake(EngineParts parts) {
    this.parts = parts;
  }

  Outcome<AssignmentRequest> submit(
      Caller caller, Submission submission, Optional<String> key, Instant now) {
    try {
      return switch (submission.type()) {
        case ADMIN_ADD, ADMIN_UPDATE, ADMIN_REMOVE ->
            taken(caller, Task.MANAGE_ASSIGNMENTS, submission, key, now);
        case USER_ADD, USER_UPDATE, USER_REMOVE, ON_BEHALF_ADD, APPROVER_REMOVE ->
            taken(caller, Task.ACT_FOR_SELF, submission, key, now);
        case SYSTEM_ADD, SYSTEM_UPDATE, SYSTEM_REMOVE ->
            throw new InvalidMemberException(
                "requestType",
                "must be one of adminAdd, adminUpdate, adminRemove, userAdd, userUpdate, userRemove,"
                    + " onBehalfAdd and approverRemove: the others are the engine's own");
      };
    } catch (InvalidMemberException invalid) {
      return new Outcome.Refused<>(new Refusal.Invalid(invalid.member(), invalid.reason()));
    }
  }

  private Outcome<AssignmentRequest> taken(
      Caller caller, Task task, Submission submission, Optional<String> key, Instant now) {
    var reach = parts.reach(caller, task);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var asked = new Asked(parts, caller, reach, submission, now);
    // The directory is asked first: no network call happens inside a transaction.
    var call = prepared(submission.type(), asked);
    return parts
        .transactions()
        .run(
            caller.tenant(),
            tx ->
                submission.isValidationOnly()
                    ? call.apply(tx)
                    : KeyedCalls.once(
                        tx,
                        caller,
                        key,
                        submission.toString(),
                        now,
                        // The first answer was the request as submitted.
                        found -> AssignmentRequest.submitted(found.id(), found.terms()),
                        call));
  }

  private static Function<Store.Tx, Outcome<AssignmentRequest>> prepared(
      RequestType type, Asked asked) {
    if (type.isRemoval()) {
      return Removals.prepared(asked);
    }
    return type.isUpdate() ? Updates.prepared(asked) : Additions.prepared(asked);
  }
}
