package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceRoleScope;
import java.util.Collection;
import java.util.function.Function;

/**
 * A way from an entity to several others, which {@link Filter.Any} asks about. Whoever may read the
 * entity may read where it leads to.
 *
 * @param <T> from what
 * @param <R> to what
 */
public sealed interface Relation<T, R> {
  /**
   * To other entities of the store, which hold the id of this one.
   *
   * @param id of this one
   * @param reference the field in which they hold it
   * @param entities where they are
   */
  record ToOthers<T, R>(
      String name,
      Field<T> id,
      Field<R> reference,
      Function<Store.Tx, Store.Entities<?, R>> entities)
      implements Relation<T, R> {}

  /** To what is part of the entity itself. */
  record ToParts<T, R>(String name, Function<T, Collection<R>> parts) implements Relation<T, R> {}

  /** The packages of a catalog. */
  Relation<Catalog, AccessPackage> CATALOG_PACKAGES =
      new ToOthers<>(
          "CATALOG_PACKAGES",
          CatalogField.ID,
          AccessPackageField.CATALOG,
          Store.Tx::accessPackages);

  /** The resources of a catalog. */
  Relation<Catalog, Resource> CATALOG_RESOURCES =
      new ToOthers<>(
          "CATALOG_RESOURCES", CatalogField.ID, ResourceField.CATALOG, Store.Tx::resources);

  /** The policies of a package. */
  Relation<AccessPackage, AssignmentPolicy> PACKAGE_POLICIES =
      new ToOthers<>(
          "PACKAGE_POLICIES",
          AccessPackageField.ID,
          PolicyField.ACCESS_PACKAGE,
          Store.Tx::policies);

  /** The role scopes that a package gives. */
  Relation<AccessPackage, ResourceRoleScope> PACKAGE_ROLE_SCOPES =
      new ToParts<>("PACKAGE_ROLE_SCOPES", AccessPackage::roleScopes);

  /** The roles of a resource. */
  Relation<Resource, ResourceRole> RESOURCE_ROLES =
      new ToParts<>("RESOURCE_ROLES", Resource::roles);

  /** The name of the constant, unique. */
  String name();

  /**
   * Where it leads to within the entity.
   *
   * @throws IllegalArgumentException if it leads to others
   */
  static <T, R> Collection<R> within(Relation<T, R> relation, T entity) {
    return switch (relation) {
      case ToParts<T, R> parts -> parts.parts().apply(entity);
      case ToOthers<T, R> others ->
          throw new IllegalArgumentException(others.name() + " leads to others");
    };
  }
}
