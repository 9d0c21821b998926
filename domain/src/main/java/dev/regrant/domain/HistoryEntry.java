package dev.regrant.domain;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One fact in the life of a request, for audit. Entries are only ever added, in the transaction of
 * the change that they tell of.
 *
 * @param id time-ordered, so that entries sort as they were written
 * @param request whose fact it is
 * @param at when
 * @param actor who
 * @param activity what
 * @param details more, by name; the names are stable
 */
public record HistoryEntry(
    UUID id,
    AssignmentRequest.Id request,
    Instant at,
    Actor actor,
    Activity activity,
    SortedMap<String, String> details) {
  /** What can be told of a request. */
  public enum Activity {
    /** It was taken in. */
    SUBMITTED,
    /** It needed no approval. */
    AUTO_APPROVED,
    /** The approvers of a stage were asked. */
    APPROVAL_REQUESTED,
    /** Others were asked, too. */
    APPROVAL_ESCALATED,
    /** An approver said yes to a stage, and another one follows. */
    STAGE_APPROVED,
    /** An approver said yes to the last stage. */
    APPROVED,
    /** An approver said no, or there is nobody to approve. */
    DENIED,
    /** It waits for a custom extension to call back. */
    CALLBACK_AWAITED,
    /** A custom extension called back. */
    CALLBACK_RECEIVED,
    /** A custom extension was called. */
    EXTENSION_CALLED,
    /** A custom extension could not be called. */
    EXTENSION_FAILED,
    /** It was approved and waits for its start. */
    SCHEDULED,
    /** Its start was reached. */
    START_REACHED,
    /** Checks before delivery did not pass. */
    DELIVERY_REFUSED,
    /** An item was attempted. */
    ATTEMPTED,
    /** Somebody told what became of an item that they were to complete. */
    COMPLETED,
    /** An item is no longer allowed, and will not be tried again. */
    DROPPED,
    /** The deadline of an episode passed. */
    DEADLINE_PASSED,
    /** Every item is in place. */
    DELIVERED,
    /** Some items are in place. */
    PARTIALLY_DELIVERED,
    /** No item is in place. */
    DELIVERY_FAILED,
    /** Someone had what failed tried again. */
    REPROCESSED,
    /** Someone had an assignment compared with its target, and what is missing given again. */
    ASSIGNMENT_REPROCESSED,
    /** Nobody answered in time. */
    TIMED_OUT,
    /** It was withdrawn. */
    CANCELED,
    /** Someone deleted it. What happened to it is kept. */
    DELETED
  }

  public HistoryEntry {
    details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
  }

  /** An entry, with details in any order. */
  public static HistoryEntry of(
      UUID id,
      AssignmentRequest.Id request,
      Instant at,
      Actor actor,
      Activity activity,
      Map<String, String> details) {
    return new HistoryEntry(id, request, at, actor, activity, new TreeMap<>(details));
  }
}
