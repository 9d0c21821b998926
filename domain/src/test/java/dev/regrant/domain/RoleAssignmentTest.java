package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RoleAssignmentTest {
  private static RoleAssignment assignment(
      String principal, EntitlementRole role, Optional<Catalog.Id> catalog) {
    return new RoleAssignment(
        new RoleAssignment.Id(new UUID(8, 1)), 0, principal, role, catalog, NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "ba92d953-d8e0-4e39-a797-0cbedb0a89e8, Catalog creator",
    "ae79f266-94d4-4dab-b730-feca7e132178, Catalog owner",
    "44272f93-9762-48e8-af59-1b5351b1d6b3, Catalog reader",
    "7f480852-ebdc-47d4-87de-0d8498384a83, Access package manager",
    "e2182095-804a-4656-ae11-64734e9b7ae5, Access package assignment manager"
  })
  void a_role_is_found_by_the_id_that_graph_gave_it(UUID definitionId, String displayName) {
    var role = EntitlementRole.of(definitionId).orElseThrow();

    assertThat(role.displayName()).isEqualTo(displayName);
    assertThat(role.definitionId()).isEqualTo(definitionId);
    assertThat(role.description()).endsWith(".").doesNotContain(displayName);
  }

  @Test
  void an_id_that_graph_gave_to_no_role_finds_none() {
    assertThat(EntitlementRole.of(new UUID(0, 1))).isEmpty();
  }

  @Test
  void whoever_makes_catalogs_is_trusted_in_the_whole_tenant() {
    var creator = assignment("ada", EntitlementRole.CATALOG_CREATOR, Optional.empty());

    assertThat(creator.role().isOfCatalog()).isFalse();
    assertThat(creator.appScopeId()).isEqualTo("/");
    assertThatThrownBy(
            () -> assignment("ada", EntitlementRole.CATALOG_CREATOR, Optional.of(CATALOG)))
        .isInstanceOf(InvalidMemberException.class)
        .hasMessage("appScopeId must be '/' for the role Catalog creator");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "CATALOG_CREATOR")
  void every_other_role_is_one_of_a_catalog(EntitlementRole role) {
    assertThat(role.isOfCatalog()).isTrue();
    assertThat(assignment("ada", role, Optional.of(CATALOG)).appScopeId())
        .isEqualTo("/AccessPackageCatalog/" + CATALOG.value());
    assertThatThrownBy(() -> assignment("ada", role, Optional.empty()))
        .isInstanceOf(InvalidMemberException.class)
        .hasMessage("appScopeId must name a catalog for the role " + role.displayName());
  }

  @Test
  void somebody_has_a_role() {
    var longest = "x".repeat(Subject.MAX_OBJECT_ID);
    var one = assignment(longest, EntitlementRole.CATALOG_CREATOR, Optional.empty());

    assertThat(one.withVersion(4).version()).isEqualTo(4);
    assertThat(one.withVersion(4).principalId()).isEqualTo(longest);
    assertThatThrownBy(
            () -> assignment(longest + "x", EntitlementRole.CATALOG_CREATOR, Optional.empty()))
        .isInstanceOf(InvalidMemberException.class)
        .hasMessageContaining("principalId");
    assertThatThrownBy(() -> assignment(" ", EntitlementRole.CATALOG_CREATOR, Optional.empty()))
        .isInstanceOf(InvalidMemberException.class)
        .hasMessageContaining("principalId");
  }
}
