package dev.regrant.domain;

import static dev.regrant.domain.RequestStatus.*;
import static dev.regrant.domain.Trigger.*;
import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The life of a request as one table, one arrow per line: the code runs it, the tests walk it, the
 * documentation prints it. What is not in the table cannot happen.
 */
public final class Lifecycle {
  /**
   * One arrow of the table.
   *
   * @param from where it leaves
   * @param trigger what makes it happen
   * @param to where it leads
   */
  public record Arrow(RequestStatus from, Trigger trigger, RequestStatus to) {}

  /** Where a submitted request begins. */
  public static final RequestStatus INITIAL = ACCEPTED;

  // spotless:off
  private static final List<Arrow> ARROWS = List.of(
      new Arrow(ACCEPTED,                   REQUIRE_APPROVAL,   PENDING_APPROVAL),
      new Arrow(ACCEPTED,                   AWAIT_CALLBACK,     WAITING_FOR_CALLBACK),
      new Arrow(ACCEPTED,                   APPROVE,            DELIVERING),
      new Arrow(ACCEPTED,                   APPROVE_FOR_LATER,  PENDING_NOT_BEFORE),
      new Arrow(ACCEPTED,                   CANCEL,             CANCELED),
      new Arrow(WAITING_FOR_CALLBACK,       CALLBACK_CONTINUE,  ACCEPTED),
      new Arrow(WAITING_FOR_CALLBACK,       CALLBACK_DENY,      DENIED),
      new Arrow(WAITING_FOR_CALLBACK,       CALLBACK_CANCEL,    CANCELED),
      new Arrow(WAITING_FOR_CALLBACK,       CALLBACK_TIMED_OUT, DENIED_BY_TIMEOUT),
      new Arrow(WAITING_FOR_CALLBACK,       CANCEL,             CANCELED),
      new Arrow(PENDING_APPROVAL,           ESCALATE,           PENDING_APPROVAL_ESCALATED),
      new Arrow(PENDING_APPROVAL,           APPROVE_STAGE,      PENDING_APPROVAL),
      new Arrow(PENDING_APPROVAL,           AWAIT_CALLBACK,     WAITING_FOR_CALLBACK),
      new Arrow(PENDING_APPROVAL,           APPROVE,            DELIVERING),
      new Arrow(PENDING_APPROVAL,           APPROVE_FOR_LATER,  PENDING_NOT_BEFORE),
      new Arrow(PENDING_APPROVAL,           DENY,               DENIED),
      new Arrow(PENDING_APPROVAL,           APPROVAL_TIMED_OUT, DENIED_BY_TIMEOUT),
      new Arrow(PENDING_APPROVAL,           CANCEL,             CANCELED),
      new Arrow(PENDING_APPROVAL_ESCALATED, APPROVE_STAGE,      PENDING_APPROVAL),
      new Arrow(PENDING_APPROVAL_ESCALATED, AWAIT_CALLBACK,     WAITING_FOR_CALLBACK),
      new Arrow(PENDING_APPROVAL_ESCALATED, APPROVE,            DELIVERING),
      new Arrow(PENDING_APPROVAL_ESCALATED, APPROVE_FOR_LATER,  PENDING_NOT_BEFORE),
      new Arrow(PENDING_APPROVAL_ESCALATED, DENY,               DENIED),
      new Arrow(PENDING_APPROVAL_ESCALATED, APPROVAL_TIMED_OUT, DENIED_BY_TIMEOUT),
      new Arrow(PENDING_APPROVAL_ESCALATED, CANCEL,             CANCELED),
      new Arrow(PENDING_NOT_BEFORE,         START_REACHED,      DELIVERING),
      new Arrow(PENDING_NOT_BEFORE,         CANCEL,             CANCELED),
      new Arrow(DELIVERING,                 DELIVER,            DELIVERED),
      new Arrow(DELIVERING,                 DELIVER_PARTLY,     PARTIALLY_DELIVERED),
      new Arrow(DELIVERING,                 FAIL,               DELIVERY_FAILED),
      new Arrow(PARTIALLY_DELIVERED,        REPROCESS,          DELIVERING),
      new Arrow(DELIVERY_FAILED,            REPROCESS,          DELIVERING),
      new Arrow(DELIVERY_FAILED,            CANCEL,             CANCELED));
  // spotless:on

  // The Optionals are made once, so that a look-up allocates nothing.
  private static final Map<RequestStatus, Map<Trigger, Optional<RequestStatus>>> NEXT =
      index(ARROWS);

  private Lifecycle() {}

  static Map<RequestStatus, Map<Trigger, Optional<RequestStatus>>> index(List<Arrow> arrows) {
    Map<RequestStatus, Map<Trigger, Optional<RequestStatus>>> index =
        new EnumMap<>(RequestStatus.class);
    for (RequestStatus status : RequestStatus.values()) {
      index.put(status, new EnumMap<>(Trigger.class));
    }
    for (Arrow arrow : arrows) {
      var leaving = requireNonNull(index.get(arrow.from()));
      if (leaving.put(arrow.trigger(), Optional.of(arrow.to())) != null) {
        throw new IllegalStateException(
            "two arrows for " + arrow.trigger() + " from " + arrow.from());
      }
    }
    return index;
  }

  /** All arrows, in the order in which they are documented. */
  public static List<Arrow> arrows() {
    return ARROWS;
  }

  /** Where {@code trigger} leads from {@code from}; empty if it cannot happen there. */
  public static Optional<RequestStatus> next(RequestStatus from, Trigger trigger) {
    var next = leaving(from).get(trigger);
    return next == null ? Optional.empty() : next;
  }

  /** Whether {@code trigger} may happen in {@code status}. */
  public static boolean allows(RequestStatus status, Trigger trigger) {
    return leaving(status).containsKey(trigger);
  }

  /** Whether no arrow leaves {@code status}. */
  public static boolean isFinal(RequestStatus status) {
    return leaving(status).isEmpty();
  }

  private static Map<Trigger, Optional<RequestStatus>> leaving(RequestStatus status) {
    return requireNonNull(NEXT.get(status));
  }

  /** The table as a Mermaid state diagram, as the documentation shows it. */
  public static String mermaid() {
    var text = new StringBuilder("stateDiagram-v2\n    [*] --> " + INITIAL + " : SUBMIT\n");
    for (Arrow arrow : ARROWS) {
      text.append("    %s --> %s : %s\n".formatted(arrow.from(), arrow.to(), arrow.trigger()));
    }
    for (RequestStatus status : RequestStatus.values()) {
      if (isFinal(status)) {
        text.append("    %s --> [*]\n".formatted(status));
      }
    }
    return text.toString();
  }
}
