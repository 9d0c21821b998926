package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.Filter;
import dev.regrant.application.RoleAssignmentField;
import dev.regrant.application.StaleEntityException;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.RoleAssignment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who has which entitlement role. */
abstract class RoleContract extends ContractPart {
  private static RoleAssignment assignment(
      String principal, EntitlementRole role, Optional<Catalog.Id> catalog) {
    return new RoleAssignment(
        new RoleAssignment.Id(World.nextId()), 0, principal, role, catalog, NOW);
  }

  private static RoleAssignment owner(String principal, Catalog.Id catalog) {
    return assignment(principal, EntitlementRole.CATALOG_OWNER, Optional.of(catalog));
  }

  private static Catalog.Id catalog() {
    return new Catalog.Id(World.nextId());
  }

  @Test
  void role_assignments_keep_every_property() {
    var catalog = Optional.of(catalog());

    assertFoundAsSaved(
        Kind.ROLE_ASSIGNMENT,
        Tx::roleAssignments,
        Stream.of(EntitlementRole.values())
            .map(role -> assignment(ODD_TEXT, role, catalog.filter(one -> role.isOfCatalog())))
            .toList());
  }

  @Test
  void a_role_is_given_once_in_a_place() {
    var catalog = catalog();
    run(tx -> tx.roleAssignments().save(owner("one", catalog)));
    run(tx -> tx.roleAssignments().save(owner("one", catalog())));
    run(tx -> tx.roleAssignments().save(owner("two", catalog)));
    run(tx -> tx.roleAssignments().save(creator("one")));

    assertThatThrownBy(() -> run(tx -> tx.roleAssignments().save(owner("one", catalog))))
        .isInstanceOf(StaleEntityException.class);
    assertThatThrownBy(() -> run(tx -> tx.roleAssignments().save(creator("one"))))
        .isInstanceOf(StaleEntityException.class);
  }

  private static RoleAssignment creator(String principal) {
    return assignment(principal, EntitlementRole.CATALOG_CREATOR, Optional.empty());
  }

  @Test
  void roles_are_found_by_each_field() {
    var catalog = catalog();
    var owner = owner("one", catalog);
    var creator = creator("one");
    var other = owner("two", catalog());
    run(tx -> tx.roleAssignments().saveAll(List.of(owner, creator, other)));

    assertThat(found(Filter.eq(RoleAssignmentField.ID, owner.id().value())))
        .containsExactly(owner.id());
    assertThat(found(Filter.eq(RoleAssignmentField.PRINCIPAL, "one")))
        .containsExactlyInAnyOrder(owner.id(), creator.id());
    assertThat(found(Filter.eq(RoleAssignmentField.ROLE, owner.role().definitionId())))
        .containsExactlyInAnyOrder(owner.id(), other.id());
    assertThat(found(Filter.eq(RoleAssignmentField.CATALOG, catalog.value())))
        .containsExactly(owner.id());
    assertThat(found(Filter.eq(RoleAssignmentField.APP_SCOPE, owner.appScopeId())))
        .containsExactly(owner.id());
    assertThat(found(Filter.eq(RoleAssignmentField.APP_SCOPE, "/"))).containsExactly(creator.id());
  }

  private List<RoleAssignment.Id> found(Filter<RoleAssignment> filter) {
    return call(tx -> tx.roleAssignments().all(filter)).stream().map(RoleAssignment::id).toList();
  }

  @Test
  void what_is_taken_away_is_gone_and_can_be_given_again() {
    var catalog = catalog();
    var first = owner("one", catalog);
    run(tx -> tx.roleAssignments().save(first));

    assertThatThrownBy(() -> run(tx -> tx.roleAssignments().delete(first.withVersion(2))))
        .isInstanceOf(StaleEntityException.class);
    run(tx -> tx.roleAssignments().delete(first.withVersion(1)));

    assertThatOne(tx -> tx.roleAssignments().find(first.id())).isEmpty();
    assertThatThrownBy(() -> run(tx -> tx.roleAssignments().delete(first.withVersion(1))))
        .isInstanceOf(StaleEntityException.class);
    run(tx -> tx.roleAssignments().save(owner("one", catalog)));
  }
}
