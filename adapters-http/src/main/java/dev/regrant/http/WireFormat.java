package dev.regrant.http;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How single values look in JSON. */
final class WireFormat {
  /** Trailing zeros of the fraction are dropped, as Graph does. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(-1).toFormatter(Locale.ROOT);

  private static final int MAX_YEAR = 9_999;

  private static final Pattern GUID =
      Pattern.compile(
          "\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

  private static final Map<Enum<?>, String> PASCAL = new ConcurrentHashMap<>();

  private WireFormat() {}

  static Object json(Property.Kind kind, Object value, View view) {
    return switch (kind) {
      case TEXT -> value.toString();
      case TIME -> time((Instant) value);
      case BOOLEAN, INTEGER, STRUCTURE, STRUCTURES, TEXTS -> value;
      case CHOICE -> choice((Enum<?>) value, view);
      case STATUS -> pascal((Enum<?>) value);
      case ENUM -> lowerCamel((Enum<?>) value);
    };
  }

  private static String choice(Enum<?> value, View view) {
    return switch (view.version()) {
      case V1 ->
          isBehindSentinel(value) && !view.knowsAllEnumMembers()
              ? "unknownFutureValue"
              : lowerCamel(value);
      case BETA -> pascal(value);
    };
  }

  /** The one member that v1.0 added behind the sentinel of its evolvable enum. */
  private static boolean isBehindSentinel(Enum<?> value) {
    return value == RequestType.APPROVER_REMOVE;
  }

  static String pascal(Enum<?> value) {
    return PASCAL.computeIfAbsent(
        value,
        constant ->
            Stream.of(constant.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining()));
  }

  static String lowerCamel(Enum<?> value) {
    String pascal = pascal(value);
    return Character.toLowerCase(pascal.charAt(0)) + pascal.substring(1);
  }

  /** The constant of this name on the wire, in any casing. */
  static <E> Optional<E> constant(Class<E> type, String name) {
    return constants(type)
        .filter(constant -> pascal(constant).equalsIgnoreCase(name))
        .findFirst()
        .map(type::cast);
  }

  /** The constant of exactly this name in the code. */
  static <E> Optional<E> constantNamed(Class<E> type, String name) {
    return constants(type)
        .filter(constant -> constant.name().equals(name))
        .findFirst()
        .map(type::cast);
  }

  static String names(Class<?> type) {
    return constants(type).map(WireFormat::lowerCamel).collect(Collectors.joining(", "));
  }

  private static Stream<Enum<?>> constants(Class<?> type) {
    return Stream.of(type.getEnumConstants()).map(constant -> (Enum<?>) constant);
  }

  /** UTC; Graph shows at most seven digits of the fraction. */
  static String time(Instant instant) {
    return TIME.format(instant.minusNanos(instant.get(ChronoField.NANO_OF_SECOND) % 100));
  }

  /**
   * The moment that {@code text} is; of the years 1 to 9999, as in Edm.DateTimeOffset.
   *
   * @throws DateTimeException if it is none
   */
  static Instant instant(String text) {
    var time = OffsetDateTime.parse(text);
    checkYear(time.getYear());
    return time.toInstant();
  }

  /**
   * The day that {@code text} is, of the same years.
   *
   * @throws DateTimeException if it is none
   */
  static LocalDate date(String text) {
    var date = LocalDate.parse(text);
    checkYear(date.getYear());
    return date;
  }

  private static void checkYear(int year) {
    if (year < 1 || year > MAX_YEAR) {
      throw new DateTimeException("no year: " + year);
    }
  }

  /** Whether a database can keep it: no U+0000, and nothing that is not in Unicode. */
  static boolean isText(String text) {
    return text.codePoints().noneMatch(one -> one == 0 || isSurrogate(one));
  }

  /** Whether it is half of a surrogate pair, which stands alone. */
  static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** The id that {@code text} is; {@link UUID#fromString} alone would take shorter ones too. */
  static Optional<UUID> guid(String text) {
    return GUID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  /** ISO 8601 with days, which {@link Duration#toString} counts as hours. */
  static String duration(Duration duration) {
    long days = duration.toDays();
    Duration rest = duration.minusDays(days);
    if (days == 0) {
      return rest.toString();
    }
    return "P" + days + "D" + (rest.isZero() ? "" : rest.toString().substring(1));
  }

  /** How many of the unit a duration has begun. */
  static int begun(Duration duration, ChronoUnit unit) {
    return Math.toIntExact(
        duration.plus(unit.getDuration()).minusNanos(1).dividedBy(unit.getDuration()));
  }

  static JsonObject expiration(Expiration expiration) {
    return switch (expiration) {
      case Expiration.NotSpecified n -> expiration("notSpecified", null, null);
      case Expiration.NoExpiration n -> expiration("noExpiration", null, null);
      case Expiration.AfterDateTime(var end) -> expiration("afterDateTime", time(end), null);
      case Expiration.AfterDuration(var duration) ->
          expiration("afterDuration", null, duration(duration));
    };
  }

  private static JsonObject expiration(
      String type, @Nullable String end, @Nullable String duration) {
    return new JsonObject().put("endDateTime", end).put("duration", duration).put("type", type);
  }

  static JsonObject actor(Actor actor) {
    return new JsonObject().put("kind", lowerCamel(actor.kind())).put("id", actor.id());
  }

  static JsonObject schedule(Schedule schedule) {
    return new JsonObject()
        .put("startDateTime", schedule.startDateTime().map(WireFormat::time).orElse(null))
        .put("recurrence", null)
        .put("expiration", expiration(schedule.expiration()));
  }
}
