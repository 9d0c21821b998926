package dev.regrant.connectors;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import dev.regrant.domain.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds people's entries. Values reach filters through the SDK, which escapes them. Thread-safe.
 */
final class LdapUsers {
  static final String UID = "uid";

  /** Who is somebody's manager, as a DN (RFC 4524, section 2.16; Active Directory has it too). */
  static final String MANAGER = "manager";

  private final LdapSettings.Users settings;
  private final boolean hasBinaryIds;

  LdapUsers(LdapSettings.Users settings) {
    this.settings = settings;
    this.hasBinaryIds = settings.objectId().equalsIgnoreCase(ObjectGuid.ATTRIBUTE);
  }

  /** The entries with these object ids, in any order; ids that cannot be one find nothing. */
  List<SearchResultEntry> withObjectIds(LdapSession session, Collection<String> objectIds)
      throws LDAPException {
    List<Filter> any = objectIds.stream().flatMap(id -> hasObjectId(id).stream()).toList();
    return any.isEmpty() ? List.of() : session.search(request(any));
  }

  /** Up to two entries with this object id: two are one too many. */
  List<SearchResultEntry> withObjectId(LdapSession session, String objectId) throws LDAPException {
    return upToTwo(session, hasObjectId(objectId).stream().toList());
  }

  /** Up to two entries with this principal name or mail address. */
  List<SearchResultEntry> withName(LdapSession session, String name) throws LDAPException {
    var any = new ArrayList<Filter>();
    for (String attribute : settings.principalNames()) {
      any.add(Filter.createEqualityFilter(attribute, name));
    }
    any.add(Filter.createEqualityFilter(settings.mail(), name));
    return upToTwo(session, any);
  }

  /** Up to two entries with this {@code uid}. */
  List<SearchResultEntry> withUid(LdapSession session, String uid) throws LDAPException {
    return upToTwo(session, List.of(Filter.createEqualityFilter(UID, uid)));
  }

  /** What people's entries are read for. */
  List<String> attributes() {
    return Stream.concat(
            Stream.of(settings.objectId(), settings.mail(), settings.displayName(), UID, MANAGER),
            settings.principalNames().stream())
        .distinct()
        .toList();
  }

  /** Whether the entry is where people are. */
  boolean isPlaceOfPeople(String dn) throws LDAPException {
    return DN.isDescendantOf(dn, settings.baseDn(), false);
  }

  /** What the entry says of the person; empty if it shows no object id. */
  Optional<Subject> subject(Entry entry) {
    return objectId(entry)
        .map(
            id ->
                new Subject(
                    id,
                    value(entry, settings.displayName()),
                    settings.principalNames().stream()
                        .flatMap(name -> value(entry, name).stream())
                        .findFirst(),
                    value(entry, settings.mail())));
  }

  private List<SearchResultEntry> upToTwo(LdapSession session, List<Filter> any)
      throws LDAPException {
    if (any.isEmpty()) {
      return List.of();
    }
    SearchRequest request = request(any);
    request.setSizeLimit(2);
    return session.search(request);
  }

  private SearchRequest request(List<Filter> any) {
    return new SearchRequest(
        settings.baseDn(),
        SearchScope.SUB,
        any.size() == 1 ? any.getFirst() : Filter.createORFilter(any),
        attributes().toArray(String[]::new));
  }

  private Optional<Filter> hasObjectId(String objectId) {
    return hasBinaryIds
        ? ObjectGuid.bytes(objectId)
            .map(guid -> Filter.createEqualityFilter(settings.objectId(), guid))
        : Optional.of(Filter.createEqualityFilter(settings.objectId(), objectId));
  }

  private Optional<String> objectId(Entry entry) {
    return hasBinaryIds
        ? Optional.ofNullable(entry.getAttributeValueBytes(settings.objectId()))
            .map(ObjectGuid::text)
        : value(entry, settings.objectId());
  }

  private static Optional<String> value(Entry entry, String attribute) {
    return Optional.ofNullable(entry.getAttributeValue(attribute))
        .filter(value -> !value.isBlank());
  }
}
