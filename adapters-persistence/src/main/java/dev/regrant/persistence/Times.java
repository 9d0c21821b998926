package dev.regrant.persistence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as PostgreSQL keeps them: to the microsecond, cut and not rounded. */
final class Times {
  private static final DateTimeFormatter TEXT =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, SignStyle.NOT_NEGATIVE)
          .appendPattern("-MM-dd HH:mm:ss.SSSSSS'+00'")
          .toFormatter(Locale.ROOT);

  private Times() {}

  static OffsetDateTime utc(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  /** As an element of an array. */
  static String text(Instant instant) {
    var utc = utc(instant);
    return TEXT.format(utc) + (utc.getYear() < 1 ? " BC" : "");
  }
}
