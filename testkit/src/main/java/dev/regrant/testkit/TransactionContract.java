package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.Filter;
import dev.regrant.application.KeyedCall;
import dev.regrant.application.Page;
import dev.regrant.application.Query;
import dev.regrant.application.StaleEntityException;
import dev.regrant.application.Store.Entities;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** All or nothing, nothing stale, nothing twice, and nothing of other tenants. */
abstract class TransactionContract extends ContractPart {
  private static HistoryEntry entry(AssignmentRequest.Id request) {
    return HistoryEntry.of(
        World.nextId(), request, NOW, Actor.ENGINE, HistoryEntry.Activity.SUBMITTED, Map.of());
  }

  private static KeyedCall keyedCall(String key, AssignmentRequest.Id request) {
    return madeCall(Actor.user("admin"), key, "fingerprint", request, NOW);
  }

  private void assertStale(Consumer<Tx> work) {
    assertThatThrownBy(() -> run(work)).isInstanceOf(StaleEntityException.class);
  }

  @Test
  void the_result_of_the_work_is_returned() {
    var result = call(tx -> "result");

    assertThat(result).isEqualTo("result");
  }

  @Test
  void any_exception_rolls_everything_back_and_reaches_the_caller_unchanged() {
    var world = World.of(NOW, 2);
    var before = stored(world.request(RequestStatus.DELIVERING, "alice"));
    var failure = new IllegalArgumentException("mine");
    var added = world.submitted("bob");

    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      tx.lock(List.of(before.id()));
                      tx.claimDue(NOW, LEASE_END, Map.of(World.SYSTEM, 10));
                      tx.requests().saveAll(List.of(before.givenUp().settled(NOW), added));
                      tx.assignments().save(Assignment.begunBy(before));
                      tx.catalogs().save(world.catalog());
                      tx.append(List.of(entry(before.id())));
                      tx.save(keyedCall("key", before.id()));
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(found(before.id())).isEqualTo(before);
    run(
        tx -> {
          assertThat(tx.requests().find(added.id())).isEmpty();
          assertThat(tx.assignments().find(before.terms().assignment())).isEmpty();
          assertThat(tx.catalogs().find(world.catalog().id())).isEmpty();
          assertThat(tx.claims(List.of(before.id()))).isEmpty();
          assertThat(tx.history(before.id())).isEmpty();
          assertThat(tx.keyedCall(Actor.user("admin"), "key")).isEmpty();
          assertThat(tx.claimDue(NOW, LEASE_END, Map.of(World.SYSTEM, 10))).hasSize(2);
        });
  }

  @Test
  void errors_roll_back_too() {
    var request = World.of(NOW, 1).submitted("alice");
    var failure = new AssertionError("mine");

    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      tx.requests().save(request);
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThatOne(tx -> tx.requests().find(request.id())).isEmpty();
  }

  @Test
  void a_stale_save_fails_and_nothing_of_its_transaction_remains() {
    var world = World.of(NOW, 1);
    var stale = stored(world.submitted("alice"));
    var newer = stored(stale.on(Trigger.REQUIRE_APPROVAL, NOW, NOW.plusSeconds(60)));
    var other = world.submitted("bob");

    assertThatThrownBy(() -> run(tx -> tx.requests().saveAll(List.of(other, stale.canceled(NOW)))))
        .isInstanceOfSatisfying(
            StaleEntityException.class,
            thrown -> assertThat(thrown.id()).isEqualTo(stale.id().value()));

    assertThat(found(stale.id())).isEqualTo(newer);
    assertThatOne(tx -> tx.requests().find(other.id())).isEmpty();
  }

  @Test
  void a_stale_save_fails_its_transaction_even_if_the_work_goes_on() {
    var world = World.of(NOW, 1);
    var stale = stored(world.submitted("alice"));
    stored(stale.on(Trigger.REQUIRE_APPROVAL, NOW, NOW.plusSeconds(60)));
    var other = world.submitted("bob");

    assertStale(
        tx -> {
          tx.requests().save(other);
          assertThatThrownBy(() -> tx.requests().save(stale))
              .isInstanceOf(StaleEntityException.class);
        });

    assertThatOne(tx -> tx.requests().find(other.id())).isEmpty();
  }

  @Test
  void an_entity_cannot_be_saved_twice_without_finding_it_again() {
    var request = World.of(NOW, 1).submitted("alice");

    assertStale(
        tx -> {
          tx.requests().save(request);
          tx.requests().save(request);
        });
    assertStale(tx -> tx.requests().saveAll(List.of(request, request)));
    var saved = stored(request);
    assertStale(tx -> tx.requests().saveAll(List.of(saved, saved)));
    assertStale(tx -> tx.requests().save(request));
    assertThat(found(request.id())).isEqualTo(saved);
  }

  @Test
  void an_entity_that_was_never_stored_cannot_be_replaced() {
    assertStale(tx -> tx.requests().save(World.of(NOW, 1).submitted("alice").withVersion(3)));
  }

  private <I, T> void assertVersionsHold(
      Kind<I, T> kind, Function<Tx, Entities<I, T>> entities, T stored) {
    var first = kind.withVersion().apply(stored, 1L);
    run(tx -> entities.apply(tx).save(first));

    assertStale(tx -> entities.apply(tx).save(first));
    assertStale(tx -> entities.apply(tx).save(kind.withVersion().apply(stored, 0L)));
    assertStale(tx -> entities.apply(tx).save(kind.withVersion().apply(stored, 3L)));

    assertThatOne(tx -> entities.apply(tx).find(kind.id().apply(stored)))
        .contains(kind.withVersion().apply(stored, 2L));
  }

