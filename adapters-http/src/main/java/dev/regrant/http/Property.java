package dev.regrant.http;

import dev.regrant.application.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A property of an entity on the wire.
 *
 * @param field what a list can be filtered by it with, if it can
 * @param fetch looks its values up, where the entity does not have them
 */
record Property<T>(
    Name name, Kind kind, Reader<T> reader, Optional<Field<T>> field, Optional<Fetch<T>> fetch) {
  /** A property of which the values are looked up, for many entities at once. */
  static <T> Property<T> fetched(Name name, Fetch<T> fetch) {
    return new Property<>(
        name, Kind.STRUCTURES, (entity, view) -> null, Optional.empty(), Optional.of(fetch));
  }

  Property(Name name, Kind kind, Reader<T> reader, Optional<Field<T>> field) {
    this(name, kind, reader, field, Optional.empty());
  }

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

  /** Looks up the values of entities, in their order. */
  @FunctionalInterface
  interface Fetch<T> {
    List<?> fetch(Reads reads, List<T> entities, View view);
  }

  /** The values of entities as JSON, in their order. */
  List<@Nullable Object> json(List<T> entities, View view, Reads reads) {
    var values = new ArrayList<@Nullable Object>();
    if (fetch.isPresent() && !entities.isEmpty()) {
      values.addAll(fetch.get().fetch(reads, entities, view));
    } else {
      entities.forEach(entity -> values.add(json(entity, view)));
    }
    return values;
  }

  private @Nullable Object json(T entity, View view) {
    Object value = reader.read(entity, view);
    return value == null ? null : WireFormat.json(kind, value, view);
  }
}
