package dev.regrant.connectors;

import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.connectors.PostgresqlSession.Found;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.ErrorClass;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Gives and takes membership of PostgreSQL roles: {@code grant readers to ann}. A resource's {@code
 * originId} is the group role's name; its one role is {@code Member}. Thread-safe.
 *
 * <p>Only direct membership counts, whoever granted it and with whatever options. Each call opens a
 * connection of its own: that costs some milliseconds, and none can be found dead.
 *
 * <p>Somebody whose login role is gone can be neither granted to nor revoked from: it may have
 * another name now, so that its membership is not claimed to be gone.
 */
public final class PostgresqlRolesConnector implements Connector {
  /** The only role that a group role offers. */
  public static final String MEMBER = "Member";

  private final PostgresqlRolesSettings settings;
  private final InstantSource clock;

  /** Connects to nothing yet. */
  public PostgresqlRolesConnector(PostgresqlRolesSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Description description() {
    return new Description(settings.originSystem(), List.of(MEMBER), settings.limits());
  }

  @Override
  public DeliveryOutcome grant(ConnectorCall call) {
    return change(call, true);
  }

  @Override
  public DeliveryOutcome revoke(ConnectorCall call) {
    return change(call, false);
  }

  @Override
  public Presence verify(ConnectorCall call) {
    try (var session = new PostgresqlSession(settings, clock, call.deadline())) {
      var found = session.find(group(call), login(call));
      if (mistake(call, found, false).isPresent()) {
        return Presence.CANNOT_TELL;
      }
      return found.isMember() ? Presence.PRESENT : Presence.ABSENT;
    } catch (SQLException e) {
      return Presence.CANNOT_TELL;
    }
  }

  @Override
  public Optional<Refused> probe(Instant deadline) {
    try (var session = new PostgresqlSession(settings, clock, deadline)) {
      return session.mayGrant()
          ? Optional.empty()
          : refused(ErrorClass.FORBIDDEN, settings.user() + " has the admin option on no role");
    } catch (SQLException e) {
      return Optional.of(PostgresqlErrors.refused("probe", e));
    }
  }

  private DeliveryOutcome change(ConnectorCall call, boolean isGrant) {
    boolean isSent = false;
    try (var session = new PostgresqlSession(settings, clock, call.deadline())) {
      var found = session.find(group(call), login(call));
      Optional<Refused> mistake = mistake(call, found, isGrant);
      if (mistake.isPresent()) {
        return mistake.get();
      }
      if (found.isMember() == isGrant) {
        return new Done(true);
      }
      session.beforeSending();
      isSent = true;
      boolean changed = session.execute(isGrant ? found.grant() : found.revoke());
      return new Done(!changed);
    } catch (SQLException e) {
      return isSent
          ? PostgresqlErrors.afterSending(group(call), e)
          : PostgresqlErrors.refused(group(call), e);
    }
  }

  /** Why the call asks for something that is not there. */
  private Optional<Refused> mistake(ConnectorCall call, Found found, boolean isGrant) {
    String role = call.roleScope().role().origin().id();
    if (!role.startsWith(MEMBER + "_")) {
      return refused(
          ErrorClass.ROLE_NOT_FOUND,
          "a group role has the role %s only, not '%s'".formatted(MEMBER, role));
    }
    if (!found.hasGroup()) {
      return refused(ErrorClass.RESOURCE_NOT_FOUND, "there is no role '%s'".formatted(group(call)));
    }
    if (!found.hasLogin()) {
      return refused(
          ErrorClass.SUBJECT_NOT_FOUND,
          "there is no role '%s' for %s".formatted(login(call), call.subject().objectId()));
    }
    // Else everybody in a group role that has a person's name would get what the person gets.
    return isGrant && !found.mayLogIn()
        ? refused(
            ErrorClass.SUBJECT_NOT_FOUND, "the role '%s' may not log in".formatted(login(call)))
        : Optional.empty();
  }

  private static String group(ConnectorCall call) {
    return call.roleScope().resourceOrigin().id();
  }

  /** The empty name, which no role has, for somebody who has none. */
  private String login(ConnectorCall call) {
    return settings.loginName().of(call.subject()).orElse("");
  }

  private static Optional<Refused> refused(ErrorClass errorClass, String message) {
    return Optional.of(Refused.because(errorClass, message));
  }
}
