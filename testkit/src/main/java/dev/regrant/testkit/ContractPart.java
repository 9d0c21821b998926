package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Claim;
import dev.regrant.application.KeyedCall;
import dev.regrant.application.Query;
import dev.regrant.application.Store;
import dev.regrant.application.Store.Entities;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.MapAssert;
import org.assertj.core.api.OptionalAssert;

/** What the parts of {@link StoreContract} share. Each test has a tenant of its own. */
abstract class ContractPart {
  /** To the microsecond, as stores keep time. */
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

  static final Instant LEASE_END = NOW.plus(Duration.ofMinutes(5));

  /** What trips up escaping, encodings and array literals. */
  static final String ODD_TEXT =
      "NULL {\"a\\b\",'c'} $1 ? :d %s\n\r\t ÄÖ ß é e\u0301 日本語 العربية 😀 \u202E end ";

  static final List<Schedule> SCHEDULES =
      Stream.of(
              new Expiration.NotSpecified(),
              new Expiration.NoExpiration(),
              new Expiration.AfterDateTime(NOW.plus(Duration.ofDays(30))),
              new Expiration.AfterDateTime(Instant.parse("9999-12-31T23:59:59.999999Z")),
              new Expiration.AfterDuration(Duration.ofDays(365)),
              new Expiration.AfterDuration(Duration.ofNanos(1)))
          .flatMap(
              expiration ->
                  Stream.of(
                      new Schedule(Optional.empty(), expiration),
                      new Schedule(Optional.of(NOW), expiration),
                      new Schedule(Optional.of(Instant.parse("0001-01-01T00:00:00Z")), expiration)))
          .toList();

  // Also a database that other runs have written to has not seen it.
  private static final SecureRandom RANDOM = new SecureRandom();

  final TenantId tenant = freshTenant();

  abstract Store store();

  static TenantId freshTenant() {
    return new TenantId(new UUID(RANDOM.nextLong(), RANDOM.nextLong()));
  }

  final <T> T call(TenantId in, Function<Tx, T> work) {
    return store().inTransaction(in, work);
  }

  final <T> T call(Function<Tx, T> work) {
    return call(tenant, work);
  }

  final void run(TenantId in, Consumer<Tx> work) {
    call(
        in,
        tx -> {
          work.accept(tx);
          return true;
        });
  }

  final void run(Consumer<Tx> work) {
    run(tenant, work);
  }

  final <T> OptionalAssert<T> assertThatOne(Function<Tx, Optional<T>> read) {
    Optional<T> found = call(tenant, read);
    return assertThat(found);
  }

  final <T> ListAssert<T> assertThatAll(Function<Tx, List<T>> read) {
    List<T> found = call(tenant, read);
    return assertThat(found);
  }

  final <K, V> MapAssert<K, V> assertThatMap(Function<Tx, Map<K, V>> read) {
    Map<K, V> found = call(tenant, read);
    return assertThat(found);
  }

  /**
   * Text of so many characters, each of three bytes in UTF-8, that no compression makes shorter.
   */
  static String incompressible(int length) {
    return new Random(length)
        .ints(length, 0x4E00, 0xA000)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** A world that is stored. */
  final World world(int groups) {
    return World.of(NOW, groups).saveIn(store(), tenant);
  }

  /** Saves a new request, and returns it as it is found then. */
  final AssignmentRequest stored(AssignmentRequest request) {
    run(tx -> tx.requests().save(request));
    return found(request.id());
  }

  final AssignmentRequest found(AssignmentRequest.Id id) {
    return call(tx -> tx.requests().find(id)).orElseThrow();
  }

  final List<Claim> claim(Instant now, Instant leaseUntil, Map<String, Integer> limits) {
    return call(tx -> tx.claimDue(now, leaseUntil, limits));
  }

  final List<Claim> end(Collection<Claim> claims) {
    return call(tx -> tx.end(claims));
  }

  /** Those of {@code among} that have something due, as others may have too. */
  final List<TenantId> due(Instant now, List<TenantId> among) {
    return store().tenantsDue(now, Integer.MAX_VALUE).stream().filter(among::contains).toList();
  }

  /** The whole list, page by page, each in a transaction of its own. */
  final <I, T> List<T> list(Function<Tx, Entities<I, T>> entities, Query<T> first) {
    var items = new ArrayList<T>();
    Optional<Query<T>> query = Optional.of(first);
    while (query.isPresent()) {
      var asked = query.get();
      var page = call(tx -> entities.apply(tx).list(asked));
      items.addAll(page.items());
      query = page.next().map(id -> following(asked, page.items().getLast(), id));
    }
    return items;
  }

  private static <T> Query<T> following(Query<T> query, T last, UUID id) {
    return new Query<>(
        query.filter(), query.order(), query.limit(), 0, Optional.of(query.placeOf(last, id)));
  }

  final <I, T> void assertFoundAsSaved(
      Kind<I, T> kind, Function<Tx, Entities<I, T>> entities, List<T> saved) {
    run(tx -> entities.apply(tx).saveAll(saved));

    var found = call(tx -> entities.apply(tx).findAll(saved.stream().map(kind.id()).toList()));

    assertThat(found).hasSameSizeAs(saved);
    for (T entity : saved) {
      assertThat(found).containsEntry(kind.id().apply(entity), kind.saved(entity));
    }
  }

  /** Saves it as new, then as {@code changed}, and expects the change and nothing else. */
  final <I, T> void assertReplaced(
      Kind<I, T> kind, Function<Tx, Entities<I, T>> entities, T first, T changed) {
    var id = kind.id().apply(first);
    run(tx -> entities.apply(tx).save(first));
    long version = kind.version().applyAsLong(kind.saved(first));

    run(tx -> entities.apply(tx).save(kind.withVersion().apply(changed, version)));

    assertThatOne(tx -> entities.apply(tx).find(id))
        .contains(kind.withVersion().apply(changed, version + 1));
  }

  /** A call that has made or changed a request. */
  static KeyedCall madeCall(
      Actor caller, String key, String fingerprint, AssignmentRequest.Id request, Instant at) {
    return KeyedCall.begun(caller, key, fingerprint, at, at).made(Optional.of(request.value()), at);
  }
}
