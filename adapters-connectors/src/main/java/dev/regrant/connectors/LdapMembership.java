package dev.regrant.connectors;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import dev.regrant.application.ConnectorCall;
import dev.regrant.domain.ErrorClass;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds out which value, in which attribute of a group, makes someone its member. Thread-safe. */
final class LdapMembership {
  static final String MEMBER = "member";
  static final String UNIQUE_MEMBER = "uniqueMember";
  static final String MEMBER_UID = "memberUid";
  static final String OBJECT_CLASS = "objectClass";

  private static final Set<String> GROUP_CLASSES =
      Set.of("groupofnames", "group", "groupofuniquenames", "posixgroup");

  /** What was found. */
  sealed interface Finding {}

  /** The value that makes the subject a member. */
  record Value(String group, String attribute, String value) implements Finding {}

  /** The subject cannot be a member of the group, or nobody can. */
  record Impossible(ErrorClass errorClass, String message) implements Finding {}

  private final LdapSettings settings;
  private final LdapUsers users;

  LdapMembership(LdapSettings settings) {
    this.settings = settings;
    this.users = new LdapUsers(settings.users());
  }

  /** What is wrong with a call before anything is asked of the directory. */
  static Optional<Impossible> mistake(ConnectorCall call) {
    String role = call.roleScope().role().origin().id();
    if (!role.startsWith(LdapConnector.MEMBER + "_")) {
      return Optional.of(
          new Impossible(
              ErrorClass.ROLE_NOT_FOUND,
              "a group has the role %s only, not '%s'".formatted(LdapConnector.MEMBER, role)));
    }
    String group = group(call);
    return group.isBlank() || !DN.isValidDN(group)
        ? Optional.of(
            new Impossible(
                ErrorClass.INVALID_REQUEST,
                "originId must be the group's distinguished name, not '%s'".formatted(group)))
        : Optional.empty();
  }

  /** Whether an object class is one of groups. */
  static boolean isGroupClass(String objectClass) {
    return GROUP_CLASSES.contains(objectClass.toLowerCase(Locale.ROOT));
  }

  static String group(ConnectorCall call) {
    return call.roleScope().resourceOrigin().id();
  }

  /** Asks the directory. */
  Finding find(LdapSession session, ConnectorCall call) throws LDAPException {
    String objectId = call.subject().objectId();
    List<SearchResultEntry> found;
    try {
      found = users.withObjectId(session, objectId);
    } catch (LDAPException e) {
      if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
        return noSubject(baseDn() + ", under which people are sought, does not exist");
      }
      throw e;
    }
    if (found.isEmpty()) {
      return noSubject("no entry has " + which(objectId));
    }
    if (found.size() > 1) {
      return noSubject("nobody is meant for certain, as several entries have " + which(objectId));
    }
    SearchResultEntry subject = found.getFirst();
    String group = group(call);
    return switch (settings.groups()) {
      case MEMBER -> new Value(group, MEMBER, subject.getDN());
      case UNIQUE_MEMBER -> new Value(group, UNIQUE_MEMBER, subject.getDN());
      case MEMBER_UID -> byUid(group, subject);
      case AUTOMATIC -> byObjectClass(session, group, subject);
    };
  }

  private Finding byObjectClass(LdapSession session, String group, SearchResultEntry subject)
      throws LDAPException {
    var found =
        session.search(new SearchRequest(group, SearchScope.BASE, "(objectClass=*)", OBJECT_CLASS));
    Set<String> classes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (SearchResultEntry entry : found) {
      classes.addAll(List.of(entry.getObjectClassValues()));
    }
    if (classes.isEmpty()) {
      return new Impossible(
          ErrorClass.RESOURCE_NOT_FOUND, group + " does not exist, or may not be read");
    }
    // A group of both kinds (RFC 2307bis) keeps its members as DNs.
    if (classes.contains("groupOfNames") || classes.contains("group")) {
      return new Value(group, MEMBER, subject.getDN());
    }
    if (classes.contains("groupOfUniqueNames")) {
      return new Value(group, UNIQUE_MEMBER, subject.getDN());
    }
    return classes.contains("posixGroup")
        ? byUid(group, subject)
        : new Impossible(
            ErrorClass.UNSUPPORTED,
            "%s is none of groupOfNames, group, groupOfUniqueNames and posixGroup, but %s"
                .formatted(group, classes));
  }

  private static Finding byUid(String group, SearchResultEntry subject) {
    String[] uids = subject.getAttributeValues(LdapUsers.UID);
    return uids != null && uids.length == 1
        ? new Value(group, MEMBER_UID, uids[0])
        : new Impossible(
            ErrorClass.INVALID_REQUEST,
            "%s must have one uid to be in memberUid of %s, but has %d"
                .formatted(subject.getDN(), group, uids == null ? 0 : uids.length));
  }

  private String baseDn() {
    return settings.users().baseDn();
  }

  private String which(String objectId) {
    return "%s %s under %s".formatted(settings.users().objectId(), objectId, baseDn());
  }

  private static Impossible noSubject(String message) {
    return new Impossible(ErrorClass.SUBJECT_NOT_FOUND, message);
  }
}
