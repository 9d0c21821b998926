package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Store.Tx;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Exclusions;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRequest;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.ResourceScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Catalogs and what is in them are found as they were saved. */
abstract class CatalogContract extends ContractPart {
  private static final Authorship BY_APPLICATION =
      Authorship.of(Actor.application(ODD_TEXT), NOW)
          .changedBy(Actor.user("a"), NOW.plusSeconds(1));
  private static final Authorship BY_NOBODY =
      new Authorship(Optional.empty(), NOW, Optional.empty(), NOW.plusSeconds(1));

  @Test
  void a_world_is_found_as_it_was_saved() {
    var world = World.of(NOW, List.of("Ldap", "Scim", "Webhook")).saveIn(store(), tenant);

    var catalog = call(tx -> tx.catalogs().find(world.catalog().id()));
    var resources =
        call(tx -> tx.resources().findAll(world.resources().stream().map(Resource::id).toList()));
    var accessPackage = call(tx -> tx.accessPackages().find(world.accessPackage().id()));
    var policy = call(tx -> tx.policies().find(world.policy().id()));

    assertThat(catalog).contains(world.catalog().withVersion(1));
    assertThat(resources.values())
        .containsExactlyInAnyOrderElementsOf(
            world.resources().stream().map(resource -> resource.withVersion(1)).toList());
    assertThat(accessPackage).contains(world.accessPackage().withVersion(1));
    assertThat(policy).contains(world.policy().withVersion(1));
  }

  @Test
  void catalogs_keep_every_property() {
    var saved = new ArrayList<Catalog>();
    for (boolean published : List.of(true, false)) {
      for (boolean external : List.of(true, false)) {
        saved.add(
            new Catalog(
                new Catalog.Id(World.nextId()),
                0,
                new Catalog.Terms(
                    ODD_TEXT,
                    published ? ODD_TEXT : "",
                    published,
                    external,
                    published && external ? Optional.of(ODD_TEXT) : Optional.empty()),
                published ? BY_APPLICATION : BY_NOBODY));
      }
    }

    assertFoundAsSaved(Kind.CATALOG, Tx::catalogs, saved);
  }

  @Test
  void a_catalog_is_replaced_as_a_whole() {
    var first = World.of(NOW, 0).catalog();

    assertReplaced(
        Kind.CATALOG,
        Tx::catalogs,
        first,
        new Catalog(
            first.id(),
            0,
            new Catalog.Terms("New", "new", false, true, Optional.of("new")),
            BY_APPLICATION));
  }

  private static ResourceRole role(String text) {
    return new ResourceRole(
        new ResourceRole.Id(World.nextId()), text, text, new Origin(text, text + World.nextId()));
  }

  private static ResourceScope scope(String text, boolean isRoot) {
    return new ResourceScope(
        new ResourceScope.Id(World.nextId()), text, text, new Origin(text, text), isRoot);
  }

  @Test
  void resources_keep_roles_and_scopes_in_order() {
    var catalog = world(0).catalog();
    var saved =
        IntStream.range(0, 3)
            .mapToObj(
                n ->
                    new Resource(
                        new Resource.Id(World.nextId()),
                        0,
                        catalog.id(),
                        ODD_TEXT,
                        ODD_TEXT,
                        new Origin(ODD_TEXT, ODD_TEXT + n),
                        IntStream.range(0, n).mapToObj(r -> role(ODD_TEXT)).toList(),
                        IntStream.range(0, n).mapToObj(s -> scope(ODD_TEXT, s == 1)).toList(),
                        n == 0 ? BY_NOBODY : BY_APPLICATION))
            .toList();

    assertFoundAsSaved(Kind.RESOURCE, Tx::resources, saved);
  }

  @Test
  void a_resource_is_replaced_as_a_whole() {
    var catalog = world(0).catalog();
    var first = World.of(NOW, 1).resources().getFirst();

    assertReplaced(
        Kind.RESOURCE,
        Tx::resources,
        in(catalog, first),
        new Resource(
            first.id(),
            0,
            catalog.id(),
            "New",
            "new",
            new Origin("Other", "other"),
            List.of(role("Owner")),
            List.of(),
            BY_APPLICATION));
  }

