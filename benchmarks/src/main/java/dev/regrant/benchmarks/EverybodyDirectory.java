package dev.regrant.benchmarks;

import dev.regrant.application.SubjectDirectory;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Knows everybody. */
final class EverybodyDirectory implements SubjectDirectory {
  @Override
  public Map<String, Subject> findAll(TenantId tenant, Collection<String> objectIds) {
    return objectIds.stream().distinct().collect(Collectors.toMap(id -> id, Subject::of));
  }

  @Override
  public Optional<Subject> findByName(TenantId tenant, String principalNameOrEmail) {
    return Optional.empty();
  }

  @Override
  public Set<String> groupsOf(TenantId tenant, String objectId, Collection<String> groupIds) {
    return Set.of();
  }

  @Override
  public Set<String> membersOf(TenantId tenant, String groupId, int limit) {
    return Set.of();
  }

  @Override
  public Set<String> reportsOf(TenantId tenant, String objectId, int limit) {
    return Set.of();
  }

  @Override
  public Optional<Subject> managerOf(TenantId tenant, String objectId) {
    return Optional.empty();
  }
}
