package dev.regrant.testkit;

import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Operation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A system that keeps in memory who holds what, and that can be told to fail, for tests. It knows
 * every resource. Thread-safe.
 */
public final class InMemoryTarget implements Connector {
  /** Someone's role, as the target knows it. */
  public record Membership(String objectId, String resource) {
    static Membership of(ConnectorCall call) {
      return new Membership(call.subject().objectId(), call.roleScope().resourceOrigin().id());
    }
  }

  /**
   * A write that arrived.
   *
   * @param operationKey as the engine gave it
   */
  public record Write(Operation operation, Membership membership, String operationKey) {}

  private record Failure(DeliveryOutcome outcome, boolean happens) {}

  private final Description description;
  private final Set<Membership> memberships = new HashSet<>();
  private final List<Write> writes = new ArrayList<>();
  private final Map<String, Deque<Failure>> failures = new HashMap<>();
  private boolean isMute;
  private boolean isDown;
  private int verifications;

  /** A target for resources of {@code originSystem}, with one role, Member. */
  public InMemoryTarget(String originSystem) {
    this.description = new Description(originSystem, List.of("Member"), Limits.concurrent(8));
  }

  /** The next write to the resource is refused. Several add up. */
  public void refuseNext(String resource, ErrorClass errorClass) {
    failNext(
        resource, DeliveryOutcome.Refused.because(errorClass, errorClass.code() + " here"), false);
  }

  /** The next write to the resource is done, but its answer is lost. Several add up. */
  public void loseNextAnswer(String resource) {
    failNext(
        resource,
        new DeliveryOutcome.Unknown(DeliveryOutcome.Cause.LOST_ANSWER, "answer lost"),
        true);
  }

  /**
   * The next write to the resource ends so. Several add up.
   *
   * @param happens whether it changes who holds what all the same
   */
  public synchronized void failNext(String resource, DeliveryOutcome outcome, boolean happens) {
    failures
        .computeIfAbsent(resource, first -> new ArrayDeque<>())
        .add(new Failure(outcome, happens));
  }

  /** Lets the target refuse to be read, or answer again. */
  public synchronized void setMute(boolean isMute) {
    this.isMute = isMute;
  }

  /** Lets the target refuse everything as unavailable, or work again. */
  public synchronized void setDown(boolean isDown) {
    this.isDown = isDown;
  }

  /** Gives a role by hand, past the engine. */
  public synchronized void add(String objectId, String resource) {
    memberships.add(new Membership(objectId, resource));
  }

  /** Who holds what. */
  public synchronized Set<Membership> memberships() {
    return Set.copyOf(memberships);
  }

  /** The writes that arrived, in order. */
  public synchronized List<Write> writes() {
    return List.copyOf(writes);
  }

  /** How often it was read back. */
  public synchronized int verifications() {
    return verifications;
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public synchronized DeliveryOutcome grant(ConnectorCall call) {
    return write(Operation.GRANT, call);
  }

  @Override
  public synchronized DeliveryOutcome revoke(ConnectorCall call) {
    return write(Operation.REVOKE, call);
  }

  @Override
  public synchronized Presence verify(ConnectorCall call) {
    verifications++;
    if (isMute || isDown) {
      return Presence.CANNOT_TELL;
    }
    return memberships.contains(Membership.of(call)) ? Presence.PRESENT : Presence.ABSENT;
  }

  @Override
  public synchronized Optional<DeliveryOutcome.Refused> probe(Instant deadline) {
    return isDown
        ? Optional.of(DeliveryOutcome.Refused.because(ErrorClass.UNAVAILABLE, "down on purpose"))
        : Optional.empty();
  }

  private DeliveryOutcome write(Operation operation, ConnectorCall call) {
    var outage = probe(call.deadline());
    if (outage.isPresent()) {
      return outage.get();
    }
    var membership = Membership.of(call);
    writes.add(new Write(operation, membership, call.operationKey()));
    var planned = failures.get(membership.resource());
    var failure = planned == null ? null : planned.poll();
    if (failure != null && !failure.happens()) {
      return failure.outcome();
    }
    boolean changed =
        switch (operation) {
          case GRANT -> memberships.add(membership);
          case REVOKE -> memberships.remove(membership);
        };
    return failure == null ? new DeliveryOutcome.Done(!changed) : failure.outcome();
  }
}
