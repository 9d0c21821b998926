package dev.regrant.testkit;

import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Operation;
import dev.regrant.testkit.ChaosTickets.Ticket;
import dev.regrant.testkit.InMemoryTarget.Membership;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A target that fails in every way that targets fail, as its random numbers say: it refuses, it
 * loses answers before or after the write, it throws, it is slow, it hangs, it cannot be read, it
 * leaves work to people, it is down for a while. It keeps its own record of who holds what,
 * independently of the engine, and notices what an engine must not do. The same seed and the same
 * calls give the same answers. For one thread at a time, but for calls that hang.
 */
final class ChaosTarget {
  /** A call that has no longer left than this never answers. */
  static final Duration TOO_SHORT = Duration.ofMillis(5);

  private static final int TROUBLES = 10;
  private static final List<ErrorClass> CLASSES =
      List.of(ErrorClass.values()).stream()
          .filter(errorClass -> errorClass != ErrorClass.MANUAL_ACTION_PENDING)
          .toList();

  /** What happens elsewhere meanwhile. */
  interface Elsewhere {
    /** While a call is under way. */
    void during(Visit visit);

    /** While a call is under way that leaves its work to somebody else. */
    void promised(ChaosTarget target, Ticket ticket);
  }

  private final String originSystem;
  private final ManualClock clock;
  private final Random random;
  private final Elsewhere elsewhere;
  private final Witness witness;
  private final ChaosCalls calls;
  private final ChaosTickets tickets;
  private final Set<Membership> memberships = ConcurrentHashMap.newKeySet();
  private final Set<String> writtenKeys = ConcurrentHashMap.newKeySet();
  private Instant leftAloneUntil = Instant.MIN;
  private boolean isDown;
  private boolean isProbedWell;
  private boolean isHealthy;

  /**
   * @param patience how long it remembers what it is to complete later
   */
  ChaosTarget(
      String originSystem,
      ManualClock clock,
      Random random,
      Elsewhere elsewhere,
      Witness witness,
      Duration patience) {
    this.clock = clock;
    this.originSystem = originSystem;
    this.random = random;
    this.elsewhere = elsewhere;
    this.witness = witness;
    this.calls = new ChaosCalls(clock, witness);
    this.tickets = new ChaosTickets(patience);
  }

  String originSystem() {
    return originSystem;
  }

  Instant now() {
    return clock.instant();
  }

  ChaosCalls calls() {
    return calls;
  }

  ChaosTickets tickets() {
    return tickets;
  }

  /** From now on every call does what it should. */
  void heal() {
    isHealthy = true;
    isDown = false;
    calls.release();
  }

  /**
   * From now on, or no longer, every call fails.
   *
   * @param isProbedWell whether a probe finds nothing wrong all the same
   */
  void setDown(boolean isDown, boolean isProbedWell) {
    this.isDown = isDown;
    this.isProbedWell = isProbedWell;
  }

  boolean isDown() {
    return isDown;
  }

  /** Nobody may call before that. */
  void leaveAloneUntil(Instant until) {
    leftAloneUntil = until;
  }

  /** Until when nobody may call. */
  Instant leftAloneUntil() {
    return leftAloneUntil;
  }

