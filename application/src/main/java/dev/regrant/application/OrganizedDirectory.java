package dev.regrant.application;

import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.ConnectedOrganization;
import dev.regrant.domain.ConnectedOrganization.State;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory, in which connected organisations are groups of those of its people who are of
 * them. Which ones these are, the store knows: never inside a transaction.
 */
record OrganizedDirectory(SubjectDirectory directory, Store store) implements SubjectDirectory {
  @Override
  public Set<String> groupsOf(TenantId tenant, String objectId, Collection<String> groupIds) {
    var organizations = groupIds.stream().filter(OrganizedDirectory::isOrganization).toList();
    if (organizations.isEmpty()) {
      return directory.groupsOf(tenant, objectId, groupIds);
    }
    var found = new HashSet<>(organizationsOf(tenant, objectId));
    found.retainAll(organizations);
    var others = groupIds.stream().filter(id -> !isOrganization(id)).toList();
    if (!others.isEmpty()) {
      found.addAll(directory.groupsOf(tenant, objectId, others));
    }
    return found;
  }

  private static boolean isOrganization(String group) {
    return group.startsWith(ConnectedOrganization.ALL_CONFIGURED);
  }

  private Set<String> organizationsOf(TenantId tenant, String objectId) {
    var person = directory.findAll(tenant, List.of(objectId)).get(objectId);
    if (person == null) {
      return Set.of();
    }
    return store
        .inTransaction(tenant, tx -> tx.connectedOrganizations().all(Filter.everything()))
        .stream()
        .filter(organization -> organization.holds(person))
        .flatMap(OrganizedDirectory::names)
        .collect(toSet());
  }

  private static Stream<String> names(ConnectedOrganization organization) {
    return organization.terms().state() == State.CONFIGURED
        ? Stream.of(organization.id().asGroup(), ConnectedOrganization.ALL_CONFIGURED)
        : Stream.of(organization.id().asGroup());
  }

  @Override
  public Map<String, Subject> findAll(TenantId tenant, Collection<String> objectIds) {
    return directory.findAll(tenant, objectIds);
  }

  @Override
  public Optional<Subject> findByName(TenantId tenant, String principalNameOrEmail) {
    return directory.findByName(tenant, principalNameOrEmail);
  }

  @Override
  public Set<String> membersOf(TenantId tenant, String groupId, int limit) {
    return directory.membersOf(tenant, groupId, limit);
  }

  @Override
  public Optional<Subject> managerOf(TenantId tenant, String objectId) {
    return directory.managerOf(tenant, objectId);
  }

  @Override
  public Set<String> reportsOf(TenantId tenant, String objectId, int limit) {
    return directory.reportsOf(tenant, objectId, limit);
  }
}
