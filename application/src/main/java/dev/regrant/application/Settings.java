package dev.regrant.application;

import dev.regrant.domain.TenantSettings;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is set for a whole tenant. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class Settings {
  private final EngineParts parts;
  private final Writes writes;

  Settings(EngineParts parts) {
    this.parts = parts;
    this.writes = new Writes(parts);
  }

  /** The caller's tenant's settings. */
  public Outcome<TenantSettings> find(Caller caller) {
    var reach = parts.reach(caller, Task.READ_SYSTEMS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    return new Outcome.Done<>(
        parts.store().inTransaction(caller.tenant(), tx -> settings(tx, caller)));
  }

  /** Changes them; {@code change} is given the present ones. */
  public Outcome<TenantSettings> update(Caller caller, UnaryOperator<TenantSettings> change) {
    return writes.run(
        caller,
        writes.reach(caller, Task.OPERATE_SYSTEMS),
        (tx, now) -> {
          var changed = change.apply(settings(tx, caller));
          tx.settings().save(changed);
          return new Outcome.Done<>(changed);
        });
  }

  private static TenantSettings settings(Store.Tx tx, Caller caller) {
    Optional<TenantSettings> stored = tx.settings().find(caller.tenant());
    return stored.orElseGet(() -> TenantSettings.unset(caller.tenant()));
  }
}
