package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Name.v1Only;
import static dev.regrant.http.Property.Kind.CHOICE;
import static dev.regrant.http.Property.Kind.INTEGER;
import static dev.regrant.http.Property.Kind.TEXT;

import dev.regrant.application.EntityKind;
import dev.regrant.domain.TenantSettings;
import dev.regrant.domain.TenantSettings.LifecycleAction;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** What is set for a tenant: v1.0 counts in durations, beta in days. */
final class SettingsApi {
  private static final Name ACTION = both("externalUserLifecycleAction");
  private static final Name DELETED_AFTER =
      names(
          "durationUntilExternalUserDeletedAfterBlocked",
          "daysUntilExternalUserDeletedAfterBlocked");

  static final EntityType<TenantSettings> SETTINGS =
      EntityType.<TenantSettings>named("entitlementManagementSettings", "settings")
          .id(
              one -> one.tenant().value(),
              EntityType.field("id", UUID.class, one -> one.tenant().value()))
          .property(ACTION, CHOICE, (one, view) -> one.externalUserLifecycleAction())
          .property(
              v1Only("durationUntilExternalUserDeletedAfterBlocked"),
              TEXT,
              (one, view) ->
                  WireFormat.duration(one.durationUntilExternalUserDeletedAfterBlocked()))
          .property(
              betaOnly("daysUntilExternalUserDeletedAfterBlocked"),
              INTEGER,
              (one, view) ->
                  WireFormat.begun(
                      one.durationUntilExternalUserDeletedAfterBlocked(), ChronoUnit.DAYS))
          .versioned(EntityKind.SETTINGS)
          .build();

  static final Root.Source<TenantSettings> SOURCE =
      new Root.Source<>(reads -> Listing.of(List.of(find(reads))), (reads, id) -> find(reads));

  private SettingsApi() {}

  private static TenantSettings find(Reads reads) {
    return reads.value(reads.engine().settings().find(reads.caller()));
  }

  static Answer update(Call call) {
    call.query().requireNone();
    var body = call.body();
    // Read before the transaction, so that what is wrong is told whoever calls.
    changed(body, TenantSettings.unset(call.reads().caller().tenant()));
    Refusals.valueOf(
        call.engine().settings().update(call.reads().caller(), held -> changed(body, held)),
        body::clientsWord);
    return Answer.empty(204);
  }

  private static TenantSettings changed(Body body, TenantSettings held) {
    var action = body.oneOf(ACTION, LifecycleAction.class);
    var after = body.durationOrCount(DELETED_AFTER, ChronoUnit.DAYS);
    return body.made(
        () ->
            new TenantSettings(
                held.tenant(),
                held.version(),
                action.orElse(held.externalUserLifecycleAction()),
                after.orElse(held.durationUntilExternalUserDeletedAfterBlocked())));
  }
}
