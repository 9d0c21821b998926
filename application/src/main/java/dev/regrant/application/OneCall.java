package dev.regrant.application;

import dev.regrant.domain.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * One call that may change something, as a whole. What it writes is known afterwards; it writes
 * only if what it is about is as expected; and if it has a key, that it is made is written together
 * with what it changes, so that nothing is made twice under one key.
 *
 * <p>For one caller, and for one thread at a time.
 */
public final class OneCall {
  private final Optional<KeyedCalls.Running> keyed;
  private final Optional<EntityKind.Version> expected;
  private final UseCases useCases;
  private final Map<EntityKind<?>, Map<UUID, EntityKind.Version>> written = new HashMap<>();

  OneCall(
      EngineParts parts,
      Optional<KeyedCalls.Running> keyed,
      Optional<EntityKind.Version> expected) {
    this.keyed = keyed;
    this.expected = expected;
    this.useCases = new UseCases(parts.withStore(new NoticingStore(parts.store())));
  }

  /**
   * What can be done. Where it would change what is not as expected, there is a {@link
   * PreconditionFailedException}, and where another one has begun the same call meanwhile, a {@link
   * CallOvertakenException}; in either case nothing is written.
   */
  public UseCases useCases() {
    return useCases;
  }

  /** What an entity has become by this call; {@code entity} itself if it was not saved. */
  public <T> EntityKind.Version version(EntityKind<T> kind, T entity) {
    var read = kind.of(entity);
    var saved = written.getOrDefault(kind, Map.of()).get(read.id());
    return saved == null || saved.version() < read.version() ? read : saved;
  }

  /** The one entity of a kind that was saved; empty if none or several were. */
  public Optional<EntityKind.Version> written(EntityKind<?> kind) {
    var saved = written.getOrDefault(kind, Map.of()).values();
    return saved.size() == 1 ? saved.stream().findFirst() : Optional.empty();
  }

  /** Whether an earlier transaction of the call has saved it, and so found it as expected. */
  private boolean isWritten(EntityKind.Version version) {
    return written.getOrDefault(version.kind(), Map.of()).containsKey(version.id());
  }

  private <T> T made(Store store, TenantId tenant, Function<Store.Tx, T> work) {
    record Made<T>(T result, CallTx tx, Optional<KeyedCall> call) {}

    var made =
        store.inTransaction(
            tenant,
            tx -> {
              var noticing = new CallTx(tx, expected.filter(one -> !isWritten(one)));
              T result = work.apply(noticing);
              return new Made<>(
                  result,
                  noticing,
                  noticing.hasWritten()
                      ? keyed.map(running -> running.made(tx, noticing.written()))
                      : Optional.empty());
            });
    // Not before it is committed: what was undone is run again.
    made.call().ifPresent(call -> keyed.orElseThrow().becomes(call));
    for (var version : made.tx().written()) {
      written.computeIfAbsent(version.kind(), kind -> new HashMap<>()).put(version.id(), version);
    }
    return made.result();
  }

  /** The store, whose transactions are those of this call. */
  private final class NoticingStore extends ForwardingStore {
    NoticingStore(Store store) {
      super(store);
    }

    @Override
    public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
      return made(good, tenant, work);
    }
  }
}
