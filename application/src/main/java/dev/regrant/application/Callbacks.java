package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes what extensions say when they call back. */
final class Callbacks {
  private static final int MAX_SOURCE = 1_000;

  private final EngineParts parts;
  private final Writes writes;

  Callbacks(EngineParts parts) {
    this.parts = parts;
    this.writes = new Writes(parts);
  }

  Outcome<AssignmentRequest> resume(Caller caller, AssignmentRequest.Id id, Resumption resumption) {
    var reach = writes.reach(caller, Task.MANAGE_ASSIGNMENTS);
    var outcome =
        writes.run(
            caller,
            reach,
            (tx, now) -> {
              var request = Optional.ofNullable(tx.lock(List.of(id)).get(id));
              if (request.isEmpty()) {
                return AccessRequests.notFound(id);
              }
              return reach.covers(request.get().terms().catalog())
                  ? resumed(tx, caller, request.get(), resumption, now)
                  : reach.<AssignmentRequest>forbidden();
            });
    if (outcome instanceof Outcome.Done) {
      parts.nudge().run();
    }
    return outcome;
  }

  private Outcome<AssignmentRequest> resumed(
      Store.Tx tx, Caller caller, AssignmentRequest request, Resumption said, Instant now) {
    if (said.source().filter(text -> text.length() > MAX_SOURCE || isOdd(text)).isPresent()) {
      return Writes.invalid("source", "must have at most %d characters".formatted(MAX_SOURCE));
    }
    var found =
        tx.callouts()
            .find(said.callout())
            .filter(one -> one.terms().request().filter(request.id()::equals).isPresent());
    if (found.isEmpty()) {
      return Writes.invalid(
          "data.customExtensionStageInstanceId",
          "is of no call about this request: " + said.callout().value());
    }
    var callout = found.get();
    var refusal = refusal(request, callout, said, now);
    if (refusal.isPresent()) {
      return new Outcome.Refused<>(refusal.get());
    }
    if (isRepeated(callout, said)) {
      return new Outcome.Done<>(request);
    }
    tx.callouts().save(callout.answered(said.answer(), said.detail()));
    var history = parts.history(now);
    var details = Callouts.details(callout.terms().stage(), List.of(callout));
    details.put("answer", said.answer().name());
    said.source().ifPresent(text -> details.put("source", text));
    said.detail().ifPresent(text -> details.put("detail", text));
    history.add(request, caller.actor(), Activity.CALLBACK_RECEIVED, details);
    if (!callout.holdsUp()) {
      history.appendTo(tx);
      return new Outcome.Done<>(request);
    }
    var next = next(tx, caller, request, said.answer(), history, now);
    Changes.save(parts, tx, next, now);
    history.appendTo(tx);
    return new Outcome.Done<>(next);
  }

  private static boolean isOdd(String text) {
    return text.indexOf('\0') >= 0;
  }

  private static boolean isRepeated(Callout callout, Resumption said) {
    return callout.progress().answer().filter(said.answer()::equals).isPresent()
        && callout.progress().detail().equals(said.detail());
  }

  private static Optional<Refusal> refusal(
      AssignmentRequest request, Callout callout, Resumption said, Instant now) {
    var stage = callout.terms().stage();
    if (stage != said.stage()) {
      return Optional.of(
          new Refusal.Invalid(
              "data.stage", "is not the stage of this call, which is about another one"));
    }
    if (said.answer() != Callout.Answer.CONTINUE && !stage.holdsUp()) {
      return Optional.of(
          new Refusal.Invalid(
              "data.state",
              "can be given at the stages assignmentRequestCreated and assignmentRequestApproved"
                  + " only"));
    }
    if (isRepeated(callout, said)) {
      return Optional.empty();
    }
    if (!callout.isAwaited()) {
      return Optional.of(new Refusal.NotWaitingForCallback(whyNot(callout)));
    }
    if (callout.terms().callbackBy().filter(until -> !until.isAfter(now)).isPresent()) {
      return Optional.of(
          new Refusal.NotWaitingForCallback(
              "the time to call back ended at " + callout.terms().callbackBy().orElseThrow()));
    }
    return callout.holdsUp() && request.progress().status() != RequestStatus.WAITING_FOR_CALLBACK
        ? Optional.of(
            new Refusal.NotWaitingForCallback(
                "the request is %s and waits for no callback"
                    .formatted(request.progress().status())))
        : Optional.empty();
  }

  private static String whyNot(Callout callout) {
    return switch (callout.progress().status()) {
      case CALLBACK_RECEIVED ->
          "the extension has called back already, and said something else: "
              + callout.progress().answer().orElseThrow();
      case CALLBACK_TIMED_OUT -> "the extension did not call back in time";
      case CALLOUT_FAILED ->
          "the extension could not be called, and is not waited for any more: "
              + callout.progress().detail().orElse("");
      case CALLOUT_SENT, PENDING, WAITING_FOR_CALLBACK ->
          "nobody waits for this extension to call back"
              + callout.progress().detail().map(why -> ": " + why).orElse("");
    };
  }

  private static AssignmentRequest next(
      Store.Tx tx,
      Caller caller,
      AssignmentRequest request,
      Callout.Answer answer,
      History history,
      Instant now) {
    return switch (answer) {
      case CONTINUE -> {
        var left =
            Callouts.untilOf(
                tx.callouts().all(Filter.eq(CalloutField.REQUEST, request.id().value())));
        yield left.map(request::postponed)
            .orElseGet(() -> request.on(Trigger.CALLBACK_CONTINUE, now, now));
      }
      case DENIED -> {
        Callouts.ended(tx, request.id(), "another extension denied the request");
        yield ended(caller, request, Trigger.CALLBACK_DENY, Activity.DENIED, history, now);
      }
      case CANCELED -> {
        Callouts.ended(tx, request.id(), "another extension cancelled the request");
        yield ended(caller, request, Trigger.CALLBACK_CANCEL, Activity.CANCELED, history, now);
      }
    };
  }

  private static AssignmentRequest ended(
      Caller caller,
      AssignmentRequest request,
      Trigger trigger,
      Activity activity,
      History history,
      Instant now) {
    history.add(request, caller.actor(), activity, Map.of("trigger", trigger.name()));
    return request.on(trigger, now, now);
  }
}
