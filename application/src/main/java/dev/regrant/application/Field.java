package dev.regrant.application;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * A property that a list can be filtered and sorted by.
 *
 * @param <T> whose property it is
 */
public interface Field<T> {
  /** The name of the constant, unique for {@code T}. */
  String name();

  /**
   * The type of its values: {@code UUID}, {@code String}, {@code Instant}, {@code Boolean} or an
   * enum.
   */
  Class<? extends Comparable<?>> type();

  /** Its value in {@code entity}; of several, any. */
  Optional<? extends Comparable<?>> of(T entity);

  /** Whether an entity can have several values of it. */
  default boolean isMany() {
    return false;
  }

  /** What is searched of an entity of this name. */
  static String searched(String displayName, String description) {
    return (displayName + "\n" + description).toLowerCase(Locale.ROOT);
  }

  /** Its values in {@code entity}, for a property that can have several. */
  default Collection<? extends Comparable<?>> all(T entity) {
    return of(entity).stream().toList();
  }
}
