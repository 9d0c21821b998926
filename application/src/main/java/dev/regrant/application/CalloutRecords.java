package dev.regrant.application;

import static java.lang.System.Logger.Level.WARNING;

import dev.regrant.application.ExtensionCaller.Answer;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a call of an extension tells, and what came of it. */
final class CalloutRecords {
  private static final System.Logger LOG = System.getLogger(CalloutRecords.class.getName());

  /** The longest wait between calls, whatever the extension asks for. */
  private static final Duration MAX_PAUSE = Duration.ofHours(1);

  private final EngineParts parts;

  CalloutRecords(EngineParts parts) {
    this.parts = parts;
  }

  /**
   * Whether it was noted for an end that is another one by now, or that nobody is to be told of any
   * more.
   */
  static boolean isObsolete(Store.Tx tx, Callout callout) {
    var before = callout.terms().stage().beforeEnd();
    if (before.isEmpty() || callout.progress().calls() > 0) {
      return false;
    }
    return tx.assignments()
        .find(callout.terms().assignment())
        .filter(one -> one.state() != Assignment.State.EXPIRED)
        .filter(
            one ->
                one.dueAt().map(end -> end.minus(before.get())).equals(callout.progress().dueAt()))
        .flatMap(one -> tx.policies().find(one.policy()))
        .filter(
            policy ->
                policy
                    .terms()
                    .extensionsAt(callout.terms().stage())
                    .contains(callout.terms().extension()))
        .isEmpty();
  }

  /** All that an extension is told. */
  static ExtensionCaller.Call call(
      Store.Tx tx, TenantId tenant, Callout callout, CustomExtension extension) {
    var request = callout.terms().request().flatMap(id -> tx.requests().find(id));
    var assignment = tx.assignments().find(callout.terms().assignment());
    return new ExtensionCaller.Call(
        tenant,
        callout,
        extension,
        request,
        assignment,
        request
            .map(one -> one.terms().accessPackage())
            .or(() -> assignment.map(Assignment::accessPackage))
            .flatMap(id -> tx.accessPackages().find(id)),
        request
            .map(one -> one.terms().policy())
            .or(() -> assignment.map(Assignment::policy))
            .flatMap(id -> tx.policies().find(id)),
        tx.catalogs().find(extension.catalog()));
  }

  /**
   * Records what came of a call, unless its extension has called back meanwhile, or the call was
   * given up or made again.
   */
  void record(TenantId tenant, Callout called, Answer answer) {
    boolean isDone =
        parts
            .transactions()
            .run(
                tenant,
                tx -> {
                  var ids = called.terms().request().stream().toList();
                  var request = tx.lock(ids).values().stream().findFirst();
                  var found =
                      tx.callouts()
                          .find(called.id())
                          .filter(one -> one.isBeingCalled(called.progress().calls()));
                  found.ifPresent(callout -> record(tx, request, callout, answer));
                  return found.isPresent();
                });
    if (isDone) {
      parts.nudge().run();
    }
  }

  private void record(
      Store.Tx tx, Optional<AssignmentRequest> request, Callout callout, Answer answer) {
    var now = parts.now();
    var history = parts.history(now);
    var details = Callouts.details(callout.terms().stage(), List.of(callout));
    var next = next(tx, callout, answer, now);
    tx.callouts().save(next);
    switch (next.progress().status()) {
      case CALLOUT_SENT, WAITING_FOR_CALLBACK -> {
        next.progress()
            .externalCorrelationId()
            .ifPresent(id -> details.put("externalCorrelationId", id));
        request.ifPresent(of -> history.engine(of, Activity.EXTENSION_CALLED, details));
      }
      case CALLOUT_FAILED -> {
        var why = next.progress().detail().orElse("");
        LOG.log(
            WARNING,
            "custom extension {0} could not be called at {1}: {2}",
            callout.terms().extension().value(),
            callout.terms().stage(),
            why);
        details.put("message", why);
        request.ifPresent(of -> history.engine(of, Activity.EXTENSION_FAILED, details));
        request
            .filter(of -> callout.holdsUp())
            .filter(of -> of.progress().status() == RequestStatus.WAITING_FOR_CALLBACK)
            .ifPresent(of -> deny(tx, of, history, now));
      }
      case PENDING, CALLBACK_RECEIVED, CALLBACK_TIMED_OUT -> {
        // It is called again, and told of then.
      }
    }
    history.appendTo(tx);
  }

  /** What cannot be asked cannot agree. */
  private void deny(Store.Tx tx, AssignmentRequest request, History history, Instant now) {
    Callouts.ended(tx, request.id(), "another extension could not be called");
    var details = new TreeMap<String, String>();
    details.put("trigger", Trigger.CALLBACK_DENY.name());
    details.put("reason", "a custom extension that must agree could not be called");
    history.engine(request, Activity.DENIED, details);
    Changes.save(parts, tx, request.on(Trigger.CALLBACK_DENY, now, now), now);
  }

  private Callout next(Store.Tx tx, Callout callout, Answer answer, Instant now) {
    return switch (answer) {
      case Answer.Arrived(var correlation) -> callout.sent(correlation);
      case Answer.Refused(var message) -> callout.givenUp(message);
      case Answer.Failed failed -> {
        int retries =
            tx.customExtensions()
                .find(callout.terms().extension())
                .map(one -> one.terms().client().retries())
                .orElse(0);
        int failures = callout.progress().failures() + 1;
        yield failures > retries
            ? callout.givenUp(failed.message())
            : callout.failed(failed.message(), again(failed, failures, now));
      }
    };
  }

  private Instant again(Answer.Failed failed, int failures, Instant now) {
    var backoff = parts.retryPolicy().backoff(failures, parts.random().nextDouble());
    var asked = failed.retryAfter().orElse(Duration.ZERO);
    var bounded = asked.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : asked;
    return parts.asStored(now.plus(backoff.compareTo(bounded) > 0 ? backoff : bounded));
  }
}
