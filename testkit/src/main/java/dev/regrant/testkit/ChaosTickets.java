package dev.regrant.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regrant.application.Completion;
import dev.regrant.application.ConnectorCall;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.Operation;
import dev.regrant.testkit.InMemoryTarget.Membership;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link ChaosTarget} was asked and is to complete later. It forgets what it was asked too
 * long ago, and what it was asked about the same role before. For one thread at a time.
 */
final class ChaosTickets {
  /** Something to complete. */
  record Ticket(Operation operation, ConnectorCall call, Instant openedAt) {}

  private final Duration longest;
  private final List<Ticket> open = new ArrayList<>();
  private final Map<String, List<DeliveryOutcome>> told = new HashMap<>();
  private final List<Completion> messages = new ArrayList<>();

  /**
   * @param longest how long it remembers what it was asked
   */
  ChaosTickets(Duration longest) {
    this.longest = longest;
  }

  Ticket open(Operation operation, ConnectorCall call, Instant now) {
    var ticket = new Ticket(operation, call, now);
    open.add(ticket);
    return ticket;
  }

  /** Whatever is asked about a role takes the place of what was asked before. */
  void replaced(Membership membership) {
    open.removeIf(ticket -> Membership.of(ticket.call()).equals(membership));
  }

  List<Ticket> open(Instant now) {
    open.removeIf(ticket -> !now.isBefore(ticket.openedAt().plus(longest)));
    return List.copyOf(open);
  }

  /** Says what became of a ticket, and returns the message of it. */
  byte[] tell(Ticket ticket, DeliveryOutcome outcome) {
    open.remove(ticket);
    var call = ticket.call();
    told.computeIfAbsent(call.operationKey(), first -> new ArrayList<>()).add(outcome);
    messages.add(
        new Completion(call.tenant(), call.request(), call.item(), call.operationKey(), outcome));
    return Integer.toString(messages.size() - 1).getBytes(UTF_8);
  }

  /** What was said about calls with this key. */
  List<DeliveryOutcome> told(String operationKey) {
    return told.getOrDefault(operationKey, List.of());
  }

  /** Reads a message, if it is one of {@link #tell}. */
  Optional<Completion> read(byte[] message) {
    var text = new String(message, UTF_8);
    return text.matches("\\d+")
        ? Optional.of(messages.get(Integer.parseInt(text)))
        : Optional.empty();
  }
}
