package dev.regrant.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Caller;
import dev.regrant.application.Outcome;
import dev.regrant.application.Store;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.testkit.ChaosTickets.Ticket;
import dev.regrant.testkit.InMemoryTarget.Membership;
import dev.regrant.testkit.Simulation.Happening;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * People and systems that complete what a {@link ChaosTarget} promised, at some time, or refuse to.
 * What is awaited must be taken, and recorded once.
 */
final class SimulatedCompletions {
  private final Store store;
  private final Caller admin;
  private final Random random;
  private final Witness witness;

  SimulatedCompletions(Store store, Caller admin, Random random, Witness witness) {
    this.store = store;
    this.admin = admin;
    this.random = random;
    this.witness = witness;
  }

  /** Somebody completes a ticket, at its target first, and tells an engine. */
  void complete(AccessRequestEngine engine, ChaosTarget target, Ticket ticket) {
    var before = item(ticket);
    boolean isAsked = before.filter(item -> isAwaited(ticket, item)).isPresent();
    boolean isUnderWay = !isAsked && before.filter(item -> isClaimed(ticket, item)).isPresent();
    var outcome =
        // Nobody refuses what they see done.
        random.nextInt(4) > 0 || target.isSo(ticket.operation(), Membership.of(ticket.call()))
            ? target.change(ticket.operation(), Membership.of(ticket.call()))
            : DeliveryOutcome.Refused.because(
                random.nextBoolean() ? ErrorClass.FORBIDDEN : ErrorClass.CONFLICT, "not today");
    var message = target.tickets().tell(ticket, outcome);
    // People see what is awaited, and nothing else.
    boolean byPerson = isAsked && random.nextBoolean();
    var answer =
        byPerson
            ? Optional.of(
                engine
                    .requests()
                    .complete(admin, ticket.call().request(), ticket.call().item(), outcome))
            : told(engine, target, message);
    boolean isTaken = answer.filter(Outcome.Done.class::isInstance).isPresent();
    if (isAsked || isUnderWay) {
      witness.saw(
          byPerson
              ? Happening.CONFIRMED
              : isAsked ? Happening.TOLD : Happening.TOLD_BEFORE_THE_ANSWER);
      target.calls().completed(ticket.call().item());
      if (!isTaken) {
        witness.violated("%s was told of %s, and not heard: %s".formatted(outcome, ticket, answer));
      }
      if (item(ticket).filter(item -> isRecorded(item, ticket, outcome)).isEmpty()) {
        witness.violated("%s of %s is not recorded".formatted(outcome, ticket));
      }
    }
    if (isTaken && !byPerson && random.nextInt(3) == 0) {
      repeat(engine, target, ticket, message);
    }
    if (told(engine, target, "forged".getBytes(UTF_8)).isPresent()) {
      witness.violated("a forged message was believed");
    }
  }

  private void repeat(
      AccessRequestEngine engine, ChaosTarget target, Ticket ticket, byte[] message) {
    var before = item(ticket);
    var answer = told(engine, target, message);
    witness.saw(Happening.TOLD_TWICE);
    if (answer.filter(Outcome.Done.class::isInstance).isEmpty() || !item(ticket).equals(before)) {
      witness.violated("told twice of %s: %s".formatted(ticket, answer));
    }
  }

  private static Optional<Outcome<AssignmentRequest>> told(
      AccessRequestEngine engine, ChaosTarget target, byte[] message) {
    return engine.requests().complete(target.originSystem(), Map.of(), message);
  }

  private Optional<DeliveryItem> item(Ticket ticket) {
    return store
        .inTransaction(ticket.call().tenant(), tx -> tx.requests().find(ticket.call().request()))
        .flatMap(request -> request.item(ticket.call().item()));
  }

  private static boolean isAwaited(Ticket ticket, DeliveryItem item) {
    return item.isAwaitingCompletion() && item.operationKey().equals(ticket.call().operationKey());
  }

  private boolean isClaimed(Ticket ticket, DeliveryItem item) {
    return item.state() == DeliveryItem.State.PENDING
        && item.operationKey().equals(ticket.call().operationKey())
        && store
            .inTransaction(
                ticket.call().tenant(), tx -> tx.claims(List.of(ticket.call().request())))
            .stream()
            .anyMatch(claim -> claim.item().equals(item.id()));
  }

  private static boolean isRecorded(DeliveryItem item, Ticket ticket, DeliveryOutcome outcome) {
    return item.lastAttempt()
        .filter(last -> last.operationKey().equals(ticket.call().operationKey()))
        .filter(last -> last.outcome().getClass().equals(outcome.getClass()))
        .isPresent();
  }
}
