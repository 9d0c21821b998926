package dev.regrant.application;

import static dev.regrant.application.DirectoryRole.GLOBAL_READER;
import static dev.regrant.application.DirectoryRole.IDENTITY_GOVERNANCE_ADMINISTRATOR;
import static dev.regrant.application.Permission.READ_ALL;
import static dev.regrant.application.Permission.READ_WRITE_ALL;
import static dev.regrant.application.Permission.SUBJECT_ACCESS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.RoleAssignment;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.InMemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AuthorizationTest {
  private static final TenantId TENANT = new TenantId(new UUID(1, 1));
  private static final TenantId OTHER_TENANT = new TenantId(new UUID(2, 2));
  private static final Catalog.Id CATALOG = new Catalog.Id(new UUID(3, 3));
  private static final Catalog.Id OTHER_CATALOG = new Catalog.Id(new UUID(4, 4));

  /**
   * {@code E}verywhere, on the role's {@code C}atalog only, {@code 0} on catalogs of which there
   * are none yet; else what lacks: scope, role, user.
   */
  private static final String MATRIX =
      """
                         |            person's scopes             | RW and a role on a catalog |   | application | role on a catalog, no permission
      task               | -  SA R  RW R+GR RW+GR R+IGA RW+IGA    | reader assigner manager owner creator | - R RW | reader assigner manager owner creator
      READ_CATALOGS      | s  s  r  r  E    E     E     E         | C      C        C       C     0       | s E E  | C      C        C       C     0
      CREATE_CATALOGS    | s  s  s  r  s    r     s     E         | r      r        r       r     E       | s s E  | s      s        s       s     E
      MANAGE_CATALOGS    | s  s  s  r  s    r     s     E         | r      r        r       C     r       | s s E  | s      s        s       C     s
      MANAGE_PACKAGES    | s  s  s  r  s    r     s     E         | r      r        C       C     r       | s s E  | s      s        C       C     s
      READ_REQUESTS      | s  s  r  r  E    E     E     E         | r      C        C       C     r       | s E E  | s      C        C       C     s
      MANAGE_ASSIGNMENTS | s  s  s  r  s    r     s     E         | r      C        C       C     r       | s s E  | s      C        C       C     s
      READ_ROLES         | s  s  r  r  E    E     E     E         | r      r        r       C     r       | s E E  | s      s        s       C     s
      GIVE_ROLES         | s  s  s  r  s    r     s     E         | r      r        r       C     r       | s s E  | s      s        s       C     s
      READ_SYSTEMS       | s  s  r  r  E    E     E     E         | r      r        r       r     r       | s E E  | s      s        s       s     s
      OPERATE_SYSTEMS    | s  s  s  r  s    r     s     E         | r      r        r       r     r       | s s E  | s      s        s       s     s
      READ_OWN           | s  E  E  E  E    E     E     E         | E      E        E       E     E       | u u u  | u      u        u       u     u
      ACT_FOR_SELF       | s  E  s  E  s    E     s     E         | E      E        E       E     E       | u u u  | u      u        u       u     u
      """;

  private static final List<EntitlementRole> ROLES =
      List.of(
          EntitlementRole.CATALOG_READER,
          EntitlementRole.ACCESS_PACKAGE_ASSIGNMENT_MANAGER,
          EntitlementRole.ACCESS_PACKAGE_MANAGER,
          EntitlementRole.CATALOG_OWNER,
          EntitlementRole.CATALOG_CREATOR);

  private final InMemoryStore store = new InMemoryStore();
  private final Authorization authorization = new Authorization(store);

  private static Caller user(String id, Set<Permission> scopes, DirectoryRole... roles) {
    return new Caller(TENANT, Actor.user(id), scopes, Set.of(roles), Set.of());
  }

  private static Caller application(String id, Permission... permissions) {
    return new Caller(TENANT, Actor.application(id), Set.of(permissions));
  }

  /** In the order of the matrix. */
  private static List<Caller> callers() {
    var callers = new ArrayList<Caller>();
    callers.add(user("u", Set.of()));
    callers.add(user("u", Set.of(SUBJECT_ACCESS)));
    callers.add(user("u", Set.of(READ_ALL)));
    callers.add(user("u", Set.of(READ_WRITE_ALL)));
    callers.add(user("u", Set.of(READ_ALL), GLOBAL_READER));
    callers.add(user("u", Set.of(READ_WRITE_ALL), GLOBAL_READER));
    callers.add(user("u", Set.of(READ_ALL), IDENTITY_GOVERNANCE_ADMINISTRATOR));
    callers.add(user("u", Set.of(READ_WRITE_ALL), IDENTITY_GOVERNANCE_ADMINISTRATOR));
    ROLES.forEach(role -> callers.add(user(role.name(), Set.of(READ_WRITE_ALL))));
    callers.add(application("a"));
    callers.add(application("a", READ_ALL));
    callers.add(application("a", READ_WRITE_ALL));
    ROLES.forEach(role -> callers.add(application(role.name())));
    return callers;
  }

  private void give(TenantId tenant, String principal, EntitlementRole role, Catalog.Id catalog) {
    store.inTransaction(
        tenant,
        tx -> {
          tx.roleAssignments()
              .save(
                  new RoleAssignment(
                      new RoleAssignment.Id(
                          UUID.nameUUIDFromBytes((principal + role).getBytes(UTF_8))),
                      0,
                      principal,
                      role,
                      role.isOfCatalog() ? Optional.of(catalog) : Optional.empty(),
                      Instant.EPOCH));
          return tenant;
        });
  }

  private char cell(Caller caller, Task task) {
    var reach = authorization.reach(caller, task);
    if (reach.isEverywhere()) {
      return 'E';
    }
    if (reach.isNowhere()) {
      return reach.lack().name().toLowerCase(Locale.ROOT).charAt(0);
    }
    return reach.covers(OTHER_CATALOG) ? '?' : reach.covers(CATALOG) ? 'C' : '0';
  }

  @TestFactory
  Stream<DynamicTest> every_cell_of_the_matrix_is_as_graph_documents_it() {
    ROLES.forEach(role -> give(TENANT, role.name(), role, CATALOG));
    var callers = callers();
    return MATRIX
        .lines()
        .skip(2)
        .flatMap(
            line -> {
              var parts = line.replace('|', ' ').trim().split(" +", -1);
              var task = Task.valueOf(parts[0]);
              assertThat(parts).hasSize(callers.size() + 1);
              return IntStream.range(0, callers.size())
                  .mapToObj(
                      i ->
                          DynamicTest.dynamicTest(
                              task + " by " + callers.get(i),
                              () ->
                                  assertThat(cell(callers.get(i), task))
                                      .isEqualTo(parts[i + 1].charAt(0))));
            });
  }

  @Test
  void the_matrix_has_every_task() {
    assertThat(MATRIX.lines().skip(2).map(line -> line.split(" ", 2)[0]))
        .containsExactly(Stream.of(Task.values()).map(Enum::name).toArray(String[]::new));
    assertThat(Rule.TABLE).extracting(Rule::task).containsExactly(Task.values());
  }

  @Test
  void a_role_in_another_tenant_is_no_role() {
    give(OTHER_TENANT, "u", EntitlementRole.CATALOG_OWNER, CATALOG);

    assertThat(cell(user("u", Set.of(READ_WRITE_ALL)), Task.MANAGE_CATALOGS)).isEqualTo('r');
  }

  @Test
  void a_role_can_be_given_to_a_group_or_a_service_principal() {
    give(TENANT, "group-1", EntitlementRole.CATALOG_OWNER, CATALOG);
    var member =
        new Caller(TENANT, Actor.user("u"), Set.of(READ_WRITE_ALL), Set.of(), Set.of("group-1"));
    var service = new Caller(TENANT, Actor.application("a"), Set.of(), Set.of(), Set.of("group-1"));

    assertThat(cell(member, Task.MANAGE_CATALOGS)).isEqualTo('C');
    assertThat(cell(service, Task.MANAGE_CATALOGS)).isEqualTo('C');
  }

  @Test
  void what_is_missing_is_said() {
    give(TENANT, "owner", EntitlementRole.CATALOG_OWNER, CATALOG);

    assertThat(authorization.reach(user("u", Set.of(SUBJECT_ACCESS)), Task.MANAGE_CATALOGS))
        .extracting(Reach::message)
        .isEqualTo("The token's scopes hold none of: EntitlementManagement.ReadWrite.All.");
    assertThat(authorization.reach(user("u", Set.of(READ_WRITE_ALL)), Task.MANAGE_PACKAGES))
        .extracting(Reach::message)
        .isEqualTo(
            "The signed-in user has none of these roles: Access package manager, Catalog owner,"
                + " Global Administrator, Identity Governance Administrator.");
    assertThat(authorization.reach(application("a", READ_ALL), Task.MANAGE_CATALOGS))
        .extracting(Reach::message)
        .isEqualTo(
            "The token's roles hold none of: EntitlementManagement.ReadWrite.All. Nor was the"
                + " application given one of these roles: Catalog owner.");
    assertThat(authorization.reach(application("a", READ_ALL), Task.OPERATE_SYSTEMS))
        .extracting(Reach::message)
        .isEqualTo("The token's roles hold none of: EntitlementManagement.ReadWrite.All.");
    assertThat(authorization.reach(application("owner"), Task.MANAGE_CATALOGS))
        .extracting(Reach::message)
        .isEqualTo("On this catalog, the application has none of these roles: Catalog owner.");
    assertThat(authorization.reach(application("a", READ_WRITE_ALL), Task.ACT_FOR_SELF))
        .extracting(Reach::message)
        .isEqualTo("Only a signed-in user can do this; the token is an application's.");
  }
}
