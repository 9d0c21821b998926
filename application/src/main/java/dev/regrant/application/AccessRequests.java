package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.HistoryEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be done about access: ask for it, withdraw, try what failed again. Thread-safe. */
@SuppressWarnings("DoNotCallSuggester") // being written
public final class AccessRequests {
  AccessRequests() {}

  /** Reads requests. */
  public Lookup<AssignmentRequest.Id, AssignmentRequest> lookup() {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes a request in. The engine moves it on by itself; what is returned is the request as
   * submitted.
   *
   * @param idempotencyKey recognises a repeat by the same caller, who gets the same request again
   */
  public Outcome<AssignmentRequest> submit(
      Caller caller, Submission submission, Optional<String> idempotencyKey) {
    throw new UnsupportedOperationException();
  }

  /** Withdraws a request; people may withdraw what they asked for themselves. */
  public Outcome<AssignmentRequest> cancel(Caller caller, AssignmentRequest.Id id) {
    throw new UnsupportedOperationException();
  }

  /**
   * Has what failed of a request tried again, without a new approval.
   *
   * @param reason why, for the history
   * @param idempotencyKey recognises a repeat by the same caller, who gets the first answer again
   */
  public Outcome<AssignmentRequest> reprocess(
      Caller caller,
      AssignmentRequest.Id id,
      Optional<String> reason,
      Optional<String> idempotencyKey) {
    throw new UnsupportedOperationException();
  }

  /** All attempts on the items of a request, oldest first. */
  public Outcome<Map<DeliveryItem.Id, List<Attempt>>> attempts(
      Caller caller, AssignmentRequest.Id id) {
    throw new UnsupportedOperationException();
  }

  /** What happened to a request, oldest first. */
  public Outcome<List<HistoryEntry>> history(Caller caller, AssignmentRequest.Id id) {
    throw new UnsupportedOperationException();
  }
}
