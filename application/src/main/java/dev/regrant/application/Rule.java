package dev.regrant.application;

import static dev.regrant.application.DirectoryRole.COMPLIANCE_ADMINISTRATOR;
import static dev.regrant.application.DirectoryRole.GLOBAL_ADMINISTRATOR;
import static dev.regrant.application.DirectoryRole.GLOBAL_READER;
import static dev.regrant.application.DirectoryRole.IDENTITY_GOVERNANCE_ADMINISTRATOR;
import static dev.regrant.application.DirectoryRole.SECURITY_ADMINISTRATOR;
import static dev.regrant.application.DirectoryRole.SECURITY_READER;
import static dev.regrant.application.Permission.READ_ALL;
import static dev.regrant.application.Permission.READ_WRITE_ALL;
import static dev.regrant.application.Permission.SUBJECT_ACCESS;
import static dev.regrant.domain.EntitlementRole.ACCESS_PACKAGE_ASSIGNMENT_MANAGER;
import static dev.regrant.domain.EntitlementRole.ACCESS_PACKAGE_MANAGER;
import static dev.regrant.domain.EntitlementRole.CATALOG_CREATOR;
import static dev.regrant.domain.EntitlementRole.CATALOG_OWNER;
import static dev.regrant.domain.EntitlementRole.CATALOG_READER;
import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.regrant.domain.EntitlementRole;
import java.util.List;
import java.util.Map;

/**
 * Who may do a task.
 *
 * <p>A signed-in person needs one of the delegated permissions in the token and one of the roles:
 * an entitlement role reaches its catalog, a directory role everything; who makes catalogs reaches
 * those that they own. An application needs one of the application permissions, which reach
 * everything, or one of the entitlement roles, and then no permission. Where there are no roles,
 * the use case decides what is the person's own. The rules are those that Graph documents for its
 * entitlement management API (its permissions reference, and "Delegation and roles in entitlement
 * management").
 *
 * @param entitlementRoles the least one first
 */
record Rule(
    Task task,
    List<Permission> delegated,
    List<Permission> application,
    List<EntitlementRole> entitlementRoles,
    List<DirectoryRole> directoryRoles) {
  private static final List<Permission> READ = List.of(READ_ALL, READ_WRITE_ALL);
  private static final List<Permission> WRITE = List.of(READ_WRITE_ALL);
  private static final List<Permission> READ_SELF =
      List.of(SUBJECT_ACCESS, READ_ALL, READ_WRITE_ALL);
  private static final List<Permission> SELF = List.of(SUBJECT_ACCESS, READ_WRITE_ALL);
  private static final List<Permission> NONE = List.of();

  private static final List<EntitlementRole> CREATOR = List.of(CATALOG_CREATOR);
  private static final List<EntitlementRole> OWNER = List.of(CATALOG_OWNER);
  private static final List<EntitlementRole> MANAGER =
      List.of(ACCESS_PACKAGE_MANAGER, CATALOG_OWNER);
  private static final List<EntitlementRole> ASSIGNER =
      List.of(ACCESS_PACKAGE_ASSIGNMENT_MANAGER, ACCESS_PACKAGE_MANAGER, CATALOG_OWNER);
  private static final List<EntitlementRole> READER =
      List.of(
          CATALOG_READER,
          CATALOG_CREATOR,
          ACCESS_PACKAGE_ASSIGNMENT_MANAGER,
          ACCESS_PACKAGE_MANAGER,
          CATALOG_OWNER);
  private static final List<EntitlementRole> NOBODY = List.of();

  private static final List<DirectoryRole> ADMINISTRATORS =
      List.of(IDENTITY_GOVERNANCE_ADMINISTRATOR, GLOBAL_ADMINISTRATOR);
  private static final List<DirectoryRole> READERS =
      List.of(
          IDENTITY_GOVERNANCE_ADMINISTRATOR,
          GLOBAL_ADMINISTRATOR,
          GLOBAL_READER,
          SECURITY_READER,
          SECURITY_ADMINISTRATOR,
          COMPLIANCE_ADMINISTRATOR);
  private static final List<DirectoryRole> OWN = List.of();

  /** The one table of authorisation. */
  // spotless:off
  static final List<Rule> TABLE = List.of(
      new Rule(Task.READ_CATALOGS,      READ,      READ,  READER,   READERS),
      new Rule(Task.CREATE_CATALOGS,    WRITE,     WRITE, CREATOR,  ADMINISTRATORS),
      new Rule(Task.MANAGE_CATALOGS,    WRITE,     WRITE, OWNER,    ADMINISTRATORS),
      new Rule(Task.MANAGE_PACKAGES,    WRITE,     WRITE, MANAGER,  ADMINISTRATORS),
      new Rule(Task.READ_REQUESTS,      READ,      READ,  ASSIGNER, READERS),
      new Rule(Task.MANAGE_ASSIGNMENTS, WRITE,     WRITE, ASSIGNER, ADMINISTRATORS),
      new Rule(Task.READ_ROLES,         READ,      READ,  OWNER,    READERS),
      new Rule(Task.GIVE_ROLES,         WRITE,     WRITE, OWNER,    ADMINISTRATORS),
      new Rule(Task.READ_SYSTEMS,       READ,      READ,  NOBODY,   READERS),
      new Rule(Task.OPERATE_SYSTEMS,    WRITE,     WRITE, NOBODY,   ADMINISTRATORS),
      new Rule(Task.READ_OWN,           READ_SELF, NONE,  NOBODY,   OWN),
      new Rule(Task.ACT_FOR_SELF,       SELF,      NONE,  NOBODY,   OWN));
  // spotless:on

  private static final Map<Task, Rule> BY_TASK =
      TABLE.stream().collect(toMap(Rule::task, identity()));

  /** The rule about a task, which each has. */
  static Rule about(Task task) {
    return requireNonNull(BY_TASK.get(task), task.name());
  }

  /** Whether entitlement roles count on the catalog that they are given for. */
  boolean isOfCatalogs() {
    return entitlementRoles.stream().anyMatch(EntitlementRole::isOfCatalog);
  }

  /** Whether it is a matter of what is the caller's own, and not of roles. */
  boolean isOwn() {
    return directoryRoles.isEmpty();
  }
}
