package dev.regrant.persistence;

import dev.regrant.application.CalloutField;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.TenantId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Table {@code callout}. */
final class StoredCallouts extends StoredEntities<Callout.Id, Callout> {
  private static final Kind<Callout.Id, Callout> KIND =
      new Kind<>("callout", Callout.Id::value, Callout::id, Callout::version);

  private static final Table<Callout> TABLE = KIND.table("callout", terms(), progress());

  static final String DUE =
      """
      select id from callout
      where tenant_id = :tenant and due_at <= :now and extension_id <> all(:without)
      order by due_at, id limit :limit
      """;

  private static final String TENANTS =
      "select tenant_id from tenants_with_callouts(:now, :limit) as due(tenant_id)";

  private static final Columns<Callout> COLUMNS =
      field ->
          switch ((CalloutField) field) {
            case ID -> Columns.plain("id");
            case REQUEST -> Columns.nullable("request_id");
            case ASSIGNMENT -> Columns.plain("assignment_id");
          };

  StoredCallouts(Session session) {
    super(session, KIND, TABLE);
  }

  private static List<Column<Callout>> terms() {
    List<Column<Callout.Terms>> columns =
        List.of(
            Column.uuid("extension_id", of -> of.extension().value()),
            Column.constant("stage", Callout.Terms::stage),
            Column.uuidIfAny("request_id", of -> of.request().map(AssignmentRequest.Id::value)),
            Column.uuid("assignment_id", of -> of.assignment().value()),
            Column.timeIfAny("callback_by", Callout.Terms::callbackBy),
            Column.time("created_at", Callout.Terms::createdDateTime));
    return columns.stream().map(column -> column.within(Callout::terms).fixed()).toList();
  }

  private static List<Column<Callout>> progress() {
    List<Column<Callout.Progress>> columns =
        List.of(
            Column.constant("status", Callout.Progress::status),
            Column.number("calls", Callout.Progress::calls),
            Column.number("failures", Callout.Progress::failures),
            Column.timeIfAny("due_at", Callout.Progress::dueAt),
            Column.textIfAny("detail", Callout.Progress::detail),
            Column.textIfAny("correlation_id", Callout.Progress::externalCorrelationId),
            Column.textIfAny("answer", of -> of.answer().map(Enum::name)));
    return columns.stream().map(column -> column.within(Callout::progress)).toList();
  }

  @Override
  List<Callout> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredCallouts::read);
  }

  private static Callout read(Row row) throws SQLException {
    return new Callout(
        new Callout.Id(row.uuid("id")),
        row.bigNumber("version"),
        new Callout.Terms(
            new CustomExtension.Id(row.uuid("extension_id")),
            row.constant("stage", ExtensionStage.class),
            row.uuidIfAny("request_id").map(AssignmentRequest.Id::new),
            new Assignment.Id(row.uuid("assignment_id")),
            row.timeIfAny("callback_by"),
            row.time("created_at")),
        new Callout.Progress(
            row.constant("status", Callout.Status.class),
            row.number("calls"),
            row.number("failures"),
            row.timeIfAny("due_at"),
            row.textIfAny("detail"),
            row.textIfAny("correlation_id"),
            row.textIfAny("answer").map(Callout.Answer::valueOf)));
  }

  List<Callout.Id> due(Instant now, Collection<CustomExtension.Id> without, int limit) {
    return session.query(
        DUE,
        new Bindings()
            .time("now", now)
            .array("without", "uuid", without.stream().map(CustomExtension.Id::value).toList())
            .number("limit", limit),
        (results, context) -> new Callout.Id(new Row(results).uuid("id")));
  }

  static List<TenantId> tenants(Handle handle, Instant now, int limit) {
    try (var query = handle.createQuery(TENANTS)) {
      new Bindings().time("now", now).number("limit", limit).bindTo(query);
      return query
          .map((results, context) -> new TenantId(new Row(results).uuid("tenant_id")))
          .list();
    }
  }

  @Override
  Columns<Callout> columns() {
    return COLUMNS;
  }
}
