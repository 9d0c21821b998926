package dev.regrant.domain;

import dev.regrant.domain.PolicyTerms.ExtensionStage;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One call of a custom extension, and what came of it: Graph's {@code
 * customExtensionCalloutInstance}. It is kept before it is made, so that no crash loses it, and has
 * one id however often it is tried. Immutable: each thing that happens returns the next version.
 *
 * @param id the {@code customExtensionStageInstanceId}, by which the extension calls back
 * @param version 0 until stored, then counted up by the store
 */
public record Callout(Id id, long version, Terms terms, Progress progress) {
  /** Identifies a callout. */
  public record Id(UUID value) {}

  /**
   * What is called, and about what.
   *
   * @param request the request that came to the stage; empty for an assignment's end
   * @param callbackBy until when the extension may call back; empty if it is not waited for
   */
  public record Terms(
      CustomExtension.Id extension,
      ExtensionStage stage,
      Optional<AssignmentRequest.Id> request,
      Assignment.Id assignment,
      Optional<Instant> callbackBy,
      Instant createdDateTime) {}

  /** Where a callout is. All but the first are Graph's. */
  public enum Status {
    /** It is to be called, or is being called. */
    PENDING,
    /** It was called, and is not waited for. */
    CALLOUT_SENT,
    /** It called back. */
    CALLBACK_RECEIVED,
    /** It could not be called. */
    CALLOUT_FAILED,
    /** It did not call back in time. */
    CALLBACK_TIMED_OUT,
    /** It was called, and is to call back. */
    WAITING_FOR_CALLBACK
  }

  /** What an extension can say of a request. */
  public enum Answer {
    /** It goes on. */
    CONTINUE,
    /** It is denied. */
    DENIED,
    /** It is cancelled. */
    CANCELED
  }

  /**
   * How far it has come.
   *
   * @param calls how often it was begun to be called; the number of a call tells it from earlier
   *     ones
   * @param failures how many of the calls failed; those lost with a process are not among them
   * @param dueAt when the engine must look at it; while it is being called, when others may
   * @param detail what there is to tell, for people
   * @param externalCorrelationId the extension's own name of the call
   * @param answer what it said when it called back
   */
  public record Progress(
      Status status,
      int calls,
      int failures,
      Optional<Instant> dueAt,
      Optional<String> detail,
      Optional<String> externalCorrelationId,
      Optional<Answer> answer) {
    public Progress {
      if (status == Status.PENDING && dueAt.isEmpty()) {
        throw new IllegalArgumentException("a callout that is to be made has a due time");
      }
      if (answer.isPresent() != (status == Status.CALLBACK_RECEIVED)) {
        throw new IllegalArgumentException("a callout has an answer exactly if one came");
      }
    }
  }

  /** The longest {@code detail}, in characters. */
  public static final int MAX_DETAIL = 4_000;

  /** A callout to be made at {@code dueAt}. */
  public static Callout of(Id id, Terms terms, Instant dueAt) {
    return new Callout(
        id,
        0,
        terms,
        new Progress(
            Status.PENDING,
            0,
            0,
            Optional.of(dueAt),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  /** Whether its extension may still call back. */
  public boolean isAwaited() {
    return terms.callbackBy().isPresent()
        && (progress.status() == Status.PENDING
            || progress.status() == Status.WAITING_FOR_CALLBACK);
  }

  /** Whether a request stands still until it is over. */
  public boolean holdsUp() {
    return terms.stage().holdsUp() && isAwaited();
  }

  /** Whether the call of this number is under way. */
  public boolean isBeingCalled(int call) {
    return progress.status() == Status.PENDING && progress.calls() == call;
  }

  /** This callout, of which another call begins; after {@code leaseUntil} it counts as lost. */
  public Callout called(Instant leaseUntil) {
    return with(
        new Progress(
            Status.PENDING,
            progress.calls() + 1,
            progress.failures(),
            Optional.of(leaseUntil),
            progress.detail(),
            Optional.empty(),
            Optional.empty()));
  }

  /** This callout, whose call has arrived. */
  public Callout sent(Optional<String> externalCorrelationId) {
    var correlation = externalCorrelationId.or(progress::externalCorrelationId);
    if (terms.callbackBy().isEmpty()) {
      return at(Status.CALLOUT_SENT, Optional.empty(), Optional.empty(), correlation);
    }
    // A request that stands still has a due time of its own.
    return at(
        Status.WAITING_FOR_CALLBACK,
        terms.stage().holdsUp() ? Optional.empty() : terms.callbackBy(),
        Optional.empty(),
        correlation);
  }

  /** This callout, whose call failed, to be tried again. */
  public Callout failed(String why, Instant again) {
    return with(
        new Progress(
            Status.PENDING,
            progress.calls(),
            progress.failures() + 1,
            Optional.of(again),
            Optional.of(shortened(why)),
            Optional.empty(),
            Optional.empty()));
  }

  /** This callout, which is given up. */
  public Callout givenUp(String why) {
    return at(
        Status.CALLOUT_FAILED,
        Optional.empty(),
        Optional.of(shortened(why)),
        progress.externalCorrelationId());
  }

  /** This callout, which nobody waits for any more. */
  public Callout ended(String why) {
    return at(
        progress.calls() == 0 ? Status.CALLOUT_FAILED : Status.CALLOUT_SENT,
        Optional.empty(),
        Optional.of(shortened(why)),
        progress.externalCorrelationId());
  }

  /** This callout, whose extension did not call back in time. */
  public Callout timedOut() {
    return at(
        Status.CALLBACK_TIMED_OUT,
        Optional.empty(),
        progress.detail(),
        progress.externalCorrelationId());
  }

  /** This callout, whose extension has called back. */
  public Callout answered(Answer answer, Optional<String> detail) {
    detail.ifPresent(
        text -> Texts.limited("data.customExtensionStageInstanceDetail", text, MAX_DETAIL));
    return with(
        new Progress(
            Status.CALLBACK_RECEIVED,
            progress.calls(),
            progress.failures(),
            Optional.empty(),
            detail,
            progress.externalCorrelationId(),
            Optional.of(answer)));
  }

  /** This callout, as stored under {@code version}. */
  public Callout withVersion(long version) {
    return new Callout(id, version, terms, progress);
  }

  private Callout at(
      Status status,
      Optional<Instant> dueAt,
      Optional<String> detail,
      Optional<String> externalCorrelationId) {
    return with(
        new Progress(
            status,
            progress.calls(),
            progress.failures(),
            dueAt,
            detail,
            externalCorrelationId,
            Optional.empty()));
  }

  private Callout with(Progress progress) {
    return new Callout(id, version, terms, progress);
  }

  private static String shortened(String text) {
    return text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL);
  }
}
