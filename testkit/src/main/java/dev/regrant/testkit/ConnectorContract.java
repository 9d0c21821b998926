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
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link Connector} must do, as tests: whoever writes a connector extends this class,
 * gives it the connector and a real target, and passes. A {@link BreakableProxy} between the two
 * provides the trouble.
 *
 * <p>Each test works with subjects of its own, so that all of them can share one target.
 */
public abstract class ConnectorContract {
  /** What not every target offers, and some contracts therefore do without. */
  public enum Capability {
    /** The target tells who holds what. */
    READ_BACK,
    /** The target tells whether a write changed anything. */
    ALREADY_IN_PLACE,
    /** The target knows which subjects exist. */
    UNKNOWN_SUBJECT,
    /** The target knows which resources exist. */
    UNKNOWN_RESOURCE,
    /** The target can be asked whether it can be used. */
    PROBE,
    /** The target can be down: {@link Mode#REFUSE}. */
    OUTAGE,
    /** The target can fail to answer: {@link Mode#HANG}. */
    HANG,
    /** The answer to a write can be lost: {@link Mode#LOSE_NEXT_ANSWER}. */
    LOST_ANSWER
  }

  private static final Duration PLENTY = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int CROWD = 24;

  // Also a target that other runs have written to has not seen it.
  private static final SecureRandom RANDOM = new SecureRandom();

  /** For subclasses. */
  protected ConnectorContract() {}

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

  @Test
  void the_description_is_always_the_same_and_names_the_system_of_its_resources() {
    var description = connector().description();

    assertThat(description.originSystem()).isEqualTo(roleScope().resourceOrigin().system());
    assertThat(connector().description()).isEqualTo(description);
    grant(newSubject());
    assertThat(connector().description()).isEqualTo(description);
  }

  @Test
  void a_grant_gives_the_role_to_the_subject_alone() {
    var ada = newSubject();
    var bob = newSubject();

    assertDone(grant(ada), false);

    assertHeld(ada, true);
    assertHeld(bob, false);
  }

  @Test
  void a_grant_of_what_is_held_is_done_and_already_in_place() {
    var ada = newSubject();
    grant(ada);

    assertDone(grant(ada), true);

    assertHeld(ada, true);
  }

  @Test
  void a_revoke_takes_the_role_from_the_subject_alone() {
    var ada = newSubject();
    var bob = newSubject();
    grant(ada);
    grant(bob);

    assertDone(revoke(ada), false);

    assertHeld(ada, false);
    assertHeld(bob, true);
  }

  @Test
  void a_revoke_of_what_is_not_held_is_done_and_already_in_place() {
    var ada = newSubject();
    assertDone(revoke(ada), true);
    grant(ada);
    revoke(ada);

    assertDone(revoke(ada), true);

    assertHeld(ada, false);
  }

  @Test
  void verify_tells_what_is_so_and_changes_nothing() {
    needs(Capability.READ_BACK);
    var ada = newSubject();
    var bob = newSubject();

    assertThat(verify(ada)).isEqualTo(Presence.ABSENT);
    assertHeld(ada, false);

    grant(ada);
    assertThat(verify(ada)).isEqualTo(Presence.PRESENT);
    assertHeld(ada, true);
    assertThat(verify(bob)).isEqualTo(Presence.ABSENT);

    revoke(ada);
    assertThat(verify(ada)).isEqualTo(Presence.ABSENT);
    assertHeld(ada, false);
  }

  @Test
  void a_subject_that_does_not_exist_is_named_as_the_reason() {
    needs(Capability.UNKNOWN_SUBJECT);
    var nobody = unknownSubject();

    assertRefused(grant(nobody), ErrorClass.SUBJECT_NOT_FOUND);
    assertThat(verify(nobody)).isNotEqualTo(Presence.PRESENT);
    // What nobody holds may as well count as gone.
    var revoked = revoke(nobody);
    if (!revoked.equals(new Done(true))) {
      assertRefused(revoked, ErrorClass.SUBJECT_NOT_FOUND);
    }
  }

