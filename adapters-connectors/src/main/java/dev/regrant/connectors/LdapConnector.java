package dev.regrant.connectors;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.connectors.LdapMembership.Impossible;
import dev.regrant.connectors.LdapMembership.Value;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Gives and takes membership of LDAP groups. A resource's {@code originId} is the group's DN; its
 * one role is {@code Member}. Thread-safe.
 *
 * <p>Connects when it is first called, and again after an outage. A call that was to change
 * something is {@link Unknown} only if the change was sent and no result came back.
 *
 * <p>Someone whose entry is gone can be neither granted to nor revoked from: which value the group
 * may still hold for them is not known any more, so that it is not claimed to be gone.
 *
 * <p>Only direct membership counts, as it alone can be given and taken: whoever is a member through
 * a nested group becomes a direct member too when granted, and stays a nested one when revoked.
 *
 * <p>Referrals are followed to the servers that the settings allow, and refused by name to others,
 * since the password would be sent to a server that nobody configured.
 */
public final class LdapConnector implements Connector, AutoCloseable {
  /** The only role that a group offers. */
  public static final String MEMBER = "Member";

  private static final String ANY = "(objectClass=*)";

  private final Description description;
  private final String baseDn;
  private final LdapServers servers;
  private final LdapMembership membership;

  /**
   * Connects to nothing yet.
   *
   * @throws IllegalArgumentException if the file of certificates cannot be read
   */
  public LdapConnector(LdapSettings settings, InstantSource clock) {
    this.description =
        new Description(
            settings.originSystem(),
            List.of(MEMBER),
            Limits.concurrent(settings.limits().poolSize()));
    this.baseDn = settings.users().baseDn();
    this.servers = new LdapServers(settings, clock);
    this.membership = new LdapMembership(settings);
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public DeliveryOutcome grant(ConnectorCall call) {
    return change(call, ModificationType.ADD);
  }

  @Override
  public DeliveryOutcome revoke(ConnectorCall call) {
    return change(call, ModificationType.DELETE);
  }

  /** Asks the directory to compare, as it knows when two DNs are equal. */
  @Override
  public Presence verify(ConnectorCall call) {
    if (LdapMembership.mistake(call).isPresent()) {
      return Presence.CANNOT_TELL;
    }
    try (var session = servers.session(call.deadline())) {
      return switch (membership.find(session, call)) {
        case Value value -> isMember(session, value) ? Presence.PRESENT : Presence.ABSENT;
        case Impossible impossible -> Presence.CANNOT_TELL;
      };
    } catch (LDAPException e) {
      return Presence.CANNOT_TELL;
    }
  }

  /** Signs in, and looks for the entry under which people are sought. */
  @Override
  public Optional<Refused> probe(Instant deadline) {
    try (var session = servers.session(deadline)) {
      return session
              .search(new SearchRequest(baseDn, SearchScope.BASE, ANY, SearchRequest.NO_ATTRIBUTES))
              .isEmpty()
          ? Optional.of(Refused.because(ErrorClass.FORBIDDEN, baseDn + " may not be read"))
          : Optional.empty();
    } catch (LDAPException e) {
      return Optional.of(refused(baseDn, e));
    }
  }

  private DeliveryOutcome change(ConnectorCall call, ModificationType change) {
    Optional<Impossible> mistake = LdapMembership.mistake(call);
    if (mistake.isPresent()) {
      return refused(mistake.get());
    }
    String group = LdapMembership.group(call);
    try (var session = servers.session(call.deadline())) {
      return switch (membership.find(session, call)) {
        case Value value -> write(session, change, value);
        case Impossible impossible -> refused(impossible);
      };
    } catch (LDAPException e) {
      return refused(group, e);
    } catch (LostAnswerException e) {
      return new Unknown(
          e.isTimeout() ? Cause.TIMEOUT : Cause.LOST_ANSWER, group + ": " + e.getMessage());
    }
  }

  private static DeliveryOutcome write(LdapSession session, ModificationType change, Value value)
      throws LDAPException, LostAnswerException {
    try {
      session.modify(value.group(), new Modification(change, value.attribute(), value.value()));
      return new Done(false);
    } catch (LDAPException e) {
      boolean isGrant = change.equals(ModificationType.ADD);
      if (isGrant
          ? isAlreadyMember(e.getResultCode())
          : isNoMember(e.getResultCode(), session, value)) {
        return new Done(true);
      }
      return !isGrant && e.getResultCode().equals(ResultCode.OBJECT_CLASS_VIOLATION)
          ? refused(value.group() + " must keep at least one member", e)
          : refused(value.group(), e);
    }
  }

  // ENTRY_ALREADY_EXISTS is Active Directory's way to say it.
  private static boolean isAlreadyMember(ResultCode code) {
    return code.equals(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS)
        || code.equals(ResultCode.ENTRY_ALREADY_EXISTS);
  }

  // UNWILLING_TO_PERFORM is Active Directory's way to say it, but may mean something else.
  private static boolean isNoMember(ResultCode code, LdapSession session, Value value)
      throws LDAPException {
    return code.equals(ResultCode.NO_SUCH_ATTRIBUTE)
        || (code.equals(ResultCode.UNWILLING_TO_PERFORM) && !isMember(session, value));
  }

  private static boolean isMember(LdapSession session, Value value) throws LDAPException {
    return session.holds(value.group(), value.attribute(), value.value());
  }

  private static Refused refused(Impossible impossible) {
    return Refused.because(impossible.errorClass(), impossible.message());
  }

  private static Refused refused(String what, LDAPException e) {
    return Refused.because(LdapResults.errorClass(e), what + ": " + LdapResults.describe(e));
  }

  @Override
  public void close() {
    servers.close();
  }
}
