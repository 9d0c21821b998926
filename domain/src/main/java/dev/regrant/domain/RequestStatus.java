package dev.regrant.domain;

/**
 * The exact position of a request in its life: what {@link Lifecycle} has arrows between. Graph
 * calls the same thing {@code status} and leaves the set open; this is ours.
 */
public enum RequestStatus {
  /** Taken in and not yet looked at; the engine moves it on at once. */
  ACCEPTED(RequestState.SUBMITTED),
  /** A custom extension was called and has not answered; its answer or its time-out moves it on. */
  WAITING_FOR_CALLBACK(RequestState.SUBMITTED),
  /** The approvers of the current stage decide. */
  PENDING_APPROVAL(RequestState.PENDING_APPROVAL),
  /** The alternate approvers were asked too. */
  PENDING_APPROVAL_ESCALATED(RequestState.PENDING_APPROVAL),
  /** Approved; the start of its schedule lies ahead. */
  PENDING_NOT_BEFORE(RequestState.SCHEDULED),
  /** Items are being delivered, or wait for their next automatic attempt. */
  DELIVERING(RequestState.DELIVERING),
  /** All items are done. */
  DELIVERED(RequestState.DELIVERED),
  /** At least one item is done and at least one is not. */
  PARTIALLY_DELIVERED(RequestState.PARTIALLY_DELIVERED),
  /** No item is done. */
  DELIVERY_FAILED(RequestState.DELIVERY_FAILED),
  /** An approver or a callback said no. */
  DENIED(RequestState.DENIED),
  /** Nobody answered in time. */
  DENIED_BY_TIMEOUT(RequestState.DENIED),
  /** Withdrawn. */
  CANCELED(RequestState.CANCELED);

  private final RequestState state;

  RequestStatus(RequestState state) {
    this.state = state;
  }

  /** The coarse state that this status belongs to. */
  public RequestState state() {
    return state;
  }

  /**
   * Whether processing has ended, well or badly, so that the request has a completion time.
   * Finished is not final: a failed delivery is finished and may still be reprocessed; see {@link
   * Lifecycle#isFinal}.
   */
  public boolean isFinished() {
    return switch (this) {
      case ACCEPTED,
          WAITING_FOR_CALLBACK,
          PENDING_APPROVAL,
          PENDING_APPROVAL_ESCALATED,
          PENDING_NOT_BEFORE,
          DELIVERING ->
          false;
      case DELIVERED, PARTIALLY_DELIVERED, DELIVERY_FAILED, DENIED, DENIED_BY_TIMEOUT, CANCELED ->
          true;
    };
  }
}
