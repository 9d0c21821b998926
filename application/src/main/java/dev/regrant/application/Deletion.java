package dev.regrant.application;

import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Provenance;
import dev.regrant.domain.Refusal;
import java.util.Map;
import java.util.Optional;

/** Deletes requests that nothing depends on any longer. What happened to them is kept. */
final class Deletion {
  private static final int FORGOTTEN_AT_ONCE = 100;

  private final EngineParts parts;

  Deletion(EngineParts parts) {
    this.parts = parts;
  }

  Outcome<AssignmentRequest> delete(Caller caller, AssignmentRequest.Id id) {
    var reach = parts.reach(caller, Task.MANAGE_ASSIGNMENTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    return parts
        .transactions()
        .run(
            caller.tenant(),
            tx -> {
              var seen = tx.requests().find(id);
              var locked =
                  seen.flatMap(one -> Optional.ofNullable(Circumstances.lock(one, tx).get(id)));
              if (locked.isEmpty()) {
                return AccessRequests.notFound(id);
              }
              var request = locked.get();
              if (!reach.covers(request.terms().catalog())) {
                return reach.forbidden();
              }
              return refusal(tx, request)
                  .<Outcome<AssignmentRequest>>map(Outcome.Refused::new)
                  .orElseGet(() -> deleted(tx, caller, request));
            });
  }

  private Outcome<AssignmentRequest> deleted(
      Store.Tx tx, Caller caller, AssignmentRequest request) {
    var now = parts.now();
    var history = parts.history(now);
    history.add(request, caller.actor(), Activity.DELETED, Map.of());
    history.appendTo(tx);
    tx.approvals().find(request.id()).ifPresent(approval -> tx.approvals().delete(approval));
    tx.requests().delete(request);
    tx.noteDeleted(request, now);
    tx.forgetDeletionsBefore(now.minus(ChangeFeed.DELETIONS_KEPT), FORGOTTEN_AT_ONCE);
    return new Outcome.Done<>(request);
  }

  private static Optional<Refusal> refusal(Store.Tx tx, AssignmentRequest request) {
    var status = request.progress().status();
    if (!status.isFinished()) {
      return Optional.of(
          new Refusal.NotDeletable(
              "the request is %s; only finished ones can be deleted".formatted(status)));
    }
    var terms = request.terms();
    var assignments = Circumstances.assignmentsOf(terms.target().objectId(), tx);
    var live =
        assignments.stream()
            .filter(one -> one.state() != Assignment.State.EXPIRED)
            .map(Assignment::id)
            .collect(toSet());
    if (live.contains(terms.assignment())) {
      return Optional.of(
          new Refusal.NotDeletable(
              "assignment %s of the request has not ended; remove it first"
                  .formatted(terms.assignment().value())));
    }
    return Provenance.neededBy(
            request,
            tx.requests().all(Filter.eq(RequestField.TARGET, terms.target().objectId())),
            live)
        .map(
            other ->
                new Refusal.NotDeletable(
                    "the request tells where roles came from that request %s about assignment %s"
                            .formatted(other.id().value(), other.terms().assignment().value())
                        + " gave, too; delete that one first"));
  }
}
