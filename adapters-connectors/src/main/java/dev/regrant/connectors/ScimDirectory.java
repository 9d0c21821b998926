package dev.regrant.connectors;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.filters.Filter;
import dev.regrant.application.SubjectDirectory;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The people of a SCIM 2.0 server, the same for every tenant. Thread-safe.
 *
 * <p>An object id is the user's {@code id} or, with {@link ScimSettings.UserKey#EXTERNAL_ID}, the
 * {@code externalId}. Users who are not active do not exist. An id or a name that fits several
 * users identifies nobody: it finds nothing, and the log says so.
 */
public final class ScimDirectory implements SubjectDirectory, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ScimDirectory.class.getName());

  /** How many people are asked for at once. */
  static final int IDS_PER_QUESTION = 40;

  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  /** How long the ids of one question may be together: servers limit the length of a URL. */
  private static final int CHARS_PER_QUESTION = 1_500;

  private final ScimHttp http;
  private final ScimUsers users;
  private final ScimGroups groups;

  /** Connects to nothing yet. */
  public ScimDirectory(ScimSettings settings, InstantSource clock) {
    this.http = new ScimHttp(settings, clock);
    this.users = new ScimUsers(http, settings.dialect().userKey());
    this.groups = new ScimGroups(http, users);
  }

  /** Ids are compared exactly. */
  @Override
  public Map<String, Subject> findAll(TenantId tenant, Collection<String> objectIds) {
    Set<String> asked = new LinkedHashSet<>(objectIds);
    asked.removeIf(String::isBlank);
    Map<String, Subject> found = new HashMap<>();
    Set<String> ambiguous = new HashSet<>();
    Instant deadline = http.deadline();
    try {
      for (List<String> some : portions(asked)) {
        for (JsonNode user : users.find(anyOf(some), deadline)) {
          users
              .subject(user)
              .filter(subject -> asked.contains(subject.objectId()))
              .filter(subject -> found.put(subject.objectId(), subject) != null)
              .ifPresent(subject -> ambiguous.add(subject.objectId()));
        }
      }
    } catch (ScimFailure e) {
      throw unavailable(e);
    }
    for (String id : ambiguous) {
      found.remove(id);
      LOG.log(WARNING, "object id {0} identifies nobody, as several users have it", id);
    }
    return found;
  }

  @Override
  public Optional<Subject> findByName(TenantId tenant, String principalNameOrEmail) {
    if (principalNameOrEmail.isBlank()) {
      return Optional.empty();
    }
    Map<String, Subject> found = new HashMap<>();
    Instant deadline = http.deadline();
    try {
      // Two questions, as some servers know no "or".
      for (String attribute : List.of(ScimUsers.USER_NAME, ScimUsers.EMAIL)) {
        for (JsonNode user : having(attribute, principalNameOrEmail, deadline)) {
          if (ScimUsers.isNamed(user, principalNameOrEmail)) {
            users.subject(user).ifPresent(subject -> found.put(subject.objectId(), subject));
          }
        }
      }
    } catch (ScimFailure e) {
      throw unavailable(e);
    }
    if (found.size() > 1) {
      LOG.log(
          WARNING,
          "a name identifies nobody, as it is that of {0}",
          String.join(", ", found.keySet()));
      return Optional.empty();
    }
    return found.values().stream().findFirst();
  }

  @Override
  public Set<String> groupsOf(TenantId tenant, String objectId, Collection<String> groupIds) {
    Instant deadline = http.deadline();
    try {
      var user = groupIds.isEmpty() ? Optional.<JsonNode>empty() : user(objectId, deadline);
      return user.isEmpty() ? Set.of() : groups.around(user.get(), groupIds, deadline);
    } catch (ScimFailure e) {
      throw unavailable(e);
    }
  }

  @Override
  public Set<String> membersOf(TenantId tenant, String groupId, int limit) {
    try {
      return groups.people(groupId, limit, http.deadline());
    } catch (ScimFailure e) {
      throw unavailable(e);
    }
  }

  /** As the enterprise extension's {@code manager} says (RFC 7643, section 4.3). */
  @Override
  public Optional<Subject> managerOf(TenantId tenant, String objectId) {
    Instant deadline = http.deadline();
    try {
      var manager =
          user(objectId, deadline)
              .flatMap(
                  user -> ScimAnswer.text(user.path(ENTERPRISE).path("manager").path("value")));
      return manager.isEmpty()
          ? Optional.empty()
          : users.whole(manager.get(), deadline).flatMap(users::subject);
    } catch (ScimFailure e) {
      throw unavailable(e);
    }
  }

  /** The whole user; empty unless they are one, and active. */
  private Optional<JsonNode> user(String objectId, Instant deadline) throws ScimFailure {
    if (objectId.isBlank()) {
      return Optional.empty();
    }
    var found =
        users.find(ScimUsers.has(users.objectId(), objectId), deadline).stream()
            .filter(
                user ->
                    users
                        .subject(user)
                        .filter(subject -> subject.objectId().equals(objectId))
                        .isPresent())
            .flatMap(user -> ScimAnswer.text(user.path(ScimUsers.ID)).stream())
            .distinct()
            .toList();
    if (found.size() > 1) {
      LOG.log(WARNING, "object id {0} identifies nobody, as several users have it", objectId);
    }
    return found.size() == 1 ? users.whole(found.getFirst(), deadline) : Optional.empty();
  }

  // Some servers cannot be asked for mail addresses, or for names with quotes in them.
  private List<JsonNode> having(String attribute, String name, Instant deadline)
      throws ScimFailure {
    try {
      return users.find(ScimUsers.has(attribute, name), deadline);
    } catch (ScimFailure e) {
      if (e.refused().errorClass() != ErrorClass.INVALID_REQUEST) {
        throw e;
      }
      LOG.log(WARNING, "nobody can be found by this {0}: {1}", attribute, e.getMessage());
      return List.of();
    }
  }

  private Filter anyOf(List<String> ids) {
    List<Filter> any = ids.stream().map(id -> ScimUsers.has(users.objectId(), id)).toList();
    return any.size() == 1 ? any.getFirst() : Filter.or(any);
  }

  private static List<List<String>> portions(Collection<String> ids) {
    var portions = new ArrayList<List<String>>();
    List<String> current = new ArrayList<>();
    int chars = 0;
    for (String id : ids) {
      if (!current.isEmpty()
          && (current.size() == IDS_PER_QUESTION || chars + id.length() > CHARS_PER_QUESTION)) {
        portions.add(current);
        current = new ArrayList<>();
        chars = 0;
      }
      current.add(id);
      chars += id.length();
    }
    if (!current.isEmpty()) {
      portions.add(current);
    }
    return portions;
  }

  private static UnavailableException unavailable(ScimFailure e) {
    return new UnavailableException("the directory: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    http.close();
  }
}
