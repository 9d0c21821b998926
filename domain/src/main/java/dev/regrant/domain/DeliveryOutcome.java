package dev.regrant.domain;

import java.time.Duration;
import java.util.Optional;

/** How an attempt to deliver an item ended. A time-out is not a failure: it is {@link Unknown}. */
public sealed interface DeliveryOutcome {
  /** The longest message kept, in characters; what is longer is cut. */
  int MAX_MESSAGE = 1_000;

  /**
   * The role is as it should be.
   *
   * @param alreadyInPlace whether it was so before, and the attempt changed nothing
   */
  record Done(boolean alreadyInPlace) implements DeliveryOutcome {}

  /**
   * The target definitely did not do it.
   *
   * @param errorClass why, as a class
   * @param message why, for a person; without secrets
   * @param retryAfter how long the target asks to be left alone
   */
  record Refused(ErrorClass errorClass, String message, Optional<Duration> retryAfter)
      implements DeliveryOutcome {
    public Refused {
      message = cut(message);
    }

    /** Refused, without a wish for when to come back. */
    public static Refused because(ErrorClass errorClass, String message) {
      return new Refused(errorClass, message, Optional.empty());
    }
  }

  /**
   * The target may or may not have done it, so that it must be read back before it is written
   * again.
   *
   * @param cause what kept the answer away
   * @param message what happened, for a person; without secrets
   */
  record Unknown(Cause cause, String message) implements DeliveryOutcome {
    public Unknown {
      message = cut(message);
    }
  }

  /** What kept an answer away. */
  enum Cause {
    /** None came in time. */
    TIMEOUT(ErrorClass.TIMEOUT),
    /** The connection broke after the question was sent. */
    LOST_ANSWER(ErrorClass.UNAVAILABLE),
    /** The process that asked did not live to record the answer. */
    LOST_LEASE(ErrorClass.INTERNAL),
    /** The connector failed in a way it should not. */
    CONNECTOR_FAILED(ErrorClass.INTERNAL);

    private final ErrorClass errorClass;

    Cause(ErrorClass errorClass) {
      this.errorClass = errorClass;
    }

    /** The class under which it is reported. */
    public ErrorClass errorClass() {
      return errorClass;
    }
  }

  private static String cut(String message) {
    String clean = message.replace('\0', ' ');
    return clean.length() <= MAX_MESSAGE ? clean : clean.substring(0, MAX_MESSAGE - 1) + "…";
  }
}
