package dev.regrant.connectors;

import static java.lang.System.Logger.Level.WARNING;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import dev.regrant.application.SubjectDirectory;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The people of an LDAP directory, the same for every tenant. Thread-safe.
 *
 * <p>Connects when it is first asked, and again after an outage. An id or a name that fits several
 * entries identifies nobody: it finds nothing, and the log says so.
 */
public final class LdapDirectory implements SubjectDirectory, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LdapDirectory.class.getName());

  /** How many people are asked for at once, below what servers limit a search to. */
  static final int IDS_PER_SEARCH = 200;

  private final LdapPool pool;
  private final LdapUsers users;
  private final LdapGroups groups;

  /**
   * Connects to nothing yet.
   *
   * @throws IllegalArgumentException if the file of certificates cannot be read
   */
  public LdapDirectory(LdapSettings settings, InstantSource clock) {
    this.pool = new LdapPool(settings, clock);
    this.users = new LdapUsers(settings.users());
    this.groups = new LdapGroups(users);
  }

  /** Ids are compared as LDAP does by default, without regard to case. */
  @Override
  public Map<String, Subject> findAll(TenantId tenant, Collection<String> objectIds) {
    if (objectIds.isEmpty()) {
      return Map.of();
    }
    var different = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    different.addAll(objectIds);
    var ids = List.copyOf(different);
    var entries = new ArrayList<SearchResultEntry>();
    try (var session = pool.session(pool.deadline())) {
      for (int from = 0; from < ids.size(); from += IDS_PER_SEARCH) {
        int to = Math.min(from + IDS_PER_SEARCH, ids.size());
        entries.addAll(users.withObjectIds(session, ids.subList(from, to)));
      }
    } catch (LDAPException e) {
      throw unavailable(e);
    }
    return byIdAsAsked(objectIds, entries);
  }

  @Override
  public Optional<Subject> findByName(TenantId tenant, String principalNameOrEmail) {
    if (principalNameOrEmail.isBlank()) {
      return Optional.empty();
    }
    List<SearchResultEntry> found;
    try (var session = pool.session(pool.deadline())) {
      found = users.withName(session, principalNameOrEmail);
    } catch (LDAPException e) {
      throw unavailable(e);
    }
    if (found.size() > 1) {
      LOG.log(
          WARNING,
          "a name identifies nobody, as it is that of {0} and of others",
          found.getFirst().getDN());
      return Optional.empty();
    }
    return found.stream().flatMap(entry -> subject(entry).stream()).findFirst();
  }

  /** Groups are named by their DNs. */
  @Override
  public Set<String> groupsOf(TenantId tenant, String objectId, Collection<String> groupIds) {
    if (groupIds.isEmpty()) {
      return Set.of();
    }
    try (var session = pool.session(pool.deadline())) {
      var person = person(session, objectId);
      return person.isEmpty() ? Set.of() : groups.around(session, person.get(), groupIds);
    } catch (LDAPException e) {
      throw unavailable(e);
    }
  }

  /** The group is named by its DN. */
  @Override
  public Set<String> membersOf(TenantId tenant, String groupId, int limit) {
    try (var session = pool.session(pool.deadline())) {
      return groups.people(session, groupId, limit);
    } catch (LDAPException e) {
      throw unavailable(e);
    }
  }

  /** As the person's {@code manager} says. */
  @Override
  public Optional<Subject> managerOf(TenantId tenant, String objectId) {
    try (var session = pool.session(pool.deadline())) {
      var manager =
          person(session, objectId).map(person -> person.getAttributeValue(LdapUsers.MANAGER));
      return manager.isEmpty()
          ? Optional.empty()
          : groups.entry(session, manager.get()).flatMap(this::subject);
    } catch (LDAPException e) {
      throw unavailable(e);
    }
  }

  private Optional<SearchResultEntry> person(LdapSession session, String objectId)
      throws LDAPException {
    var found = users.withObjectId(session, objectId);
    if (found.size() > 1) {
      LOG.log(WARNING, "object id {0} identifies nobody, as several entries have it", objectId);
    }
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private Map<String, Subject> byIdAsAsked(
      Collection<String> asked, List<SearchResultEntry> entries) {
    Map<String, Subject> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Set<String> ambiguous = new HashSet<>();
    for (SearchResultEntry entry : entries) {
      subject(entry)
          .filter(subject -> found.put(subject.objectId(), subject) != null)
          .ifPresent(subject -> ambiguous.add(subject.objectId()));
    }
    for (String id : ambiguous) {
      found.remove(id);
      LOG.log(WARNING, "object id {0} identifies nobody, as several entries have it", id);
    }
    Map<String, Subject> byId = new HashMap<>();
    for (String id : asked) {
      Optional.ofNullable(found.get(id)).ifPresent(subject -> byId.put(id, subject));
    }
    return byId;
  }

  private Optional<Subject> subject(SearchResultEntry entry) {
    Optional<Subject> subject = users.subject(entry);
    if (subject.isEmpty()) {
      LOG.log(WARNING, "{0} shows no object id: is it readable?", entry.getDN());
    }
    return subject;
  }

  private static UnavailableException unavailable(LDAPException e) {
    return new UnavailableException("the directory: " + LdapResults.describe(e), e);
  }

  @Override
  public void close() {
    pool.close();
  }
}
