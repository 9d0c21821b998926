package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Origin;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.Resource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CatalogsTest {
  private final Scene scene = new Scene("a");
  private final Catalogs catalogs = scene.engine.catalogs();
  private final Resources resources = scene.engine.resources();
  private final AccessPackages accessPackages = scene.engine.accessPackages();

  private static void assertInvalid(Outcome<?> outcome, String member, String words) {
    assertThat(refusal(outcome))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            invalid -> {
              assertThat(invalid.member()).isEqualTo(member);
              assertThat(invalid.message()).contains(words);
            });
  }

  private static void assertDuplicate(Outcome<?> outcome, String member, UUID existing) {
    assertThat(refusal(outcome))
        .isInstanceOfSatisfying(
            Refusal.Duplicate.class,
            duplicate -> {
              assertThat(duplicate.member()).isEqualTo(member);
              assertThat(duplicate.existingId()).contains(existing.toString());
            });
  }

  @Test
  void a_resource_offers_the_roles_of_its_connector_on_its_root() {
    var origin = new Origin(SYSTEM, "cn=x");

    var resource =
        done(resources.add(ADMIN, scene.catalog, Resources.Description.of(origin))).resource();

    assertThat(resource.displayName()).isEqualTo("cn=x");
    assertThat(resource.roles())
        .singleElement()
        .satisfies(
            role -> {
              assertThat(role.displayName()).isEqualTo("Member");
              assertThat(role.origin()).isEqualTo(new Origin(SYSTEM, "Member_cn=x"));
            });
    assertThat(resource.scopes())
        .singleElement()
        .satisfies(
            scope -> {
              assertThat(scope.isRootScope()).isTrue();
              assertThat(scope.origin()).isEqualTo(origin);
            });
    assertThat(done(resources.lookup().find(READER, resource.id())))
        .isEqualTo(resource.withVersion(1));
  }

  @Test
  void a_system_without_a_connector_is_refused_by_naming_those_there_are() {
    assertInvalid(
        resources.add(ADMIN, scene.catalog, Resources.Description.of(new Origin("Sap", "x"))),
        "resource.originSystem",
        "there are: " + SYSTEM);
  }

  @Test
  void what_exists_already_is_named() {
    var origin = new Origin(SYSTEM, "cn=x");
    var resource =
        done(resources.add(ADMIN, scene.catalog, Resources.Description.of(origin))).resource();
    var elsewhere = done(catalogs.createCatalog(ADMIN, Catalog.Terms.named("Other")));

    assertDuplicate(
        resources.add(ADMIN, scene.catalog, Resources.Description.of(origin)),
        "resource.originId",
        resource.id().value());
    assertDuplicate(
        accessPackages.create(ADMIN, scene.catalog, AccessPackage.Terms.named("Project")),
        "displayName",
        scene.accessPackage.value());
    assertDuplicate(
        scene.engine.policies().create(ADMIN, scene.accessPackage, terms("Direct")),
        "displayName",
        scene.policy.value());
    assertThat(
            refusal(
                accessPackages.addRoleScope(
                    ADMIN, scene.accessPackage, member(new Origin(SYSTEM, "a")))))
        .isInstanceOf(Refusal.Duplicate.class);
    assertThat(
            done(resources.add(ADMIN, elsewhere.id(), Resources.Description.of(origin)))
                .resource()
                .id())
        .isNotEqualTo(resource.id());
    assertThat(
            done(accessPackages.create(ADMIN, elsewhere.id(), AccessPackage.Terms.named("Project")))
                .id())
        .isNotEqualTo(scene.accessPackage);
  }

  private static PolicyTerms terms(String displayName) {
    return PolicyTerms.of(
        displayName,
        AllowedTargetScope.ALL_DIRECTORY_USERS,
        List.of(),
        new Expiration.NoExpiration(),
        SELF_SERVICE);
  }

  @Test
  void a_role_scope_is_named_by_ids_or_by_origins() {
    var origin = new Origin(SYSTEM, "cn=x");
    var resource =
        done(resources.add(ADMIN, scene.catalog, Resources.Description.of(origin))).resource();
    var byIds =
        new RoleScopeReference(
            Optional.of(resource.id()),
            Optional.empty(),
            Optional.of(resource.roles().getFirst().id()),
            Optional.empty(),
            Optional.of(resource.scopes().getFirst().id()),
            Optional.empty());

    var added = done(accessPackages.addRoleScope(ADMIN, scene.accessPackage, byIds));

    assertThat(added.resourceOrigin()).isEqualTo(origin);
    assertThat(done(accessPackages.lookup().find(ADMIN, scene.accessPackage)).holds(added.id()))
        .isTrue();
    done(accessPackages.removeRoleScope(ADMIN, scene.accessPackage, added.id()));
    assertThat(accessPackages.removeRoleScope(ADMIN, scene.accessPackage, added.id()))
        .isInstanceOf(Outcome.NotFound.class);
    var byOrigins = done(accessPackages.addRoleScope(ADMIN, scene.accessPackage, member(origin)));
    assertThat(byOrigins.id()).isEqualTo(added.id());
  }

  @Test
  void the_part_of_a_role_scope_that_names_nothing_is_named() {
    var other = done(catalogs.createCatalog(ADMIN, Catalog.Terms.named("Other")));
    var foreign =
        done(resources.add(ADMIN, other.id(), Resources.Description.of(new Origin(SYSTEM, "f"))))
            .resource();
    var here = Optional.of(new Origin(SYSTEM, "a"));
    Optional<Origin> nothing = Optional.of(new Origin(SYSTEM, "nothing"));
    var member = Optional.of(new Origin(SYSTEM, "Member_a"));

    assertInvalid(add(Optional.empty(), nothing, member, here), "role.resource", "must name");
    assertInvalid(
        add(Optional.of(foreign.id()), Optional.empty(), member, here),
        "role.resource",
        "must name");
    assertInvalid(add(Optional.empty(), here, nothing, here), "role", "must name a role");
    assertInvalid(add(Optional.empty(), here, member, nothing), "scope", "must name a scope");
  }

  private Outcome<?> add(
      Optional<Resource.Id> resource,
      Optional<Origin> resourceOrigin,
      Optional<Origin> role,
      Optional<Origin> scope) {
    return accessPackages.addRoleScope(
        ADMIN,
        scene.accessPackage,
        new RoleScopeReference(
            resource, resourceOrigin, Optional.empty(), role, Optional.empty(), scope));
  }

  @Test
  void packages_are_incompatible_with_others_that_exist() {
    var other = scene.packageOf("Other");

    assertInvalid(
        accessPackages.addIncompatiblePackage(ADMIN, other, other),
        "@odata.id",
        "another access package");
    assertInvalid(
        accessPackages.addIncompatiblePackage(ADMIN, other, new AccessPackage.Id(new UUID(9, 9))),
        "@odata.id",
        "names no access package");
    done(accessPackages.addIncompatiblePackage(ADMIN, other, scene.accessPackage));
    assertDuplicate(
        accessPackages.addIncompatiblePackage(ADMIN, other, scene.accessPackage),
        "@odata.id",
        scene.accessPackage.value());
  }

  @Test
  void what_does_not_exist_and_what_is_too_long_is_named() {
    var noCatalog = new Catalog.Id(new UUID(9, 9));
    var noPackage = new AccessPackage.Id(new UUID(9, 9));

    assertInvalid(
        accessPackages.create(ADMIN, noCatalog, AccessPackage.Terms.named("x")),
        "catalog.id",
        "no catalog");
    assertInvalid(
        resources.add(ADMIN, noCatalog, Resources.Description.of(new Origin(SYSTEM, "x"))),
        "catalog.id",
        "no catalog");
    assertInvalid(
        scene.engine.policies().create(ADMIN, noPackage, terms("x")),
        "accessPackage.id",
        "no access package");
    assertThat(accessPackages.addRoleScope(ADMIN, noPackage, member(new Origin(SYSTEM, "a"))))
        .isInstanceOf(Outcome.NotFound.class);
    assertInvalid(
        catalogs.createCatalog(ADMIN, Catalog.Terms.named("x".repeat(257))),
        "displayName",
        "has 257 characters");
    assertInvalid(catalogs.createCatalog(ADMIN, Catalog.Terms.named(" ")), "displayName", "blank");
  }

  @Test
  void who_may_only_read_changes_nothing() {
    assertThat(catalogs.createCatalog(READER, Catalog.Terms.named("x")))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(
            resources.add(READER, scene.catalog, Resources.Description.of(new Origin(SYSTEM, "x"))))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(accessPackages.create(READER, scene.catalog, AccessPackage.Terms.named("x")))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(
            accessPackages.addRoleScope(
                READER, scene.accessPackage, member(new Origin(SYSTEM, "a"))))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(scene.engine.policies().create(READER, scene.accessPackage, terms("x")))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(catalogs.catalogs().find(ALICE, scene.catalog))
        .isInstanceOf(Outcome.Forbidden.class);
  }
}
