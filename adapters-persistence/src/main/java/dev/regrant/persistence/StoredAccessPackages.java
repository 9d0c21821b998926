package dev.regrant.persistence;

import dev.regrant.application.AccessPackageField;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AccessPackage.Rollout;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Exclusions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
              Column.search(AccessPackageField.SEARCH),
              Column.text("description", of -> of.terms().description()),
              Column.flag("is_hidden", of -> of.terms().isHidden()),
              Column.flag("is_role_scopes_visible", of -> of.terms().isRoleScopesVisible()),
              Column.textIfAny("unique_name", of -> of.terms().uniqueName()),
              Column.json("role_scopes", of -> Json.array(of.roleScopes(), Json::roleScope)),
              Column.json(
                  "incompatible_package_ids",
                  of -> Json.array(of.exclusions().packages(), Json::packageId)),
              Column.json(
                  "incompatible_group_ids", of -> Json.array(of.exclusions().groups(), Json::text)),
              Column.timeIfAny("rollout_due_at", of -> of.rollout().map(Rollout::dueAt)),
              Column.uuidIfAny(
                  "rollout_after",
                  of -> of.rollout().flatMap(Rollout::after).map(Assignment.Id::value))),
          Authorships.columns(AccessPackage::authorship));

  static final String DUE =
      """
      select id from access_package where tenant_id = :tenant and rollout_due_at <= :now
      order by rollout_due_at, id limit :limit
      """;

  static final Columns<AccessPackage> COLUMNS =
      field ->
          switch ((AccessPackageField) field) {
            case ID -> Columns.plain("id");
            case CATALOG -> Columns.plain("catalog_id");
            case DISPLAY_NAME -> Columns.plain("display_name");
            case UNIQUE_NAME -> Columns.nullable("unique_name");
            case DESCRIPTION -> Columns.plain("description");
            case HIDDEN -> Columns.plain("is_hidden");
            case MODIFIED -> Columns.plain("modified_at");
            case SEARCH -> Columns.plain("search_text");
            case INCOMPATIBLE_PACKAGE -> new Columns.Ids("incompatible_package_ids");
            case CREATED -> Columns.plain("created_at");
          };

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
        new AccessPackage.Terms(
            row.text("display_name"),
            row.text("description"),
            row.flag("is_hidden"),
            row.flag("is_role_scopes_visible"),
            row.textIfAny("unique_name")),
        Json.list(row.json("role_scopes"), Json::roleScope),
        new Exclusions(
            Set.copyOf(Json.list(row.json("incompatible_package_ids"), Json::packageId)),
            Set.copyOf(Json.list(row.json("incompatible_group_ids"), one -> one.textValue()))),
        Authorships.read(row),
        rollout(row));
  }

  private static Optional<Rollout> rollout(Row row) throws SQLException {
    var after = row.uuidIfAny("rollout_after").map(Assignment.Id::new);
    return row.timeIfAny("rollout_due_at").map(dueAt -> new Rollout(dueAt, after));
  }

  List<AccessPackage.Id> due(Instant now, int limit) {
    return session.query(
        DUE,
        new Bindings().time("now", now).number("limit", limit),
        (results, context) -> new AccessPackage.Id(new Row(results).uuid("id")));
  }

  @Override
  Columns<AccessPackage> columns() {
    return COLUMNS;
  }
}
