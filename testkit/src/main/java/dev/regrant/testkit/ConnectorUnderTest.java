package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Operation;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.BreakableProxy.Mode;
import dev.regrant.testkit.ConnectorContract.Capability;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the author of a connector gives to {@link ConnectorContract}, and what its tests do with it.
 */
abstract class ConnectorUnderTest {
  static final Duration PLENTY = Duration.ofSeconds(30);
  static final Duration SHORT = Duration.ofMillis(300);

  // Also a target that other runs have written to has not seen it.
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The connector to test: the same one throughout a test. */
  protected abstract Connector connector();

  /** Adds someone to the target, who holds nothing yet. */
  protected abstract Subject newSubject();

  /** A role that exists at the target: the same one throughout a test. */
  protected abstract ResourceRoleScope roleScope();

  /** Looks at the target, without the connector, whether someone holds the role. */
  protected abstract boolean holds(Subject subject, ResourceRoleScope roleScope);

  /** Lets connections to the target fare so. */
  protected abstract void set(Mode mode);

  /** A role of a resource that does not exist at the target. */
  protected abstract ResourceRoleScope unknownResource();

  /** Someone who does not exist at the target. */
  protected Subject unknownSubject() {
    return Subject.of(freshId().toString());
  }

  /** What must not appear in any message: passwords, tokens, keys. */
  protected abstract Set<String> secrets();

  /**
   * What the target does not offer, and why; tests that need it are aborted, with the reason.
   * Nothing, unless told otherwise.
   */
  protected Map<Capability, String> unsupported() {
    return Map.of();
  }

  /** The connector's clock. */
  protected abstract InstantSource clock();

  /** How much later than the deadline an answer may come; 2 s unless told otherwise. */
  protected Duration grace() {
    return Duration.ofSeconds(2);
  }

  final void needs(Capability capability) {
    assumeTrue(
        has(capability), () -> "without " + capability + ": " + unsupported().get(capability));
  }

  final boolean has(Capability capability) {
    return !unsupported().containsKey(capability);
  }

  final DeliveryOutcome grant(Subject subject) {
    return outcomeOf(Operation.GRANT, call(subject, roleScope(), PLENTY));
  }

  final DeliveryOutcome revoke(Subject subject) {
    return outcomeOf(Operation.REVOKE, call(subject, roleScope(), PLENTY));
  }

  final DeliveryOutcome outcomeOf(Operation operation, ConnectorCall call) {
    var outcome =
        switch (operation) {
          case GRANT -> connector().grant(call);
          case REVOKE -> connector().revoke(call);
        };
    assertWithoutSecrets(outcome);
    return outcome;
  }

  final Presence verify(Subject subject) {
    return connector().verify(call(subject, roleScope(), PLENTY));
  }

  final Optional<Refused> probe() {
    return connector().probe(clock().instant().plus(PLENTY));
  }

  final ConnectorCall call(Subject subject, ResourceRoleScope roleScope, Duration patience) {
    return new ConnectorCall(
        new TenantId(freshId()),
        new AssignmentRequest.Id(freshId()),
        new DeliveryItem.Id(freshId()),
        freshId().toString(),
        clock().instant().plus(patience),
        subject,
        roleScope);
  }

  private static UUID freshId() {
    return new UUID(RANDOM.nextLong(), RANDOM.nextLong());
  }

  /** Calls on a thread of its own, and fails if no answer comes in time. */
  final <T> T inTime(Callable<T> call) throws Exception {
    var task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    try {
      return task.get(SHORT.plus(grace()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new AssertionError("no answer within %s of the deadline".formatted(grace()), e);
    }
  }

  /** Grants to all, as many at once as the connector takes. */
  final List<DeliveryOutcome> grantAtOnce(List<Subject> subjects) throws Exception {
    int threads =
        Math.min(subjects.size(), connector().description().limits().maxConcurrentCalls());
    try (var pool = Executors.newFixedThreadPool(threads, Thread.ofVirtual().factory())) {
      var calls =
          subjects.stream()
              .<Callable<DeliveryOutcome>>map(subject -> () -> grant(subject))
              .toList();
      var outcomes = new ArrayList<DeliveryOutcome>();
      for (Future<DeliveryOutcome> call : pool.invokeAll(calls)) {
        outcomes.add(call.get());
      }
      return outcomes;
    }
  }

  /** So many, or as many as the connector takes in a second. */
  final int limited(int calls) {
    return Math.min(calls, connector().description().limits().maxCallsPerSecond().orElse(calls));
  }

  final void assertHeld(Subject subject, boolean isHeld) {
    assertThat(holds(subject, roleScope())).as("%s holds the role", subject).isEqualTo(isHeld);
  }

  final void assertDone(DeliveryOutcome outcome, boolean alreadyInPlace) {
    assertThat(outcome).isInstanceOf(Done.class);
    if (has(Capability.ALREADY_IN_PLACE)) {
      assertThat(outcome).isEqualTo(new Done(alreadyInPlace));
    }
  }

  final void assertRefused(DeliveryOutcome outcome, ErrorClass... classes) {
    assertWithoutSecrets(outcome);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.errorClass()).isIn((Object[]) classes));
  }

  final void assertUnknownOrRefused(DeliveryOutcome outcome, ErrorClass errorClass) {
    if (!(outcome instanceof Unknown)) {
      assertRefused(outcome, errorClass);
    }
  }

  /** What is refused was not done. */
  final void assertHonest(DeliveryOutcome outcome, Subject subject, boolean wasHeld) {
    if (outcome instanceof Refused) {
      assertHeld(subject, wasHeld);
    }
  }

  final void assertWithoutSecrets(Object told) {
    for (String secret : secrets()) {
      assertThat(told.toString()).doesNotContain(secret);
    }
  }
}
