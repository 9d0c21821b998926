package dev.regrant.persistence;

import dev.regrant.domain.Expiration;
import dev.regrant.domain.Schedule;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Where tables keep an expiration, or a schedule. */
final class Expirations {
  private enum Stored {
    NOT_SPECIFIED,
    NO_EXPIRATION,
    AFTER_DATE_TIME,
    AFTER_DURATION
  }

  private Expirations() {}

  static <T> List<Column<T>> columns(Function<T, Expiration> expiration) {
    return List.of(
        Column.constant("expiration", of -> stored(expiration.apply(of))),
        Column.timeIfAny("ends_at", of -> endsAt(expiration.apply(of))),
        Column.textIfAny("duration", of -> duration(expiration.apply(of))));
  }

  static <T> Column<T> startsAt(Function<T, Schedule> schedule) {
    return Column.timeIfAny("starts_at", of -> schedule.apply(of).startDateTime());
  }

  private static Stored stored(Expiration expiration) {
    return switch (expiration) {
      case Expiration.NotSpecified n -> Stored.NOT_SPECIFIED;
      case Expiration.NoExpiration n -> Stored.NO_EXPIRATION;
      case Expiration.AfterDateTime after -> Stored.AFTER_DATE_TIME;
      case Expiration.AfterDuration after -> Stored.AFTER_DURATION;
    };
  }

  private static Optional<Instant> endsAt(Expiration expiration) {
    return expiration instanceof Expiration.AfterDateTime(Instant end)
        ? Optional.of(end)
        : Optional.empty();
  }

  private static Optional<String> duration(Expiration expiration) {
    return expiration instanceof Expiration.AfterDuration(Duration duration)
        ? Optional.of(duration.toString())
        : Optional.empty();
  }

  static Expiration read(Row row) throws SQLException {
    return switch (row.constant("expiration", Stored.class)) {
      case NOT_SPECIFIED -> new Expiration.NotSpecified();
      case NO_EXPIRATION -> new Expiration.NoExpiration();
      case AFTER_DATE_TIME -> new Expiration.AfterDateTime(row.time("ends_at"));
      case AFTER_DURATION -> new Expiration.AfterDuration(Duration.parse(row.text("duration")));
    };
  }

  static Schedule readSchedule(Row row) throws SQLException {
    return new Schedule(row.timeIfAny("starts_at"), read(row));
  }
}
