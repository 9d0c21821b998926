package dev.regrant.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The row that a result set stands on. */
record Row(ResultSet results) {
  UUID uuid(String column) throws SQLException {
    return results.getObject(column, UUID.class);
  }

  Optional<UUID> uuidIfAny(String column) throws SQLException {
    return Optional.ofNullable(results.getObject(column, UUID.class));
  }

  String text(String column) throws SQLException {
    return results.getString(column);
  }

  Optional<String> textIfAny(String column) throws SQLException {
    return Optional.ofNullable(results.getString(column));
  }

  Instant time(String column) throws SQLException {
    return timeIfAny(column).orElseThrow();
  }

  Optional<Instant> timeIfAny(String column) throws SQLException {
    @Nullable OffsetDateTime time = results.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }

  int number(String column) throws SQLException {
    return results.getInt(column);
  }

  Optional<Integer> numberIfAny(String column) throws SQLException {
    return Optional.ofNullable(results.getObject(column, Integer.class));
  }

  long bigNumber(String column) throws SQLException {
    return results.getLong(column);
  }

  boolean flag(String column) throws SQLException {
    return results.getBoolean(column);
  }

  <E extends Enum<E>> E constant(String column, Class<E> type) throws SQLException {
    return Enum.valueOf(type, results.getString(column));
  }

  JsonNode json(String column) throws SQLException {
    return Json.parse(results.getString(column));
  }
}
