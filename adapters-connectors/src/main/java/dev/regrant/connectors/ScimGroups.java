package dev.regrant.connectors;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in which groups of a SCIM server, through nested ones too. A user's {@code groups} are
 * believed; where they are not shown, the groups' {@code members} tell. Thread-safe.
 */
final class ScimGroups {
  private static final System.Logger LOG = System.getLogger(ScimGroups.class.getName());

  /** The most resources that are read for one question. */
  static final int MAX_READ = 500;

  private final ScimHttp http;
  private final ScimUsers users;

  ScimGroups(ScimHttp http, ScimUsers users) {
    this.http = http;
    this.users = users;
  }

  /** Which of the groups hold the user. */
  Set<String> around(JsonNode user, Collection<String> groupIds, Instant deadline)
      throws ScimFailure {
    Set<String> shown = new HashSet<>();
    user.path("groups")
        .forEach(group -> ScimAnswer.text(group.path("value")).ifPresent(shown::add));
    Set<String> found = new HashSet<>();
    for (String id : new LinkedHashSet<>(groupIds)) {
      if (shown.contains(id) || holds(id, user.path(ScimUsers.ID).asText(), deadline)) {
        found.add(id);
      }
    }
    return found;
  }

  /** The object ids of up to {@code limit} people of the group. */
  Set<String> people(String groupId, int limit, Instant deadline) throws ScimFailure {
    Set<String> people = new HashSet<>();
    Set<String> seen = new HashSet<>();
    var open = new ArrayDeque<>(List.of(groupId));
    while (!open.isEmpty() && people.size() < limit && !isTooMany(seen, groupId)) {
      String group = open.remove();
      if (!seen.add(group)) {
        continue;
      }
      for (JsonNode member : members(group, deadline)) {
        String id = member.path("value").asText();
        if (people.size() == limit || isTooMany(seen, groupId)) {
          break;
        }
        if (isGroup(member)) {
          open.add(id);
        } else if (seen.add(id)) {
          users
              .whole(id, deadline)
              .flatMap(users::subject)
              .map(Subject::objectId)
              .ifPresent(people::add);
        }
      }
    }
    return people;
  }

  private boolean holds(String groupId, String user, Instant deadline) throws ScimFailure {
    Set<String> seen = new HashSet<>();
    var open = new ArrayDeque<>(List.of(groupId));
    while (!open.isEmpty() && !isTooMany(seen, groupId)) {
      String group = open.remove();
      if (!seen.add(group)) {
        continue;
      }
      for (JsonNode member : members(group, deadline)) {
        String id = member.path("value").asText();
        if (isGroup(member)) {
          open.add(id);
        } else if (id.equals(user)) {
          return true;
        }
      }
    }
    return false;
  }

  private List<JsonNode> members(String group, Instant deadline) throws ScimFailure {
    if (ScimRole.isNoSegment(group)) {
      return List.of();
    }
    ScimAnswer answer =
        http.read(
            ScimRole.GROUPS + "/" + ScimRole.segment(group), "attributes=id,members", deadline);
    // Some servers say of an odd id that it is none.
    if (answer.status() == 404 || answer.status() == 400) {
      return List.of();
    }
    var members = new ArrayList<JsonNode>();
    answer
        .resource()
        .orElseThrow(() -> http.refused(answer, ErrorClass.RESOURCE_NOT_FOUND))
        .path("members")
        .forEach(members::add);
    return members;
  }

  private static boolean isGroup(JsonNode member) {
    return member.path("type").asText().equalsIgnoreCase("Group")
        || Optional.ofNullable(member.path("$ref").textValue())
            .filter(ref -> ref.contains(ScimRole.GROUPS + "/"))
            .isPresent();
  }

  private static boolean isTooMany(Set<String> seen, String from) {
    if (seen.size() > MAX_READ) {
      LOG.log(WARNING, "group {0} leads to more than {1} resources", from, MAX_READ);
      return true;
    }
    return false;
  }
}
