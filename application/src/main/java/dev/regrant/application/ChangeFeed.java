package dev.regrant.application;

import dev.regrant.domain.Catalog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * What changed in a list since it was read: who takes a {@link #now position}, then reads the whole
 * list, and then what changed {@link #read since} the position, has exactly what there is.
 * Thread-safe.
 *
 * @param <I> the id of what is listed
 * @param <T> what is listed
 */
public final class ChangeFeed<I, T> {
  /** How long a position can be read from. */
  public static final Duration RETENTION = Duration.ofDays(30);

  /** How long deletions are remembered: some that a position misses began a little before it. */
  static final Duration DELETIONS_KEPT = RETENTION.plusDays(1);

  /**
   * Where a reader is.
   *
   * @param at when the mark was given out
   * @param reach what the reader could read then, as a fingerprint
   */
  public record Position(ChangeMark mark, Instant at, String reach) {}

  /**
   * What is to be read next.
   *
   * @param from where it begins
   * @param after what is left out of the first position: this id, and those before it
   * @param until where it ends, if that is settled already
   */
  public record Cursor(Position from, Optional<UUID> after, Optional<Position> until) {
    /** All that changes from there on. */
    public static Cursor at(Position position) {
      return new Cursor(position, Optional.empty(), Optional.empty());
    }

    /** Whether changes were left that can be read at once. */
    public boolean isWithinRound() {
      return until.isPresent();
    }
  }

  /** What there is to read. */
  public sealed interface Read<T> {
    /**
     * Some of the changes.
     *
     * @param changed what was made or changed, as it is now
     * @param deleted what is no more
     * @param next where to go on
     */
    record Part<T>(List<T> changed, List<UUID> deleted, Cursor next) implements Read<T> {}

    /** The changes cannot be told from this position: the reader must begin again. */
    record Gone<T>(String why) implements Read<T> {}
  }

  private final EngineParts parts;
  private final Lookup.Kind<I, T> kind;
  private final ChangeQuery.Of of;
  private final Function<UUID, I> id;

  ChangeFeed(EngineParts parts, Lookup.Kind<I, T> kind, ChangeQuery.Of of, Function<UUID, I> id) {
    this.parts = parts;
    this.kind = kind;
    this.of = of;
    this.id = id;
  }

  /** The position behind all that has happened. */
  public Outcome<Position> now(Caller caller) {
    var reach = parts.reach(caller, kind.task());
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    return new Outcome.Done<>(inTenant(caller, tx -> now(tx, reach)));
  }

  /** Why a reader who is at {@code position} must begin again; empty if there is no reason to. */
  public Outcome<Optional<String>> gap(Caller caller, Position position) {
    var reach = parts.reach(caller, kind.task());
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    return new Outcome.Done<>(inTenant(caller, tx -> gap(now(tx, reach), position)));
  }

  /**
   * What changed since {@code cursor}. Each entity is told once in a round, whatever happened to
   * it; while there is more of the round, {@link Cursor#isWithinRound} says so.
   *
   * @param limit the most changes, from 1 to {@value Query#MAX_LIMIT}
   */
  public Outcome<Read<T>> read(Caller caller, Cursor cursor, int limit) {
    var reach = parts.reach(caller, kind.task());
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    return new Outcome.Done<>(
        inTenant(
            caller,
            tx -> {
              var now = now(tx, reach);
              return gap(now, cursor.from())
                  .<Read<T>>map(Read.Gone::new)
                  .orElseGet(() -> part(tx, reach, cursor, cursor.until().orElse(now), limit));
            }));
  }

  private Position now(Store.Tx tx, Reach reach) {
    // Before the mark: what is deleted in between is then remembered a little longer, not shorter.
    var at = parts.now();
    return new Position(tx.changeMark(), at, fingerprint(reach));
  }

  private static Optional<String> gap(Position now, Position from) {
    if (!from.mark().epoch().equals(now.mark().epoch())
        || from.mark().position() > now.mark().position()) {
      return Optional.of("the data was restored or moved since");
    }
    if (from.at().isBefore(now.at().minus(RETENTION))) {
      return Optional.of("changes are told for %d days".formatted(RETENTION.toDays()));
    }
    return from.reach().equals(now.reach())
        ? Optional.empty()
        : Optional.of("what you may read is not the same any more");
  }

  private Read<T> part(Store.Tx tx, Reach reach, Cursor cursor, Position until, int limit) {
    var changes =
        tx.changes(
            new ChangeQuery(
                of,
                reach.catalogs(),
                cursor.from().mark().position(),
                cursor.after(),
                until.mark().position(),
                limit));
    var ids = new ArrayList<I>();
    var deleted = new ArrayList<UUID>();
    for (Change change : changes) {
      if (change.isDeletion()) {
        deleted.add(change.id());
      } else {
        ids.add(id.apply(change.id()));
      }
    }
    // Newer than the change, if somebody was quicker: then it is told again in the next round. What
    // is gone meanwhile is told as deleted then.
    var found = List.copyOf(kind.entities().apply(tx).findAll(ids).values());
    return new Read.Part<>(
        found,
        List.copyOf(deleted),
        changes.size() < limit ? Cursor.at(until) : behind(changes.getLast(), cursor, until));
  }

  private static Cursor behind(Change last, Cursor cursor, Position until) {
    var from = cursor.from();
    return new Cursor(
        new Position(new ChangeMark(from.mark().epoch(), last.position()), from.at(), from.reach()),
        Optional.of(last.id()),
        Optional.of(until));
  }

  private static String fingerprint(Reach reach) {
    return reach
        .catalogs()
        .map(ChangeFeed::sorted)
        .map(catalogs -> Fingerprint.of(catalogs.toString()))
        .orElse("everywhere");
  }

  private static Set<String> sorted(Set<Catalog.Id> catalogs) {
    var sorted = new TreeSet<String>();
    catalogs.forEach(catalog -> sorted.add(catalog.value().toString()));
    return sorted;
  }

  private <R> R inTenant(Caller caller, Function<Store.Tx, R> read) {
    return parts.store().inTransaction(caller.tenant(), read);
  }
}
