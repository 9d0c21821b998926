package dev.regrant.application;

import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Port to the directory that knows people. Thread-safe. An outage is a {@link
 * UnavailableException}, never an empty answer.
 */
public interface SubjectDirectory {
  /** The subjects with these object ids, by object id; unknown ones are left out. */
  Map<String, Subject> findAll(TenantId tenant, Collection<String> objectIds);

  /** The subject with this principal name or mail address. */
  Optional<Subject> findByName(TenantId tenant, String principalNameOrEmail);
}
