package dev.regrant.application;

import static java.lang.System.Logger.Level.WARNING;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Brings a change of what a package gives to those who have it. First the package's assignments are
 * told of it, some at a time; then each is compared with its package, and gets a request of its own
 * for what differs. An assignment is done with only once nothing differs, so that a crash, or a
 * further change meanwhile, loses nothing.
 */
final class Rollouts {
  private static final System.Logger LOG = System.getLogger(Rollouts.class.getName());
  private static final int PACKAGES = 10;
  private static final int BATCH = 100;

  /** How long an assignment waits for a request about it that is under way. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Set<Assignment.State> TOLD =
      EnumSet.of(
          Assignment.State.DELIVERING,
          Assignment.State.PARTIALLY_DELIVERED,
          Assignment.State.DELIVERED);

  /** What failed as a whole is mended by reprocessing its request, and compared after that. */
  private static final Set<Assignment.State> CHANGED =
      EnumSet.of(Assignment.State.PARTIALLY_DELIVERED, Assignment.State.DELIVERED);

  private final EngineParts parts;

  Rollouts(EngineParts parts) {
    this.parts = parts;
  }

  /** Does what is due in a tenant; returns how many packages and assignments were moved on. */
  int run(TenantId tenant) {
    var due = parts.store().inTransaction(tenant, this::due);
    int moved = 0;
    for (AccessPackage.Id id : due.packages()) {
      moved += tried("access package " + id.value(), () -> told(tenant, id));
    }
    for (Assignment assignment : due.assignments()) {
      moved += tried("assignment " + assignment.id().value(), () -> compared(tenant, assignment));
    }
    return moved;
  }

  private record Due(List<AccessPackage.Id> packages, List<Assignment> assignments) {}

  private Due due(Store.Tx tx) {
    var now = parts.now();
    return new Due(
        tx.dueRollouts(now, PACKAGES),
        List.copyOf(tx.assignments().findAll(tx.dueUpdates(now, BATCH)).values()));
  }

  private static int tried(String what, Supplier<Boolean> step) {
    try {
      return step.get() ? 1 : 0;
    } catch (UnavailableException | StaleEntityException later) {
      LOG.log(WARNING, "{0} is not brought up to date for now: {1}", what, later.getMessage());
    } catch (RuntimeException bug) {
      // One that cannot be brought up to date must not hold up the others.
      LOG.log(WARNING, what + " cannot be brought up to date", bug);
    }
    return 0;
  }

  private boolean told(TenantId tenant, AccessPackage.Id id) {
    return parts
        .transactions()
        .run(
            tenant,
            tx -> {
              var now = parts.now();
              var found = tx.accessPackages().find(id);
              var rollout = found.flatMap(AccessPackage::rollout).filter(one -> isDue(one, now));
              if (rollout.isEmpty()) {
                return false;
              }
              var page =
                  tx.assignments()
                      .list(
                          new Query<>(
                              Filter.and(
                                  Filter.eq(AssignmentField.ACCESS_PACKAGE, id.value()), isTold()),
                              BATCH,
                              rollout.get().after().map(Assignment.Id::value)));
              tx.assignments()
                  .saveAll(
                      page.items().stream()
                          .map(assignment -> assignment.comparedAt(Optional.of(now)))
                          .toList());
              tx.accessPackages()
                  .save(
                      found
                          .get()
                          .rolledOut(
                              page.next()
                                  .map(Assignment.Id::new)
                                  .map(last -> new AccessPackage.Rollout(now, Optional.of(last)))));
              return true;
            });
  }

  private static boolean isDue(AccessPackage.Rollout rollout, Instant now) {
    return !rollout.dueAt().isAfter(now);
  }

  private static Filter<Assignment> isTold() {
    return new Filter.Or<>(
        TOLD.stream()
            .<Filter<Assignment>>map(state -> Filter.eq(AssignmentField.STATE, state))
            .toList());
  }

  private boolean compared(TenantId tenant, Assignment seen) {
    return parts
        .transactions()
        .run(
            tenant,
            tx -> {
              var now = parts.now();
              var open = Circumstances.lockOpen(seen.target(), tx);
              // Whoever begins to deliver for it meanwhile saves it too, and one of the two fails.
              var found = tx.assignments().find(seen.id());
              if (found
                  .flatMap(Assignment::updateDueAt)
                  .filter(due -> !due.isAfter(now))
                  .isEmpty()) {
                return false;
              }
              var assignment = found.orElseThrow();
              boolean isBusy =
                  open.stream()
                      .map(AssignmentRequest::terms)
                      .anyMatch(
                          terms ->
                              terms.assignment().equals(assignment.id())
                                  || terms.accessPackage().equals(assignment.accessPackage()));
              var about = Circumstances.about(assignment.id(), tx);
              boolean differs = !isBusy && differs(assignment, about, now, tx);
              if (differs) {
                ask(tx, assignment, about, now);
              }
              tx.assignments()
                  .save(
                      assignment.comparedAt(
                          Stream.of(now.plus(PAUSE))
                              .filter(later -> isBusy || differs)
                              .findFirst()));
              return true;
            });
  }

  private static boolean differs(
      Assignment assignment, List<AssignmentRequest> about, Instant now, Store.Tx tx) {
    return CHANGED.contains(assignment.state())
        && !assignment.schedule().isOver(now)
        && about.stream().noneMatch(AssignmentRequest::isEnding)
        && !Circumstances.change(
                assignment.target(), assignment.id(), assignment.accessPackage(), tx)
            .isEmpty();
  }

  /** What is to be done is decided when the request is approved, by what holds then. */
  private void ask(Store.Tx tx, Assignment assignment, List<AssignmentRequest> about, Instant now) {
    // By their ids one can tell which of two decisions about a role was the later.
    var before = about.stream().map(one -> one.id().value()).toList();
    var request =
        AssignmentRequest.submitted(
            new AssignmentRequest.Id(parts.ids().next(now, before)),
            new AssignmentRequest.Terms(
                RequestType.SYSTEM_UPDATE,
                Actor.ENGINE,
                assignment.target(),
                assignment.accessPackage(),
                assignment.policy(),
                assignment.catalog(),
                assignment.id(),
                assignment.schedule(),
                Optional.empty(),
                now));
    tx.requests().save(request);
    var history = parts.history(now);
    history.engine(
        request,
        Activity.SUBMITTED,
        Map.of(
            "requestType",
            RequestType.SYSTEM_UPDATE.name(),
            "reason",
            "the access package gives something else by now"));
    history.appendTo(tx);
  }
}
