package dev.regrant.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regrant.domain.Actor;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A call that its caller may repeat, recognised by the {@code Idempotency-Key}. It is begun, then
 * made, in the transaction of what it changes, and then answered.
 *
 * @param caller whose key it is; others may use the same one
 * @param version one higher each time it is saved
 * @param fingerprint what was asked, so that the same key for something else is refused
 * @param at when it was begun first
 * @param runsUntil when whoever makes it is no longer waited for
 * @param isMade whether what it was to change is changed
 * @param entity what it made or changed, if that is one thing
 * @param answer what it was answered with, in the words of whoever took it in
 */
public record KeyedCall(
    Actor caller,
    String key,
    long version,
    String fingerprint,
    Instant at,
    Instant runsUntil,
    boolean isMade,
    Optional<UUID> entity,
    Optional<String> answer) {
  /** The longest key, in characters. */
  public static final int MAX_KEY = 255;

  /** The longest answer that is kept, in characters. */
  public static final int MAX_ANSWER = 64 * 1024;

  /** A call that has begun. */
  public static KeyedCall begun(
      Actor caller, String key, String fingerprint, Instant now, Instant runsUntil) {
    return new KeyedCall(
        caller, key, 0, fingerprint, now, runsUntil, false, Optional.empty(), Optional.empty());
  }

  /** The same, begun anew by somebody else. */
  public KeyedCall begunAgain(Instant until) {
    return new KeyedCall(
        caller, key, version, fingerprint, at, until, isMade, entity, Optional.empty());
  }

  /** The same, whose change is made. */
  public KeyedCall made(Optional<UUID> of, Instant until) {
    return new KeyedCall(caller, key, version, fingerprint, at, until, true, of, answer);
  }

  /** The same, with its answer. */
  public KeyedCall answered(String text) {
    return new KeyedCall(
        caller, key, version, fingerprint, at, runsUntil, isMade, entity, Optional.of(text));
  }

  /** This call, as stored under {@code stored}. */
  public KeyedCall withVersion(long stored) {
    return new KeyedCall(caller, key, stored, fingerprint, at, runsUntil, isMade, entity, answer);
  }

  /** What it is called in messages, where its key has no place. */
  public UUID id() {
    return UUID.nameUUIDFromBytes((caller + key).getBytes(UTF_8));
  }
}
