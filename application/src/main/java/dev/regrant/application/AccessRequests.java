package dev.regrant.application;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.ReprocessStanding;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What can be done about access: ask for it, withdraw, have what failed tried again. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} when the store or the directory cannot be
 * reached, and {@link StaleEntityException} when others kept changing the same things; after
 * either, nothing was written.
 */
public final class AccessRequests {
  /** The longest reason for a reprocess, in characters. */
  public static final int MAX_REASON = 1_000;

  private final EngineParts parts;
  private final Intake intake;
  private final Completions completions;
  private final RequestReprocess requestReprocess;
  private final AssignmentReprocess assignmentReprocess;
  private final Lookup<AssignmentRequest.Id, AssignmentRequest> lookup;
  private final ChangeFeed<AssignmentRequest.Id, AssignmentRequest> changes;

  AccessRequests(EngineParts parts) {
    this.parts = parts;
    this.intake = new Intake(parts);
    this.completions = new Completions(parts);
    this.requestReprocess = new RequestReprocess(parts);
    this.assignmentReprocess = new AssignmentReprocess(parts);
    var kind =
        new Lookup.Kind<AssignmentRequest.Id, AssignmentRequest>(
            "request",
            AssignmentRequest.Id::value,
            Store.Tx::requests,
            RequestField.CATALOG,
            Task.READ_REQUESTS,
            Optional.of(actor -> OwnRequests.TARGET_OR_REQUESTOR.filter(actor, Set.of())));
    this.lookup = new Lookup<>(parts, kind);
    this.changes =
        new ChangeFeed<>(parts, kind, ChangeQuery.Of.REQUESTS, AssignmentRequest.Id::new);
  }

  /** Reads requests. */
  public Lookup<AssignmentRequest.Id, AssignmentRequest> lookup() {
    return lookup;
  }

  /** What changed in requests. */
  public ChangeFeed<AssignmentRequest.Id, AssignmentRequest> changes() {
    return changes;
  }

  /**
   * Takes a request in. The engine moves it on by itself; what is returned is the request as
   * submitted.
   *
   * @param idempotencyKey recognises a repeat by the same caller within a day, who gets the same
   *     request again; at most {@value KeyedCall#MAX_KEY} characters
   */
  public Outcome<AssignmentRequest> submit(
      Caller caller, Submission submission, Optional<String> idempotencyKey) {
    return nudging(intake.submit(caller, submission, idempotencyKey, parts.now()));
  }

  /** Withdraws a request. People may withdraw what they asked for themselves. */
  public Outcome<AssignmentRequest> cancel(Caller caller, AssignmentRequest.Id id) {
    var own = parts.reach(caller, Task.ACT_FOR_SELF);
    var others = parts.reach(caller, Task.MANAGE_ASSIGNMENTS);
    if (own.isNowhere() && others.isNowhere()) {
      return others.forbidden();
    }
    var now = parts.now();
    return nudging(
        parts
            .transactions()
            .run(
                caller.tenant(),
                tx -> {
                  var found = lock(tx, id);
                  if (found.isEmpty()) {
                    return notFound(id);
                  }
                  var request = found.get();
                  boolean isOwn =
                      !own.isNowhere() && request.terms().requestedBy().equals(caller.actor());
                  if (!isOwn && !others.covers(request.terms().catalog())) {
                    return others.forbidden();
                  }
                  if (!request.allows(Trigger.CANCEL)) {
                    return new Outcome.Refused<>(
                        new Refusal.NotCancelable(request.progress().status()));
                  }
                  var canceled = request.canceled(now);
                  tx.approvals()
                      .find(id)
                      .ifPresent(approval -> tx.approvals().save(approval.ended()));
                  if (request.progress().status() == RequestStatus.WAITING_FOR_CALLBACK) {
                    Callouts.ended(tx, id, "the request was cancelled");
                  }
                  Changes.save(parts, tx, canceled, now);
                  var history = parts.history(now);
                  history.add(canceled, caller.actor(), Activity.CANCELED, Map.of());
                  history.appendTo(tx);
                  return new Outcome.Done<>(canceled);
                }));
  }

  /**
   * Deletes a request that has finished and whose assignment, if any came of it, has ended. Refused
   * while it tells where something came from that the person still has. Its history is kept.
   */
  public Outcome<AssignmentRequest> delete(Caller caller, AssignmentRequest.Id id) {
    return new Deletion(parts).delete(caller, id);
  }

  /** A page of requests that are the caller's in some way, newest first. */
  public Outcome<Page<AssignmentRequest>> own(
      Caller caller, OwnRequests how, Query<AssignmentRequest> query) {
    if (how == OwnRequests.APPROVER) {
      return new Approvals(parts).requestsAwaitingCaller(caller, query);
    }
    return lookup.own(
        caller,
        () ->
            how.filter(
                caller.actor(),
                how == OwnRequests.TARGET_MANAGER ? parts.reports(caller) : Set.of()),
        query);
  }

