package dev.regrant.testkit;

import dev.regrant.application.Completion;
import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A process's way to a {@link ChaosTarget}. For one process in one thread. */
final class ChaosConnector implements Connector {
  private final ChaosTarget target;
  private final SimulatedProcess process;
  private final QuarantineWatch watch;

  ChaosConnector(ChaosTarget target, SimulatedProcess process, QuarantineWatch watch) {
    this.target = target;
    this.process = process;
    this.watch = watch;
  }

  ChaosTarget target() {
    return target;
  }

  QuarantineWatch watch() {
    return watch;
  }

  @Override
  public Description description() {
    return new Description(
        target.originSystem(), List.of("Member"), Limits.concurrent(QuarantineWatch.AT_ONCE));
  }

  @Override
  public DeliveryOutcome grant(ConnectorCall call) {
    return visit(call, visit -> target.write(Operation.GRANT, visit, watch));
  }

  @Override
  public DeliveryOutcome revoke(ConnectorCall call) {
    return visit(call, visit -> target.write(Operation.REVOKE, visit, watch));
  }

  @Override
  public Presence verify(ConnectorCall call) {
    return visit(call, visit -> target.read(visit, watch));
  }

  private <T> T visit(ConnectorCall call, Function<Visit, T> work) {
    var visit = new Visit(call, process);
    watch.begins(call.item());
    target.enter(visit);
    try {
      T answer = work.apply(visit);
      process.answered(visit);
      return answer;
    } finally {
      target.calls().leave(visit);
    }
  }

  @Override
  public Optional<DeliveryOutcome.Refused> probe(Instant deadline) {
    var problem = target.probe();
    watch.probed(problem.isEmpty(), target.now());
    return problem;
  }

  @Override
  public Optional<Completion> completion(Map<String, String> headers, byte[] body) {
    return target.tickets().read(body);
  }
}
