package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Recognises calls that are repeated under the same idempotency key. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class KeyedCalls {
  /** How long a key is remembered. */
  public static final Duration RETENTION = Duration.ofHours(24);

  /**
   * How long a call that has changed nothing is waited for. After that a repeat takes its place,
   * and what it does then is undone.
   */
  static final Duration RUNNING = Duration.ofSeconds(20);

  /** How long the answer of a call that was made is waited for. */
  static final Duration ANSWERING = Duration.ofSeconds(5);

  private static final int FORGOTTEN_AT_ONCE = 100;

  private final EngineParts parts;

  KeyedCalls(EngineParts parts) {
    this.parts = parts;
  }

  /** What is to be done about a call. */
  public sealed interface Beginning {
    /** It is to be made. */
    record First(Running call) implements Beginning {}

    /** Another one under the same key is being made. */
    record UnderWay() implements Beginning {}

    /** It is not to be made, as it was before: it was answered with this. */
    record Answered(String answer) implements Beginning {}

    /**
     * It is not to be made, as it was before. What it was answered with is not known.
     *
     * @param entity what it made or changed, if that is one thing
     */
    record Made(Optional<UUID> entity) implements Beginning {}
  }

  /** A call under a key that is being made. Ends with {@link #end}. Not thread-safe. */
  public final class Running {
    private final Caller caller;
    private final Optional<EntityKind<?>> about;
    private KeyedCall call;

    private Running(Caller caller, Optional<EntityKind<?>> about, KeyedCall call) {
      this.caller = caller;
      this.about = about;
      this.call = call;
    }

    /** Writes that it is made, into the transaction of what it changes. */
    KeyedCall made(Store.Tx tx, List<EntityKind.Version> written) {
      requireOurs(tx);
      var ids =
          written.stream()
              .filter(one -> about.filter(one.kind()::equals).isPresent())
              .map(EntityKind.Version::id)
              .distinct()
              .toList();
      var entity = ids.size() == 1 ? Optional.of(ids.getFirst()) : Optional.<UUID>empty();
      var made = call.made(entity.or(call::entity), parts.now().plus(ANSWERING));
      tx.save(made);
      return made.withVersion(made.version() + 1);
    }

    private void requireOurs(Store.Tx tx) {
      if (tx.keyedCall(call.caller(), call.key())
          .filter(stored -> stored.version() == call.version())
          .isEmpty()) {
        throw new CallOvertakenException();
      }
    }

    void becomes(KeyedCall next) {
      call = next;
    }

    /** Whether it has changed anything. */
    public boolean isMade() {
      return call.isMade();
    }

    /**
     * Keeps the answer for repeats. Without one, or with one longer than {@value
     * KeyedCall#MAX_ANSWER} characters, a call that has changed nothing is forgotten, so that a
     * repeat is made.
     */
    public void end(Optional<String> answer) {
      var kept = answer.filter(text -> text.length() <= KeyedCall.MAX_ANSWER);
      parts
          .transactions()
          .run(
              caller.tenant(),
              tx -> {
                var ours = tx.keyedCall(call.caller(), call.key()).filter(call::equals);
                if (kept.isPresent()) {
                  ours.ifPresent(one -> tx.save(one.answered(kept.get())));
                } else if (!call.isMade()) {
                  ours.ifPresent(tx::forget);
                } else {
                  // Nobody is to wait for what does not come.
                  ours.ifPresent(one -> tx.save(one.made(one.entity(), one.at())));
                }
                return true;
              });
    }
  }

  /**
   * Begins a call, unless its key came before.
   *
   * @param what what is asked, in full
   * @param about the kind of what it makes or changes, so that a repeat can be told its id
   */
  public Outcome<Beginning> begin(
      Caller caller, String key, String what, Optional<EntityKind<?>> about) {
    var invalid = invalid(key);
    if (invalid.isPresent()) {
      return new Outcome.Refused<>(invalid.get());
    }
    var fingerprint = Fingerprint.of(what);
    return parts
        .transactions()
        .run(
            caller.tenant(),
            tx -> {
              var now = parts.now();
              var before = found(tx, caller, key, now);
              if (before.isPresent() && !before.get().fingerprint().equals(fingerprint)) {
                return new Outcome.Refused<>(new Refusal.IdempotencyKeyReused(key));
              }
              return new Outcome.Done<>(
                  before
                      .flatMap(call -> told(call, now))
                      .orElseGet(
                          () ->
                              begun(
                                  tx,
                                  caller,
                                  about,
                                  before
                                      .map(call -> call.begunAgain(now.plus(RUNNING)))
                                      .orElseGet(
                                          () ->
                                              KeyedCall.begun(
                                                  caller.actor(),
                                                  key,
                                                  fingerprint,
                                                  now,
                                                  now.plus(RUNNING))))));
            });
  }

  /** Forgets some of what is too old, of each tenant in a transaction of its own. */
  void forgetOld() {
    var oldest = parts.now().minus(RETENTION);
    for (var tenant : parts.store().tenantsWithCallsBefore(oldest, FORGOTTEN_AT_ONCE)) {
      parts
          .transactions()
          .run(
              tenant,
              tx -> {
                tx.forgetCallsBefore(oldest, FORGOTTEN_AT_ONCE);
                return true;
              });
    }
  }

  /** What a repeat is told; empty if it is to be made. */
  private static Optional<Beginning> told(KeyedCall call, Instant now) {
    if (call.answer().isPresent()) {
      return call.answer().map(Beginning.Answered::new);
    }
    if (now.isBefore(call.runsUntil())) {
      return Optional.of(new Beginning.UnderWay());
    }
    return call.isMade() ? Optional.of(new Beginning.Made(call.entity())) : Optional.empty();
  }

  private Beginning begun(
      Store.Tx tx, Caller caller, Optional<EntityKind<?>> about, KeyedCall call) {
    tx.save(call);
    return new Beginning.First(new Running(caller, about, call.withVersion(call.version() + 1)));
  }

  /**
   * Runs {@code call}, whose changes are all in one transaction, unless its key came before: then a
   * repeat gets {@code again} of the request of the first call, and anything else is refused.
   *
   * @param what what is asked, in full
   */
  static Outcome<AssignmentRequest> once(
      Store.Tx tx,
      Caller caller,
      Optional<String> key,
      String what,
      Instant now,
      Function<AssignmentRequest, AssignmentRequest> again,
      Function<Store.Tx, Outcome<AssignmentRequest>> call) {
    if (key.isEmpty()) {
      return call.apply(tx);
    }
    var value = key.get();
    var invalid = invalid(value);
    if (invalid.isPresent()) {
      return new Outcome.Refused<>(invalid.get());
    }
    var fingerprint = Fingerprint.of(what);
    var before = found(tx, caller, value, now);
    if (before.isPresent()) {
      if (!before.get().fingerprint().equals(fingerprint)) {
        return new Outcome.Refused<>(new Refusal.IdempotencyKeyReused(value));
      }
      var id = new AssignmentRequest.Id(before.get().entity().orElseThrow());
      return tx.requests()
          .find(id)
          .<Outcome<AssignmentRequest>>map(request -> new Outcome.Done<>(again.apply(request)))
          .orElseGet(() -> AccessRequests.notFound(id));
    }
    var outcome = call.apply(tx);
    if (outcome instanceof Outcome.Done<AssignmentRequest>(var request)) {
      tx.save(
          KeyedCall.begun(caller.actor(), value, fingerprint, now, now)
              .made(Optional.of(request.id().value()), now));
    }
    return outcome;
  }

  /** The call under a key, if it is not too old. */
  private static Optional<KeyedCall> found(Store.Tx tx, Caller caller, String key, Instant now) {
    var oldest = now.minus(RETENTION);
    var found = tx.keyedCall(caller.actor(), key);
    found.filter(call -> call.at().isBefore(oldest)).ifPresent(tx::forget);
    return found.filter(call -> !call.at().isBefore(oldest));
  }

  private static Optional<Refusal> invalid(String key) {
    boolean isValid =
        !key.isBlank()
            && key.length() <= KeyedCall.MAX_KEY
            && key.chars().noneMatch(Character::isISOControl);
    return isValid
        ? Optional.empty()
        : Optional.of(
            new Refusal.Invalid(
                "Idempotency-Key",
                "must have 1 to %d characters, none of them for control"
                    .formatted(KeyedCall.MAX_KEY)));
  }
}