  @Test
  void a_resource_that_does_not_exist_is_named_as_the_reason() {
    needs(Capability.UNKNOWN_RESOURCE);
    var call = call(newSubject(), unknownResource(), PLENTY);

    assertRefused(
        write(Operation.GRANT, call), ErrorClass.RESOURCE_NOT_FOUND, ErrorClass.ROLE_NOT_FOUND);
    assertThat(connector().verify(call)).isNotEqualTo(Presence.PRESENT);
  }

  @Test
  void a_probe_of_a_target_that_can_be_used_finds_nothing_wrong() {
    needs(Capability.PROBE);

    assertThat(probe()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_target_that_hangs_is_waited_for_until_the_deadline(boolean isConnectedBefore)
      throws Exception {
    needs(Capability.HANG);
    var ada = newSubject();
    var bob = newSubject();
    if (isConnectedBefore) {
      grant(bob);
    }
    set(Mode.HANG);

    var granted = inTime(() -> write(Operation.GRANT, call(ada, roleScope(), SHORT)));
    var revoked = inTime(() -> write(Operation.REVOKE, call(bob, roleScope(), SHORT)));
    var read = inTime(() -> connector().verify(call(ada, roleScope(), SHORT)));

    assertUnknownOrRefused(granted, ErrorClass.TIMEOUT);
    assertUnknownOrRefused(revoked, ErrorClass.TIMEOUT);
    assertThat(read).isEqualTo(Presence.CANNOT_TELL);
    set(Mode.FORWARD);
    assertHonest(granted, ada, false);
    assertHonest(revoked, bob, isConnectedBefore);
    assertThat(grant(ada)).isInstanceOf(Done.class);
  }

  @ParameterizedTest
  @EnumSource
  void a_write_whose_answer_is_lost_is_unknown_and_can_be_read_back_and_repeated(
      Operation operation) {
    needs(Capability.LOST_ANSWER);
    boolean isGrant = operation == Operation.GRANT;
    var ada = newSubject();
    if (!isGrant) {
      grant(ada);
    }
    var call = call(ada, roleScope(), PLENTY);
    set(Mode.LOSE_NEXT_ANSWER);

    assertThat(write(operation, call)).isInstanceOf(Unknown.class);

    set(Mode.FORWARD);
    assertHeld(ada, isGrant);
    if (has(Capability.READ_BACK)) {
      assertThat(connector().verify(call)).isEqualTo(isGrant ? Presence.PRESENT : Presence.ABSENT);
    }
    assertThat(write(operation, call)).isInstanceOf(Done.class);
    assertHeld(ada, isGrant);
  }

  @Test
  void an_outage_is_told_and_over_when_the_target_is_back() {
    needs(Capability.OUTAGE);
    var ada = newSubject();
    var bob = newSubject();
    grant(bob);
    set(Mode.REFUSE);

    var granted = grant(ada);
    var revoked = revoke(bob);

    assertUnknownOrRefused(granted, ErrorClass.UNAVAILABLE);
    assertUnknownOrRefused(revoked, ErrorClass.UNAVAILABLE);
    assertThat(verify(bob)).isEqualTo(Presence.CANNOT_TELL);
    set(Mode.FORWARD);
    assertHonest(granted, ada, false);
    assertHonest(revoked, bob, true);
    assertThat(grant(ada)).isInstanceOf(Done.class);
    assertHeld(ada, true);
    assertThat(revoke(bob)).isInstanceOf(Done.class);
    assertHeld(bob, false);
  }

  @Test
  void a_probe_tells_an_outage_and_its_end() {
    needs(Capability.OUTAGE);
    needs(Capability.PROBE);
    set(Mode.REFUSE);

    var during = probe();

    assertThat(during)
        .hasValueSatisfying(refused -> assertRefused(refused, ErrorClass.UNAVAILABLE));
    set(Mode.FORWARD);
    assertThat(probe()).isEmpty();
  }

  @Test
  void as_many_calls_at_once_as_the_limits_allow_are_all_served() throws Exception {
    var crowd = Stream.generate(this::newSubject).limit(limited(CROWD)).toList();

    var outcomes = grantAtOnce(crowd);

    assertThat(outcomes).allSatisfy(outcome -> assertDone(outcome, false));
    assertThat(crowd).allSatisfy(subject -> assertHeld(subject, true));
  }

  @Test
  void of_the_same_grants_at_once_all_are_done_and_one_changed_something() throws Exception {
    var ada = newSubject();

    var outcomes = grantAtOnce(Collections.nCopies(limited(8), ada));

    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Done.class));
    assertHeld(ada, true);
    if (has(Capability.ALREADY_IN_PLACE)) {
      assertThat(outcomes).containsOnlyOnce(new Done(false));
    }
  }

