package dev.regrant.application;

import dev.regrant.domain.Refusal;
import java.util.List;

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
   * @param anyOf permissions of which one would be enough; empty if none would
   * @param message what is missing
   */
  record Forbidden<T>(List<Permission> anyOf, String message) implements Outcome<T> {
    public Forbidden {
      anyOf = List.copyOf(anyOf);
    }
  }
}
