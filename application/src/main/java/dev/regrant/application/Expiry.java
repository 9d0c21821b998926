package dev.regrant.application;

import static java.lang.System.Logger.Level.WARNING;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ends assignments at their time, by a removal like any other. It is asked for once: if it fails, a
 * person reprocesses it.
 */
final class Expiry {
  private static final System.Logger LOG = System.getLogger(Expiry.class.getName());
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
    int ended = 0;
    for (Assignment assignment : due) {
      try {
        ended += ended(tenant, assignment) ? 1 : 0;
      } catch (UnavailableException | StaleEntityException later) {
        LOG.log(
            WARNING,
            "assignment {0} is not ended for now: {1}",
            assignment.id().value(),
            later.getMessage());
      } catch (RuntimeException bug) {
        // One assignment that cannot be ended must not hold up the others.
        LOG.log(WARNING, "assignment " + assignment.id().value() + " cannot be ended", bug);
      }
    }
    return ended;
  }

  private boolean ended(TenantId tenant, Assignment seen) {
    return parts
        .transactions()
        .run(
            tenant,
            tx -> {
              var now = parts.now();
              var open = Circumstances.lockOpen(seen.target(), tx);
              // Whoever begins to deliver for it meanwhile saves it too, and one of the two fails.
              var found = tx.assignments().find(seen.id());
              if (found.flatMap(Assignment::dueAt).filter(due -> !due.isAfter(now)).isEmpty()) {
                return false;
              }
              var assignment = found.orElseThrow();
              boolean isBusy =
                  open.stream()
                      .filter(request -> !request.terms().type().isUpdate())
                      .anyMatch(request -> request.terms().assignment().equals(assignment.id()));
              if (isBusy) {
                tx.assignments().save(assignment.postponed(now.plus(PAUSE)));
              } else {
                remove(tx, assignment, now);
              }
              return true;
            });
  }

  private void remove(Store.Tx tx, Assignment assignment, Instant now) {
    var request =
        AssignmentRequest.submitted(
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
    tx.requests().save(request);
    tx.assignments().save(assignment.ending());
    var history = parts.history(now);
    history.engine(
        request, Activity.SUBMITTED, Map.of("requestType", RequestType.SYSTEM_REMOVE.name()));
    history.appendTo(tx);
  }
}