  /** What is told of failures is looked at in every test. */
  @Test
  void the_connector_tells_no_secret_of_itself() {
    grant(newSubject());

    assertWithoutSecrets(connector());
    assertWithoutSecrets(connector().description());
  }

  private void needs(Capability capability) {
    assumeTrue(
        has(capability), () -> "without " + capability + ": " + unsupported().get(capability));
  }

  private boolean has(Capability capability) {
    return !unsupported().containsKey(capability);
  }

  private DeliveryOutcome grant(Subject subject) {
    return write(Operation.GRANT, call(subject, roleScope(), PLENTY));
  }

  private DeliveryOutcome revoke(Subject subject) {
    return write(Operation.REVOKE, call(subject, roleScope(), PLENTY));
  }

  private DeliveryOutcome write(Operation operation, ConnectorCall call) {
    var outcome =
        switch (operation) {
          case GRANT -> connector().grant(call);
          case REVOKE -> connector().revoke(call);
        };
    assertWithoutSecrets(outcome);
    return outcome;
  }

  private Presence verify(Subject subject) {
    return connector().verify(call(subject, roleScope(), PLENTY));
  }

  private Optional<Refused> probe() {
    return connector().probe(clock().instant().plus(PLENTY));
  }

  private ConnectorCall call(Subject subject, ResourceRoleScope roleScope, Duration patience) {
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
  private <T> T inTime(Callable<T> call) throws Exception {
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
  private List<DeliveryOutcome> grantAtOnce(List<Subject> subjects) throws Exception {
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
  private int limited(int calls) {
    return Math.min(calls, connector().description().limits().maxCallsPerSecond().orElse(calls));
  }

  private void assertHeld(Subject subject, boolean isHeld) {
    assertThat(holds(subject, roleScope())).as("%s holds the role", subject).isEqualTo(isHeld);
  }

  private void assertDone(DeliveryOutcome outcome, boolean alreadyInPlace) {
    assertThat(outcome).isInstanceOf(Done.class);
    if (has(Capability.ALREADY_IN_PLACE)) {
      assertThat(outcome).isEqualTo(new Done(alreadyInPlace));
    }
  }

  private void assertRefused(DeliveryOutcome outcome, ErrorClass... classes) {
    assertWithoutSecrets(outcome);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.errorClass()).isIn((Object[]) classes));
  }

  private void assertUnknownOrRefused(DeliveryOutcome outcome, ErrorClass errorClass) {
    if (!(outcome instanceof Unknown)) {
      assertRefused(outcome, errorClass);
    }
  }

  /** What is refused was not done. */
  private void assertHonest(DeliveryOutcome outcome, Subject subject, boolean wasHeld) {
    if (outcome instanceof Refused) {
      assertHeld(subject, wasHeld);
    }
  }

  private void assertWithoutSecrets(Object told) {
    for (String secret : secrets()) {
      assertThat(told.toString()).doesNotContain(secret);
    }
  }
}
