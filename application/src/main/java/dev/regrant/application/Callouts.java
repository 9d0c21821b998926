package dev.regrant.application;

import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Has custom extensions called at the stages of requests and assignments: notes what is to be
 * called, in the transaction of the change that it is about, and ends what is not waited for.
 */
final class Callouts {
  private final EngineParts parts;

  Callouts(EngineParts parts) {
    this.parts = parts;
  }

  /** What was called about requests that came to a stage already. */
  static Map<AssignmentRequest.Id, List<Callout>> of(
      Store.Tx tx, Collection<AssignmentRequest> requests) {
    var ids =
        requests.stream()
            // What was just taken in has come to no stage.
            .filter(request -> request.version() > 1 && isBeforeDelivery(request))
            .map(request -> request.id().value())
            .toList();
    return ids.isEmpty()
        ? Map.of()
        : tx.callouts().all(Filter.anyOf(CalloutField.REQUEST, ids)).stream()
            .collect(groupingBy(callout -> callout.terms().request().orElseThrow()));
  }

  private static boolean isBeforeDelivery(AssignmentRequest request) {
    return switch (request.state()) {
      case SUBMITTED, PENDING_APPROVAL -> true;
      case SCHEDULED,
          DELIVERING,
          DELIVERED,
          PARTIALLY_DELIVERED,
          DELIVERY_FAILED,
          DENIED,
          CANCELED ->
          false;
    };
  }

  /** Whether the request comes to this stage now. */
  static boolean isNext(
      ExtensionStage stage,
      AssignmentRequest request,
      Optional<AssignmentPolicy> policy,
      List<Callout> before) {
    return givesOrExtends(request.terms().type())
        && policy.filter(one -> !one.terms().extensionsAt(stage).isEmpty()).isPresent()
        && !hasCome(stage, before);
  }

  /** Whether a request came to this stage already. */
  static boolean hasCome(ExtensionStage stage, List<Callout> before) {
    return before.stream().anyMatch(callout -> callout.terms().stage() == stage);
  }

  /** What takes access away, or mends it, is held up by nobody. */
  private static boolean givesOrExtends(RequestType type) {
    return !type.isRemoval() && type != RequestType.SYSTEM_UPDATE;
  }

  /**
   * Has called what the policy names for this stage.
   *
   * @return the request, standing still; empty if it goes on
   */
  Optional<AssignmentRequest> heldUp(
      Store.Tx tx,
      ExtensionStage stage,
      AssignmentRequest request,
      AssignmentPolicy policy,
      History history,
      Instant now) {
    var callouts = callouts(tx, stage, request, policy, now);
    tx.callouts().saveAll(callouts);
    var until = untilOf(callouts);
    until.ifPresent(
        at -> {
          var details = details(stage, callouts.stream().filter(Callout::holdsUp).toList());
          details.put("until", at.toString());
          history.engine(request, Activity.CALLBACK_AWAITED, details);
        });
    return until.map(at -> request.on(Trigger.AWAIT_CALLBACK, now, at));
  }

  /** Until when a request stands still at most; empty if it does not. */
  static Optional<Instant> untilOf(Collection<Callout> callouts) {
    return callouts.stream()
        .filter(Callout::holdsUp)
        .flatMap(callout -> callout.terms().callbackBy().stream())
        .min(naturalOrder());
  }

  private List<Callout> callouts(
      Store.Tx tx,
      ExtensionStage stage,
      AssignmentRequest request,
      AssignmentPolicy policy,
      Instant now) {
    var named = policy.terms().extensionsAt(stage);
    var found = tx.customExtensions().findAll(named);
    return named.stream()
        .map(
            id ->
                callout(
                    id,
                    stage,
                    Optional.of(request.id()),
                    request.terms().assignment(),
                    Optional.ofNullable(found.get(id))
                        .flatMap(extension -> extension.terms().callbackTimeout())
                        .map(timeout -> parts.asStored(now.plus(timeout))),
                    now,
                    now))
        .toList();
  }

  private Callout callout(
      CustomExtension.Id extension,
      ExtensionStage stage,
      Optional<AssignmentRequest.Id> request,
      Assignment.Id assignment,
      Optional<Instant> callbackBy,
      Instant dueAt,
      Instant now) {
    return Callout.of(
        new Callout.Id(parts.ids().next(now)),
        new Callout.Terms(extension, stage, request, assignment, callbackBy, now),
        dueAt);
  }

