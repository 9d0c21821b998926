package dev.regrant.persistence;

import dev.regrant.application.ResourceField;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Resource;
import java.sql.SQLException;
import java.util.List;

/** Table {@code resource}. */
final class StoredResources extends StoredEntities<Resource.Id, Resource> {
  private static final Kind<Resource.Id, Resource> KIND =
      new Kind<>("resource", Resource.Id::value, Resource::id, Resource::version);

  private static final Table<Resource> TABLE =
      KIND.table(
          "resource",
          List.of(
              Column.uuid("catalog_id", resource -> resource.catalog().value()),
              Column.text("display_name", Resource::displayName),
              Column.search(ResourceField.SEARCH),
              Column.text("description", Resource::description),
              Column.text("origin_system", resource -> resource.origin().system()),
              Column.text("origin_id", resource -> resource.origin().id()),
              Column.json("roles", resource -> Json.array(resource.roles(), Json::role)),
              Column.json("scopes", resource -> Json.array(resource.scopes(), Json::scope))),
          Authorships.columns(Resource::authorship));

  static final Columns<Resource> COLUMNS =
      field ->
          switch ((ResourceField) field) {
            case ID -> Columns.plain("id");
            case CATALOG -> Columns.plain("catalog_id");
            case DISPLAY_NAME -> Columns.plain("display_name");
            case DESCRIPTION -> Columns.plain("description");
            case MODIFIED -> Columns.plain("modified_at");
            case SEARCH -> Columns.plain("search_text");
            case ORIGIN_SYSTEM -> Columns.plain("origin_system");
            case ORIGIN_ID -> Columns.plain("origin_id");
            case CREATED -> Columns.plain("created_at");
          };

  StoredResources(Session session) {
    super(session, KIND, TABLE);
  }

  @Override
  List<Resource> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredResources::read);
  }

  private static Resource read(Row row) throws SQLException {
    return new Resource(
        new Resource.Id(row.uuid("id")),
        row.bigNumber("version"),
        new Catalog.Id(row.uuid("catalog_id")),
        row.text("display_name"),
        row.text("description"),
        new Origin(row.text("origin_system"), row.text("origin_id")),
        Json.list(row.json("roles"), Json::role),
        Json.list(row.json("scopes"), Json::scope),
        Authorships.read(row));
  }

  @Override
  Columns<Resource> columns() {
    return COLUMNS;
  }
}
