package dev.regrant.persistence;

import dev.regrant.application.PolicyField;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.PolicyTerms;
import java.sql.SQLException;
import java.util.List;

/** Table {@code policy}. */
final class StoredPolicies extends StoredEntities<AssignmentPolicy.Id, AssignmentPolicy> {
  private static final Kind<AssignmentPolicy.Id, AssignmentPolicy> KIND =
      new Kind<>(
          "policy", AssignmentPolicy.Id::value, AssignmentPolicy::id, AssignmentPolicy::version);

  private static final Table<AssignmentPolicy> TABLE =
      KIND.table(
          "policy",
          List.of(
              Column.uuid("access_package_id", of -> of.accessPackage().value()),
              Column.uuid("catalog_id", of -> of.catalog().value()),
              Column.text("display_name", AssignmentPolicy::displayName),
              Column.search(PolicyField.SEARCH),
              Column.text("description", of -> of.terms().description()),
              Column.constant("allowed_target_scope", AssignmentPolicy::allowedTargetScope),
              Column.json(
                  "specific_allowed_targets",
                  of -> PolicyJson.sets(of.terms().specificAllowedTargets())),
              Column.json(
                  "requestor_settings", of -> PolicyJson.requestors(of.requestorSettings())),
              Column.json(
                  "approval_settings", of -> PolicyJson.approval(of.terms().approvalSettings())),
              Column.json(
                  "questions", of -> Json.array(of.terms().questions(), PolicyJson::question)),
              Column.json("extras", of -> PolicyJson.extras(of.terms().extras())),
              Column.time("created_at", AssignmentPolicy::createdDateTime),
              Column.time("modified_at", AssignmentPolicy::modifiedDateTime)),
          Expirations.columns(AssignmentPolicy::expiration));

  static final Columns<AssignmentPolicy> COLUMNS =
      field ->
          switch ((PolicyField) field) {
            case ID -> Columns.plain("id");
            case ACCESS_PACKAGE -> Columns.plain("access_package_id");
            case CATALOG -> Columns.plain("catalog_id");
            case DISPLAY_NAME -> Columns.plain("display_name");
            case DESCRIPTION -> Columns.plain("description");
            case ALLOWED_TARGET_SCOPE ->
                Columns.constant("allowed_target_scope", AllowedTargetScope.values());
            case MODIFIED -> Columns.plain("modified_at");
            case SEARCH -> Columns.plain("search_text");
            case CREATED -> Columns.plain("created_at");
          };

  StoredPolicies(Session session) {
    super(session, KIND, TABLE);
  }

  @Override
  List<AssignmentPolicy> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredPolicies::read);
  }

  private static AssignmentPolicy read(Row row) throws SQLException {
    return new AssignmentPolicy(
        new AssignmentPolicy.Id(row.uuid("id")),
        row.bigNumber("version"),
        new AccessPackage.Id(row.uuid("access_package_id")),
        new Catalog.Id(row.uuid("catalog_id")),
        new PolicyTerms(
            row.text("display_name"),
            row.text("description"),
            row.constant("allowed_target_scope", AllowedTargetScope.class),
            PolicyJson.sets(row.json("specific_allowed_targets")),
            Expirations.read(row),
            PolicyJson.requestors(row.json("requestor_settings")),
            PolicyJson.approval(row.json("approval_settings")),
            Json.list(row.json("questions"), PolicyJson::question),
            PolicyJson.extras(row.json("extras"))),
        row.time("created_at"),
        row.time("modified_at"));
  }

  @Override
  Columns<AssignmentPolicy> columns() {
    return COLUMNS;
  }
}
