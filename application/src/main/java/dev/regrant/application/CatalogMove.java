package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRoleScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A package on its way to another catalog, which must hold the resources that the package gives
 * roles on, as Graph has it.
 */
record CatalogMove(Store.Tx tx, AccessPackage moving, Catalog.Id to) {
  /** What the package gives, by the resources of the other catalog; or what is missing there. */
  Outcome<List<ResourceRoleScope>> roleScopes() {
    var moved = new ArrayList<ResourceRoleScope>();
    for (ResourceRoleScope given : moving.roleScopes()) {
      var there =
          Resources.at(tx, to, given.resourceOrigin()).flatMap(resource -> of(resource, given));
      if (there.isEmpty()) {
        return Writes.invalid(
            "catalogId",
            "names a catalog that lacks the resource '%s' of %s, or its role '%s'"
                .formatted(
                    given.resourceOrigin().id(),
                    given.resourceOrigin().system(),
                    given.role().displayName()));
      }
      moved.add(there.get());
    }
    return new Outcome.Done<>(moved);
  }

  private static Optional<ResourceRoleScope> of(Resource resource, ResourceRoleScope given) {
    return resource
        .role(given.role().origin().id())
        .flatMap(
            role ->
                resource
                    .scope(given.scope().origin().id())
                    .map(
                        scope ->
                            new ResourceRoleScope(
                                resource.id(),
                                resource.origin(),
                                role,
                                scope,
                                given.createdDateTime(),
                                given.createdBy())));
  }

  /** Takes the package's policies along. */
  void movePolicies() {
    tx.policies()
        .saveAll(
            tx.policies().all(Filter.eq(PolicyField.ACCESS_PACKAGE, moving.id().value())).stream()
                .map(policy -> policy.movedTo(to))
                .toList());
  }
}
