package dev.regrant.domain;

/**
 * Where a request is in its life, as coarse as Graph's {@code accessPackageRequestState}. It is
 * derived from the finer {@link RequestStatus} and never stored beside it.
 */
public enum RequestState {
  /** Taken in; the engine moves it on by itself, or a callback it waits for does. */
  SUBMITTED,
  /** Waits for an approver, or for the approval's time limit. */
  PENDING_APPROVAL,
  /** Approved for a later start; the engine moves it on when the start is reached. */
  SCHEDULED,
  /** Roles are being granted or revoked; the engine moves it on. */
  DELIVERING,
  /** Every role is in place. Nothing leaves this state. */
  DELIVERED,
  /** Some roles are in place, some are not; a person must look, and may reprocess. */
  PARTIALLY_DELIVERED,
  /** No role is in place; a person must look, and may reprocess or cancel. */
  DELIVERY_FAILED,
  /** Refused by an approver, a callback, or a time limit. */
  DENIED,
  /** Withdrawn before it took effect. */
  CANCELED
}
