package dev.regrant.application;

import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ends assignments at their time, by a removal like any other. It is asked for once: if it fails, a
 * person reprocesses it.
 */
final class Expiry {
  private static final int BATCH = 100;

  /** How long an assignment waits for a request about it that is under way. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private final EngineParts parts;

  Expiry(EngineParts parts) {
    this.parts = parts;
  }

  /** Ends what is due in a tenant; returns how many assignments it is done with for now. */
  int run(TenantId tenant) {
    var due =
        parts
            .store()
            .inTransaction(
                tenant,
                tx ->
                    List.copyOf(
                        tx.assignments().findAll(tx.dueAssignments(parts.now(), BATCH)).values()));
    return new Rounds<Assignment>(
            "assignment",
            assignment -> assignment.id().value(),
            assignment -> assignment.target().objectId(),
            round -> ended(tenant, round))
        .run(due);
  }

  private int ended(TenantId tenant, List<Assignment> seen) {
    return parts
        .transactions()
        .run(
            tenant,
            tx -> {
              var now = parts.now();
              var open =
                  Circumstances.lockOpen(
                      seen.stream().map(assignment -> assignment.target().objectId()).toList(), tx);
              var busy =
                  open.stream()
                      .map(AssignmentRequest::terms)
                      // An extension that waits for approval does not keep access from ending.
                      .filter(terms -> !terms.type().isUpdate())
                      .map(AssignmentRequest.Terms::assignment)
                      .collect(toSet());
              // Whoever begins to deliver for it meanwhile saves it too, and one of the two fails.
              var due =
                  tx
                      .assignments()
                      .findAll(seen.stream().map(Assignment::id).toList())
                      .values()
                      .stream()
                      .filter(one -> one.dueAt().filter(at -> !at.isAfter(now)).isPresent())
                      .toList();
              end(tx, due, busy, now);
              return due.size();
            });
  }

  private void end(Store.Tx tx, List<Assignment> due, Set<Assignment.Id> busy, Instant now) {
    var removals = new ArrayList<AssignmentRequest>();
    var ended = new ArrayList<Assignment>();
    var history = parts.history(now);
    for (Assignment assignment : due) {
      if (busy.contains(assignment.id())) {
        ended.add(assignment.postponed(now.plus(PAUSE)));
      } else {
        var removal = removal(assignment, now);
        removals.add(removal);
        ended.add(assignment.ending());
        history.engine(
            removal, Activity.SUBMITTED, Map.of("requestType", RequestType.SYSTEM_REMOVE.name()));
      }
    }
    tx.requests().saveAll(removals);
    tx.assignments().saveAll(ended);
    history.appendTo(tx);
  }

  private AssignmentRequest removal(Assignment assignment, Instant now) {
    return AssignmentRequest.submitted(
        new AssignmentRequest.Id(parts.ids().next(now)),
        new AssignmentRequest.Terms(
            RequestType.SYSTEM_REMOVE,
            Actor.ENGINE,
            assignment.target(),
            assignment.accessPackage(),
            assignment.policy(),
            assignment.catalog(),
            assignment.id(),
            Schedule.UNSPECIFIED,
            Optional.empty(),
            now));
  }
}
