package dev.regrant.bootstrap;

import dev.regrant.application.SubjectDirectory;
import dev.regrant.application.UnavailableException;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the engine asks where no directory is configured. */
final class NoDirectory implements SubjectDirectory {
  @Override
  public Map<String, Subject> findAll(TenantId tenant, Collection<String> objectIds) {
    throw missing();
  }

  @Override
  public Optional<Subject> findByName(TenantId tenant, String principalNameOrEmail) {
    throw missing();
  }

  @Override
  public Set<String> groupsOf(TenantId tenant, String objectId, Collection<String> groupIds) {
    throw missing();
  }

  @Override
  public Set<String> membersOf(TenantId tenant, String groupId, int limit) {
    throw missing();
  }

  @Override
  public Set<String> reportsOf(TenantId tenant, String objectId, int limit) {
    throw missing();
  }

  @Override
  public Optional<Subject> managerOf(TenantId tenant, String objectId) {
    throw missing();
  }

  private static UnavailableException missing() {
    String message =
        "No directory is configured: set %s or %s"
            .formatted(Setting.LDAP_URL.variable(), Setting.DIRECTORY.variable());
    return new UnavailableException(message, new IllegalStateException(message));
  }
}
