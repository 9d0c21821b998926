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
 * @param dueAt when the engine must end it by itself; empty without an end, and once the engine has
 *     asked for its removal
 * @param createdBy the id of who asked for it
 * @param isExtended whether its end was changed since it was given
 * @param updateDueAt when the engine must compare it with its package; empty while that has not
 *     changed
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
    Optional<Instant> expiredDateTime,
    Optional<Instant> dueAt,
    String createdBy,
    boolean isExtended,
    Optional<Instant> updateDueAt) {
  /** What ends later never ends; stores need not keep such times. */
  private static final Instant LATEST_END = Instant.parse("9999-12-31T23:59:59.999999Z");

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
    if ((dueAt.isPresent() || updateDueAt.isPresent()) && state == State.EXPIRED) {
      throw new IllegalArgumentException("an EXPIRED assignment is not to end or change: " + id);
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
        Optional.empty(),
        Optional.empty(),
        terms.requestedBy().id(),
        false,
        Optional.empty());
  }

  /**
   * This assignment, after {@code request} about it came to its present status at {@code now}.
   * Grants carry their state over, and what they gave is due at its end; a removal that is done
   * ends the assignment, and one that failed leaves it as it was.
   */
  public Assignment following(AssignmentRequest request, Instant now) {
    if (request.terms().type().isUpdate()) {
      return this;
    }
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
      case DELIVERING -> removal ? this : in(State.DELIVERING, schedule, dueAt);
      case DELIVERED -> removal ? expired(now) : given(State.DELIVERED, now);
      case PARTIALLY_DELIVERED -> removal ? this : given(State.PARTIALLY_DELIVERED, now);
      case DELIVERY_FAILED -> removal ? this : failed(request, now);
      case CANCELED -> canceled(request, now);
    };
  }

  /**
   * This assignment, after {@code request}, which changes it, was delivered at {@code now}. It
   * keeps its start, and its end is the one asked for, or the policy's where that is earlier.
   *
   * @param ofPolicy when the policy lets access end that is asked for now
   */
  public Assignment updatedBy(AssignmentRequest request, Expiration ofPolicy, Instant now) {
    var asked = request.terms().schedule();
    if (asked.equals(schedule)) {
      return this;
    }
    var latest = ofPolicy.endOf(now);
    var end =
        asked
            .endsAt(now)
            .filter(wanted -> latest.isEmpty() || wanted.isBefore(latest.get()))
            .or(() -> latest);
    var changed =
        new Schedule(
            schedule.startDateTime(),
            end.<Expiration>map(Expiration.AfterDateTime::new)
                .orElseGet(Expiration.NoExpiration::new));
    return in(state, changed, endOf(changed, now)).extended();
  }

  private Assignment given(State state, Instant now) {
    var from = schedule.from(now);
    return in(state, from, endOf(from, now));
  }

  private static Optional<Instant> endOf(Schedule schedule, Instant now) {
    return schedule.endsAt(now).filter(end -> !end.isAfter(LATEST_END));
  }

  private Assignment failed(AssignmentRequest request, Instant now) {
    var end = request.mayHaveGranted() ? endOf(schedule, now) : Optional.<Instant>empty();
    // Failing again does not put off the end of what may be in place.
    return in(State.DELIVERY_FAILED, schedule, dueAt.or(() -> end));
  }

  private Assignment canceled(AssignmentRequest request, Instant now) {
    return switch (request.terms().type()) {
      // The end stays the end: whoever withdraws the engine's removal gets a new one.
      case SYSTEM_REMOVE -> in(state, schedule, dueAt.or(() -> Optional.of(now)));
      case USER_REMOVE, ADMIN_REMOVE, APPROVER_REMOVE, SYSTEM_UPDATE, USER_UPDATE, ADMIN_UPDATE ->
          this;
      // What may have been granted must stay removable.
      case USER_ADD, ADMIN_ADD, SYSTEM_ADD, ON_BEHALF_ADD ->
          request.mayHaveGranted() ? this : expired(now);
    };
  }

  private Assignment in(State state, Schedule schedule, Optional<Instant> dueAt) {
    return with(version, state, schedule, Optional.empty(), dueAt, updateDueAt);
  }

  private Assignment expired(Instant now) {
    return with(
        version, State.EXPIRED, schedule, Optional.of(now), Optional.empty(), Optional.empty());
  }

  /** This assignment, to be ended later, while something stands in the way. */
  public Assignment postponed(Instant dueAt) {
    return in(state, schedule, Optional.of(dueAt));
  }

  /** This assignment, whose removal the engine has asked for. */
  public Assignment ending() {
    return in(state, schedule, Optional.empty());
  }

  /** This assignment, told by all of its requests to be in this state. */
  public Assignment found(State state) {
    return with(version, state, schedule, expiredDateTime, dueAt, updateDueAt);
  }

  /** This assignment, to be compared with its package then; empty once that is done. */
  public Assignment comparedAt(Optional<Instant> updateDueAt) {
    return with(version, state, schedule, expiredDateTime, dueAt, updateDueAt);
  }

  /** This assignment, as stored under {@code version}. */
  public Assignment withVersion(long version) {
    return with(version, state, schedule, expiredDateTime, dueAt, updateDueAt);
  }

  private Assignment with(
      long version,
      State state,
      Schedule schedule,
      Optional<Instant> expiredDateTime,
      Optional<Instant> dueAt,
      Optional<Instant> updateDueAt) {
    return new Assignment(
        id,
        version,
        accessPackage,
        policy,
        catalog,
        target,
        state,
        schedule,
        expiredDateTime,
        dueAt,
        createdBy,
        isExtended,
        updateDueAt);
  }

  private Assignment extended() {
    return new Assignment(
        id,
        version,
        accessPackage,
        policy,
        catalog,
        target,
        state,
        schedule,
        expiredDateTime,
        dueAt,
        createdBy,
        true,
        updateDueAt);
  }
}
