package dev.regrant.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An expected "no", with what is needed to explain it. Each case is a stable code on the wire. */
public sealed interface Refusal {
  /** The request is not in a state that can be reprocessed. */
  record NotReprocessable(RequestStatus status) implements Refusal {}

  /** The time for reprocessing ran out. */
  record WindowClosed(Instant closedAt) implements Refusal {}

  /** The request was reprocessed as often as is allowed. */
  record LimitReached(int limit) implements Refusal {}

  /** Checks before delivery did not pass. */
  record GateRefused(List<FailedCheck> failedChecks) implements Refusal {
    public GateRefused {
      failedChecks = List.copyOf(failedChecks);
    }
  }

  /** Checks before a request is taken in did not pass. */
  record NotAllowed(List<FailedCheck> failedChecks) implements Refusal {
    public NotAllowed {
      failedChecks = List.copyOf(failedChecks);
    }
  }

  /**
   * What is to be taken away is still needed.
   *
   * @param message by what, for a person
   */
  record InUse(String message) implements Refusal {}

  /** No decision about the stage is waited for, or none any more. */
  record StageNotInProgress(ApprovalStage.Id stage, ApprovalStage.Status status)
      implements Refusal {}

  /**
   * The request does not wait for this to be told.
   *
   * @param message what it waits for, or why for nothing
   */
  record NotWaitingForCallback(String message) implements Refusal {}

  /** The request is not in a state that can be cancelled. */
  record NotCancelable(RequestStatus status) implements Refusal {}

  /** The assignment is not in a state from which access can be removed. */
  record NotRemovable(Assignment.Id assignment, Assignment.State state) implements Refusal {}

  /** The assignment is not in a state in which it can be extended or changed. */
  record NotUpdatable(Assignment.Id assignment, Assignment.State state) implements Refusal {}

  /**
   * The request cannot be deleted.
   *
   * @param message why, for a person
   */
  record NotDeletable(String message) implements Refusal {}

  /** A removal of the same assignment is under way. */
  record RemovalUnderWay(Assignment.Id assignment, AssignmentRequest.Id request)
      implements Refusal {}

  /** Nobody waits to be told what became of the item, or not under this key. */
  record NotAwaitingCompletion(DeliveryItem.Id item) implements Refusal {}

  /** The assignment is not in a state in which it can be compared with its target. */
  record AssignmentNotReprocessable(Assignment.Id assignment, Assignment.State state)
      implements Refusal {}

  /** The same idempotency key came before, for something else. */
  record IdempotencyKeyReused(String key) implements Refusal {}

  /**
   * A member of what was sent cannot be accepted.
   *
   * @param member its path, in the words of Graph's v1.0
   * @param message what is wrong with it, to be read after the member
   */
  record Invalid(String member, String message) implements Refusal {}

  /**
   * Something of the same identity exists.
   *
   * @param member the path of what must differ
   * @param existingId the id of what exists
   */
  record Duplicate(String member, Optional<String> existingId, String message) implements Refusal {}

  /**
   * Something that depends on it stands in the way of taking it away.
   *
   * @param type what is to go, in Graph's words
   * @param by the id of what depends on it, of one if there are several
   */
  record DependedOn(String type, String id, Use use, String by) implements Refusal {}

  /** What can depend on something that is to be taken away. */
  enum Use {
    /** A catalog holds an access package. */
    ACCESS_PACKAGE,
    /** A catalog holds a resource. */
    RESOURCE,
    /** Somebody has the access package, or is getting it. */
    ASSIGNMENT,
    /** Somebody has asked for the access package. */
    REQUEST,
    /** An access package gives a role on the resource. */
    ROLE_SCOPE,
    /** A catalog holds a custom extension. */
    CUSTOM_EXTENSION,
    /** A policy has the custom extension called. */
    POLICY
  }
}