  /** The request, whose extensions did not all call back in time. */
  static AssignmentRequest timedOut(
      Store.Tx tx,
      AssignmentRequest request,
      List<Callout> callouts,
      History history,
      Instant now) {
    var late = callouts.stream().filter(Callout::holdsUp).toList();
    tx.callouts().saveAll(late.stream().map(Callout::timedOut).toList());
    var details = new TreeMap<String, String>();
    late.stream().findFirst().ifPresent(one -> details.putAll(details(one.terms().stage(), late)));
    details.put("trigger", Trigger.CALLBACK_TIMED_OUT.name());
    history.engine(request, Activity.TIMED_OUT, details);
    return request.on(Trigger.CALLBACK_TIMED_OUT, now, now);
  }

  /** Ends what a request was waiting for, if it was. */
  static void ended(Store.Tx tx, AssignmentRequest.Id request, String why) {
    var awaited =
        tx.callouts().all(Filter.eq(CalloutField.REQUEST, request.value())).stream()
            .filter(Callout::holdsUp)
            .map(callout -> callout.ended(why))
            .toList();
    tx.callouts().saveAll(awaited);
  }

  /**
   * Has called what policies name for when access was given, or taken away, and notes what is to be
   * called before it ends.
   */
  void settled(Store.Tx tx, Collection<AssignmentRequest> changed, Instant now) {
    var done =
        changed.stream()
            .filter(
                request ->
                    request.progress().status() == RequestStatus.DELIVERED
                        || request.progress().status() == RequestStatus.PARTIALLY_DELIVERED)
            .toList();
    if (done.isEmpty()) {
      return;
    }
    var policies =
        tx.policies().findAll(done.stream().map(one -> one.terms().policy()).collect(toSet()));
    var all = new ArrayList<Callout>();
    for (AssignmentRequest request : done) {
      var policy = policies.get(request.terms().policy());
      if (policy == null || policy.terms().extras().customExtensionStageSettings().isEmpty()) {
        continue;
      }
      stageOf(request).ifPresent(stage -> all.addAll(callouts(tx, stage, request, policy, now)));
      if (givesOrExtends(request.terms().type())) {
        tx.assignments()
            .find(request.terms().assignment())
            .ifPresent(assignment -> all.addAll(notices(tx, assignment, policy, now)));
      }
    }
    tx.callouts().saveAll(all);
  }

  /** What is to be called before the assignment's end, as far as it is not noted yet. */
  private List<Callout> notices(
      Store.Tx tx, Assignment assignment, AssignmentPolicy policy, Instant now) {
    var notices = new ArrayList<Callout>();
    for (ExtensionStage stage : ExtensionStage.values()) {
      var at =
          stage.beforeEnd().flatMap(before -> assignment.dueAt().map(end -> end.minus(before)));
      if (at.filter(now::isBefore).isPresent()) {
        for (CustomExtension.Id extension : policy.terms().extensionsAt(stage)) {
          notices.add(
              callout(
                  extension,
                  stage,
                  Optional.empty(),
                  assignment.id(),
                  Optional.empty(),
                  at.get(),
                  now));
        }
      }
    }
    if (!notices.isEmpty()) {
      var noted = tx.callouts().all(Filter.eq(CalloutField.ASSIGNMENT, assignment.id().value()));
      notices.removeIf(notice -> noted.stream().anyMatch(one -> isSame(one, notice)));
    }
    return notices;
  }

  private static boolean isSame(Callout one, Callout other) {
    return one.terms().extension().equals(other.terms().extension())
        && one.terms().stage() == other.terms().stage()
        && one.progress().dueAt().equals(other.progress().dueAt());
  }

  /** What is given in part is not given. */
  private static Optional<ExtensionStage> stageOf(AssignmentRequest request) {
    return request.progress().status() == RequestStatus.DELIVERED
        ? stageOf(request.terms().type())
        : Optional.empty();
  }

  private static Optional<ExtensionStage> stageOf(RequestType delivered) {
    return switch (delivered) {
      case USER_ADD, ADMIN_ADD, SYSTEM_ADD, ON_BEHALF_ADD ->
          Optional.of(ExtensionStage.ASSIGNMENT_REQUEST_GRANTED);
      case USER_REMOVE, ADMIN_REMOVE, SYSTEM_REMOVE, APPROVER_REMOVE ->
          Optional.of(ExtensionStage.ASSIGNMENT_REQUEST_REMOVED);
      case USER_UPDATE, ADMIN_UPDATE, SYSTEM_UPDATE -> Optional.empty();
    };
  }

  static SortedMap<String, String> details(ExtensionStage stage, Collection<Callout> callouts) {
    var details = new TreeMap<String, String>();
    details.put("stage", stage.name());
    details.put(
        "callouts",
        callouts.stream().map(one -> one.id().value().toString()).collect(joining(", ")));
    details.put(
        "customExtensions",
        callouts.stream()
            .map(one -> one.terms().extension().value().toString())
            .collect(joining(", ")));
    return details;
  }
}