  @Test
  void every_kind_of_entity_has_a_version() {
    var world = world(1);
    var request = stored(world.request(RequestStatus.DELIVERING, "alice"));
    var assignment = Assignment.begunBy(request);
    run(tx -> tx.assignments().save(assignment));

    assertVersionsHold(Kind.REQUEST, Tx::requests, request);
    assertVersionsHold(Kind.ASSIGNMENT, Tx::assignments, assignment);
    assertVersionsHold(Kind.CATALOG, Tx::catalogs, world.catalog());
    assertVersionsHold(Kind.RESOURCE, Tx::resources, world.resources().getFirst());
    assertVersionsHold(Kind.ACCESS_PACKAGE, Tx::accessPackages, world.accessPackage());
    assertVersionsHold(Kind.POLICY, Tx::policies, world.policy());
  }

  @Test
  void a_transaction_that_is_over_cannot_be_used() {
    var request = stored(World.of(NOW, 1).submitted("alice"));
    var escaped = call(tx -> tx);
    var escapedRequests = call(Tx::requests);
    List<Consumer<Tx>> uses =
        List.of(
            tx -> tx.requests().find(request.id()),
            tx -> escapedRequests.save(request),
            tx -> escapedRequests.list(new Query<>(Filter.everything(), 1, Optional.empty())),
            tx -> tx.assignments().find(request.terms().assignment()),
            tx -> tx.lock(List.of(request.id())),
            tx -> tx.dueRequests(NOW, 1),
            tx -> tx.claimDue(NOW, LEASE_END, Map.of(World.SYSTEM, 1)),
            tx -> tx.claims(List.of(request.id())),
            tx -> tx.end(List.of()),
            tx -> tx.attempts(request.id()),
            tx -> tx.append(List.of(entry(request.id()))),
            tx -> tx.history(request.id()),
            tx -> tx.changeMark(),
            tx -> tx.noteDeleted(request, NOW),
            tx -> tx.forgetDeletionsBefore(NOW, 1),
            tx -> tx.keyedCall(Actor.ENGINE, "key"),
            tx -> tx.save(keyedCall("key", request.id())),
            tx -> tx.forgetCallsBefore(NOW, 1));

    for (Consumer<Tx> use : uses) {
      assertThatThrownBy(() -> use.accept(escaped)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void transactions_do_not_nest() {
    var other = freshTenant();

    assertThatThrownBy(() -> call(tx -> call(inner -> inner)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> call(tx -> call(other, inner -> inner)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> call(tx -> store().tenantsDue(NOW, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_refused_nesting_leaves_the_store_usable() {
    var world = World.of(NOW, 1);
    var request = world.submitted("alice");

    run(
        tx -> {
          tx.requests().save(request);
          assertThatThrownBy(() -> call(inner -> inner)).isInstanceOf(IllegalStateException.class);
        });

    assertThat(found(request.id())).isEqualTo(request.withVersion(1));
  }

  @Test
  void tenants_see_nothing_of_each_other() {
    var other = freshTenant();
    var world = world(2);
    var request = stored(world.request(RequestStatus.DELIVERING, "alice"));
    run(
        tx -> {
          tx.assignments().save(Assignment.begunBy(request));
          tx.append(List.of(entry(request.id())));
          tx.save(keyedCall("key", request.id()));
        });
    var claims = claim(NOW, LEASE_END, Map.of(World.SYSTEM, 1));

    run(
        other,
        tx -> {
          assertThat(tx.requests().find(request.id())).isEmpty();
          assertThat(tx.lock(List.of(request.id()))).isEmpty();
          assertThat(tx.assignments().find(request.terms().assignment())).isEmpty();
          assertThat(tx.catalogs().find(world.catalog().id())).isEmpty();
          assertThat(tx.resources().find(world.resources().getFirst().id())).isEmpty();
          assertThat(tx.accessPackages().find(world.accessPackage().id())).isEmpty();
          assertThat(tx.policies().find(world.policy().id())).isEmpty();
          assertThat(tx.requests().list(new Query<>(Filter.everything(), 9, Optional.empty())))
              .isEqualTo(new Page<>(List.of(), Optional.empty()));
          assertThat(tx.dueRequests(NOW.plus(World.DEADLINE), 9)).isEmpty();
          assertThat(tx.claims(List.of(request.id()))).isEmpty();
          assertThat(tx.claimDue(NOW, LEASE_END, Map.of(World.SYSTEM, 9))).isEmpty();
          assertThat(tx.end(claims)).isEmpty();
          assertThat(tx.attempts(request.id())).isEmpty();
          assertThat(tx.history(request.id())).isEmpty();
          assertThat(tx.keyedCall(Actor.user("admin"), "key")).isEmpty();
          tx.forgetCallsBefore(NOW.plusSeconds(1), 9);
        });

    assertThatOne(tx -> tx.keyedCall(Actor.user("admin"), "key")).isPresent();
    assertThat(end(claims)).isEqualTo(claims);
  }

  @Test
  void the_same_ids_and_identities_may_exist_in_two_tenants() {
    var other = freshTenant();
    var world = world(2);
    var request = stored(world.request(RequestStatus.DELIVERING, "alice"));
    var entry = entry(request.id());
    run(tx -> tx.append(List.of(entry)));
    run(tx -> tx.save(keyedCall("key", request.id())));

    world.saveIn(store(), other);
    run(
        other,
        tx -> {
          tx.requests().save(request.withVersion(0));
          tx.append(List.of(entry));
          tx.save(keyedCall("key", request.id()));
        });
    run(other, tx -> tx.requests().save(request.givenUp().settled(NOW)));

    assertThat(found(request.id())).isEqualTo(request);
  }

  @Test
  void a_store_that_can_serve_says_so() {
    assertThatCode(() -> store().check()).doesNotThrowAnyException();
  }
}
