package dev.regrant.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.testkit.Simulation.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold of the records of a {@link Simulation} at every moment. For one thread. */
final class RecordInvariants {
  private final List<ChaosTarget> targets;
  private final Witness witness;
  private final Duration completionDeadline;
  private final Map<DeliveryItem.Id, List<Attempt>> attemptsBefore = new HashMap<>();
  private final Map<AssignmentRequest.Id, Instant> firstCompletions = new HashMap<>();
  private final Map<ChaosTarget, Instant> leftAloneBefore = new HashMap<>();
  private List<AssignmentRequest> requestsBefore = List.of();

  RecordInvariants(List<ChaosTarget> targets, Witness witness, Duration completionDeadline) {
    this.targets = targets;
    this.witness = witness;
    this.completionDeadline = completionDeadline;
  }

  void check(String when, StoredState stored) {
    nothingIsForgotten(when, stored);
    onceAtATime(when, stored);
    expiryIsAskedForOnce(when, stored);
    stored.attempts().values().forEach(attempts -> promisesAreWaitedFor(when, attempts));
    maintenanceIsWaitedFor(when, stored);
    requestsBefore = stored.requests();
    targets.forEach(target -> leftAloneBefore.put(target, target.leftAloneUntil()));
  }

  private void nothingIsForgotten(String when, StoredState stored) {
    stored
        .attempts()
        .forEach(
            (item, attempts) -> {
              var before = attemptsBefore.getOrDefault(item, List.of());
              assertThat(attempts.subList(0, before.size()))
                  .as("%s: attempts are only added", when)
                  .isEqualTo(before);
              attemptsBefore.put(item, attempts);
            });
    for (AssignmentRequest request : stored.requests()) {
      request
          .progress()
          .firstCompletedAt()
          .ifPresent(
              at ->
                  assertThat(firstCompletions.computeIfAbsent(request.id(), first -> at))
                      .as("%s: the first completion stays", when)
                      .isEqualTo(at));
    }
  }

  private static void onceAtATime(String when, StoredState stored) {
    Set<String> open = new HashSet<>();
    for (AssignmentRequest request : stored.requests()) {
      if (!request.progress().status().isFinished()) {
        var terms = request.terms();
        var about =
            terms.type().isRemoval()
                ? "end of " + terms.assignment()
                : terms.target().objectId() + " gets " + terms.accessPackage();
        assertThat(open.add(about)).as("%s: %s is asked once at a time", when, about).isTrue();
      }
    }
  }

  private static void expiryIsAskedForOnce(String when, StoredState stored) {
    Set<Assignment.Id> asked = new HashSet<>();
    for (AssignmentRequest request : stored.requests()) {
      var terms = request.terms();
      if (terms.type() == RequestType.SYSTEM_REMOVE && request.state() != RequestState.CANCELED) {
        assertThat(asked.add(terms.assignment()))
            .as("%s: the end of %s is asked for once", when, terms.assignment())
            .isTrue();
      }
    }
  }

  /**
   * What somebody is to complete is not asked for again until they have told, or have had their
   * time; and what is certain about a call is recorded once.
   */
  private void promisesAreWaitedFor(String when, List<Attempt> attempts) {
    for (int i = 1; i < attempts.size(); i++) {
      var before = attempts.get(i - 1);
      var after = attempts.get(i);
      if (isPending(before)) {
        assertThat(after.operationKey())
            .as("%s: what was asked of somebody is what %s is about", when, after)
            .isEqualTo(before.operationKey());
        if (isSilence(after)) {
          witness.saw(Happening.NEVER_TOLD);
          assertThat(after.finishedAt())
              .as("%s: when %s was given up", when, before)
              .isAfterOrEqualTo(before.finishedAt().plus(completionDeadline));
        } else {
          assertThat(told(after.operationKey()))
              .as("%s: what was told of %s", when, before)
              .extracting(Object::getClass)
              .contains(after.outcome().getClass());
        }
      } else if (!(before.outcome() instanceof DeliveryOutcome.Unknown)) {
        assertThat(after.operationKey())
            .as("%s: the key of %s, after what is certain", when, after)
            .isNotEqualTo(before.operationKey());
      }
    }
  }

  private static boolean isPending(Attempt attempt) {
    return attempt.outcome() instanceof DeliveryOutcome.Refused refused
        && refused.errorClass() == ErrorClass.MANUAL_ACTION_PENDING;
  }

  private static boolean isSilence(Attempt attempt) {
    return attempt.outcome() instanceof DeliveryOutcome.Unknown unknown
        && unknown.cause() == Cause.TIMEOUT;
  }

  private List<DeliveryOutcome> told(String operationKey) {
    return targets.stream()
        .flatMap(target -> target.tickets().told(operationKey).stream())
        .toList();
  }

  /** In a maintenance nothing becomes of what waits, but what others completed. */
  private void maintenanceIsWaitedFor(String when, StoredState stored) {
    var maintained =
        targets.stream()
            .filter(target -> target.leftAloneUntil().isAfter(target.now()))
            .filter(target -> target.leftAloneUntil().equals(leftAloneBefore.get(target)))
            .map(ChaosTarget::originSystem)
            .collect(Collectors.toSet());
    if (maintained.isEmpty()) {
      return;
    }
    var now =
        stored.requests().stream()
            .collect(Collectors.toMap(AssignmentRequest::id, request -> request));
    for (AssignmentRequest before : requestsBefore) {
      if (before.progress().status() != RequestStatus.DELIVERING) {
        continue;
      }
      var after = requireNonNull(now.get(before.id()));
      for (DeliveryItem item : before.items()) {
        if (item.state() == DeliveryItem.State.PENDING
            && maintained.contains(item.roleScope().resourceOrigin().system())
            && told(item.operationKey()).isEmpty()) {
          witness.saw(Happening.WAITED_FOR_MAINTENANCE);
          assertThat(after.item(item.id()))
              .as("%s: what waits for the end of a maintenance", when)
              .contains(item);
        }
      }
    }
  }
}
