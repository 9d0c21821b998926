package dev.regrant.persistence;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Operation;
import dev.regrant.persistence.Session.About;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tables {@code delivery_item}, without what the queue keeps there, and {@code attempt}. */
final class DeliveryItems {
  /** An item in its place. */
  private record Placed(UUID request, int position, DeliveryItem item) {
    Key key() {
      return new Key(request, item.id().value());
    }
  }

  private record Key(UUID request, UUID item) {}

  private record Tried(Key key, Attempt attempt) {}

  private static final Table<Placed> ITEM =
      new Table<>(
          "delivery_item",
          List.of(
              Column.uuid("request_id", Placed::request),
              Column.<Placed>uuid("id", of -> of.item().id().value())),
          List.of(
              Column.number("position", Placed::position).fixed(),
              Column.<Placed>constant("operation", of -> of.item().operation()).fixed(),
              Column.<Placed>text(
                      "origin_system", of -> of.item().roleScope().resourceOrigin().system())
                  .fixed(),
              Column.<Placed>json("role_scope", of -> Json.roleScope(of.item().roleScope()))
                  .fixed(),
              Column.constant("state", of -> of.item().state()),
              Column.number("attempts", of -> of.item().tries().attempts()),
              Column.number("lost_leases", of -> of.item().tries().lostLeases()),
              Column.timeIfAny("next_attempt_at", of -> of.item().nextAttemptAt())));

  private static final Table<Tried> ATTEMPT =
      new Table<>(
          "attempt",
          List.of(
              Column.<Tried>uuid("request_id", of -> of.key().request()),
              Column.<Tried>uuid("item_id", of -> of.key().item()),
              Column.<Tried>number("number", of -> of.attempt().number())),
          List.of(
              Column.number("episode", of -> of.attempt().episode()),
              Column.text("operation_key", of -> of.attempt().operationKey()),
              Column.time("started_at", of -> of.attempt().startedAt()),
              Column.time("finished_at", of -> of.attempt().finishedAt()),
              Column.constant("outcome", of -> StoredOutcome.of(of.attempt().outcome()).kind()),
              new Column<>(
                  "already_in_place",
                  "boolean",
                  of -> StoredOutcome.of(of.attempt().outcome()).alreadyInPlace().orElse(null),
                  false),
              Column.textIfAny(
                  "error_class", of -> StoredOutcome.of(of.attempt().outcome()).errorClass()),
              Column.textIfAny("cause", of -> StoredOutcome.of(of.attempt().outcome()).cause()),
              Column.textIfAny("message", of -> StoredOutcome.of(of.attempt().outcome()).message()),
              Column.textIfAny(
                  "retry_after", of -> StoredOutcome.of(of.attempt().outcome()).retryAfter())));

  /** An outcome, as columns. */
  private record StoredOutcome(
      Kind kind,
      Optional<Boolean> alreadyInPlace,
      Optional<String> errorClass,
      Optional<String> cause,
      Optional<String> message,
      Optional<String> retryAfter) {
    enum Kind {
      DONE,
      REFUSED,
      UNKNOWN
    }

    static StoredOutcome of(DeliveryOutcome outcome) {
      Optional<String> none = Optional.empty();
      return switch (outcome) {
        case DeliveryOutcome.Done done ->
            new StoredOutcome(
                Kind.DONE, Optional.of(done.alreadyInPlace()), none, none, none, none);
        case DeliveryOutcome.Refused refused ->
            new StoredOutcome(
                Kind.REFUSED,
                Optional.empty(),
                Optional.of(refused.errorClass().name()),
                none,
                Optional.of(refused.message()),
                refused.retryAfter().map(Duration::toString));
        case DeliveryOutcome.Unknown unknown ->
            new StoredOutcome(
                Kind.UNKNOWN,
                Optional.empty(),
                none,
                Optional.of(unknown.cause().name()),
                Optional.of(unknown.message()),
                none);
      };
    }

    static DeliveryOutcome read(Row row) throws SQLException {
      return switch (row.constant("outcome", Kind.class)) {
        case DONE -> new DeliveryOutcome.Done(row.flag("already_in_place"));
        case REFUSED ->
            new DeliveryOutcome.Refused(
                row.constant("error_class", ErrorClass.class),
                row.text("message"),
                row.textIfAny("retry_after").map(Duration::parse));
        case UNKNOWN ->
            new DeliveryOutcome.Unknown(
                row.constant("cause", DeliveryOutcome.Cause.class), row.text("message"));
      };
    }
  }

