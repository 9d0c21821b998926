package dev.regrant.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That someone holds a package, or is about to: Graph's {@code accessPackageAssignment}. It follows
 * the requests about it and is never changed by hand.
 *
 * @param schedule from when to when, once it is delivered
 * @param expiredDateTime when it ended
 */
public record Assignment(
    Id id,
    long version,
    AccessPackage.Id accessPackage,
    AssignmentPolicy.Id policy,
    Catalog.Id catalog,
    Subject target,
    State state,
    Schedule schedule,
    Optional<Instant> expiredDateTime) {
  /** Identifies an assignment. */
  public record Id(UUID value) {}

  /** Graph's {@code accessPackageAssignmentState}. */
  public enum State {
    /** Its roles are being granted. */
    DELIVERING,
    /** Some of its roles are in place. */
    PARTIALLY_DELIVERED,
    /** Its roles are in place. */
    DELIVERED,
    /** None of its roles is in place. */
    DELIVERY_FAILED,
    /** It ended. */
    EXPIRED
  }

  public Assignment {
    if (expiredDateTime.isPresent() != (state == State.EXPIRED)) {
      throw new IllegalArgumentException(
          "an assignment has an end exactly if it is EXPIRED: " + id + " is " + state);
    }
  }

  /** The assignment that {@code request}, which has just begun to deliver, is to bring about. */
  public static Assignment begunBy(AssignmentRequest request) {
    var terms = request.terms();
    return new Assignment(
        terms.assignment(),
        0,
        terms.accessPackage(),
        terms.policy(),
        terms.catalog(),
        terms.target(),
        State.DELIVERING,
        terms.schedule(),
        Optional.empty());
  }

  /**
   * This assignment, after {@code request} about it came to its present status at {@code now}.
   * Grants carry their state over; a removal that is done ends the assignment, and one that failed
   * leaves it as it was.
   */
  public Assignment following(AssignmentRequest request, Instant now) {
    boolean removal = request.terms().type().isRemoval();
    return switch (request.progress().status()) {
      case ACCEPTED,
          WAITING_FOR_CALLBACK,
          PENDING_APPROVAL,
          PENDING_APPROVAL_ESCALATED,
          PENDING_NOT_BEFORE,
          DENIED,
          DENIED_BY_TIMEOUT ->
          this;
      case DELIVERING -> removal ? this : in(State.DELIVERING, schedule);
      case DELIVERED -> removal ? expired(now) : in(State.DELIVERED, schedule.from(now));
      case PARTIALLY_DELIVERED ->
          removal ? this : in(State.PARTIALLY_DELIVERED, schedule.from(now));
      case DELIVERY_FAILED -> removal ? this : in(State.DELIVERY_FAILED, schedule);
      // What may have been granted must stay removable.
      case CANCELED -> removal || request.mayHaveGranted() ? this : expired(now);
    };
  }

  private Assignment in(State state, Schedule schedule) {
    return with(version, state, schedule, Optional.empty());
  }

  private Assignment expired(Instant now) {
    return with(version, State.EXPIRED, schedule, Optional.of(now));
  }

  /** This assignment, as stored under {@code version}. */
  public Assignment withVersion(long version) {
    return with(version, state, schedule, expiredDateTime);
  }

  private Assignment with(
      long version, State state, Schedule schedule, Optional<Instant> expiredDateTime) {
    return new Assignment(
        id, version, accessPackage, policy, catalog, target, state, schedule, expiredDateTime);
  }
}
