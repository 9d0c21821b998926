package dev.regrant.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regrant.application.Field;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param type its type in PostgreSQL
 * @param value what a {@code T} has there
 * @param isFixed whether it never changes
 */
record Column<T>(String name, String type, Function<T, @Nullable Object> value, boolean isFixed) {
  static <T> Column<T> uuid(String name, Function<T, UUID> value) {
    return new Column<>(name, "uuid", value::apply, false);
  }

  static <T> Column<T> uuidIfAny(String name, Function<T, Optional<UUID>> value) {
    return new Column<>(name, "uuid", of -> value.apply(of).orElse(null), false);
  }

  static <T> Column<T> text(String name, Function<T, String> value) {
    return new Column<>(name, "text", value::apply, false);
  }

  static <T> Column<T> textIfAny(String name, Function<T, Optional<String>> value) {
    return new Column<>(name, "text", of -> value.apply(of).orElse(null), false);
  }

  /** What lists are searched by. */
  static <T> Column<T> search(Field<T> field) {
    return text("search_text", of -> (String) field.of(of).orElseThrow());
  }

  static <T> Column<T> constant(String name, Function<T, Enum<?>> value) {
    return text(name, of -> value.apply(of).name());
  }

  static <T> Column<T> time(String name, Function<T, Instant> value) {
    return timeIfAny(name, of -> Optional.of(value.apply(of)));
  }

  static <T> Column<T> timeIfAny(String name, Function<T, Optional<Instant>> value) {
    return new Column<>(
        name, "timestamptz", of -> value.apply(of).map(Times::text).orElse(null), false);
  }

  static <T> Column<T> flag(String name, Function<T, Boolean> value) {
    return new Column<>(name, "boolean", value::apply, false);
  }

  static <T> Column<T> number(String name, Function<T, Integer> value) {
    return new Column<>(name, "integer", value::apply, false);
  }

  static <T> Column<T> bigNumber(String name, Function<T, Long> value) {
    return new Column<>(name, "bigint", value::apply, false);
  }

  static <T> Column<T> json(String name, Function<T, JsonNode> value) {
    return new Column<>(name, "jsonb", of -> value.apply(of).toString(), false);
  }

  /** This column, which never changes. */
  Column<T> fixed() {
    return new Column<>(name, type, value, true);
  }

  /** This column, of something that a {@code U} has. */
  <U> Column<U> within(Function<U, T> part) {
    return new Column<>(name, type, of -> value.apply(part.apply(of)), isFixed);
  }
}
