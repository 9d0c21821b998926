package dev.regrant.testkit;

import static dev.regrant.domain.DeliveryOutcome.Cause;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Operation;
import dev.regrant.domain.Origin;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import dev.regrant.testkit.BreakableProxy.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The contract bites: connectors that break one promise do not pass. */
class ConnectorContractTest {
  private static final String SECRET = "correct horse";

  /** A good connector, that knows whom and what there is. */
  static class Good extends InMemoryTargetTest implements Connector {
    final Set<Subject> subjects = new HashSet<>();
    volatile Mode mode = Mode.FORWARD;

    @Override
    protected Connector connector() {
      return this;
    }

    @Override
    protected synchronized Subject newSubject() {
      var subject = super.newSubject();
      subjects.add(subject);
      return subject;
    }

    @Override
    protected ResourceRoleScope unknownResource() {
      return new ResourceRoleScope(
          STAFF.resource(),
          new Origin(STAFF.resourceOrigin().system(), "gone"),
          STAFF.role(),
          STAFF.scope(),
          STAFF.createdDateTime());
    }

    @Override
    protected Map<Capability, String> unsupported() {
      return Map.of();
    }

    @Override
    protected Set<String> secrets() {
      return Set.of(SECRET);
    }

    @Override
    protected Duration grace() {
      return Duration.ofMillis(300);
    }

    @Override
    protected void set(Mode mode) {
      this.mode = mode;
      super.set(mode);
    }

    @Override
    public Description description() {
      return target.description();
    }

    @Override
    public DeliveryOutcome grant(ConnectorCall call) {
      return write(Operation.GRANT, call);
    }

    @Override
    public DeliveryOutcome revoke(ConnectorCall call) {
      return write(Operation.REVOKE, call);
    }

    DeliveryOutcome write(Operation operation, ConnectorCall call) {
      if (mode == Mode.HANG) {
        return new Unknown(Cause.TIMEOUT, "no answer");
      }
      if (!call.roleScope().equals(STAFF)) {
        return Refused.because(ErrorClass.RESOURCE_NOT_FOUND, "no such resource");
      }
      if (!subjects.contains(call.subject())) {
        return Refused.because(ErrorClass.SUBJECT_NOT_FOUND, "no such person");
      }
      return switch (operation) {
        case GRANT -> target.grant(call);
        case REVOKE -> target.revoke(call);
      };
    }

    @Override
    public Presence verify(ConnectorCall call) {
      return mode == Mode.HANG ? Presence.CANNOT_TELL : target.verify(call);
    }

    @Override
    public Optional<Refused> probe(Instant deadline) {
      return target.probe(deadline);
    }
  }

  static class GivesNothing extends Good {
    @Override
    public DeliveryOutcome grant(ConnectorCall call) {
      return new Done(false);
    }
  }

  static class CallsARepeatAConflict extends Good {
    @Override
    DeliveryOutcome write(Operation operation, ConnectorCall call) {
      var outcome = super.write(operation, call);
      return outcome.equals(new Done(true))
          ? Refused.because(ErrorClass.CONFLICT, "already so")
          : outcome;
    }
  }

  static class TakesFromEverybody extends Good {
    @Override
    public DeliveryOutcome revoke(ConnectorCall call) {
      var outcome = super.revoke(call);
      for (var subject : subjects) {
        super.revoke(withSubject(call, subject));
      }
      return outcome;
    }
  }

  static class NeverSaysAlreadyInPlace extends Good {
    @Override
    DeliveryOutcome write(Operation operation, ConnectorCall call) {
      var outcome = super.write(operation, call);
      return outcome instanceof Done ? new Done(false) : outcome;
    }
  }

  static class AlwaysVerifies extends Good {
    @Override
    public Presence verify(ConnectorCall call) {
      return mode == Mode.HANG ? Presence.CANNOT_TELL : Presence.PRESENT;
    }
  }

  static class GrantsToVerify extends Good {
    @Override
    public Presence verify(ConnectorCall call) {
      var found = super.verify(call);
      grant(call);
      return found;
    }
  }

  static class ReadsNothingAsAbsent extends Good {
    @Override
    public Presence verify(ConnectorCall call) {
      return super.verify(call) == Presence.PRESENT ? Presence.PRESENT : Presence.ABSENT;
    }
  }

  static class BlamesTheRequest extends Good {
    @Override
    DeliveryOutcome write(Operation operation, ConnectorCall call) {
      var outcome = super.write(operation, call);
      return outcome instanceof Refused refused && !refused.errorClass().isRetried()
          ? Refused.because(ErrorClass.INVALID_REQUEST, refused.message())
          : outcome;
    }
  }

  static class WaitsForEver extends Good {
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void end() {
      over.countDown();
    }