  @Test
  void requests_about_resources_keep_the_resource_as_it_was() {
    var saved = new ArrayList<ResourceRequest>();
    for (ResourceRequest.Type type : ResourceRequest.Type.values()) {
      for (Authorship authorship : List.of(BY_APPLICATION, BY_NOBODY)) {
        saved.add(
            new ResourceRequest(
                new ResourceRequest.Id(World.nextId()),
                0,
                type,
                new Resource(
                    new Resource.Id(World.nextId()),
                    0,
                    new Catalog.Id(World.nextId()),
                    ODD_TEXT,
                    ODD_TEXT,
                    new Origin(ODD_TEXT, ODD_TEXT),
                    List.of(role(ODD_TEXT)),
                    List.of(scope(ODD_TEXT, true)),
                    authorship),
                authorship.createdBy().map(by -> ODD_TEXT),
                Actor.application(ODD_TEXT),
                NOW));
      }
    }

    assertFoundAsSaved(Kind.RESOURCE_REQUEST, Tx::resourceRequests, saved);
  }

  private static Resource in(Catalog catalog, Resource resource) {
    return new Resource(
        resource.id(),
        0,
        catalog.id(),
        resource.displayName(),
        resource.description(),
        resource.origin(),
        resource.roles(),
        resource.scopes(),
        resource.authorship());
  }

  private static ResourceRoleScope roleScope(String text) {
    return new ResourceRoleScope(
        new Resource.Id(World.nextId()),
        new Origin(text, text),
        role(text),
        scope(text, false),
        NOW.minusSeconds(5),
        text.equals(ODD_TEXT) ? Optional.of(Actor.user(text)) : Optional.empty());
  }

  private AccessPackage accessPackage(Catalog catalog, int roleScopes, int incompatible) {
    return new AccessPackage(
        new AccessPackage.Id(World.nextId()),
        0,
        catalog.id(),
        new AccessPackage.Terms(
            ODD_TEXT + roleScopes,
            ODD_TEXT,
            roleScopes % 2 == 0,
            incompatible > 1,
            incompatible == 0 ? Optional.empty() : Optional.of(ODD_TEXT + roleScopes)),
        IntStream.range(0, roleScopes).mapToObj(n -> roleScope(ODD_TEXT)).toList(),
        new Exclusions(
            Set.copyOf(
                IntStream.range(0, incompatible)
                    .mapToObj(n -> new AccessPackage.Id(World.nextId()))
                    .toList()),
            Set.copyOf(IntStream.range(0, incompatible).mapToObj(n -> ODD_TEXT + n).toList())),
        incompatible == 0 ? BY_NOBODY : BY_APPLICATION,
        switch (incompatible) {
          case 0 -> Optional.empty();
          case 1 -> Optional.of(new AccessPackage.Rollout(NOW, Optional.empty()));
          default ->
              Optional.of(
                  new AccessPackage.Rollout(NOW, Optional.of(new Assignment.Id(World.nextId()))));
        });
  }

  @Test
  void packages_keep_role_scopes_in_order_and_what_they_exclude() {
    var catalog = world(0).catalog();

    assertFoundAsSaved(
        Kind.ACCESS_PACKAGE,
        Tx::accessPackages,
        List.of(
            accessPackage(catalog, 0, 0),
            accessPackage(catalog, 3, 2),
            accessPackage(catalog, AccessPackage.MAX_ROLE_SCOPES, 1)));
  }

  @Test
  void a_package_is_replaced_as_a_whole() {
    var catalog = world(0).catalog();
    var first = accessPackage(catalog, 3, 2);

    assertReplaced(
        Kind.ACCESS_PACKAGE,
        Tx::accessPackages,
        first,
        new AccessPackage(
            first.id(),
            0,
            catalog.id(),
            new AccessPackage.Terms("New", "new", true, true, Optional.of("new")),
            List.of(roleScope("other")),
            Exclusions.NONE,
            BY_APPLICATION,
            Optional.empty()));
  }

  @Test
  void the_longest_names_and_origins_are_kept() {
    var catalog = world(0).catalog();
    var name = incompressible(Catalog.MAX_NAME);
    var origin = new Origin(incompressible(Origin.MAX_SYSTEM), incompressible(Origin.MAX_ID));

    assertFoundAsSaved(
        Kind.RESOURCE,
        Tx::resources,
        List.of(
            new Resource(
                new Resource.Id(World.nextId()),
                0,
                catalog.id(),
                name,
                incompressible(Catalog.MAX_DESCRIPTION),
                origin,
                List.of(),
                List.of(),
                BY_NOBODY)));
  }
}