  /**
   * Has what failed of a request tried again, without a new approval: what is delivered stays, what
   * the package no longer holds is dropped, and an item whose outcome is unknown is read back
   * before it is written. Once this returns {@link Outcome.Done}, the request is under way. Of many
   * callers at once, one is accepted.
   *
   * @param reason why, for the history; at most {@value #MAX_REASON} characters
   * @param idempotencyKey recognises a repeat by the same caller within a day, who gets the first
   *     answer again; at most {@value KeyedCall#MAX_KEY} characters
   */
  public Outcome<AssignmentRequest> reprocess(
      Caller caller,
      AssignmentRequest.Id id,
      Optional<String> reason,
      Optional<String> idempotencyKey) {
    return nudging(requestReprocess.run(caller, id, reason, idempotencyKey));
  }

  /** How many requests were reprocessed together, as they came at the same time. */
  public Batches reprocessBatches() {
    return requestReprocess.batches();
  }

  /** What {@link #reprocess} would do now, found out in the same way. Nothing changes. */
  public Outcome<ReprocessPreview> previewReprocess(Caller caller, AssignmentRequest.Id id) {
    return requestReprocess.preview(caller, id);
  }

  /** Whether a request can be reprocessed, without the checks before delivery. */
  public ReprocessStanding reprocessStanding(AssignmentRequest request) {
    return parts.reprocessPolicy().standing(request, parts.now());
  }

  /**
   * Has an assignment compared with what is at its target, and what is missing there given again,
   * by a request of type {@link dev.regrant.domain.RequestType#SYSTEM_UPDATE} that needs no
   * approval: the roles that the assignment was approved for and that the package still holds are
   * read, and those that are not in place are granted. What is found in place and was not given
   * here stays someone else's. Once this returns {@link Outcome.Done}, the request is under way.
   *
   * @param reason why, for the history; at most {@value #MAX_REASON} characters
   * @param idempotencyKey recognises a repeat by the same caller within a day, who gets the first
   *     request again; at most {@value KeyedCall#MAX_KEY} characters
   */
  public Outcome<AssignmentRequest> reprocessAssignment(
      Caller caller, Assignment.Id id, Optional<String> reason, Optional<String> idempotencyKey) {
    return nudging(assignmentReprocess.run(caller, id, reason, idempotencyKey));
  }

  /**
   * Tells what became of an item that somebody was to complete ({@code manualActionPending}).
   *
   * @param outcome done, or refused with the reason
   */
  public Outcome<AssignmentRequest> complete(
      Caller caller, AssignmentRequest.Id id, DeliveryItem.Id item, DeliveryOutcome outcome) {
    var reach = parts.reach(caller, Task.MANAGE_ASSIGNMENTS);
    return reach.isNowhere()
        ? reach.forbidden()
        : nudging(completions.confirmed(caller, reach, id, item, outcome));
  }

  /**
   * Takes what a system tells by itself of an item that it was to complete.
   *
   * @param headers of its message, by name in lower case
   * @return empty if the message is not surely the system's, or no connector serves it
   */
  public Optional<Outcome<AssignmentRequest>> complete(
      String originSystem, Map<String, String> headers, byte[] body) {
    return completions.told(originSystem, headers, body).map(this::nudging);
  }

  /** All attempts on the items of a request, oldest first. */
  public Outcome<Map<DeliveryItem.Id, List<Attempt>>> attempts(
      Caller caller, AssignmentRequest.Id id) {
    return read(caller, id, tx -> tx.attempts(id));
  }

  /** What happened to a request, oldest first. */
  public Outcome<List<HistoryEntry>> history(Caller caller, AssignmentRequest.Id id) {
    return read(caller, id, tx -> tx.history(id));
  }

  private <T> Outcome<T> read(Caller caller, AssignmentRequest.Id id, Function<Store.Tx, T> read) {
    var reach = parts.reach(caller, Task.READ_REQUESTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    return parts
        .store()
        .inTransaction(
            caller.tenant(),
            tx ->
                tx.requests()
                    .find(id)
                    .map(
                        request ->
                            reach.covers(request.terms().catalog())
                                ? new Outcome.Done<>(read.apply(tx))
                                : reach.<T>forbidden())
                    .orElseGet(() -> notFound(id)));
  }

  private Outcome<AssignmentRequest> nudging(Outcome<AssignmentRequest> outcome) {
    if (outcome instanceof Outcome.Done<AssignmentRequest>) {
      parts.nudge().run();
    }
    return outcome;
  }

  private static Optional<AssignmentRequest> lock(Store.Tx tx, AssignmentRequest.Id id) {
    return Optional.ofNullable(tx.lock(List.of(id)).get(id));
  }

  static <T> Outcome<T> notFound(AssignmentRequest.Id id) {
    return new Outcome.NotFound<>("request", id.value().toString());
  }
}
