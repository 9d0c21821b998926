package dev.regrant.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regrant.application.Caller;
import dev.regrant.application.ChangeMark;
import dev.regrant.application.ChangeQuery;
import dev.regrant.application.DirectoryRole;
import dev.regrant.application.Permission;
import dev.regrant.application.Subscription;
import dev.regrant.application.Subscription.ChangeType;
import dev.regrant.application.SubscriptionField;
import dev.regrant.domain.Actor;
import dev.regrant.domain.TenantId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Table {@code subscription}. */
final class StoredSubscriptions extends StoredEntities<Subscription.Id, Subscription> {
  private static final Kind<Subscription.Id, Subscription> KIND =
      new Kind<>("subscription", Subscription.Id::value, Subscription::id, Subscription::version);

  private static final Table<Subscription> TABLE =
      KIND.table("subscription", terms(), subscriber(), progress());

  private static final String TENANTS =
      "select tenant_id from tenants_with_subscriptions() as subscribed(tenant_id)";

  private static final Columns<Subscription> COLUMNS =
      field ->
          switch ((SubscriptionField) field) {
            case ID -> Columns.plain("id");
          };

  StoredSubscriptions(Session session) {
    super(session, KIND, TABLE);
  }

  private static List<Column<Subscription>> terms() {
    List<Column<Subscription.Watched>> watched =
        List.of(
            Column.text("resource", Subscription.Watched::resource),
            Column.text("collection", Subscription.Watched::collection),
            Column.constant("watched", Subscription.Watched::of),
            Column.uuidIfAny("entity_id", Subscription.Watched::entity));
    List<Column<Subscription.Terms>> others =
        List.of(
            Column.json("change_types", of -> names(of.changeTypes())),
            Column.text("notification_url", Subscription.Terms::notificationUrl),
            Column.textIfAny("client_state", Subscription.Terms::clientState),
            Column.time("expires_at", Subscription.Terms::expiresAt));
    return Stream.concat(
            watched.stream().map(column -> column.within(Subscription.Terms::watched).fixed()),
            others.stream())
        .map(column -> column.within(Subscription::terms))
        .toList();
  }

  private static List<Column<Subscription>> subscriber() {
    List<Column<Caller>> columns =
        List.of(
            Column.constant("creator_kind", of -> of.actor().kind()),
            Column.text("creator_id", of -> of.actor().id()),
            Column.json("creator_rights", StoredSubscriptions::rights));
    return columns.stream().map(column -> column.within(Subscription::subscriber)).toList();
  }

  private static List<Column<Subscription>> progress() {
    List<Column<Subscription.Progress>> columns =
        List.of(
            Column.text("told_epoch", of -> of.from().epoch()),
            Column.bigNumber("told_position", of -> of.from().position()),
            Column.uuidIfAny("told_id", Subscription.Progress::after),
            Column.number("failures", Subscription.Progress::failures),
            Column.time("due_at", Subscription.Progress::dueAt));
    return columns.stream().map(column -> column.within(Subscription::progress)).toList();
  }

  private static JsonNode names(Collection<? extends Enum<?>> constants) {
    return Json.array(constants.stream().map(Enum::name).sorted().toList(), Json::text);
  }

  private static <E extends Enum<E>> Set<E> constants(JsonNode names, Class<E> type) {
    return Json.list(names, name -> Enum.valueOf(type, name.textValue())).stream()
        .collect(Collectors.toUnmodifiableSet());
  }

  private static JsonNode rights(Caller caller) {
    var rights = Json.object();
    rights.set("permissions", names(caller.permissions()));
    rights.set("directoryRoles", names(caller.directoryRoles()));
    rights.set(
        "principals", Json.array(caller.principals().stream().sorted().toList(), Json::text));
    return rights;
  }

  @Override
  List<Subscription> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredSubscriptions::read);
  }

  private static Subscription read(Row row) throws SQLException {
    var rights = row.json("creator_rights");
    return new Subscription(
        new Subscription.Id(row.uuid("id")),
        row.bigNumber("version"),
        new Subscription.Terms(
            new Subscription.Watched(
                row.text("resource"),
                row.text("collection"),
                row.constant("watched", ChangeQuery.Of.class),
                row.uuidIfAny("entity_id")),
            constants(row.json("change_types"), ChangeType.class),
            row.text("notification_url"),
            row.textIfAny("client_state"),
            row.time("expires_at")),
        new Caller(
            new TenantId(row.uuid("tenant_id")),
            new Actor(row.constant("creator_kind", Actor.Kind.class), row.text("creator_id")),
            constants(rights.path("permissions"), Permission.class),
            constants(rights.path("directoryRoles"), DirectoryRole.class),
            Set.copyOf(Json.list(rights.path("principals"), JsonNode::textValue))),
        new Subscription.Progress(
            new ChangeMark(row.text("told_epoch"), row.bigNumber("told_position")),
            row.uuidIfAny("told_id"),
            row.number("failures"),
            row.time("due_at")));
  }

  static List<TenantId> tenants(Handle handle) {
    try (var query = handle.createQuery(TENANTS)) {
      return query
          .map((results, context) -> new TenantId(new Row(results).uuid("tenant_id")))
          .list();
    }
  }

  @Override
  Columns<Subscription> columns() {
    return COLUMNS;
  }
}
