package dev.regrant.testkit;

import dev.regrant.application.Filter;
import dev.regrant.application.Query;
import dev.regrant.application.Store;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a store has of a tenant at one moment of a {@link Simulation}. */
record StoredState(
    List<AssignmentRequest> requests,
    List<Assignment> assignments,
    Map<DeliveryItem.Id, List<Attempt>> attempts) {
  private static final Query<AssignmentRequest> REQUESTS =
      new Query<>(Filter.everything(), Query.MAX_LIMIT, Optional.empty());
  private static final Query<Assignment> ASSIGNMENTS =
      new Query<>(Filter.everything(), Query.MAX_LIMIT, Optional.empty());

  static StoredState of(Store store, TenantId tenant) {
    return store.inTransaction(
        tenant,
        tx -> {
          var requests = tx.requests().list(REQUESTS).items();
          var attempts = new HashMap<DeliveryItem.Id, List<Attempt>>();
          requests.forEach(request -> attempts.putAll(tx.attempts(request.id())));
          return new StoredState(requests, tx.assignments().list(ASSIGNMENTS).items(), attempts);
        });
  }

  /** What is stored, for whoever looks for the cause of a failure. */
  String story() {
    var story = new StringBuilder();
    for (AssignmentRequest request : requests.reversed()) {
      var terms = request.terms();
      story.append(
          "%n%s %s %s of %s for %s by %s, due %s"
              .formatted(
                  request.id().value(),
                  terms.createdDateTime(),
                  terms.type(),
                  terms.accessPackage().value(),
                  terms.target().objectId(),
                  terms.assignment().value(),
                  request.progress().dueAt()));
      story.append(": ").append(request.progress().status());
      for (DeliveryItem item : request.items()) {
        story.append(
            "%n    %s %s %s"
                .formatted(item.operation(), item.roleScope().resourceOrigin().id(), item.state()));
        for (Attempt attempt : attempts.getOrDefault(item.id(), List.of())) {
          story.append(
              "%n        %s..%s %s"
                  .formatted(attempt.startedAt(), attempt.finishedAt(), attempt.outcome()));
        }
      }
    }
    for (Assignment assignment : assignments) {
      story.append(
          "%n%s %s of %s %s due %s"
              .formatted(
                  assignment.id().value(),
                  assignment.state(),
                  assignment.accessPackage().value(),
                  assignment.schedule(),
                  assignment.dueAt()));
    }
    return story.toString();
  }
}
