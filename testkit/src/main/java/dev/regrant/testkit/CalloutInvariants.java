package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Filter;
import dev.regrant.application.Store;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.Callout.Status;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.Simulation.Happening;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What must hold of custom extensions at every moment of a {@link Simulation}. */
final class CalloutInvariants {
  private final Store store;
  private final TenantId tenant;
  private final ChaosExtensions extensions;
  private final Witness witness;

  CalloutInvariants(Store store, TenantId tenant, ChaosExtensions extensions, Witness witness) {
    this.store = store;
    this.tenant = tenant;
    this.extensions = extensions;
    this.witness = witness;
  }

  private record Stored(
      List<Callout> callouts,
      Map<AssignmentRequest.Id, AssignmentRequest> requests,
      Map<AssignmentPolicy.Id, AssignmentPolicy> policies) {
    List<Callout> of(AssignmentRequest request) {
      return callouts.stream()
          .filter(one -> one.terms().request().filter(request.id()::equals).isPresent())
          .toList();
    }
  }

  private Stored read() {
    return store.inTransaction(
        tenant,
        tx ->
            new Stored(
                tx.callouts().all(Filter.everything()),
                tx.requests().all(Filter.everything()).stream()
                    .collect(Collectors.toMap(AssignmentRequest::id, Function.identity())),
                tx.policies().all(Filter.everything()).stream()
                    .collect(Collectors.toMap(AssignmentPolicy::id, Function.identity()))));
  }

  void check(String when, Instant now) {
    var stored = read();
    for (AssignmentRequest request : stored.requests().values()) {
      waitsForSomething(when, request, stored.of(request), now);
      isCalledWhenSettled(when, request, stored);
    }
    for (Callout callout : stored.callouts()) {
      whatWasSentHasCome(when, callout);
      switch (callout.progress().status()) {
        case CALLOUT_FAILED -> witness.saw(Happening.EXTENSION_GIVEN_UP);
        case CALLBACK_TIMED_OUT -> witness.saw(Happening.CALLBACK_TIMED_OUT);
        case PENDING, CALLOUT_SENT, CALLBACK_RECEIVED, WAITING_FOR_CALLBACK -> {
          // Nothing rare.
        }
      }
    }
  }

  /** A request stands still exactly for what may still come, and no longer than that may. */
  private static void waitsForSomething(
      String when, AssignmentRequest request, List<Callout> callouts, Instant now) {
    var holdingUp = callouts.stream().filter(Callout::holdsUp).toList();
    if (request.progress().status() != RequestStatus.WAITING_FOR_CALLBACK) {
      assertThat(holdingUp).as("%s: %s waits for nothing", when, request).isEmpty();
      return;
    }
    var due = request.progress().dueAt().orElseThrow();
    if (due.isAfter(now)) {
      assertThat(holdingUp)
          .as("%s: what %s waits for", when, request)
          .isNotEmpty()
          .extracting(callout -> callout.terms().callbackBy().orElseThrow())
          .contains(due)
          .allMatch(until -> !until.isBefore(due));
    }
  }

  /** What was given or taken away is called about, once. */
  private static void isCalledWhenSettled(String when, AssignmentRequest request, Stored stored) {
    var stage =
        request.terms().type().isRemoval()
            ? ExtensionStage.ASSIGNMENT_REQUEST_REMOVED
            : ExtensionStage.ASSIGNMENT_REQUEST_GRANTED;
    var policy = stored.policies().get(request.terms().policy());
    boolean isCalled =
        request.progress().status() == RequestStatus.DELIVERED
            && request.terms().type() != RequestType.SYSTEM_UPDATE
            && policy != null;
    assertThat(
            stored.of(request).stream()
                .filter(callout -> callout.terms().stage() == stage)
                .map(callout -> callout.terms().extension()))
        .as("%s: what is called about %s at %s", when, request.id(), stage)
        .containsExactlyInAnyOrderElementsOf(
            isCalled && policy != null ? policy.terms().extensionsAt(stage) : List.of());
  }

  private void whatWasSentHasCome(String when, Callout callout) {
    boolean isSent =
        callout.progress().status() == Status.WAITING_FOR_CALLBACK
            || (callout.progress().status() == Status.CALLOUT_SENT
                && callout.progress().detail().isEmpty());
    if (isSent) {
      assertThat(extensions.calls(callout.id())).as("%s: calls of %s", when, callout).isPositive();
    }
  }

  /** No callout is lost: all were made or given up, and nobody is waited for any more. */
  void checkEnded(String when, Instant now) {
    for (Callout callout : read().callouts()) {
      assertThat(callout.progress().dueAt().filter(due -> !due.isAfter(now)))
          .as("%s: %s is over", when, callout)
          .isEmpty();
      assertThat(callout.isAwaited()).as("%s: %s is awaited", when, callout).isFalse();
    }
  }
}
