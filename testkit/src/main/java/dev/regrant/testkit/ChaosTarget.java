package dev.regrant.testkit;

import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Operation;
import dev.regrant.testkit.InMemoryTarget.Membership;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A target that fails in every way that targets fail, as its random numbers say: it refuses, it
 * loses answers before or after the write, it throws, it is slow, it cannot be read. It keeps its
 * own record of who holds what, independently of the engine, and notices what an engine must not
 * do. The same seed and the same calls give the same answers. For one thread at a time.
 */
public final class ChaosTarget implements Connector {
  private static final int TROUBLES = 8;
  private static final List<ErrorClass> CLASSES = List.of(ErrorClass.values());

  private final String originSystem;
  private final InstantSource clock;
  private final Random random;
  private final Runnable meanwhile;
  private final Set<Membership> memberships = new HashSet<>();
  private final Set<String> writtenKeys = new HashSet<>();
  private Optional<String> violation = Optional.empty();
  private boolean isHealthy;

  /**
   * @param meanwhile what happens elsewhere while a call is under way
   */
  public ChaosTarget(String originSystem, InstantSource clock, Random random, Runnable meanwhile) {
    this.clock = clock;
    this.originSystem = originSystem;
    this.random = random;
    this.meanwhile = meanwhile;
  }

  /** From now on every call does what it should. */
  public void heal() {
    isHealthy = true;
  }

  /** Takes a role away by hand, past the engine, if there is one to take. */
  public Optional<Membership> drift() {
    var held =
        memberships.stream()
            .sorted(Comparator.comparing(Membership::objectId).thenComparing(Membership::resource))
            .toList();
    if (held.isEmpty()) {
      return Optional.empty();
    }
    var lost = held.get(random.nextInt(held.size()));
    memberships.remove(lost);
    return Optional.of(lost);
  }

  /** Who holds what. */
  public Set<Membership> memberships() {
    return Set.copyOf(memberships);
  }

  /** The first thing that an engine did and must not do. */
  public Optional<String> violation() {
    return violation;
  }

  @Override
  public Description description() {
    return new Description(originSystem, List.of("Member"), Limits.concurrent(4));
  }

  @Override
  public DeliveryOutcome grant(ConnectorCall call) {
    return write(Operation.GRANT, call);
  }

  @Override
  public DeliveryOutcome revoke(ConnectorCall call) {
    return write(Operation.REVOKE, call);
  }

  @Override
  public Presence verify(ConnectorCall call) {
    // A target that cannot tell was asked all the same.
    writtenKeys.remove(call.operationKey());
    if (!isHealthy && random.nextInt(4) == 0) {
      if (random.nextInt(4) == 0) {
        throw new IllegalStateException("the target broke while it was read");
      }
      return Presence.CANNOT_TELL;
    }
    return memberships.contains(Membership.of(call)) ? Presence.PRESENT : Presence.ABSENT;
  }

  private DeliveryOutcome write(Operation operation, ConnectorCall call) {
    if (!writtenKeys.add(call.operationKey())) {
      violated("%s of %s was written again without being read back".formatted(operation, call));
    }
    int trouble = isHealthy ? TROUBLES : random.nextInt(2 * TROUBLES);
    return switch (trouble) {
      case 0 -> refused(CLASSES.get(random.nextInt(CLASSES.size())));
      case 1 -> refused(ErrorClass.ROLE_NOT_FOUND);
      case 2 -> new DeliveryOutcome.Unknown(Cause.LOST_ANSWER, "lost before it was done");
      case 3 -> {
        change(operation, call);
        yield new DeliveryOutcome.Unknown(Cause.LOST_ANSWER, "lost after it was done");
      }
      case 4 -> throw new IllegalStateException("the target broke before it was done");
      case 5 -> {
        change(operation, call);
        throw new IllegalStateException("the target broke after it was done");
      }
      case 6 -> {
        meanwhile.run();
        // Nothing is sent any more once the deadline has passed.
        yield clock.instant().isBefore(call.deadline())
            ? change(operation, call)
            : new DeliveryOutcome.Unknown(Cause.TIMEOUT, "too late");
      }
      case 7 -> {
        var outcome = change(operation, call);
        meanwhile.run();
        yield outcome;
      }
      default -> change(operation, call);
    };
  }

  private DeliveryOutcome refused(ErrorClass errorClass) {
    return new DeliveryOutcome.Refused(
        errorClass,
        "chaos",
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(Duration.ofSeconds(random.nextInt(600))));
  }

  private DeliveryOutcome change(Operation operation, ConnectorCall call) {
    boolean changed =
        switch (operation) {
          case GRANT -> memberships.add(Membership.of(call));
          case REVOKE -> memberships.remove(Membership.of(call));
        };
    return new DeliveryOutcome.Done(!changed);
  }

  private void violated(String message) {
    violation = violation.or(() -> Optional.of(message));
  }
}
