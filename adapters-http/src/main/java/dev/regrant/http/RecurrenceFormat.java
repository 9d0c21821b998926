package dev.regrant.http;

import static dev.regrant.http.Name.both;

import dev.regrant.domain.ReviewSettings.Pattern;
import dev.regrant.domain.ReviewSettings.PatternType;
import dev.regrant.domain.ReviewSettings.Range;
import dev.regrant.domain.ReviewSettings.RangeType;
import dev.regrant.domain.ReviewSettings.Recurrence;
import dev.regrant.domain.ReviewSettings.WeekIndex;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** v1.0's {@code patternedRecurrence}, and beta's names for some of them. */
final class RecurrenceFormat {
  private static final String ONCE = "onetime";

  private static final int MONTHS = 12;
  private static final Map<String, Pattern> TYPES = named();

  private RecurrenceFormat() {}

  private static Map<String, Pattern> named() {
    Map<String, Pattern> types = new LinkedHashMap<>();
    types.put("weekly", every(PatternType.WEEKLY, 1));
    types.put("monthly", every(PatternType.ABSOLUTE_MONTHLY, 1));
    types.put("quarterly", every(PatternType.ABSOLUTE_MONTHLY, MONTHS / 4));
    types.put("halfyearly", every(PatternType.ABSOLUTE_MONTHLY, MONTHS / 2));
    types.put("annual", every(PatternType.ABSOLUTE_YEARLY, 1));
    return types;
  }

  private static Pattern every(PatternType type, int interval) {
    return new Pattern(type, interval, 0, 0, List.of(), DayOfWeek.SUNDAY, WeekIndex.FIRST);
  }

  static String types() {
    return ONCE + ", " + String.join(", ", TYPES.keySet());
  }

  /** What beta's {@code recurrenceType} means; empty if it is none, and empty within for once. */
  static Optional<Optional<Recurrence>> ofType(String type) {
    if (type.equalsIgnoreCase(ONCE)) {
      return Optional.of(Optional.empty());
    }
    return TYPES.entrySet().stream()
        .filter(one -> one.getKey().equalsIgnoreCase(type))
        .map(one -> Optional.of(new Recurrence(Optional.of(one.getValue()), Optional.empty())))
        .findFirst();
  }

  /** Beta's {@code recurrenceType} that comes closest. */
  static String type(Optional<Recurrence> recurrence) {
    return recurrence.flatMap(Recurrence::pattern).map(RecurrenceFormat::type).orElse(ONCE);
  }

  private static String type(Pattern pattern) {
    return switch (pattern.type()) {
      case DAILY, WEEKLY -> "weekly";
      case ABSOLUTE_MONTHLY, RELATIVE_MONTHLY -> ofMonths(pattern.interval());
      case ABSOLUTE_YEARLY, RELATIVE_YEARLY -> "annual";
    };
  }

  private static String ofMonths(int months) {
    if (months <= 1) {
      return "monthly";
    }
    if (months <= MONTHS / 4) {
      return "quarterly";
    }
    return months <= MONTHS / 2 ? "halfyearly" : "annual";
  }

  static Recurrence read(Body recurrence) {
    return new Recurrence(
        recurrence.object(both("pattern")).map(RecurrenceFormat::pattern),
        recurrence.object(both("range")).map(RecurrenceFormat::range));
  }

  private static Pattern pattern(Body pattern) {
    var type = both("type");
    return pattern.made(
        () ->
            new Pattern(
                pattern.required(type, pattern.oneOf(type, PatternType.class)),
                pattern.integer(both("interval")).orElse(1),
                pattern.integer(both("month")).orElse(0),
                pattern.integer(both("dayOfMonth")).orElse(0),
                pattern.several(both("daysOfWeek"), DayOfWeek.class),
                pattern.oneOf(both("firstDayOfWeek"), DayOfWeek.class).orElse(DayOfWeek.SUNDAY),
                pattern.oneOf(both("index"), WeekIndex.class).orElse(WeekIndex.FIRST)));
  }

  private static Range range(Body range) {
    var type = both("type");
    return range.made(
        () ->
            new Range(
                range.required(type, range.oneOf(type, RangeType.class)),
                range.date(both("startDate")),
                range.date(both("endDate")),
                range.text(both("recurrenceTimeZone")),
                range.integer(both("numberOfOccurrences")).orElse(0)));
  }

  static JsonObject json(Recurrence recurrence) {
    return new JsonObject()
        .put("pattern", recurrence.pattern().map(RecurrenceFormat::json).orElse(null))
        .put("range", recurrence.range().map(RecurrenceFormat::json).orElse(null));
  }

  private static JsonObject json(Pattern pattern) {
    var days = new JsonArray();
    pattern.daysOfWeek().forEach(day -> days.add(WireFormat.lowerCamel(day)));
    return new JsonObject()
        .put("type", WireFormat.lowerCamel(pattern.type()))
        .put("interval", pattern.interval())
        .put("month", pattern.month())
        .put("dayOfMonth", pattern.dayOfMonth())
        .put("daysOfWeek", days)
        .put("firstDayOfWeek", WireFormat.lowerCamel(pattern.firstDayOfWeek()))
        .put("index", WireFormat.lowerCamel(pattern.index()));
  }

  private static JsonObject json(Range range) {
    return new JsonObject()
        .put("type", WireFormat.lowerCamel(range.type()))
        .put("startDate", range.startDate().map(LocalDate::toString).orElse(null))
        .put("endDate", range.endDate().map(LocalDate::toString).orElse(null))
        .put("recurrenceTimeZone", range.recurrenceTimeZone().orElse(null))
        .put("numberOfOccurrences", range.numberOfOccurrences());
  }
}
