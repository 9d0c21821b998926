package dev.regrant.application;

import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Port to the directory that knows people, their groups and their managers. Thread-safe. An outage
 * is a {@link UnavailableException}, never an empty answer. What a directory must do is tested by
 * the test kit's {@code SubjectDirectoryContract}.
 */
public interface SubjectDirectory {
  /** The subjects with these object ids, by object id; unknown ones are left out. */
  Map<String, Subject> findAll(TenantId tenant, Collection<String> objectIds);

  /** The subject with this principal name or mail address. */
  Optional<Subject> findByName(TenantId tenant, String principalNameOrEmail);

  /**
   * Which of these groups hold the person, directly or through groups in them; none, if there is no
   * such person. Groups that do not exist hold nobody.
   *
   * @param groupIds as the directory identifies groups; answered as they are asked for
   */
  Set<String> groupsOf(TenantId tenant, String objectId, Collection<String> groupIds);

  /**
   * The object ids of people whom the group holds, directly or through groups in it; none, if there
   * is no such group.
   *
   * @param limit how many to find at most; which ones, if there are more, is the directory's choice
   */
  Set<String> membersOf(TenantId tenant, String groupId, int limit);

  /** The person's manager, if the directory knows both. */
  Optional<Subject> managerOf(TenantId tenant, String objectId);
}
