package dev.regrant.domain;

/**
 * Where a resource, role or scope lives outside Regrant.
 *
 * @param system the {@code originSystem}, which picks the connector
 * @param id the {@code originId}, which means something to that system only
 */
public record Origin(String system, String id) {
  /** The longest name of a system, in characters. */
  public static final int MAX_SYSTEM = 100;

  /** The longest id in a system, in characters. */
  public static final int MAX_ID = 1_000;

  public Origin {
    Texts.required("originSystem", system, MAX_SYSTEM);
    Texts.required("originId", id, MAX_ID);
  }
}
