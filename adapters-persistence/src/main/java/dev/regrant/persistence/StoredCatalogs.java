package dev.regrant.persistence;

import dev.regrant.application.CatalogField;
import dev.regrant.domain.Catalog;
import java.sql.SQLException;
import java.util.List;

/** Table {@code catalog}. */
final class StoredCatalogs extends StoredEntities<Catalog.Id, Catalog> {
  private static final Kind<Catalog.Id, Catalog> KIND =
      new Kind<>("catalog", Catalog.Id::value, Catalog::id, Catalog::version);

  private static final Table<Catalog> TABLE =
      KIND.table(
          "catalog",
          List.of(
              Column.text("display_name", Catalog::displayName),
              Column.search(CatalogField.SEARCH),
              Column.text("description", catalog -> catalog.terms().description()),
              Column.flag("is_published", Catalog::isPublished),
              Column.flag(
                  "is_externally_visible", catalog -> catalog.terms().isExternallyVisible()),
              Column.textIfAny("unique_name", catalog -> catalog.terms().uniqueName())),
          Authorships.columns(Catalog::authorship));

  static final Columns<Catalog> COLUMNS =
      field ->
          switch ((CatalogField) field) {
            case ID -> Columns.plain("id");
            case DISPLAY_NAME -> Columns.plain("display_name");
            case UNIQUE_NAME -> Columns.nullable("unique_name");
            case DESCRIPTION -> Columns.plain("description");
            case STATE ->
                Columns.constant(
                    "case when is_published then 'PUBLISHED' else 'UNPUBLISHED' end",
                    CatalogField.State.values());
            case EXTERNALLY_VISIBLE -> Columns.plain("is_externally_visible");
            case MODIFIED -> Columns.plain("modified_at");
            case SEARCH -> Columns.plain("search_text");
            case CREATED -> Columns.plain("created_at");
          };

  StoredCatalogs(Session session) {
    super(session, KIND, TABLE);
  }

  @Override
  List<Catalog> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredCatalogs::read);
  }

  private static Catalog read(Row row) throws SQLException {
    return new Catalog(
        new Catalog.Id(row.uuid("id")),
        row.bigNumber("version"),
        new Catalog.Terms(
            row.text("display_name"),
            row.text("description"),
            row.flag("is_published"),
            row.flag("is_externally_visible"),
            row.textIfAny("unique_name")),
        Authorships.read(row));
  }

  @Override
  Columns<Catalog> columns() {
    return COLUMNS;
  }
}
