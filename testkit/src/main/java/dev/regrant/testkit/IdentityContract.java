package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.CatalogField;
import dev.regrant.application.Filter;
import dev.regrant.application.KeyedCall;
import dev.regrant.application.StaleEntityException;
import dev.regrant.application.Store.Entities;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryPlan;
import dev.regrant.domain.Exclusions;
import dev.regrant.domain.Origin;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Resource;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is taken once only, beside the ids. */
abstract class IdentityContract extends ContractPart {
  /** Two cannot exist together, whether they come in one transaction, one call, or neither. */
  private <I, T> void assertExcludeEachOther(
      Kind<I, T> kind, Function<Tx, Entities<I, T>> entities, T one, T other) {
    assertThatThrownBy(() -> run(tx -> entities.apply(tx).saveAll(List.of(one, other))))
        .isInstanceOf(StaleEntityException.class);
    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      entities.apply(tx).save(one);
                      entities.apply(tx).save(other);
                    }))
        .isInstanceOf(StaleEntityException.class);
    run(tx -> entities.apply(tx).save(one));
    assertThatThrownBy(() -> run(tx -> entities.apply(tx).save(other)))
        .isInstanceOf(StaleEntityException.class);

    assertThatOne(tx -> entities.apply(tx).find(kind.id().apply(one))).contains(kind.saved(one));
    assertThatOne(tx -> entities.apply(tx).find(kind.id().apply(other))).isEmpty();
  }

  private static final Authorship BY_ADMIN = Authorship.of(Actor.user("admin"), NOW);

  private static AccessPackage accessPackage(Catalog catalog, String displayName) {
    return accessPackage(catalog, displayName, Optional.empty());
  }

  private static AccessPackage accessPackage(
      Catalog catalog, String displayName, Optional<String> uniqueName) {
    return new AccessPackage(
        new AccessPackage.Id(World.nextId()),
        0,
        catalog.id(),
        new AccessPackage.Terms(displayName, "", false, false, uniqueName),
        List.of(),
        Exclusions.NONE,
        BY_ADMIN,
        Optional.empty());
  }

  @Test
  void a_packages_name_is_taken_once_in_its_catalog() {
    var catalog = world(0).catalog();
    var other = world(0).catalog();

    assertExcludeEachOther(
        Kind.ACCESS_PACKAGE,
        Tx::accessPackages,
        accessPackage(catalog, "Name"),
        accessPackage(catalog, "Name"));
    run(
        tx ->
            tx.accessPackages()
                .saveAll(List.of(accessPackage(catalog, "NAME"), accessPackage(other, "Name"))));
  }

  @Test
  void a_renamed_package_leaves_its_name_to_others() {
    var catalog = world(0).catalog();
    var first = accessPackage(catalog, "Name");
    run(tx -> tx.accessPackages().save(first));

    run(
        tx ->
            tx.accessPackages()
                .save(
                    first
                        .withVersion(1)
                        .changedTo(
                            AccessPackage.Terms.named("New name"), Actor.user("admin"), NOW)));
    var second = accessPackage(catalog, "Name");
    run(tx -> tx.accessPackages().save(second));

    assertThatOne(tx -> tx.accessPackages().find(second.id())).isPresent();
  }

  @Test
  void a_unique_name_is_taken_once_in_its_tenant_and_can_be_given_up() {
    var catalog = world(0).catalog();
    var other = world(0).catalog();
    var name = Optional.of("name");

    assertExcludeEachOther(
        Kind.ACCESS_PACKAGE,
        Tx::accessPackages,
        accessPackage(catalog, "One", name),
        accessPackage(other, "Other", name));
    assertExcludeEachOther(Kind.CATALOG, Tx::catalogs, catalog(name), catalog(name));
    var found =
        call(tx -> tx.catalogs().first(List.of(Filter.eq(CatalogField.UNIQUE_NAME, "name"))))
            .orElseThrow();
    run(tx -> tx.catalogs().delete(found));
    run(tx -> tx.catalogs().save(catalog(name)));
  }

  private static Catalog catalog(Optional<String> uniqueName) {
    return new Catalog(
        new Catalog.Id(World.nextId()),
        0,
        new Catalog.Terms("Name", "", true, false, uniqueName),
        BY_ADMIN);
  }

  private static AssignmentPolicy policy(World world) {
    var policy = world.policy();
    return new AssignmentPolicy(
        new AssignmentPolicy.Id(World.nextId()),
        0,
        policy.accessPackage(),
        policy.catalog(),
        PolicyTerms.of(
            "Name",
            policy.allowedTargetScope(),
            List.of(),
            policy.expiration(),
            policy.requestorSettings()),
        NOW,
        NOW);
  }

  @Test
  void a_policys_name_is_taken_once_in_its_package() {
    var world = world(0);

    assertExcludeEachOther(Kind.POLICY, Tx::policies, policy(world), policy(world));
    var elsewhere = policy(world(0));
    run(tx -> tx.policies().save(elsewhere));
  }

  private static Resource resource(Catalog catalog, Origin origin) {
    return new Resource(
        new Resource.Id(World.nextId()),
        0,
        catalog.id(),
        "Group",
        "",
        origin,
        List.of(),
        List.of(),
        BY_ADMIN);
  }

  @Test
  void a_resources_origin_is_taken_once_in_its_catalog() {
    var catalog = world(0).catalog();
    var other = world(0).catalog();
    var origin = new Origin("Ldap", "one");

    assertExcludeEachOther(
        Kind.RESOURCE, Tx::resources, resource(catalog, origin), resource(catalog, origin));
    run(
        tx ->
            tx.resources()
                .saveAll(
                    List.of(
                        resource(other, origin),
                        resource(catalog, new Origin("Scim", "one")),
                        resource(catalog, new Origin("Ldap", "two")))));
  }

  @ParameterizedTest
  @EnumSource(RequestStatus.class)
  void a_grant_under_way_excludes_others_of_its_target_and_package(RequestStatus status) {
    var world = World.of(NOW, 2);
    var first = stored(world.request(status, "alice"));
    var second = world.submitted(RequestType.USER_ADD, "alice", Schedule.UNSPECIFIED);

    if (first.progress().status().isFinished()) {
      assertThat(stored(second)).isEqualTo(second.withVersion(1));
    } else {
      assertThatThrownBy(() -> stored(second)).isInstanceOf(StaleEntityException.class);
    }
  }

  @Test
  void grants_of_other_targets_or_packages_and_removals_are_not_in_the_way() {
    var world = World.of(NOW, 1);
    var other = World.of(NOW, 1);

    var saved =
        List.of(
            world.submitted("alice"),
            world.submitted("Alice"),
            other.submitted("alice"),
            world.submitted(RequestType.USER_REMOVE, "alice", Schedule.UNSPECIFIED),
            world.submitted(RequestType.USER_REMOVE, "alice", Schedule.UNSPECIFIED));

    assertFoundAsSaved(Kind.REQUEST, Tx::requests, saved);
  }

  @Test
  void of_several_grants_at_once_only_one_is_taken_in() {
    var world = World.of(NOW, 1);

    assertExcludeEachOther(
        Kind.REQUEST, Tx::requests, world.submitted("alice"), world.submitted("alice"));
  }

  @Test
  void a_removal_under_way_excludes_others_of_its_assignment() {
    var world = World.of(NOW, 1);
    var first = stored(world.removing("alice"));
    var second = about(first.terms().assignment(), RequestType.SYSTEM_REMOVE, world);

    assertThatThrownBy(() -> stored(second)).isInstanceOf(StaleEntityException.class);
    stored(first.givenUp().settled(NOW));

    assertThat(stored(second)).isEqualTo(second.withVersion(1));
  }

  /** A request of this type about an assignment that exists. */
  private static AssignmentRequest about(Assignment.Id assignment, RequestType type, World world) {
    var terms = world.submitted(type, "bob", Schedule.UNSPECIFIED).terms();
    return AssignmentRequest.submitted(
        new AssignmentRequest.Id(World.nextId()),
        new AssignmentRequest.Terms(
            terms.type(),
            terms.requestedBy(),
            terms.target(),
            terms.accessPackage(),
            terms.policy(),
            terms.catalog(),
            assignment,
            terms.schedule(),
            Optional.empty(),
            NOW));
  }

  @ParameterizedTest
  @EnumSource(RequestType.class)
  void what_a_request_excludes_depends_on_whether_its_type_is_a_removal(RequestType type) {
    var world = World.of(NOW, 1);
    var assignment = new Assignment.Id(World.nextId());
    var first = about(assignment, type, world);
    var ofSamePackage = about(new Assignment.Id(World.nextId()), type, world);
    var ofSameAssignment = about(assignment, type, World.of(NOW, 1));
    run(tx -> tx.requests().save(first));

    var excluded = type.isRemoval() ? ofSameAssignment : ofSamePackage;
    var admitted = type.isRemoval() ? ofSamePackage : ofSameAssignment;

    assertThatThrownBy(() -> stored(excluded)).isInstanceOf(StaleEntityException.class);
    assertThat(stored(admitted)).isEqualTo(admitted.withVersion(1));
  }

  @Test
  void a_failed_request_cannot_be_reprocessed_past_another_under_way() {
    var world = World.of(NOW, 2);
    var failed = stored(world.request(RequestStatus.DELIVERY_FAILED, "alice"));
    stored(world.submitted("alice"));
    var again =
        failed.reprocessed(
            new DeliveryPlan(
                failed.items().stream().map(DeliveryItem::id).toList(), List.of(), List.of()),
            NOW,
            NOW.plusSeconds(60));

    assertThatThrownBy(() -> stored(again)).isInstanceOf(StaleEntityException.class);

    assertThat(found(failed.id())).isEqualTo(failed);
  }

  @Test
  void a_request_that_finishes_makes_room_in_the_same_transaction() {
    var world = World.of(NOW, 2);
    var first = stored(world.request(RequestStatus.DELIVERING, "alice"));
    var second = world.submitted("alice");

    run(tx -> tx.requests().saveAll(List.of(first.givenUp().settled(NOW), second)));

    assertThat(found(second.id())).isEqualTo(second.withVersion(1));
  }

  @Test
  void a_callers_key_is_remembered_once() {
    var request = stored(World.of(NOW, 1).submitted("alice")).id();
    var call = madeCall(Actor.user("admin"), "key", "one", request, NOW);
    run(tx -> tx.save(call));

    assertThatThrownBy(
            () -> run(tx -> tx.save(madeCall(Actor.user("admin"), "key", "two", request, NOW))))
        .isInstanceOf(StaleEntityException.class);

    assertThatOne(tx -> tx.keyedCall(Actor.user("admin"), "key")).contains(call.withVersion(1));
  }

  @Test
  void the_longest_key_of_the_longest_caller_is_remembered() {
    var request = stored(World.of(NOW, 1).submitted("alice")).id();
    var caller = Actor.user(incompressible(Subject.MAX_OBJECT_ID));
    var call = madeCall(caller, incompressible(KeyedCall.MAX_KEY), "fingerprint", request, NOW);

    run(tx -> tx.save(call));

    assertThatOne(tx -> tx.keyedCall(caller, call.key())).contains(call.withVersion(1));
  }
}
