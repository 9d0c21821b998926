package dev.regrant.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regrant.application.CustomExtensionField;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.CustomExtension.Authentication;
import dev.regrant.domain.CustomExtension.Client;
import dev.regrant.domain.CustomExtension.Endpoint;
import dev.regrant.domain.CustomExtension.Terms;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Table {@code custom_extension}. */
final class StoredCustomExtensions extends StoredEntities<CustomExtension.Id, CustomExtension> {
  private static final Kind<CustomExtension.Id, CustomExtension> KIND =
      new Kind<>(
          "custom extension",
          CustomExtension.Id::value,
          CustomExtension::id,
          CustomExtension::version);

  private static final Table<CustomExtension> TABLE =
      KIND.table("custom_extension", said(), Authorships.columns(CustomExtension::authorship));

  private static final Columns<CustomExtension> COLUMNS =
      field ->
          switch ((CustomExtensionField) field) {
            case ID -> Columns.plain("id");
            case CATALOG -> Columns.plain("catalog_id");
            case DISPLAY_NAME -> Columns.plain("display_name");
            case CREATED -> Columns.plain("created_at");
          };

  StoredCustomExtensions(Session session) {
    super(session, KIND, TABLE);
  }

  private static List<Column<CustomExtension>> said() {
    return List.of(
        Column.uuid("catalog_id", of -> of.catalog().value()),
        Column.constant("type", of -> of.terms().type()),
        Column.text("display_name", CustomExtension::displayName),
        Column.text("description", of -> of.terms().description()),
        Column.json("endpoint", of -> endpoint(of.terms().endpoint())),
        Column.json("authentication", of -> authentication(of.terms().authentication())),
        number("max_retries", of -> of.terms().client().maximumRetries()),
        number("timeout_millis", of -> of.terms().client().timeoutInMilliseconds()),
        Column.textIfAny(
            "callback_timeout", of -> of.terms().callbackTimeout().map(Duration::toString)));
  }

  private static Column<CustomExtension> number(
      String name, Function<CustomExtension, Optional<Integer>> value) {
    return new Column<>(name, "integer", of -> value.apply(of).orElse(null), false);
  }

  private static JsonNode endpoint(Endpoint endpoint) {
    var json = Json.object().put("url", endpoint.url());
    put(json, "subscriptionId", endpoint.subscriptionId());
    put(json, "resourceGroupName", endpoint.resourceGroupName());
    put(json, "logicAppWorkflowName", endpoint.logicAppWorkflowName());
    return json;
  }

  private static Endpoint endpoint(JsonNode json) {
    return new Endpoint(
        json.get("url").textValue(),
        text(json, "subscriptionId"),
        text(json, "resourceGroupName"),
        text(json, "logicAppWorkflowName"));
  }

  private static JsonNode authentication(Optional<Authentication> authentication) {
    var json = Json.object();
    authentication.ifPresent(
        one -> {
          json.put("kind", one.kind().name());
          put(json, "resourceId", one.resourceId());
        });
    return json;
  }

  private static Optional<Authentication> authentication(JsonNode json) {
    return text(json, "kind")
        .map(
            kind ->
                new Authentication(Authentication.Kind.valueOf(kind), text(json, "resourceId")));
  }

  private static void put(ObjectNode json, String name, Optional<String> value) {
    value.ifPresent(text -> json.put(name, text));
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.ofNullable(json.path(name).textValue());
  }

  @Override
  List<CustomExtension> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredCustomExtensions::read);
  }

  private static CustomExtension read(Row row) throws SQLException {
    return new CustomExtension(
        new CustomExtension.Id(row.uuid("id")),
        row.bigNumber("version"),
        new Catalog.Id(row.uuid("catalog_id")),
        new Terms(
            row.constant("type", CustomExtension.Type.class),
            row.text("display_name"),
            row.text("description"),
            endpoint(row.json("endpoint")),
            authentication(row.json("authentication")),
            new Client(row.numberIfAny("max_retries"), row.numberIfAny("timeout_millis")),
            row.textIfAny("callback_timeout").map(Duration::parse)),
        Authorships.read(row));
  }

  @Override
  Columns<CustomExtension> columns() {
    return COLUMNS;
  }
}
