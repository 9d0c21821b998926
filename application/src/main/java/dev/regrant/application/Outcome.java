package dev.regrant.application;

import dev.regrant.domain.Refusal;

/**
 * What became of a call that met no outage.
 *
 * @param <T> what it gives when done
 */
public sealed interface Outcome<T> {
  /** It happened. */
  record Done<T>(T value) implements Outcome<T> {}

  /** What it is about does not exist, in this tenant. */
  record NotFound<T>(String type, String id) implements Outcome<T> {}

  /** It may not happen now, or not like this. Nothing was written. */
  record Refused<T>(Refusal refusal) implements Outcome<T> {}

  /**
   * The caller may not do it. Nothing was written.
   *
   * @param lack what kind of thing is missing
   * @param message what is missing, as a sentence
   */
  record Forbidden<T>(Lack lack, String message) implements Outcome<T> {}

  /** What a caller can be short of. */
  enum Lack {
    /** A permission in the token. */
    SCOPE,
    /** A role of the organisation, or on the catalog. */
    ROLE,
    /** A person: the token is an application's. */
    USER,
    /** Being the one whose matter it is. */
    OWN
  }
}
