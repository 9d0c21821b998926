package dev.regrant.domain;

/** What can happen to a request. Which of these may happen where is {@link Lifecycle}'s table. */
public enum Trigger {
  /** The policy asks for an approval. */
  REQUIRE_APPROVAL,
  /** A custom extension was called and the request waits for its answer. */
  AWAIT_CALLBACK,
  /** The extension lets the request go on. */
  CALLBACK_CONTINUE,
  /** The extension denies the request, or could not be called. */
  CALLBACK_DENY,
  /** The extension cancels the request. */
  CALLBACK_CANCEL,
  /** The extension did not answer in time. */
  CALLBACK_TIMED_OUT,
  /** The alternate approvers are asked too. */
  ESCALATE,
  /** One stage is approved, and another follows. */
  APPROVE_STAGE,
  /** The last approval was given, or none is needed, and delivery begins now. */
  APPROVE,
  /** As {@link #APPROVE}, and the schedule starts later. */
  APPROVE_FOR_LATER,
  /** An approver says no. */
  DENY,
  /** No approver decided in time. */
  APPROVAL_TIMED_OUT,
  /** The start of the schedule is reached. */
  START_REACHED,
  /** Every item is done. */
  DELIVER,
  /** Every item is settled, and only some are done. */
  DELIVER_PARTLY,
  /** Every item is settled, and none is done. */
  FAIL,
  /** Someone asks for what is not delivered to be tried again. */
  REPROCESS,
  /** Someone withdraws the request. */
  CANCEL
}
