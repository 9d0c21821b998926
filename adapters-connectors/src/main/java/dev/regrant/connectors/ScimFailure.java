package dev.regrant.connectors;

import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;

/** A question that got no useful answer, or a change that was not made for certain. */
final class ScimFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient DeliveryOutcome outcome;
  private final boolean isTooLong;

  private ScimFailure(DeliveryOutcome outcome, String message, boolean isTooLong) {
    super(message);
    this.outcome = outcome;
    this.isTooLong = isTooLong;
  }

  static ScimFailure refused(ErrorClass errorClass, String message) {
    return of(Refused.because(errorClass, message));
  }

  static ScimFailure of(Refused refused) {
    return new ScimFailure(refused, refused.message(), false);
  }

  static ScimFailure unknown(Cause cause, String message) {
    return new ScimFailure(new Unknown(cause, message), message, false);
  }

  /** The answer was longer than what is read. */
  static ScimFailure tooLong(String message) {
    return new ScimFailure(Refused.because(ErrorClass.UNSUPPORTED, message), message, true);
  }

  boolean isTooLong() {
    return isTooLong;
  }

  /** What it means where nothing was to be changed. */
  Refused refused() {
    return switch (outcome) {
      case Refused refused -> refused;
      case Unknown unknown -> Refused.because(unknown.cause().errorClass(), unknown.message());
      case DeliveryOutcome.Done done -> throw new IllegalStateException("done is no failure");
    };
  }

  /** What it means for a delivery. */
  DeliveryOutcome outcome() {
    return outcome;
  }
}
