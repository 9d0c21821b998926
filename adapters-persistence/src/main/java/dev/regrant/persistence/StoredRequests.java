package dev.regrant.persistence;

import dev.regrant.application.RequestField;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.AssignmentRequest.Progress;
import dev.regrant.domain.AssignmentRequest.Terms;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Table {@code request}, with the items of each. */
final class StoredRequests extends StoredEntities<AssignmentRequest.Id, AssignmentRequest> {
  private static final Kind<AssignmentRequest.Id, AssignmentRequest> KIND =
      new Kind<>(
          "request",
          AssignmentRequest.Id::value,
          AssignmentRequest::id,
          AssignmentRequest::version);

  private static final Table<AssignmentRequest> TABLE = KIND.table("request", terms(), progress());

  static final String DUE =
      """
      select id from request where tenant_id = :tenant and due_at <= :now
      order by due_at, id limit :limit
      """;

  // One statement, for one view of request and items: between two, somebody else may commit.
  static String withItems(String rows) {
    return """
      select request.*, item.id as item_id, item.operation, item.role_scope, item.state,
        item.attempts, item.lost_leases, item.next_attempt_at, attempt.number,
        attempt.episode as attempt_episode, attempt.operation_key, attempt.started_at,
        attempt.finished_at, attempt.outcome, attempt.already_in_place, attempt.error_class,
        attempt.cause, attempt.message, attempt.retry_after
      from (%s) request
      left join lateral (
        select * from delivery_item
        where tenant_id = request.tenant_id and request_id = request.id
        offset 0) item on true
      left join lateral (
        select * from attempt newest
        where newest.tenant_id = item.tenant_id and newest.request_id = item.request_id
          and newest.item_id = item.id
        order by newest.number desc
        limit 1) attempt on true
      order by request.id desc, item.position
      """
        .formatted(rows);
  }

  private final DeliveryItems items;

  static final Columns<AssignmentRequest> COLUMNS =
      field ->
          switch ((RequestField) field) {
            case ID -> Columns.plain("id");
            case TYPE -> Columns.constant("type", RequestType.values());
            case STATE ->
                new Columns.Constant<>(
                    "status", List.of(RequestStatus.values()), RequestStatus::state);
            case STATUS -> Columns.constant("status", RequestStatus.values());
            case CREATED -> Columns.plain("created_at");
            case COMPLETED -> Columns.nullable("completed_at");
            case ACCESS_PACKAGE -> Columns.plain("access_package_id");
            case POLICY -> Columns.plain("policy_id");
            case CATALOG -> Columns.plain("catalog_id");
            case ASSIGNMENT -> Columns.plain("assignment_id");
            case REQUESTED_BY -> Columns.plain("requested_by_id");
            case TARGET -> Columns.plain("target_id");
            case TARGET_DISPLAY_NAME -> Columns.nullable("target_display_name");
            case TARGET_EMAIL -> Columns.nullable("target_email");
            case TARGET_PRINCIPAL_NAME -> Columns.nullable("target_principal_name");
          };

  StoredRequests(Session session) {
    super(session, KIND, TABLE);
    items = new DeliveryItems(session);
  }

  private static List<Column<AssignmentRequest>> terms() {
    List<Column<Terms>> own =
        List.of(
            Column.constant("type", Terms::type),
            Column.constant("requested_by_kind", of -> of.requestedBy().kind()),
            Column.text("requested_by_id", of -> of.requestedBy().id()),
            Column.uuid("access_package_id", of -> of.accessPackage().value()),
            Column.uuid("policy_id", of -> of.policy().value()),
            Column.uuid("catalog_id", of -> of.catalog().value()),
            Column.uuid("assignment_id", of -> of.assignment().value()),
            Expirations.startsAt(Terms::schedule),
            Column.textIfAny("justification", Terms::justification),
            Column.json("answers", of -> Json.array(of.answers(), PolicyJson::answer)),
            Column.time("created_at", Terms::createdDateTime));
    List<Column<Terms>> expiration = Expirations.columns(of -> of.schedule().expiration());
    return Stream.of(own, Subjects.columns(Terms::target), expiration)
        .flatMap(List::stream)
        .map(column -> column.within(AssignmentRequest::terms).fixed())
        .toList();
  }

