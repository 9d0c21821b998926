package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Connector;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Operation;
import dev.regrant.testkit.BreakableProxy.Mode;
import java.util.Collections;
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
 * <p>Each test works with subjects of its own, so that all of them can share one target. What the
 * target does not offer is declared, each with its reason; the tests that need it are then aborted
 * and say so.
 */
public abstract class ConnectorContract extends ConnectorUnderTest {
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

  private static final int CROWD = 24;

  /** For subclasses. */
  protected ConnectorContract() {}

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
        outcomeOf(Operation.GRANT, call), ErrorClass.RESOURCE_NOT_FOUND, ErrorClass.ROLE_NOT_FOUND);
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

    var granted = inTime(() -> outcomeOf(Operation.GRANT, call(ada, roleScope(), SHORT)));
    var revoked = inTime(() -> outcomeOf(Operation.REVOKE, call(bob, roleScope(), SHORT)));
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

    assertThat(outcomeOf(operation, call)).isInstanceOf(Unknown.class);

    set(Mode.FORWARD);
    assertHeld(ada, isGrant);
    if (has(Capability.READ_BACK)) {
      assertThat(connector().verify(call)).isEqualTo(isGrant ? Presence.PRESENT : Presence.ABSENT);
    }
    assertThat(outcomeOf(operation, call)).isInstanceOf(Done.class);
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
}
