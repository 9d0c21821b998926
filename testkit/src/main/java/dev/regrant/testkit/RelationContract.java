package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.AccessPackageField;
import dev.regrant.application.CatalogField;
import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import dev.regrant.application.PolicyField;
import dev.regrant.application.Query;
import dev.regrant.application.Relation;
import dev.regrant.application.ResourceField;
import dev.regrant.application.RoleField;
import dev.regrant.application.RoleScopeField;
import dev.regrant.application.Store.Entities;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.Catalog;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Conditions about what an entity is related to. */
abstract class RelationContract extends ContractPart {
  private static final long SEED = 20261125;

  private final Random random = new Random(SEED);

  @Test
  void catalogs_are_found_by_their_packages() {
    worlds();
    assertFound(
        Tx::catalogs,
        Relation.CATALOG_PACKAGES,
        AccessPackageField.values(),
        all(Tx::accessPackages));
  }

  @Test
  void catalogs_are_found_by_their_resources() {
    worlds();
    assertFound(
        Tx::catalogs, Relation.CATALOG_RESOURCES, ResourceField.values(), all(Tx::resources));
  }

  @Test
  void packages_are_found_by_their_policies() {
    worlds();
    assertFound(
        Tx::accessPackages, Relation.PACKAGE_POLICIES, PolicyField.values(), all(Tx::policies));
  }

  @Test
  void packages_are_found_by_the_roles_that_they_give() {
    worlds();
    assertFound(
        Tx::accessPackages,
        Relation.PACKAGE_ROLE_SCOPES,
        RoleScopeField.values(),
        all(Tx::accessPackages).stream().flatMap(one -> one.roleScopes().stream()).toList());
  }

  @Test
  void resources_are_found_by_their_roles() {
    worlds();
    assertFound(
        Tx::resources,
        Relation.RESOURCE_ROLES,
        RoleField.values(),
        all(Tx::resources).stream().flatMap(one -> one.roles().stream()).toList());
  }

  @Test
  void a_condition_leads_from_one_relation_to_the_next() {
    worlds();
    var policy = all(Tx::policies).getFirst();
    Filter<Catalog> byPolicy =
        new Filter.Any<>(
            Relation.CATALOG_PACKAGES,
            new Filter.Any<>(
                Relation.PACKAGE_POLICIES, Filter.eq(PolicyField.ID, policy.id().value())));

    assertThat(list(Tx::catalogs, query(byPolicy)))
        .extracting(Catalog::id)
        .containsExactly(policy.catalog());
    assertThat(
            list(
                Tx::catalogs,
                query(
                    Filter.and(
                        new Filter.Not<>(byPolicy),
                        Filter.eq(CatalogField.ID, policy.catalog().value())))))
        .isEmpty();
  }

  /** Some worlds, of which one has a package that gives nothing. */
  private void worlds() {
    for (int groups = 0; groups <= 3; groups++) {
      world(groups);
    }
  }

  private <I, T> List<T> all(Function<Tx, Entities<I, T>> entities) {
    return list(entities, query(Filter.everything()));
  }

  private static <T> Query<T> query(Filter<T> filter) {
    return new Query<>(filter, Query.MAX_LIMIT, Optional.empty());
  }

  /**
   * Expects those that lead to what satisfies a condition.
   *
   * @param related all that the relation leads to
   */
  private <I, T, R> void assertFound(
      Function<Tx, Entities<I, T>> entities,
      Relation<T, R> relation,
      Field<R>[] fields,
      List<R> related) {
    var all = all(entities);
    var conditions = new QueryCases<>(random, List.of(fields), related).filters();
    conditions.add(Filter.everything());

    for (Filter<R> condition : conditions) {
      var expected =
          all.stream()
              .filter(
                  one -> relatives(relation, one, related).stream().anyMatch(condition::matches))
              .toList();
      var filter = new Filter.Any<>(relation, condition);
      assertThat(list(entities, query(filter))).as("seed %d, %s", SEED, filter).isEqualTo(expected);
      long count = call(tx -> entities.apply(tx).count(filter));
      assertThat(count).as("seed %d, %s", SEED, filter).isEqualTo(expected.size());
    }
  }

  private static <T, R> Collection<R> relatives(Relation<T, R> relation, T from, List<R> related) {
    return switch (relation) {
      case Relation.ToParts<T, R> parts -> parts.parts().apply(from);
      case Relation.ToOthers<T, R> others ->
          related.stream()
              .filter(one -> others.reference().of(one).equals(others.id().of(from)))
              .toList();
    };
  }
}
