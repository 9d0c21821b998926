package dev.regrant.application;

import static dev.regrant.application.Scene.ADMIN;
import static dev.regrant.application.Scene.READER;
import static dev.regrant.application.Scene.TENANT;
import static dev.regrant.application.Scene.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RoleAssignment;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RolesTest {
  private final Scene scene = new Scene("a");
  private final Roles roles = scene.engine.roles();

  @AfterEach
  void close() {
    scene.engine.close();
  }

  private static Caller user(String id) {
    return new Caller(TENANT, Actor.user(id), Set.of(Permission.READ_WRITE_ALL));
  }

  private Catalog catalog(Caller by, String name) {
    return done(scene.engine.catalogs().createCatalog(by, Catalog.Terms.named(name)));
  }

  private static Query<RoleAssignment> everything() {
    return new Query<>(Filter.everything(), 100, Optional.empty());
  }

  @Test
  void whoever_makes_a_catalog_owns_it() {
    done(roles.give(ADMIN, "cara", EntitlementRole.CATALOG_CREATOR, Optional.empty()));
    var cara = user("cara");

    var made = catalog(cara, "Cara's");

    assertThat(done(scene.engine.catalogs().catalogs().list(cara, allCatalogs())).items())
        .extracting(Catalog::id)
        .containsExactly(made.id());
    done(
        scene
            .engine
            .accessPackages()
            .create(cara, made.id(), AccessPackage.Terms.named("Package")));
  }

  private static Query<Catalog> allCatalogs() {
    return new Query<>(Filter.everything(), 100, Optional.empty());
  }

  @Test
  void a_role_on_one_catalog_is_none_on_another() {
    var own = catalog(ADMIN, "Own");
    var others = catalog(ADMIN, "Others'");
    done(roles.give(ADMIN, "omar", EntitlementRole.CATALOG_OWNER, Optional.of(own.id())));
    var omar = user("omar");
    var catalogs = scene.engine.catalogs();
    var accessPackages = scene.engine.accessPackages();

    done(accessPackages.create(omar, own.id(), AccessPackage.Terms.named("Package")));
    assertThat(accessPackages.create(omar, others.id(), AccessPackage.Terms.named("Package")))
        .isInstanceOfSatisfying(
            Outcome.Forbidden.class, no -> assertThat(no.lack()).isEqualTo(Outcome.Lack.ROLE));
    assertThat(catalogs.catalogs().find(omar, others.id())).isInstanceOf(Outcome.Forbidden.class);
    assertThat(done(catalogs.catalogs().list(omar, allCatalogs())).items())
        .extracting(Catalog::id)
        .containsExactly(own.id());
    assertThat(roles.give(omar, "eva", EntitlementRole.CATALOG_READER, Optional.of(others.id())))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(roles.give(omar, "eva", EntitlementRole.CATALOG_CREATOR, Optional.empty()))
        .isInstanceOf(Outcome.Forbidden.class);
    done(roles.give(omar, "eva", EntitlementRole.CATALOG_READER, Optional.of(own.id())));
  }

  @Test
  void a_role_that_is_taken_back_no_longer_counts() {
    var catalog = catalog(ADMIN, "Catalog");
    var given =
        done(roles.give(ADMIN, "omar", EntitlementRole.CATALOG_OWNER, Optional.of(catalog.id())));
    var omar = user("omar");
    done(
        scene.engine.accessPackages().create(omar, catalog.id(), AccessPackage.Terms.named("One")));

    done(roles.take(ADMIN, given.id()));

    assertThat(
            scene
                .engine
                .accessPackages()
                .create(omar, catalog.id(), AccessPackage.Terms.named("Two")))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(roles.take(ADMIN, given.id())).isInstanceOf(Outcome.NotFound.class);
  }

  @Test
  void a_role_is_given_once() {
    var catalog = catalog(ADMIN, "Catalog");
    var first =
        done(roles.give(ADMIN, "omar", EntitlementRole.CATALOG_OWNER, Optional.of(catalog.id())));

    assertThat(roles.give(ADMIN, "omar", EntitlementRole.CATALOG_OWNER, Optional.of(catalog.id())))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused ->
                assertThat(refused.refusal())
                    .isInstanceOfSatisfying(
                        Refusal.Duplicate.class,
                        duplicate ->
                            assertThat(duplicate.existingId())
                                .contains(first.id().value().toString())));
  }

  @Test
  void bad_input_is_named() {
    var unknown = Optional.of(new Catalog.Id(new UUID(9, 9)));

    assertMember(roles.give(ADMIN, "o", EntitlementRole.CATALOG_OWNER, unknown), "appScopeId");
    assertMember(
        roles.give(ADMIN, "o", EntitlementRole.CATALOG_OWNER, Optional.empty()), "appScopeId");
    assertMember(roles.give(ADMIN, "o", EntitlementRole.CATALOG_CREATOR, unknown), "appScopeId");
    assertMember(
        roles.give(ADMIN, " ", EntitlementRole.CATALOG_CREATOR, Optional.empty()), "principalId");
    assertThat(done(roles.lookup().list(READER, everything())).items())
        .noneMatch(role -> role.principalId().equals("o"));
  }

  private static void assertMember(Outcome<?> outcome, String member) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused ->
                assertThat(refused.refusal())
                    .isInstanceOfSatisfying(
                        Refusal.Invalid.class,
                        invalid -> assertThat(invalid.member()).isEqualTo(member)));
  }

  @Test
  void a_catalog_that_goes_takes_the_roles_on_it_along() {
    var catalog = catalog(ADMIN, "Short-lived");
    var other = catalog(ADMIN, "Other");
    done(roles.give(ADMIN, "omar", EntitlementRole.CATALOG_OWNER, Optional.of(catalog.id())));
    var omar = user("omar");

    done(scene.engine.catalogs().deleteCatalog(omar, catalog.id()));

    assertThat(done(roles.lookup().list(ADMIN, everything())).items())
        .flatExtracting(role -> role.catalog().stream().toList())
        .contains(other.id())
        .doesNotContain(catalog.id());
    assertThat(scene.engine.catalogs().deleteCatalog(omar, other.id()))
        .isInstanceOf(Outcome.Forbidden.class);
  }

  @Test
  void catalogs_and_resources_are_for_owners_and_packages_for_managers_too() {
    var own = catalog(ADMIN, "Own");
    var others = catalog(ADMIN, "Others'");
    done(roles.give(ADMIN, "max", EntitlementRole.ACCESS_PACKAGE_MANAGER, Optional.of(own.id())));
    done(roles.give(ADMIN, "omar", EntitlementRole.CATALOG_OWNER, Optional.of(own.id())));
    var manager = user("max");
    var owner = user("omar");
    var catalogs = scene.engine.catalogs();
    var resources = scene.engine.resources();
    var group = Resources.Description.of(new Origin(Scene.SYSTEM, "a"));

    assertThat(catalogs.updateCatalog(manager, own.id(), terms -> terms))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(resources.add(manager, own.id(), group)).isInstanceOf(Outcome.Forbidden.class);
    assertThat(catalogs.updateCatalog(owner, others.id(), terms -> terms))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(resources.add(owner, others.id(), group)).isInstanceOf(Outcome.Forbidden.class);
    done(catalogs.updateCatalog(owner, own.id(), terms -> terms));
    var resource = done(resources.add(owner, own.id(), group)).resource();
    assertThat(resources.refresh(manager, resource.id())).isInstanceOf(Outcome.Forbidden.class);
    done(resources.refresh(owner, resource.id()));
    var accessPackage =
        done(
            scene
                .engine
                .accessPackages()
                .create(manager, own.id(), AccessPackage.Terms.named("Package")));
    assertThat(scene.engine.accessPackages().delete(manager, scene.accessPackage))
        .isInstanceOf(Outcome.Forbidden.class);
    done(scene.engine.accessPackages().delete(manager, accessPackage.id()));
  }

  @Test
  void only_what_may_be_read_is_counted() {
    var own = catalog(ADMIN, "Own");
    catalog(ADMIN, "Others'");
    done(roles.give(ADMIN, "rita", EntitlementRole.CATALOG_READER, Optional.of(own.id())));

    assertThat(done(scene.engine.catalogs().catalogs().count(user("rita"), Filter.everything())))
        .isEqualTo(1);
    assertThat(scene.engine.catalogs().catalogs().count(user("eva"), Filter.everything()))
        .isInstanceOf(Outcome.Forbidden.class);
  }

  @Test
  void who_has_what_is_told_within_the_catalogs_of_the_asker() {
    scene.delivered(scene.adminAdd("alice"));
    var elsewhere = catalog(ADMIN, "Elsewhere");
    var other =
        done(
            scene
                .engine
                .accessPackages()
                .create(ADMIN, elsewhere.id(), AccessPackage.Terms.named("Other")));
    done(
        roles.give(
            ADMIN,
            "asma",
            EntitlementRole.ACCESS_PACKAGE_ASSIGNMENT_MANAGER,
            Optional.of(scene.catalog)));
    done(
        roles.give(
            ADMIN,
            "ben",
            EntitlementRole.ACCESS_PACKAGE_ASSIGNMENT_MANAGER,
            Optional.of(elsewhere.id())));
    var held = scene.engine.heldAccess();

    var role = done(held.rolesOf(user("asma"), "alice")).getFirst();
    var assignment = role.assignment().id();
    var item = role.item().id();

    assertThat(done(held.rolesOf(user("asma"), "alice"))).hasSize(1);
    assertThat(done(held.role(user("asma"), assignment, item))).isEqualTo(role);
    assertThat(held.role(user("ben"), assignment, item)).isInstanceOf(Outcome.Forbidden.class);
    assertThat(held.role(user("alice"), assignment, item)).isInstanceOf(Outcome.Forbidden.class);
    assertThat(done(held.rolesOf(user("ben"), "alice"))).isEmpty();
    assertThat(held.rolesOf(user("alice"), "alice")).isInstanceOf(Outcome.Forbidden.class);
    assertThat(held.withOther(user("asma"), scene.accessPackage, other.id()))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(done(held.withOther(user("asma"), scene.accessPackage, scene.accessPackage)))
        .hasSize(1);
  }
}
