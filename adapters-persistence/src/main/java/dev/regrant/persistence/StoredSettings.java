package dev.regrant.persistence;

import dev.regrant.domain.TenantId;
import dev.regrant.domain.TenantSettings;
import dev.regrant.domain.TenantSettings.LifecycleAction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Table {@code tenant_settings}. */
final class StoredSettings extends StoredEntities<TenantId, TenantSettings> {
  private static final Kind<TenantId, TenantSettings> KIND =
      new Kind<>("settings", TenantId::value, TenantSettings::tenant, TenantSettings::version);

  private static final Table<TenantSettings> TABLE =
      KIND.table(
          "tenant_settings",
          List.of(
              Column.constant("lifecycle_action", TenantSettings::externalUserLifecycleAction),
              Column.text(
                  "deleted_after",
                  of -> of.durationUntilExternalUserDeletedAfterBlocked().toString())));

  private static final Columns<TenantSettings> COLUMNS = field -> Columns.plain("id");

  StoredSettings(Session session) {
    super(session, KIND, TABLE);
  }

  @Override
  List<TenantSettings> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredSettings::read);
  }

  private static TenantSettings read(Row row) throws SQLException {
    return new TenantSettings(
        new TenantId(row.uuid("id")),
        row.bigNumber("version"),
        row.constant("lifecycle_action", LifecycleAction.class),
        Duration.parse(row.text("deleted_after")));
  }

  @Override
  Columns<TenantSettings> columns() {
    return COLUMNS;
  }
}
