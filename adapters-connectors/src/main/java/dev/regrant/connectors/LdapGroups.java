package dev.regrant.connectors;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNullElse;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who is in which groups of an LDAP directory, through nested ones too. Groups are named by their
 * DNs, and keep their members in {@code member}, {@code uniqueMember} or {@code memberUid}.
 * Thread-safe.
 */
final class LdapGroups {
  private static final System.Logger LOG = System.getLogger(LdapGroups.class.getName());

  /** The most entries that are read for one question. */
  static final int MAX_ENTRIES = 2_000;

  private static final int DNS_PER_SEARCH = 50;
  private static final String NAMING_CONTEXTS = "namingContexts";

  private final LdapUsers users;

  LdapGroups(LdapUsers users) {
    this.users = users;
  }

  /** Which of the groups hold the person, sought from the person upwards. */
  Set<String> around(LdapSession session, SearchResultEntry person, Collection<String> groupIds)
      throws LDAPException {
    Map<DN, List<String>> sought = new HashMap<>();
    for (String id : groupIds) {
      if (isDn(id)) {
        sought.computeIfAbsent(new DN(id), dn -> new ArrayList<>()).add(id);
      }
    }
    Set<String> found = new HashSet<>();
    if (sought.isEmpty()) {
      return found;
    }
    var bases = bases(session, sought.keySet());
    List<Filter> members = new ArrayList<>(holding(person.getDN()));
    for (String uid : values(person, LdapUsers.UID)) {
      members.add(Filter.createEqualityFilter(LdapMembership.MEMBER_UID, uid));
    }
    Set<DN> seen = new HashSet<>();
    while (!members.isEmpty() && !sought.isEmpty()) {
      List<Filter> next = new ArrayList<>();
      for (DN group : holders(session, bases, members)) {
        if (seen.add(group)) {
          found.addAll(Optional.ofNullable(sought.remove(group)).orElse(List.of()));
          next.addAll(holding(group.toString()));
        }
      }
      members = isTooMany(seen, person.getDN()) ? List.of() : next;
    }
    return found;
  }

  /** The object ids of up to {@code limit} people of the group, sought from it downwards. */
  Set<String> people(LdapSession session, String groupId, int limit) throws LDAPException {
    Set<String> people = new HashSet<>();
    if (!isDn(groupId)) {
      return people;
    }
    Set<DN> seen = new HashSet<>();
    var open = new ArrayDeque<>(List.of(groupId));
    while (!open.isEmpty() && people.size() < limit && !isTooMany(seen, groupId)) {
      String dn = open.remove();
      if (!isDn(dn) || !seen.add(new DN(dn))) {
        continue;
      }
      var entry = entry(session, dn);
      if (entry.isEmpty()) {
        continue;
      }
      if (seen.size() > 1 && users.isPlaceOfPeople(dn) && isNoGroup(entry.get())) {
        users.subject(entry.get()).ifPresent(subject -> people.add(subject.objectId()));
        continue;
      }
      for (String uid : values(entry.get(), LdapMembership.MEMBER_UID)) {
        var named =
            people.size() < limit ? users.withUid(session, uid) : List.<SearchResultEntry>of();
        if (named.size() == 1) {
          users.subject(named.getFirst()).ifPresent(subject -> people.add(subject.objectId()));
        }
      }
      open.addAll(values(entry.get(), LdapMembership.MEMBER));
      open.addAll(values(entry.get(), LdapMembership.UNIQUE_MEMBER));
    }
    return people;
  }

  /** A person's or a group's entry, if there is one. */
  Optional<SearchResultEntry> entry(LdapSession session, String dn) throws LDAPException {
    if (!isDn(dn)) {
      return Optional.empty();
    }
    var attributes =
        Stream.concat(
                users.attributes().stream(),
                Stream.of(
                    LdapMembership.OBJECT_CLASS,
                    LdapMembership.MEMBER,
                    LdapMembership.UNIQUE_MEMBER,
                    LdapMembership.MEMBER_UID))
            .distinct()
            .toArray(String[]::new);
    try {
      return session
          .search(new SearchRequest(dn, SearchScope.BASE, "(objectClass=*)", attributes))
          .stream()
          .findFirst();
    } catch (LDAPException e) {
      if (isNoEntry(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private List<DN> holders(LdapSession session, Collection<String> bases, List<Filter> members)
      throws LDAPException {
    var holders = new ArrayList<DN>();
    for (String base : bases) {
      for (int from = 0; from < members.size(); from += DNS_PER_SEARCH) {
        int to = Math.min(from + DNS_PER_SEARCH, members.size());
        var request =
            new SearchRequest(
                base,
                SearchScope.SUB,
                Filter.createORFilter(members.subList(from, to)),
                SearchRequest.NO_ATTRIBUTES);
        for (SearchResultEntry group : session.search(request)) {
          holders.add(new DN(group.getDN()));
        }
      }
    }
    return holders;
  }

  /**
   * Under what groups are sought: the naming contexts (RFC 4512, section 5.1) that the sought ones
   * are in, as groups may be nested across a whole directory.
   */
  private static Collection<String> bases(LdapSession session, Collection<DN> groups)
      throws LDAPException {
    var contexts = new ArrayList<DN>();
    for (SearchResultEntry root :
        session.search(
            new SearchRequest("", SearchScope.BASE, "(objectClass=*)", NAMING_CONTEXTS))) {
      for (String context : values(root, NAMING_CONTEXTS)) {
        if (isDn(context)) {
          contexts.add(new DN(context));
        }
      }
    }
    Set<String> bases = new HashSet<>();
    for (DN group : groups) {
      for (DN context : contexts) {
        if (group.isDescendantOf(context, true)) {
          bases.add(context.toString());
        }
      }
    }
    return bases;
  }

  private static List<Filter> holding(String dn) {
    return List.of(
        Filter.createEqualityFilter(LdapMembership.MEMBER, dn),
        Filter.createEqualityFilter(LdapMembership.UNIQUE_MEMBER, dn));
  }

  private static boolean isNoGroup(SearchResultEntry entry) {
    return Stream.of(entry.getObjectClassValues()).noneMatch(LdapMembership::isGroupClass);
  }

  // Active Directory gives the members of a large group in parts, under "member;range=0-1499".
  private static List<String> values(SearchResultEntry entry, String attribute) {
    return requireNonNullElse(entry.getAttributesWithOptions(attribute, null), List.<Attribute>of())
        .stream()
        .map(Attribute::getValues)
        .flatMap(Stream::of)
        .toList();
  }

  private static boolean isDn(String text) {
    return !text.isBlank() && DN.isValidDN(text);
  }

  private static boolean isNoEntry(LDAPException e) {
    return e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
        || e.getResultCode().equals(ResultCode.INVALID_DN_SYNTAX);
  }

  private static boolean isTooMany(Set<DN> seen, String from) {
    if (seen.size() > MAX_ENTRIES) {
      LOG.log(WARNING, "{0} leads to more than {1} entries; no more are read", from, MAX_ENTRIES);
      return true;
    }
    return false;
  }
}