  private final Session session;

  DeliveryItems(Session session) {
    this.session = session;
  }

  /** Reads an item with its newest attempt, if it has one. */
  static DeliveryItem read(Row row) throws SQLException {
    return new DeliveryItem(
        new DeliveryItem.Id(row.uuid("item_id")),
        row.constant("operation", Operation.class),
        Json.roleScope(row.json("role_scope")),
        row.constant("state", DeliveryItem.State.class),
        new DeliveryItem.Tries(row.number("attempts"), row.number("lost_leases")),
        row.textIfAny("outcome").isPresent()
            ? Optional.of(readAttempt(row, "attempt_episode"))
            : Optional.empty(),
        row.timeIfAny("next_attempt_at"));
  }

  private static Attempt readAttempt(Row row, String episode) throws SQLException {
    return new Attempt(
        row.number("number"),
        row.number(episode),
        row.text("operation_key"),
        row.time("started_at"),
        row.time("finished_at"),
        StoredOutcome.read(row));
  }

  /** Removes the items of a request, and the attempts on them. */
  void removeOf(AssignmentRequest.Id request) {
    for (String table : List.of("attempt", "delivery_item")) {
      session.update(
          new About("request", request.value()),
          "delete from " + table + " where tenant_id = :tenant and request_id = :request",
          new Bindings().uuid("request", request.value()));
    }
  }

  /** Saves the items of requests that are saved, and so locked, already. */
  void saveAll(Collection<AssignmentRequest> requests) {
    var items = new ArrayList<Placed>();
    var replaced = new ArrayList<Placed>();
    for (AssignmentRequest request : requests) {
      for (int position = 0; position < request.items().size(); position++) {
        var placed = new Placed(request.id().value(), position, request.items().get(position));
        items.add(placed);
        if (request.version() != 0) {
          replaced.add(placed);
        }
      }
    }
    if (items.isEmpty()) {
      return;
    }
    var known = replace(replaced);
    add(items.stream().filter(placed -> !known.contains(placed.key())).toList());
    keepAttempts(items);
  }

  /** Changes what is there and differs, and returns what is there. */
  private Collection<Key> replace(List<Placed> items) {
    if (items.isEmpty()) {
      return List.of();
    }
    var requests = items.stream().map(Placed::request).distinct().toList();
    return new HashSet<>(
        session.query(
            "with changed as (%s and %s) %s"
                .formatted(
                    ITEM.update("", List.of()),
                    ITEM.isDifferent(),
                    """
                    select request_id, id from delivery_item
                    where tenant_id = :tenant and request_id = any(:requests)
                    """),
            ITEM.updated(items, List.of()).array("requests", "uuid", requests),
            (results, context) -> {
              var row = new Row(results);
              return new Key(row.uuid("request_id"), row.uuid("id"));
            }));
  }

  private void add(List<Placed> items) {
    if (!items.isEmpty()) {
      session.update(
          new About("item", items.getFirst().key().item()), ITEM.insert(), ITEM.inserted(items));
    }
  }

  private void keepAttempts(List<Placed> items) {
    var attempts =
        items.stream()
            .flatMap(
                placed ->
                    placed.item().lastAttempt().stream()
                        .map(attempt -> new Tried(placed.key(), attempt)))
            .toList();
    if (!attempts.isEmpty()) {
      session.update(ATTEMPT.insert() + " on conflict do nothing", ATTEMPT.inserted(attempts));
    }
  }

  Map<DeliveryItem.Id, List<Attempt>> attempts(AssignmentRequest.Id request) {
    var found = new LinkedHashMap<DeliveryItem.Id, List<Attempt>>();
    session.query(
        """
        select attempt.* from attempt
        join delivery_item item on item.tenant_id = attempt.tenant_id
          and item.request_id = attempt.request_id and item.id = attempt.item_id
        where attempt.tenant_id = :tenant and attempt.request_id = :request
        order by item.position, attempt.number
        """,
        new Bindings().uuid("request", request.value()),
        (results, context) -> {
          var row = new Row(results);
          return found
              .computeIfAbsent(
                  new DeliveryItem.Id(row.uuid("item_id")), untried -> new ArrayList<>())
              .add(readAttempt(row, "episode"));
        });
    return found;
  }
}
