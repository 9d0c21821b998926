package dev.regrant.persistence;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;

/** The values of a statement's parameters, by name. */
final class Bindings {
  private final Map<String, Argument> values = new HashMap<>();
  private int rows;

  Bindings text(String name, String value) {
    values.put(name, (position, statement, context) -> statement.setString(position, value));
    return this;
  }

  Bindings uuid(String name, UUID value) {
    values.put(name, (position, statement, context) -> statement.setObject(position, value));
    return this;
  }

  Bindings time(String name, Instant value) {
    var utc = Times.utc(value);
    values.put(name, (position, statement, context) -> statement.setObject(position, utc));
    return this;
  }

  Bindings flag(String name, boolean value) {
    values.put(name, (position, statement, context) -> statement.setBoolean(position, value));
    return this;
  }

  /** A value of a field. */
  void value(String name, Comparable<?> value) {
    switch (value) {
      case UUID id -> uuid(name, id);
      case String text -> text(name, text);
      case Instant time -> time(name, time);
      case Boolean flag -> flag(name, flag);
      default -> throw new IllegalArgumentException("no field has a " + value.getClass());
    }
  }

  Bindings number(String name, int value) {
    values.put(name, (position, statement, context) -> statement.setInt(position, value));
    return this;
  }

  Bindings bigNumber(String name, long value) {
    values.put(name, (position, statement, context) -> statement.setLong(position, value));
    return this;
  }

  /**
   * An array, which makes one statement serve any number of rows.
   *
   * @param type the type of its elements in PostgreSQL
   */
  Bindings array(String name, String type, Collection<?> elements) {
    var array = elements.toArray();
    values.put(
        name,
        (position, statement, context) ->
            statement.setArray(position, statement.getConnection().createArrayOf(type, array)));
    return this;
  }

  void bindTo(SqlStatement<?> statement) {
    values.forEach(statement::bind);
  }

  /** A name that is not taken. */
  String nextName() {
    return "value" + values.size();
  }

  /** A name for a row that is not taken. */
  String nextRow() {
    rows++;
    return "related" + rows;
  }
}
