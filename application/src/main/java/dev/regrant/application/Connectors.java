package dev.regrant.application;

import dev.regrant.domain.Refusal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The systems that an engine delivers to: how they do, and when they are to be left alone.
 * Thread-safe. Methods with a caller may throw {@link UnavailableException} when the store cannot
 * be reached; then nothing was written.
 */
public final class Connectors {
  private final EngineParts parts;

  Connectors(EngineParts parts) {
    this.parts = parts;
  }

  /** How each connector does, for the operator: without any tenant's maintenance. */
  public List<ConnectorHealth> health() {
    return parts.channels().values().stream()
        .map(channel -> channel.health(Optional.empty()))
        .toList();
  }

  /** How each connector does, by origin system. */
  public Outcome<List<ConnectorHealth>> list(Caller caller) {
    var reach = parts.reach(caller, Task.READ_SYSTEMS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var maintained = inTransaction(caller, tx -> maintenances(tx));
    return new Outcome.Done<>(
        parts.channels().entrySet().stream()
            .map(one -> one.getValue().health(Optional.ofNullable(maintained.get(one.getKey()))))
            .toList());
  }

  /** How one connector does. */
  public Outcome<ConnectorHealth> find(Caller caller, String originSystem) {
    var reach = parts.reach(caller, Task.READ_SYSTEMS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var channel = parts.channels().get(originSystem);
    return channel == null
        ? notFound(originSystem)
        : inTransaction(
            caller,
            tx ->
                new Outcome.Done<>(
                    channel.health(Optional.ofNullable(maintenances(tx).get(originSystem)))));
  }

  /**
   * Leaves a system alone: what is due to it in the caller's tenant waits until the maintenance
   * ends, by itself or by {@link #endMaintenance}, and does not fail meanwhile. Calls under way
   * come to their end. One that is begun again takes the place of the one before.
   *
   * @param until when it ends by itself; at most {@link Maintenance#LONGEST} ahead
   * @param reason at most {@link Maintenance#MAX_REASON} characters
   */
  public Outcome<ConnectorHealth> startMaintenance(
      Caller caller, String originSystem, Instant until, Optional<String> reason) {
    var reach = parts.reach(caller, Task.OPERATE_SYSTEMS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var channel = parts.channels().get(originSystem);
    if (channel == null) {
      return notFound(originSystem);
    }
    var now = parts.now();
    if (!until.isAfter(now) || until.isAfter(now.plus(Maintenance.LONGEST))) {
      return invalid(
          "until", "must be in the future, and at most %d days ahead".formatted(longestDays()));
    }
    if (reason.filter(Connectors::isNoReason).isPresent()) {
      return invalid("reason", "must have at most %d characters".formatted(Maintenance.MAX_REASON));
    }
    var begun = new Maintenance(originSystem, now, parts.asStored(until), reason, caller.actor());
    return inTransaction(
        caller,
        tx -> {
          tx.save(begun);
          return new Outcome.Done<>(channel.health(Optional.of(begun)));
        });
  }

  /** Ends a maintenance, if there is one: what has gathered is delivered at a rate. */
  public Outcome<ConnectorHealth> endMaintenance(Caller caller, String originSystem) {
    var reach = parts.reach(caller, Task.OPERATE_SYSTEMS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var channel = parts.channels().get(originSystem);
    if (channel == null) {
      return notFound(originSystem);
    }
    inTransaction(
        caller,
        tx -> {
          tx.endMaintenance(originSystem);
          return originSystem;
        });
    channel.drain();
    parts.nudge().run();
    return new Outcome.Done<>(channel.health(Optional.empty()));
  }

  private <T> T inTransaction(Caller caller, Function<Store.Tx, T> work) {
    return parts.store().inTransaction(caller.tenant(), work);
  }

  private Map<String, Maintenance> maintenances(Store.Tx tx) {
    return byOriginSystem(tx.maintenances(parts.now()));
  }

  static Map<String, Maintenance> byOriginSystem(Collection<Maintenance> maintenances) {
    var found = new TreeMap<String, Maintenance>();
    maintenances.forEach(one -> found.put(one.originSystem(), one));
    return found;
  }

  private static boolean isNoReason(String text) {
    return text.length() > Maintenance.MAX_REASON || text.indexOf('\0') >= 0;
  }

  private static long longestDays() {
    return Maintenance.LONGEST.toDays();
  }

  private static <T> Outcome<T> notFound(String originSystem) {
    return new Outcome.NotFound<>("connector", originSystem);
  }

  private static <T> Outcome<T> invalid(String member, String message) {
    return new Outcome.Refused<>(new Refusal.Invalid(member, message));
  }
}
