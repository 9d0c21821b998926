package dev.regrant.testkit;

import dev.regrant.application.SubjectDirectory;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A directory of people in memory, the same for every tenant, for tests. Thread-safe. */
public final class InMemoryDirectory implements SubjectDirectory {
  private final Map<String, Subject> people = new ConcurrentHashMap<>();
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

  private void answer() {
    if (isDown) {
      throw new UnavailableException("the directory is down", null);
    }
  }
}