    @Override
    DeliveryOutcome write(Operation operation, ConnectorCall call) {
      if (mode == Mode.HANG) {
        try {
          over.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return super.write(operation, call);
    }
  }

  static class RefusesWhatItDoesLate extends Good {
    @Override
    DeliveryOutcome write(Operation operation, ConnectorCall call) {
      if (mode == Mode.HANG) {
        target.grant(call);
        return Refused.because(ErrorClass.TIMEOUT, "no answer");
      }
      return super.write(operation, call);
    }
  }

  static class ThrowsOnALostAnswer extends Good {
    @Override
    DeliveryOutcome write(Operation operation, ConnectorCall call) {
      var outcome = super.write(operation, call);
      if (outcome instanceof Unknown) {
        throw new IllegalStateException("connection lost");
      }
      return outcome;
    }
  }

  static class CallsALostAnswerARefusal extends Good {
    @Override
    DeliveryOutcome write(Operation operation, ConnectorCall call) {
      var outcome = super.write(operation, call);
      return outcome instanceof Unknown unknown
          ? Refused.because(ErrorClass.UNAVAILABLE, unknown.message())
          : outcome;
    }
  }

  static class RefusesARepeatedKey extends Good {
    private final Set<String> keys = new HashSet<>();

    @Override
    DeliveryOutcome write(Operation operation, ConnectorCall call) {
      return keys.add(call.operationKey())
          ? super.write(operation, call)
          : Refused.because(ErrorClass.CONFLICT, "seen before");
    }
  }

  static class StaysDown extends Good {
    private boolean wasDown;

    @Override
    DeliveryOutcome write(Operation operation, ConnectorCall call) {
      wasDown |= mode == Mode.REFUSE;
      return wasDown
          ? Refused.because(ErrorClass.UNAVAILABLE, "down")
          : super.write(operation, call);
    }
  }

  static class NeverProbes extends Good {
    @Override
    public Optional<Refused> probe(Instant deadline) {
      return Optional.empty();
    }
  }

  static class ForgetsUnderLoad extends Good {
    private int granted;

    @Override
    public synchronized DeliveryOutcome grant(ConnectorCall call) {
      return granted++ < 9 ? super.grant(call) : new Done(false);
    }
  }

  static class TellsItsPassword extends Good {
    @Override
    DeliveryOutcome write(Operation operation, ConnectorCall call) {
      var outcome = super.write(operation, call);
      return outcome instanceof Refused refused
          ? Refused.because(refused.errorClass(), "admin:" + SECRET + "@target is down")
          : outcome;
    }
  }

  static class ShowsItsPassword extends Good {
    @Override
    public String toString() {
      return "Connector[password=" + SECRET + "]";
    }
  }

  static class ServesAnotherSystem extends Good {
    @Override
    public Description description() {
      return new Description("Other", List.of("Member"), Limits.concurrent(8));
    }
  }

  static Stream<Arguments> a_connector_that_breaks_a_promise_does_not_pass() {
    return Stream.of(
        arguments(GivesNothing.class, "a_grant_gives_the_role"),
        arguments(CallsARepeatAConflict.class, "a_grant_of_what_is_held"),
        arguments(CallsARepeatAConflict.class, "a_revoke_of_what_is_not_held"),
        arguments(TakesFromEverybody.class, "a_revoke_takes_the_role"),
        arguments(NeverSaysAlreadyInPlace.class, "a_grant_of_what_is_held"),
        arguments(NeverSaysAlreadyInPlace.class, "of_the_same_grants_at_once"),
        arguments(AlwaysVerifies.class, "verify_tells"),
        arguments(GrantsToVerify.class, "verify_tells"),
        arguments(ReadsNothingAsAbsent.class, "an_outage_is_told"),
        arguments(BlamesTheRequest.class, "a_subject_that_does_not_exist"),
        arguments(BlamesTheRequest.class, "a_resource_that_does_not_exist"),
        arguments(WaitsForEver.class, "a_target_that_hangs"),
        arguments(RefusesWhatItDoesLate.class, "a_target_that_hangs"),
        arguments(ThrowsOnALostAnswer.class, "a_write_whose_answer_is_lost"),
        arguments(CallsALostAnswerARefusal.class, "a_write_whose_answer_is_lost"),
        arguments(RefusesARepeatedKey.class, "a_write_whose_answer_is_lost"),
        arguments(StaysDown.class, "an_outage_is_told"),
        arguments(NeverProbes.class, "a_probe_tells_an_outage"),
        arguments(ForgetsUnderLoad.class, "as_many_calls_at_once"),
        arguments(TellsItsPassword.class, "an_outage_is_told"),
        arguments(ShowsItsPassword.class, "the_connector_tells_no_secret"),
        arguments(ServesAnotherSystem.class, "the_description"));
  }

  @ParameterizedTest
  @MethodSource
  void a_connector_that_breaks_a_promise_does_not_pass(
      Class<? extends Good> connector, String brokenPromise) {
    var tests = EngineTestKit.engine("junit-jupiter").selectors(selectClass(connector)).execute();

    assertThat(tests.testEvents().failed().stream())
        .extracting(Event::getTestDescriptor)
        .anySatisfy(
            test -> assertThat(test.getUniqueId().toString()).contains(":" + brokenPromise));
  }

  @Test
  void a_connector_that_keeps_every_promise_passes() {
    var tests = EngineTestKit.engine("junit-jupiter").selectors(selectClass(Good.class)).execute();

    tests.testEvents().assertStatistics(events -> events.failed(0).aborted(0).succeeded(18));
  }

  @Test
  void what_a_target_does_not_offer_is_not_tested_and_the_reason_told() {
    var tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(InMemoryTargetTest.class))
            .execute();

    tests.testEvents().assertStatistics(events -> events.failed(0).aborted(4));
    assertThat(tests.testEvents().aborted().stream())
        .allSatisfy(event -> assertThat(event.getPayload().toString()).contains("it "));
  }

  private static ConnectorCall withSubject(ConnectorCall call, Subject subject) {
    return new ConnectorCall(
        call.tenant(),
        call.request(),
        call.item(),
        call.operationKey(),
        call.deadline(),
        subject,
        call.roleScope());
  }
}
