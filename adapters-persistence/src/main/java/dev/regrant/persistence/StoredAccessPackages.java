package dev.regrant.persistence;

import dev.regrant.application.AccessPackageField;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Catalog;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Table {@code access_package}. */
final class StoredAccessPackages extends StoredEntities<AccessPackage.Id, AccessPackage> {
  private static final Kind<AccessPackage.Id, AccessPackage> KIND =
      new Kind<>(
          "access package", AccessPackage.Id::value, AccessPackage::id, AccessPackage::version);

  private static final Table<AccessPackage> TABLE =
      KIND.table(
          "access_package",
          List.of(
              Column.uuid("catalog_id", of -> of.catalog().value()),
              Column.text("display_name", AccessPackage::displayName),
              Column.text("description", AccessPackage::description),
              Column.flag("is_hidden", AccessPackage::isHidden),
              Column.json("role_scopes", of -> Json.array(of.roleScopes(), Json::roleScope)),
              Column.json(
                  "incompatible_package_ids",
                  of -> Json.array(of.incompatiblePackages(), Json::packageId)),
              Column.time("created_at", AccessPackage::createdDateTime),
              Column.time("modified_at", AccessPackage::modifiedDateTime)));

  StoredAccessPackages(Session session) {
    super(session, KIND, TABLE);
  }

  @Override
  List<AccessPackage> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredAccessPackages::read);
  }

  private static AccessPackage read(Row row) throws SQLException {
    return new AccessPackage(
        new AccessPackage.Id(row.uuid("id")),
        row.bigNumber("version"),
        new Catalog.Id(row.uuid("catalog_id")),
        row.text("display_name"),
        row.text("description"),
        row.flag("is_hidden"),
        Json.list(row.json("role_scopes"), Json::roleScope),
        Set.copyOf(Json.list(row.json("incompatible_package_ids"), Json::packageId)),
        row.time("created_at"),
        row.time("modified_at"));
  }

  @Override
  Conditions.Comparisons<AccessPackage> comparisons() {
    return (compare, sql) ->
        switch ((AccessPackageField) compare.field()) {
          case ID -> sql.uuid("id", compare);
          case CATALOG -> sql.uuid("catalog_id", compare);
          case DISPLAY_NAME -> sql.text("display_name", compare);
          case CREATED -> sql.time("created_at", compare);
        };
  }
}
