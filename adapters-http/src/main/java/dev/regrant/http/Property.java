package dev.regrant.http;

import dev.regrant.application.Field;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A property of an entity on the wire.
 *
 * @param field what a list can be filtered by it with, if it can
 */
record Property<T>(Name name, Kind kind, Reader<T> reader, Optional<Field<T>> field) {
  /** How a property's values look. */
  enum Kind {
    /** A string or an id. */
    TEXT,
    /** A Boolean. */
    BOOLEAN,
    /** A whole number. */
    INTEGER,
    /** A moment. */
    TIME,
    /** An enum of v1.0, which is a Pascal-cased string on beta. */
    CHOICE,
    /** A Pascal-cased string on both versions. */
    STATUS,
    /** An enum of both versions. */
    ENUM,
    /** An object. */
    STRUCTURE,
    /** An array of objects. */
    STRUCTURES,
    /** An array of strings. */
    TEXTS
  }

  /** Takes a property's value from an entity. */
  @FunctionalInterface
  interface Reader<T> {
    @Nullable Object read(T entity, View view);
  }

  /** The value as JSON. */
  @Nullable Object json(T entity, View view) {
    Object value = reader.read(entity, view);
    return value == null ? null : WireFormat.json(kind, value, view);
  }
}