  /** Takes a role away by hand, past the engine, if there is one to take. */
  Optional<Membership> drift() {
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
  Set<Membership> memberships() {
    return Set.copyOf(memberships);
  }

  void enter(Visit visit) {
    if (clock.instant().isBefore(leftAloneUntil)) {
      witness.violated("called in a maintenance: " + visit.call());
    }
    calls.enter(visit);
  }

  Optional<DeliveryOutcome.Refused> probe() {
    return isDown && !isProbedWell
        ? Optional.of(DeliveryOutcome.Refused.because(ErrorClass.UNAVAILABLE, "down"))
        : Optional.empty();
  }

  Presence read(Visit visit, QuarantineWatch watch) {
    // A target that cannot tell was asked all the same.
    writtenKeys.remove(visit.call().operationKey());
    if (!isHealthy && (isDown || random.nextInt(4) == 0)) {
      if (random.nextInt(4) == 0) {
        if (isDown) {
          watch.failedInOutage();
        }
        throw new IllegalStateException("the target broke while it was read");
      }
      return Presence.CANNOT_TELL;
    }
    return memberships.contains(Membership.of(visit.call())) ? Presence.PRESENT : Presence.ABSENT;
  }

  DeliveryOutcome write(Operation operation, Visit visit, QuarantineWatch watch) {
    var call = visit.call();
    if (!writtenKeys.add(call.operationKey())) {
      witness.violated(
          "%s of %s was written again without being read back".formatted(operation, call));
    }
    tickets.replaced(Membership.of(call));
    if (!isHealthy
        && Duration.between(clock.instant(), call.deadline()).compareTo(TOO_SHORT) <= 0) {
      return hang(operation, visit);
    }
    if (isDown) {
      watch.failedInOutage();
      return failed(random.nextInt(3));
    }
    int trouble = isHealthy ? TROUBLES : random.nextInt(2 * TROUBLES);
    return switch (trouble) {
      case 0 -> refused(CLASSES.get(random.nextInt(CLASSES.size())));
      case 1 -> refused(ErrorClass.ROLE_NOT_FOUND);
      case 2 -> new DeliveryOutcome.Unknown(Cause.LOST_ANSWER, "lost before it was done");
      case 3 -> {
        change(operation, visit);
        yield new DeliveryOutcome.Unknown(Cause.LOST_ANSWER, "lost after it was done");
      }
      case 4 -> throw new IllegalStateException("the target broke before it was done");
      case 5 -> {
        change(operation, visit);
        throw new IllegalStateException("the target broke after it was done");
      }
      case 6 -> {
        elsewhere.during(visit);
        // Nothing is sent any more once the deadline has passed.
        yield clock.instant().isBefore(call.deadline())
            ? change(operation, visit)
            : new DeliveryOutcome.Unknown(Cause.TIMEOUT, "too late");
      }
      case 7 -> {
        var outcome = change(operation, visit);
        elsewhere.during(visit);
        yield outcome;
      }
      case 8, 9 -> {
        var ticket = tickets.open(operation, call, clock.instant());
        elsewhere.promised(this, ticket);
        if (trouble == 9) {
          elsewhere.during(visit);
        }
        yield refused(ErrorClass.MANUAL_ACTION_PENDING);
      }
      default -> change(operation, visit);
    };
  }

  private DeliveryOutcome hang(Operation operation, Visit visit) {
    // Not by the random numbers: those are the other threads'.
    if (visit.call().operationKey().hashCode() % 2 == 0) {
      change(operation, visit);
    }
    calls.hang(visit);
    return new DeliveryOutcome.Unknown(Cause.TIMEOUT, "too late for anybody");
  }

  private DeliveryOutcome failed(int how) {
    return switch (how) {
      case 0 -> refused(ErrorClass.UNAVAILABLE);
      case 1 -> new DeliveryOutcome.Unknown(Cause.LOST_ANSWER, "the target is down");
      default -> throw new IllegalStateException("the target is down");
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

  private DeliveryOutcome change(Operation operation, Visit visit) {
    return change(operation, Membership.of(visit.call()));
  }

  /** Gives a role or takes it away. */
  DeliveryOutcome change(Operation operation, Membership membership) {
    boolean changed =
        switch (operation) {
          case GRANT -> memberships.add(membership);
          case REVOKE -> memberships.remove(membership);
        };
    return new DeliveryOutcome.Done(!changed);
  }

  /** Whether that is done already. */
  boolean isSo(Operation operation, Membership membership) {
    return memberships.contains(membership) == (operation == Operation.GRANT);
  }
}
