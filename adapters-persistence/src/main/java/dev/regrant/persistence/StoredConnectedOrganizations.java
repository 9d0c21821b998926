package dev.regrant.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regrant.application.ConnectedOrganizationField;
import dev.regrant.domain.ConnectedOrganization;
import dev.regrant.domain.IdentitySource;
import dev.regrant.domain.SubjectSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Table {@code connected_organization}. */
final class StoredConnectedOrganizations
    extends StoredEntities<ConnectedOrganization.Id, ConnectedOrganization> {
  private static final Kind<ConnectedOrganization.Id, ConnectedOrganization> KIND =
      new Kind<>(
          "connected organization",
          ConnectedOrganization.Id::value,
          ConnectedOrganization::id,
          ConnectedOrganization::version);

  private static final Table<ConnectedOrganization> TABLE =
      KIND.table(
          "connected_organization",
          List.of(
              Column.text("display_name", ConnectedOrganization::displayName),
              Column.text("description", of -> of.terms().description()),
              Column.constant("state", of -> of.terms().state()),
              Column.json(
                  "identity_sources",
                  of ->
                      Json.array(
                          of.terms().identitySources(), StoredConnectedOrganizations::source)),
              Column.json("internal_sponsors", of -> sponsors(of.sponsors().internal())),
              Column.json("external_sponsors", of -> sponsors(of.sponsors().external()))),
          Authorships.columns(ConnectedOrganization::authorship));

  private static final Columns<ConnectedOrganization> COLUMNS =
      field ->
          switch ((ConnectedOrganizationField) field) {
            case ID -> Columns.plain("id");
            case DISPLAY_NAME -> Columns.plain("display_name");
            case CREATED -> Columns.plain("created_at");
            case MODIFIED -> Columns.plain("modified_at");
          };

  StoredConnectedOrganizations(Session session) {
    super(session, KIND, TABLE);
  }

  private static JsonNode sponsors(Set<SubjectSet> sponsors) {
    return PolicyJson.sets(List.copyOf(sponsors));
  }

  private static Set<SubjectSet> sponsors(Row row, String column) throws SQLException {
    return new HashSet<>(PolicyJson.sets(row.json(column)));
  }

  private static JsonNode source(IdentitySource source) {
    var json =
        Json.object()
            .put("kind", source.kind().name())
            .put("displayName", source.displayName())
            .put("value", source.value());
    source.detail().ifPresent(detail -> json.put("detail", detail));
    return json;
  }

  private static IdentitySource source(JsonNode json) {
    return new IdentitySource(
        IdentitySource.Kind.valueOf(json.get("kind").textValue()),
        json.get("displayName").textValue(),
        json.get("value").textValue(),
        Optional.ofNullable(json.path("detail").textValue()));
  }

  @Override
  List<ConnectedOrganization> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredConnectedOrganizations::read);
  }

  private static ConnectedOrganization read(Row row) throws SQLException {
    return new ConnectedOrganization(
        new ConnectedOrganization.Id(row.uuid("id")),
        row.bigNumber("version"),
        new ConnectedOrganization.Terms(
            row.text("display_name"),
            row.text("description"),
            row.constant("state", ConnectedOrganization.State.class),
            Json.list(row.json("identity_sources"), StoredConnectedOrganizations::source)),
        new ConnectedOrganization.Sponsors(
            sponsors(row, "internal_sponsors"), sponsors(row, "external_sponsors")),
        Authorships.read(row));
  }

  @Override
  Columns<ConnectedOrganization> columns() {
    return COLUMNS;
  }
}
