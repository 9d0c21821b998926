package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Calls that come to no good end. */
class CallTest {
  private final Scene scene = new Scene("a");

  /** Throws whatever it is asked, as no connector may, and cannot understand its system. */
  private record Throwing() implements Connector {
    private static RuntimeException bug() {
      return new IllegalStateException("a bug");
    }

    @Override
    public Description description() {
      return new Description(SYSTEM, List.of("Member"), Limits.concurrent(8));
    }

    @Override
    public DeliveryOutcome grant(ConnectorCall call) {
      throw bug();
    }

    @Override
    public DeliveryOutcome revoke(ConnectorCall call) {
      throw bug();
    }

    @Override
    public Presence verify(ConnectorCall call) {
      throw bug();
    }

    @Override
    public Optional<Completion> completion(Map<String, String> headers, byte[] body) {
      throw new InvalidMemberException("outcome", "must be done or refused");
    }
  }

  private DeliveryWorker worker(Connector connector, Executor calls) {
    var parts = scene.parts(scene.store, connector);
    return new DeliveryWorker(parts, calls, new ClaimKeeper(parts));
  }

  private static DeliveryOutcome outcome(DeliveryWorker worker) {
    var work = worker.claim(TENANT, 1).getFirst();
    return worker.call(work).orElseThrow().outcome();
  }

  private AssignmentRequest due() {
    var request = scene.submit(scene.adminAdd("alice"));
    scene.approve();
    return request;
  }

  @Test
  void a_worker_that_is_stopped_does_not_know_what_became_of_its_call() {
    due();
    var stopped = worker(scene.target, neverRun -> {});

    Thread.currentThread().interrupt();
    var outcome = outcome(stopped);

    assertThat(Thread.interrupted()).as("told on to whoever runs the worker").isTrue();
    assertThat(outcome)
        .isEqualTo(
            new DeliveryOutcome.Unknown(Cause.LOST_ANSWER, "the engine was stopped meanwhile"));
  }

  @Test
  void of_a_connector_that_throws_as_it_writes_the_outcome_is_unknown_and_the_log_tells() {
    due();
    try (var log = new LogWatch(DeliveryWorker.class)) {
      assertThat(outcome(worker(new Throwing(), Runnable::run)))
          .isEqualTo(
              new DeliveryOutcome.Unknown(
                  Cause.CONNECTOR_FAILED,
                  "the connector failed: java.lang.IllegalStateException: a bug"));

      assertThat(log.messages()).contains("the connector for Target threw, which it must not");
    }
  }

  @Test
  void of_a_connector_that_throws_as_it_reads_it_is_certain_that_nothing_was_repaired() {
    var given = scene.delivered(scene.adminAdd("alice"));
    var assignment = given.terms().assignment();
    done(
        scene
            .engine
            .requests()
            .reprocessAssignment(ADMIN, assignment, Optional.empty(), Optional.empty()));
    try (var log = new LogWatch(DeliveryWorker.class)) {
      assertThat(outcome(worker(new Throwing(), Runnable::run)))
          .isEqualTo(
              DeliveryOutcome.Refused.because(
                  ErrorClass.UNAVAILABLE,
                  "the target could not be read: java.lang.IllegalStateException: a bug"));

      assertThat(log.messages()).contains("the connector threw while it read, which it must not");
    }
  }

  @Test
  void a_system_that_tells_what_cannot_be_understood_is_told_the_member() {
    var engine = scene.engine(scene.store, new Throwing());

    assertThat(engine.requests().complete(SYSTEM, Map.of(), new byte[0]).map(Scene::refusal))
        .contains(new Refusal.Invalid("outcome", "must be done or refused"));
    engine.close();
  }
}
