package dev.regrant.connectors;

import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;

/**
 * Serves a system that people look after by hand: every call is refused as {@link
 * ErrorClass#MANUAL_ACTION_PENDING}, with what is to be done in words, until somebody confirms it.
 * Immutable.
 */
public final class ManualConnector implements Connector {
  private final Description description;

  /** For the system, its roles, and the limits that {@code description} tells. */
  public ManualConnector(Description description) {
    this.description = description;
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public DeliveryOutcome grant(ConnectorCall call) {
    return todo(call, "Give the role '%s' on '%s' in %s to %s, then confirm it here");
  }

  @Override
  public DeliveryOutcome revoke(ConnectorCall call) {
    return todo(call, "Take the role '%s' on '%s' in %s from %s, then confirm it here");
  }

  /** Nobody looks without being asked. */
  @Override
  public Presence verify(ConnectorCall call) {
    return Presence.CANNOT_TELL;
  }

  private static Refused todo(ConnectorCall call, String instruction) {
    var roleScope = call.roleScope();
    var subject = call.subject();
    String person =
        subject
            .displayName()
            .or(subject::principalName)
            .map(name -> "%s (%s)".formatted(name, subject.objectId()))
            .orElse(subject.objectId());
    return Refused.because(
        ErrorClass.MANUAL_ACTION_PENDING,
        instruction.formatted(
            roleScope.role().displayName(),
            roleScope.resourceOrigin().id(),
            roleScope.resourceOrigin().system(),
            person));
  }
}
