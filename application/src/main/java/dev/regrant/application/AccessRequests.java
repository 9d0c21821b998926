package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryGate;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.Facts;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.ReprocessStanding;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
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
  private final AssignmentReprocess assignmentReprocess;
  private final Lookup<AssignmentRequest.Id, AssignmentRequest> lookup;

  AccessRequests(EngineParts parts) {
    this.parts = parts;
    this.intake = new Intake(parts);
    this.completions = new Completions(parts);
    this.assignmentReprocess = new AssignmentReprocess(parts);
    this.lookup =
        new Lookup<>(
            parts,
            new Lookup.Kind<>(
                "request",
                AssignmentRequest.Id::value,
                Store.Tx::requests,
                RequestField.CATALOG,
                Task.READ_REQUESTS,
                Optional.of(actor -> OwnRequests.TARGET_OR_REQUESTOR.filter(actor, Set.of()))));
  }

  /** Reads requests. */
  public Lookup<AssignmentRequest.Id, AssignmentRequest> lookup() {
    return lookup;
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
    var reach = parts.reach(caller, Task.MANAGE_ASSIGNMENTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var tooLong = invalid(reason);
    if (tooLong.isPresent()) {
      return new Outcome.Refused<>(tooLong.get());
    }
    return about(
        caller,
        reach,
        id,
        (seen, target) ->
            nudging(
                parts
                    .transactions()
                    .run(
                        caller.tenant(),
                        tx ->
                            KeyedCalls.once(
                                tx,
                                caller,
                                idempotencyKey,
                                "reprocess "
                                    + id.value()
                                    + reason.map(text -> " " + text).orElse(""),
                                parts.now(),
                                Function.identity(),
                                same -> reprocessed(same, caller.actor(), seen, reason, target)))));
  }

  /** What {@link #reprocess} would do now, found out in the same way. Nothing changes. */
  public Outcome<ReprocessPreview> previewReprocess(Caller caller, AssignmentRequest.Id id) {
    var reach = parts.reach(caller, Task.MANAGE_ASSIGNMENTS);
    return reach.isNowhere()
        ? reach.forbidden()
        : about(
            caller,
            reach,
            id,
            (seen, target) ->
                parts
                    .transactions()
                    .run(
                        caller.tenant(),
                        tx ->
                            prospect(tx, seen, target, parts.now())
                                .<Outcome<ReprocessPreview>>map(
                                    found -> new Outcome.Done<>(found.preview()))
                                .orElseGet(() -> notFound(id))));
  }

  /** Whether a request can be reprocessed, without the checks before delivery. */
  public ReprocessStanding reprocessStanding(AssignmentRequest request) {
    return parts.reprocessPolicy().standing(request, parts.now());
  }

  /** Asks the directory outside the transaction, and only where its answer matters. */
  private <T> Outcome<T> about(
      Caller caller,
      Reach reach,
      AssignmentRequest.Id id,
      BiFunction<AssignmentRequest, TargetStanding, Outcome<T>> then) {
    var before = parts.transactions().run(caller.tenant(), tx -> Seen.request(tx, id));
    if (before.isEmpty()) {
      return notFound(id);
    }
    var seen = before.get().entity();
    if (!reach.covers(seen.terms().catalog())) {
      return reach.forbidden();
    }
    return then.apply(
        seen,
        !seen.allows(Trigger.REPROCESS) || seen.terms().type().isRemoval()
            ? TargetStanding.KNOWN
            : parts.standing(caller.tenant(), seen.terms().target(), before.get().groups()));
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
    var reach = parts.reach(caller, Task.MANAGE_ASSIGNMENTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var tooLong = invalid(reason);
    if (tooLong.isPresent()) {
      return new Outcome.Refused<>(tooLong.get());
    }
    var found = parts.transactions().run(caller.tenant(), tx -> Seen.assignment(tx, id));
    if (found.isEmpty()) {
      return AssignmentReprocess.notFound(id);
    }
    var seen = found.get().entity();
    if (!reach.covers(seen.catalog())) {
      return reach.forbidden();
    }
    var target =
        AssignmentReprocess.asksFor(seen)
            ? parts.standing(caller.tenant(), seen.target(), found.get().groups())
            : TargetStanding.KNOWN;
    var what = "reprocess assignment " + id.value() + reason.map(text -> " " + text).orElse("");
    return nudging(
        parts
            .transactions()
            .run(
                caller.tenant(),
                tx ->
                    KeyedCalls.once(
                        tx,
                        caller,
                        idempotencyKey,
                        what,
                        parts.now(),
                        Function.identity(),
                        same ->
                            assignmentReprocess.run(same, caller.actor(), seen, reason, target))));
  }

  /** A request or an assignment, and the groups that decide about it. */
  private record Seen<T>(T entity, Set<String> groups) {
    static Optional<Seen<AssignmentRequest>> request(Store.Tx tx, AssignmentRequest.Id id) {
      return tx.requests()
          .find(id)
          .map(
              found ->
                  new Seen<>(
                      found, groups(tx, found.terms().policy(), found.terms().accessPackage())));
    }

    static Optional<Seen<Assignment>> assignment(Store.Tx tx, Assignment.Id id) {
      return tx.assignments()
          .find(id)
          .map(found -> new Seen<>(found, groups(tx, found.policy(), found.accessPackage())));
    }

    private static Set<String> groups(
        Store.Tx tx, AssignmentPolicy.Id policy, AccessPackage.Id accessPackage) {
      return TargetStanding.groups(
          tx.policies().find(policy), tx.accessPackages().find(accessPackage));
    }
  }

  private static Optional<Refusal> invalid(Optional<String> reason) {
    return reason
        .filter(text -> text.length() > MAX_REASON || text.indexOf('\0') >= 0)
        .map(
            text ->
                new Refusal.Invalid(
                    "reason", "must have at most %d characters".formatted(MAX_REASON)));
  }

  private Outcome<AssignmentRequest> reprocessed(
      Store.Tx tx,
      Actor actor,
      AssignmentRequest seen,
      Optional<String> reason,
      TargetStanding target) {
    var now = parts.now();
    var found = prospect(tx, seen, target, now);
    if (found.isEmpty()) {
      return notFound(seen.id());
    }
    var refusal = found.get().preview().refusal();
    if (refusal.isPresent()) {
      return new Outcome.Refused<>(refusal.get());
    }
    var request = found.get().preview().request();
    var plan = found.get().preview().plan();
    var facts = found.get().facts();
    var begun = request.reprocessed(plan, now, now.plus(parts.retryPolicy().deliveryDeadline()));
    var history = parts.history(now);
    var details = new TreeMap<String, String>();
    details.put("episode", History.episode(begun));
    details.put("tried", History.items(plan.tried()));
    details.put("kept", History.items(plan.kept()));
    facts
        .policy()
        .ifPresent(policy -> details.put("policyVersion", Long.toString(policy.version())));
    reason.ifPresent(text -> details.put("reason", text));
    history.add(begun, actor, Activity.REPROCESSED, details);
    history.dropped(begun, plan.dropped());
    // Where all that was left is dropped, there is nothing to deliver.
    var next = begun.settled(now);
    history.settled(next);
    Changes.save(parts, tx, next, now);
    history.appendTo(tx);
    return new Outcome.Done<>(next);
  }

  /** What a reprocess would do, and what that depends on. */
  private record Prospect(ReprocessPreview preview, Facts facts) {}

  private Optional<Prospect> prospect(
      Store.Tx tx, AssignmentRequest seen, TargetStanding target, Instant now) {
    var request = Circumstances.lock(seen, tx).get(seen.id());
    if (request == null) {
      return Optional.empty();
    }
    var facts = parts.circumstancesNow().about(request, target, tx);
    return Optional.of(
        new Prospect(
            new ReprocessPreview(
                request,
                parts.reprocessPolicy().refusal(request, facts, now),
                DeliveryGate.plan(request, facts)),
            facts));
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