  private static List<Column<AssignmentRequest>> progress() {
    List<Column<Progress>> columns =
        List.of(
            Column.constant("status", Progress::status),
            Column.number("episode", Progress::episode),
            Column.timeIfAny("first_completed_at", Progress::firstCompletedAt),
            Column.timeIfAny("completed_at", Progress::completedAt),
            Column.timeIfAny("due_at", Progress::dueAt));
    return columns.stream().map(column -> column.within(AssignmentRequest::progress)).toList();
  }

  /** A request whose items are still being read. */
  private record Found(
      AssignmentRequest.Id id,
      long version,
      Terms terms,
      Progress progress,
      List<DeliveryItem> items) {
    AssignmentRequest request() {
      return new AssignmentRequest(id, version, terms, progress, items);
    }
  }

  @Override
  List<AssignmentRequest> fetch(String rows, Bindings bindings) {
    var found = new LinkedHashMap<UUID, Found>();
    session.query(
        withItems(rows),
        bindings,
        (results, context) -> {
          var row = new Row(results);
          var id = row.uuid("id");
          var request = found.get(id);
          if (request == null) {
            request = read(id, row);
            found.put(id, request);
          }
          if (row.textIfAny("item_id").isPresent()) {
            request.items().add(DeliveryItems.read(row));
          }
          return id;
        });
    return found.values().stream().map(Found::request).toList();
  }

  private static Found read(UUID id, Row row) throws SQLException {
    return new Found(
        new AssignmentRequest.Id(id),
        row.bigNumber("version"),
        new Terms(
            row.constant("type", RequestType.class),
            new Actor(
                row.constant("requested_by_kind", Actor.Kind.class), row.text("requested_by_id")),
            Subjects.read(row),
            new AccessPackage.Id(row.uuid("access_package_id")),
            new AssignmentPolicy.Id(row.uuid("policy_id")),
            new Catalog.Id(row.uuid("catalog_id")),
            new Assignment.Id(row.uuid("assignment_id")),
            Expirations.readSchedule(row),
            row.textIfAny("justification"),
            Json.list(row.json("answers"), PolicyJson::answer),
            row.time("created_at")),
        new Progress(
            row.constant("status", RequestStatus.class),
            row.number("episode"),
            row.timeIfAny("first_completed_at"),
            row.timeIfAny("completed_at"),
            row.timeIfAny("due_at")),
        new ArrayList<>());
  }

  @Override
  public void saveAll(Collection<AssignmentRequest> requests) {
    super.saveAll(requests);
    items.saveAll(requests);
  }

  @Override
  public void delete(AssignmentRequest request) {
    items.removeOf(request.id());
    super.delete(request);
  }

  /** As {@link #findAll}, after everybody else has left them. */
  Map<AssignmentRequest.Id, AssignmentRequest> lock(Collection<AssignmentRequest.Id> ids) {
    // A statement of its own: the next one sees what those who were waited for have changed.
    session.query(
        """
        select id from request where tenant_id = :tenant and id = any(:ids)
        order by id for no key update
        """,
        new Bindings().array("ids", "uuid", ids.stream().map(AssignmentRequest.Id::value).toList()),
        (results, context) -> true);
    return findAll(ids);
  }

  List<AssignmentRequest.Id> due(Instant now, int limit) {
    return session.query(
        DUE,
        new Bindings().time("now", now).number("limit", limit),
        (results, context) -> new AssignmentRequest.Id(new Row(results).uuid("id")));
  }

  @Override
  String alsoChanged() {
    return ChangeRecords.CHANGED;
  }

  @Override
  Columns<AssignmentRequest> columns() {
    return COLUMNS;
  }
}
