package dev.regrant.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A request for access, or for taking it away: Graph's {@code accessPackageAssignmentRequest}. An
 * immutable aggregate: each thing that happens to it returns its next version. A thing that {@link
 * Lifecycle} has no arrow for is a bug of the caller and throws {@link IllegalStateException}; ask
 * first.
 *
 * @param id time-ordered
 * @param version 0 until stored, then counted up by the store
 * @param terms what was asked for; never changes
 * @param progress how far it has come
 * @param items what to deliver, fixed when it is approved
 */
public record AssignmentRequest(
    Id id, long version, Terms terms, Progress progress, List<DeliveryItem> items) {
  /** Identifies a request. */
  public record Id(UUID value) implements Comparable<Id> {
    @Override
    public int compareTo(Id other) {
      return value.compareTo(other.value);
    }
  }

  /** The longest {@code justification}, in characters. */
  public static final int MAX_JUSTIFICATION = 4_000;

  /**
   * What was asked for.
   *
   * @param requestedBy who asked
   * @param target whose access it is about
   * @param assignment the assignment it is to bring about, or to end
   * @param schedule from when to when, with the policy's end where none was asked for
   * @param answers to the policy's questions
   */
  public record Terms(
      RequestType type,
      Actor requestedBy,
      Subject target,
      AccessPackage.Id accessPackage,
      AssignmentPolicy.Id policy,
      Catalog.Id catalog,
      Assignment.Id assignment,
      Schedule schedule,
      Optional<String> justification,
      List<Answer> answers,
      Instant createdDateTime) {
    public Terms {
      justification.ifPresent(text -> Texts.limited("justification", text, MAX_JUSTIFICATION));
      answers = List.copyOf(answers);
    }

    /** Terms without answers. */
    public Terms(
        RequestType type,
        Actor requestedBy,
        Subject target,
        AccessPackage.Id accessPackage,
        AssignmentPolicy.Id policy,
        Catalog.Id catalog,
        Assignment.Id assignment,
        Schedule schedule,
        Optional<String> justification,
        Instant createdDateTime) {
      this(
          type,
          requestedBy,
          target,
          accessPackage,
          policy,
          catalog,
          assignment,
          schedule,
          justification,
          List.of(),
          createdDateTime);
    }
  }

  /**
   * How far a request has come.
   *
   * @param episode 0 before delivery, 1 for the first, one more with each reprocess
   * @param firstCompletedAt when it first finished; the reprocess window counts from it
   * @param completedAt when it finished; empty while it is under way
   * @param dueAt when the engine must look at it by itself; present exactly while it is under way
   */
  public record Progress(
      RequestStatus status,
      int episode,
      Optional<Instant> firstCompletedAt,
      Optional<Instant> completedAt,
      Optional<Instant> dueAt) {
    public Progress {
      if (completedAt.isPresent() != status.isFinished()) {
        throw new IllegalArgumentException(
            "a request is finished exactly if it has a completion time, not %s with %s"
                .formatted(status, completedAt));
      }
      if (dueAt.isPresent() == status.isFinished()) {
        throw new IllegalArgumentException(
            "a request is under way exactly if it has a due time, not %s with %s"
                .formatted(status, dueAt));
      }
      if (completedAt.isPresent() && firstCompletedAt.isEmpty()) {
        throw new IllegalArgumentException("a request that finished has a first completion");
      }
      if (episode < 0) {
        throw new IllegalArgumentException("episode counts from 0, not " + episode);
      }
    }

    /** How often it was reprocessed. */
    public int reprocessCount() {
      return Math.max(0, episode - 1);
    }

    private Progress at(RequestStatus next, Instant now, Instant dueAt) {
      return next.isFinished()
          ? new Progress(
              next,
              episode,
              firstCompletedAt.or(() -> Optional.of(now)),
              Optional.of(now),
              Optional.empty())
          : new Progress(next, episode, firstCompletedAt, Optional.empty(), Optional.of(dueAt));
    }

    private Progress nextEpisode() {
      return new Progress(status, episode + 1, firstCompletedAt, completedAt, dueAt);
    }
  }

  public AssignmentRequest {
    items = List.copyOf(items);
    long done = count(items, DeliveryItem.State.DONE);
    long pending = count(items, DeliveryItem.State.PENDING);
    long failed = count(items, DeliveryItem.State.FAILED);
    boolean consistent =
        switch (progress.status()) {
          case ACCEPTED,
              WAITING_FOR_CALLBACK,
              PENDING_APPROVAL,
              PENDING_APPROVAL_ESCALATED,
              DENIED,
              DENIED_BY_TIMEOUT ->
              items.isEmpty() && progress.episode() == 0;
          case PENDING_NOT_BEFORE -> pending == items.size() && progress.episode() == 0;
          case DELIVERING -> progress.episode() > 0;
          case DELIVERED -> pending == 0 && failed == 0;
          case PARTIALLY_DELIVERED -> pending == 0 && done > 0 && failed > 0;
          case DELIVERY_FAILED -> pending == 0 && done == 0 && failed > 0;
          case CANCELED -> done == 0;
        };
    if (!consistent) {
      throw new IllegalArgumentException(
          "request %s cannot be %s in episode %d with %d items: %d done, %d pending, %d failed"
              .formatted(
                  id, progress.status(), progress.episode(), items.size(), done, pending, failed));
    }
  }

  /** A request just asked for; the engine is to look at it at once. */
  public static AssignmentRequest submitted(Id id, Terms terms) {
    return new AssignmentRequest(
        id,
        0,
        terms,
        new Progress(
            Lifecycle.INITIAL,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.of(terms.createdDateTime())),
        List.of());
  }

  /** This request, as stored under {@code version}. */
  public AssignmentRequest withVersion(long version) {
    return new AssignmentRequest(id, version, terms, progress, items);
  }

  /** The coarse state. */
  public RequestState state() {
    return progress.status().state();
  }

  /** Whether {@code trigger} may happen now. */
  public boolean allows(Trigger trigger) {
    return Lifecycle.allows(progress.status(), trigger);
  }

  /**
   * This request after something that touches no item: approval stages, callbacks, denial,
   * withdrawal.
   *
   * @param dueAt when the engine must look at it next, if it is still under way
   */
  public AssignmentRequest on(Trigger trigger, Instant now, Instant dueAt) {
    return moved(trigger, now, dueAt, items);
  }

  /** This request, to be looked at again later, while something stands in its way. */
  public AssignmentRequest postponed(Instant dueAt) {
    return new AssignmentRequest(
        id, version, terms, progress.at(progress.status(), dueAt, dueAt), items);
  }

  /** This request, withdrawn. Items that were never tried are given up. */
  public AssignmentRequest canceled(Instant now) {
    return moved(
        Trigger.CANCEL,
        now,
        now,
        items.stream()
            .map(item -> item.state() == DeliveryItem.State.PENDING ? item.failed() : item)
            .toList());
  }

  /** This request, approved for a start that lies ahead, with what is to be delivered then. */
  public AssignmentRequest approvedForLater(List<DeliveryItem> items, Instant now) {
    Instant start = terms.schedule().startDateTime().orElseThrow();
    return moved(Trigger.APPROVE_FOR_LATER, now, start, items);
  }

  /** This request, approved, with what is to be delivered from {@code now} to {@code deadline}. */
  public AssignmentRequest approved(List<DeliveryItem> items, Instant now, Instant deadline) {
    return begun(Trigger.APPROVE, items, now, deadline, item -> item.begun(now));
  }

  /** This request, approved, without those of {@code items} that are not to be delivered. */
  public AssignmentRequest approved(
      List<DeliveryItem> items, DeliveryPlan plan, Instant now, Instant deadline) {
    return begun(Trigger.APPROVE, items, now, deadline, item -> planned(item, plan, now));
  }

  /** This request at its scheduled start. */
  public AssignmentRequest started(DeliveryPlan plan, Instant now, Instant deadline) {
    return begun(Trigger.START_REACHED, items, now, deadline, item -> planned(item, plan, now));
  }

  /**
   * This request with a new episode for what is not delivered. The caller has asked {@link
   * ReprocessPolicy} first.
   */
  public AssignmentRequest reprocessed(DeliveryPlan plan, Instant now, Instant deadline) {
    return begun(Trigger.REPROCESS, items, now, deadline, item -> planned(item, plan, now));
  }

  private static DeliveryItem planned(DeliveryItem item, DeliveryPlan plan, Instant now) {
    if (plan.tried().contains(item.id())) {
      return item.begun(now);
    }
    return plan.dropped().contains(item.id()) ? item.dropped() : item;
  }

  private AssignmentRequest begun(
      Trigger trigger,
      List<DeliveryItem> items,
      Instant now,
      Instant deadline,
      UnaryOperator<DeliveryItem> begin) {
    var moved = next(trigger);
    return new AssignmentRequest(
        id,
        version,
        terms,
        progress.nextEpisode().at(moved, now, deadline),
        items.stream().map(begin).toList());
  }

  /**
   * This request after an attempt on one of its items. When that was the last one pending, {@link
   * #settled} moves the request on.
   *
   * @param jitter random, from 0 (inclusive) to 1 (exclusive)
   */
  public AssignmentRequest attempted(
      DeliveryItem.Id itemId, Attempt attempt, RetryPolicy retry, double jitter) {
    if (progress.status() != RequestStatus.DELIVERING || attempt.episode() != progress.episode()) {
      throw new IllegalStateException(
          "an attempt of episode %d does not belong to request %s, %s in episode %d"
              .formatted(attempt.episode(), id, progress.status(), progress.episode()));
    }
    if (item(itemId).filter(found -> found.state() == DeliveryItem.State.PENDING).isEmpty()) {
      throw new IllegalStateException("item %s of request %s is not pending".formatted(itemId, id));
    }
    var next =
        withItems(
            items.stream()
                .map(
                    item ->
                        item.id().equals(itemId) ? item.attempted(attempt, retry, jitter) : item)
                .toList());
    boolean waits = next.item(itemId).filter(DeliveryItem::isAwaitingCompletion).isPresent();
    return waits ? next.dueNotBefore(attempt.finishedAt().plus(retry.completionDeadline())) : next;
  }

  /** People have longer than systems. */
  private AssignmentRequest dueNotBefore(Instant earliest) {
    return progress.dueAt().filter(due -> due.isBefore(earliest)).isPresent()
        ? postponed(earliest)
        : this;
  }

  /** This request with every pending item given up for this episode. */
  public AssignmentRequest givenUp() {
    return withItems(
        items.stream()
            .map(item -> item.state() == DeliveryItem.State.PENDING ? item.failed() : item)
            .toList());
  }

  /**
   * The settling rule: when no item is pending, all done (dropped ones do not count) is delivered,
   * some is partially delivered, none is failed. Otherwise the request stays as it is.
   */
  public AssignmentRequest settled(Instant now) {
    if (progress.status() != RequestStatus.DELIVERING
        || count(items, DeliveryItem.State.PENDING) > 0) {
      return this;
    }
    Trigger trigger;
    if (count(items, DeliveryItem.State.FAILED) == 0) {
      trigger = Trigger.DELIVER;
    } else if (count(items, DeliveryItem.State.DONE) > 0) {
      trigger = Trigger.DELIVER_PARTLY;
    } else {
      trigger = Trigger.FAIL;
    }
    return moved(trigger, now, now, items);
  }

  /** The item with this id. */
  public Optional<DeliveryItem> item(DeliveryItem.Id itemId) {
    return items.stream().filter(item -> item.id().equals(itemId)).findFirst();
  }

  /**
   * Whether this is a removal that was approved and not withdrawn since, so that its assignment is
   * to end, even if it failed so far.
   */
  public boolean isEnding() {
    return terms.type().isRemoval()
        && progress.episode() > 0
        && progress.status() != RequestStatus.CANCELED;
  }

  /** Whether this request gives access: it was approved, and not withdrawn since. */
  public boolean isGiving() {
    return !terms.type().isRemoval()
        && progress.episode() > 0
        && progress.status() != RequestStatus.CANCELED;
  }

  /** Whether any grant of this request is, or may be, in place at its target. */
  public boolean mayHaveGranted() {
    return items.stream()
        .anyMatch(
            item ->
                item.operation() == Operation.GRANT
                    && (item.state() == DeliveryItem.State.DONE || item.mustVerifyFirst()));
  }

  private AssignmentRequest moved(
      Trigger trigger, Instant now, Instant dueAt, List<DeliveryItem> items) {
    return new AssignmentRequest(id, version, terms, progress.at(next(trigger), now, dueAt), items);
  }

  private RequestStatus next(Trigger trigger) {
    return Lifecycle.next(progress.status(), trigger)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "%s cannot happen to request %s, which is %s"
                        .formatted(trigger, id, progress.status())));
  }

  private AssignmentRequest withItems(List<DeliveryItem> items) {
    return new AssignmentRequest(id, version, terms, progress, items);
  }

  private static long count(List<DeliveryItem> items, DeliveryItem.State state) {
    return items.stream().filter(item -> item.state() == state).count();
  }
}
