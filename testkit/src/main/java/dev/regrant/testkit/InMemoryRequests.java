package dev.regrant.testkit;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.testkit.Tenant.ItemKey;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The requests in a transaction of {@link InMemoryStore}, with the attempts on their items. */
final class InMemoryRequests extends InMemoryEntities<AssignmentRequest.Id, AssignmentRequest> {
  private final InMemoryTx tx;
  private final Tenant tenant;

  InMemoryRequests(InMemoryTx tx, Tenant tenant) {
    super(tx, tenant.requests);
    this.tx = tx;
    this.tenant = tenant;
  }

  @Override
  public void saveAll(Collection<AssignmentRequest> requests) {
    super.saveAll(requests);
    for (AssignmentRequest request : requests) {
      for (DeliveryItem item : request.items()) {
        item.lastAttempt().ifPresent(last -> keep(new ItemKey(request.id(), item.id()), last));
      }
    }
  }

  @Override
  public void delete(AssignmentRequest request) {
    super.delete(request);
    for (DeliveryItem item : request.items()) {
      var key = new ItemKey(request.id(), item.id());
      tx.remove(tenant.attempts, key);
      tx.remove(tenant.claims, key);
    }
  }

  private void keep(ItemKey item, Attempt attempt) {
    var before = tenant.attempts.getOrDefault(item, List.of());
    if (before.isEmpty() || before.getLast().number() < attempt.number()) {
      tx.put(tenant.attempts, item, Stream.concat(before.stream(), Stream.of(attempt)).toList());
    }
  }
}
