package dev.regrant.persistence;

import dev.regrant.application.ResourceRequestField;
import dev.regrant.domain.Actor;
import dev.regrant.domain.ResourceRequest;
import java.sql.SQLException;
import java.util.List;

/** Table {@code resource_request}. */
final class StoredResourceRequests extends StoredEntities<ResourceRequest.Id, ResourceRequest> {
  private static final Kind<ResourceRequest.Id, ResourceRequest> KIND =
      new Kind<>(
          "resource request",
          ResourceRequest.Id::value,
          ResourceRequest::id,
          ResourceRequest::version);

  private static final Table<ResourceRequest> TABLE =
      KIND.table(
          "resource_request",
          List.of(
              Column.constant("type", ResourceRequest::type),
              Column.uuid("catalog_id", of -> of.resource().catalog().value()),
              Column.uuid("resource_id", of -> of.resource().id().value()),
              Column.text("origin_system", of -> of.resource().origin().system()),
              Column.text("origin_id", of -> of.resource().origin().id()),
              Column.json("resource", of -> Json.resource(of.resource())),
              Column.textIfAny("justification", ResourceRequest::justification),
              Column.constant("requested_by_kind", of -> of.requestedBy().kind()),
              Column.text("requested_by_id", of -> of.requestedBy().id()),
              Column.time("created_at", ResourceRequest::createdDateTime)));

  static final Columns<ResourceRequest> COLUMNS =
      field ->
          switch ((ResourceRequestField) field) {
            case ID -> Columns.plain("id");
            case TYPE -> Columns.constant("type", ResourceRequest.Type.values());
            case CATALOG -> Columns.plain("catalog_id");
            case RESOURCE -> Columns.plain("resource_id");
            case ORIGIN_SYSTEM -> Columns.plain("origin_system");
            case ORIGIN_ID -> Columns.plain("origin_id");
            case CREATED -> Columns.plain("created_at");
          };

  StoredResourceRequests(Session session) {
    super(session, KIND, TABLE);
  }

  @Override
  List<ResourceRequest> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredResourceRequests::read);
  }

  private static ResourceRequest read(Row row) throws SQLException {
    return new ResourceRequest(
        new ResourceRequest.Id(row.uuid("id")),
        row.bigNumber("version"),
        row.constant("type", ResourceRequest.Type.class),
        Json.resource(row.json("resource")),
        row.textIfAny("justification"),
        new Actor(row.constant("requested_by_kind", Actor.Kind.class), row.text("requested_by_id")),
        row.time("created_at"));
  }

  @Override
  Columns<ResourceRequest> columns() {
    return COLUMNS;
  }
}
