package dev.regrant.application;

import static java.util.stream.Collectors.joining;

import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.FailedCheck;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.HistoryEntry.Activity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gathers the history of one change, to be appended, and queued for the event sinks, in the
 * change's transaction.
 */
final class History {
  private final Ids ids;
  private final Instant now;
  private final Collection<String> sinks;
  private final List<HistoryEntry> entries = new ArrayList<>();

  History(Ids ids, Instant now, Collection<String> sinks) {
    this.ids = ids;
    this.now = now;
    this.sinks = sinks;
  }

  void add(AssignmentRequest request, Actor actor, Activity activity, Map<String, String> details) {
    entries.add(HistoryEntry.of(ids.next(now), request.id(), now, actor, activity, details));
  }

  void engine(AssignmentRequest request, Activity activity, Map<String, String> details) {
    add(request, Actor.ENGINE, activity, details);
  }

  /** What a settled request came to; nothing while it delivers. */
  void settled(AssignmentRequest request) {
    var activity =
        switch (request.state()) {
          case DELIVERED -> Activity.DELIVERED;
          case PARTIALLY_DELIVERED -> Activity.PARTIALLY_DELIVERED;
          case DELIVERY_FAILED -> Activity.DELIVERY_FAILED;
          case SUBMITTED, PENDING_APPROVAL, SCHEDULED, DELIVERING, DENIED, CANCELED -> null;
        };
    if (activity != null) {
      engine(request, activity, Map.of("episode", episode(request)));
    }
  }

  void attempted(AssignmentRequest request, DeliveryItem item, Attempt attempt) {
    var details = new TreeMap<>(item(item));
    details.put("attempt", Integer.toString(attempt.number()));
    details.put("episode", Integer.toString(attempt.episode()));
    switch (attempt.outcome()) {
      case DeliveryOutcome.Done(var alreadyInPlace) -> {
        details.put("outcome", "done");
        details.put("alreadyInPlace", Boolean.toString(alreadyInPlace));
      }
      case DeliveryOutcome.Refused refused -> {
        details.put("outcome", "refused");
        details.put("errorClass", refused.errorClass().code());
        details.put("message", refused.message());
      }
      case DeliveryOutcome.Unknown unknown -> {
        details.put("outcome", "unknown");
        details.put("errorClass", unknown.cause().errorClass().code());
        details.put("message", unknown.message());
      }
    }
    engine(request, Activity.ATTEMPTED, details);
  }

  void dropped(AssignmentRequest request, Collection<DeliveryItem.Id> dropped) {
    for (DeliveryItem item : request.items()) {
      if (dropped.contains(item.id())) {
        var details = new TreeMap<>(item(item));
        details.put(
            "reason",
            switch (item.operation()) {
              case GRANT -> "the access package no longer holds it";
              case REVOKE ->
                  request.terms().type().isRemoval()
                      ? "another assignment needs it"
                      : "another assignment needs it, or the access package gives it again";
            });
        engine(request, Activity.DROPPED, details);
      }
    }
  }

  void refused(AssignmentRequest request, List<FailedCheck> failed) {
    var details = new TreeMap<String, String>();
    for (FailedCheck check : failed) {
      details.merge(check.check().code(), check.message(), (one, other) -> one + "; " + other);
    }
    engine(request, Activity.DELIVERY_REFUSED, details);
  }

  void appendTo(Store.Tx tx) {
    tx.append(entries);
    if (!sinks.isEmpty() && !entries.isEmpty()) {
      tx.enqueue(sinks, entries);
    }
  }

  static String episode(AssignmentRequest request) {
    return Integer.toString(request.progress().episode());
  }

  static String items(Collection<DeliveryItem.Id> items) {
    return items.stream().map(id -> id.value().toString()).collect(joining(","));
  }

  private static Map<String, String> item(DeliveryItem item) {
    return Map.of(
        "item", item.id().value().toString(),
        "operation", item.operation().name(),
        "originSystem", item.roleScope().resourceOrigin().system(),
        "originId", item.roleScope().resourceOrigin().id(),
        "role", item.roleScope().role().displayName());
  }
}
