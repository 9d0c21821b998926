package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Maintenance;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.Trigger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where something is due. */
abstract class DueContract extends ContractPart {
  @Test
  void due_requests_are_those_under_way_whose_time_has_come_the_longest_waiting_first() {
    var world = World.of(NOW, 1);
    var requests =
        List.of(3, 0, 2, 1).stream()
            .map(
                n ->
                    world
                        .submitted("p" + n)
                        .on(Trigger.REQUIRE_APPROVAL, NOW, NOW.plus(n, ChronoUnit.MICROS)))
            .toList();
    run(tx -> tx.requests().saveAll(requests));
    run(tx -> tx.requests().save(world.request(RequestStatus.CANCELED, "over")));
    var now = NOW.plus(2, ChronoUnit.MICROS);

    assertThatAll(tx -> tx.dueRequests(now, 10))
        .containsExactly(requests.get(1).id(), requests.get(3).id(), requests.get(2).id());
    assertThatAll(tx -> tx.dueRequests(now, 2))
        .containsExactly(requests.get(1).id(), requests.get(3).id());
    assertThatAll(tx -> tx.dueRequests(NOW.minusSeconds(1), 10)).isEmpty();
  }

  private void save(TenantId in, AssignmentRequest request) {
    run(in, tx -> tx.requests().save(request));
  }

  /** Those of {@code among} that have something to deliver, as others may have too. */
  private List<TenantId> withItems(Instant now, List<String> systems, List<TenantId> among) {
    return store().tenantsWithItems(now, systems, Integer.MAX_VALUE).stream()
        .filter(among::contains)
        .toList();
  }

  @Test
  void tenants_that_have_a_request_due_are_told_the_longest_waiting_first() {
    var tenants = IntStream.range(0, 4).mapToObj(n -> freshTenant()).toList();
    save(tenants.get(0), World.of(NOW.plusSeconds(2), 1).submitted("later"));
    save(tenants.get(1), World.of(NOW.plusSeconds(1), 1).request(RequestStatus.DELIVERING, "item"));
    save(tenants.get(2), World.of(NOW, 1).submitted("longest"));
    save(tenants.get(3), World.of(NOW, 1).request(RequestStatus.CANCELED, "nothing"));

    assertThat(due(NOW.plusSeconds(2), tenants)).containsExactly(tenants.get(2), tenants.get(0));
    assertThat(due(NOW, tenants)).containsExactly(tenants.get(2));
    assertThat(store().tenantsDue(NOW, 1)).hasSize(1);
  }

  @Test
  void tenants_that_have_something_to_deliver_to_a_system_are_told_the_longest_waiting_first() {
    var tenants = IntStream.range(0, 4).mapToObj(n -> freshTenant()).toList();
    deliver(tenants.get(0), NOW.plusSeconds(2), "A");
    deliver(tenants.get(1), NOW.plusSeconds(1), "A", "B");
    deliver(tenants.get(2), NOW, "B");
    save(tenants.get(3), World.of(NOW, List.of("A", "B")).request(RequestStatus.DELIVERED, "done"));
    var later = NOW.plusSeconds(2);

    assertThat(withItems(later, List.of("A"), tenants))
        .containsExactly(tenants.get(1), tenants.get(0));
    assertThat(withItems(later, List.of("A", "B", "C"), tenants))
        .containsExactly(tenants.get(2), tenants.get(1), tenants.get(0));
    assertThat(withItems(NOW, List.of("A", "B"), tenants)).containsExactly(tenants.get(2));
    assertThat(withItems(later, List.of("C"), tenants)).isEmpty();
    assertThat(withItems(later, List.of(), tenants)).isEmpty();
    assertThat(store().tenantsWithItems(later, List.of("A"), 1)).hasSize(1);
  }

  private void deliver(TenantId in, Instant since, String... systems) {
    save(in, World.of(since, List.of(systems)).request(RequestStatus.DELIVERING, "alice"));
  }

  @Test
  void a_tenant_whose_items_are_all_claimed_has_nothing_to_deliver_until_a_lease_ends() {
    deliver(tenant, NOW, "A", "B");
    claim(NOW, LEASE_END, Map.of("A", 1));
    assertThat(withItems(NOW, List.of("A"), List.of(tenant))).isEmpty();
    assertThat(withItems(NOW, List.of("A", "B"), List.of(tenant))).containsExactly(tenant);

    claim(NOW, LEASE_END, Map.of("B", 1));

    assertThat(withItems(NOW, List.of("A", "B"), List.of(tenant))).isEmpty();
    assertThat(withItems(LEASE_END, List.of("A"), List.of(tenant))).containsExactly(tenant);
  }

  @Test
  void a_tenant_whose_system_is_in_maintenance_has_nothing_to_deliver_to_it() {
    deliver(tenant, NOW, "A", "B");
    var until = NOW.plusSeconds(9);
    run(tx -> tx.save(new Maintenance("A", NOW, until, Optional.empty(), Actor.user("admin"))));

    assertThat(withItems(NOW, List.of("A"), List.of(tenant))).isEmpty();
    assertThat(withItems(NOW, List.of("A", "B"), List.of(tenant))).containsExactly(tenant);
    assertThat(withItems(until, List.of("A"), List.of(tenant))).containsExactly(tenant);
  }
}
