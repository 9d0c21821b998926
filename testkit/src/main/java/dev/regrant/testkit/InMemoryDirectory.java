package dev.regrant.testkit;

import dev.regrant.application.SubjectDirectory;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory of people in memory, the same for every tenant, for tests. Thread-safe. */
public final class InMemoryDirectory implements SubjectDirectory {
  private final Map<String, Subject> people = new ConcurrentHashMap<>();
  private final Map<String, List<String>> groups = new ConcurrentHashMap<>();
  private final Map<String, String> managers = new ConcurrentHashMap<>();
  private volatile boolean isDown;

  /** An empty directory. */
  public InMemoryDirectory() {}

  /** Adds people, or describes them anew. */
  public InMemoryDirectory with(Subject... subjects) {
    for (Subject subject : subjects) {
      people.put(subject.objectId(), subject);
    }
    return this;
  }

  /** Adds a group of people and other groups, or fills it anew. */
  public InMemoryDirectory withGroup(String groupId, String... members) {
    groups.put(groupId, List.of(members));
    return this;
  }

  /** Says whose manager someone is. */
  public InMemoryDirectory withManager(String objectId, String manager) {
    managers.put(objectId, manager);
    return this;
  }

  /** Takes a person away. */
  public void remove(String objectId) {
    people.remove(objectId);
  }

  /** Lets every look-up fail, or work again. */
  public void setDown(boolean isDown) {
    this.isDown = isDown;
  }

  @Override
  public Map<String, Subject> findAll(TenantId tenant, Collection<String> objectIds) {
    answer();
    var found = new HashMap<>(people);
    found.keySet().retainAll(objectIds);
    return found;
  }

  @Override
  public Optional<Subject> findByName(TenantId tenant, String principalNameOrEmail) {
    answer();
    return people.values().stream()
        .filter(
            subject ->
                Stream.of(subject.principalName(), subject.email())
                    .flatMap(Optional::stream)
                    .anyMatch(principalNameOrEmail::equalsIgnoreCase))
        .findFirst();
  }

  @Override
  public Set<String> groupsOf(TenantId tenant, String objectId, Collection<String> groupIds) {
    answer();
    return groupIds.stream()
        .filter(group -> people(group).contains(objectId))
        .collect(Collectors.toSet());
  }

  @Override
  public Set<String> membersOf(TenantId tenant, String groupId, int limit) {
    answer();
    return people(groupId).stream().limit(limit).collect(Collectors.toSet());
  }

  @Override
  public Optional<Subject> managerOf(TenantId tenant, String objectId) {
    answer();
    return Optional.ofNullable(people.get(objectId))
        .flatMap(person -> Optional.ofNullable(managers.get(objectId)))
        .flatMap(manager -> Optional.ofNullable(people.get(manager)));
  }

  private Set<String> people(String group) {
    var found = new LinkedHashSet<String>();
    var seen = new LinkedHashSet<String>();
    var open = new ArrayDeque<>(List.of(group));
    while (!open.isEmpty()) {
      String one = open.remove();
      if (seen.add(one)) {
        for (String member : groups.getOrDefault(one, List.of())) {
          if (people.containsKey(member)) {
            found.add(member);
          } else {
            open.add(member);
          }
        }
      }
    }
    return found;
  }

  private void answer() {
    if (isDown) {
      throw new UnavailableException("the directory is down", null);
    }
  }
}
