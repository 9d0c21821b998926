package dev.regrant.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.ReviewSettings;
import dev.regrant.domain.ReviewSettings.Pattern;
import dev.regrant.domain.ReviewSettings.Range;
import dev.regrant.domain.ReviewSettings.Recurrence;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The review settings of a policy as JSON; see {@link Json}. */
final class ReviewJson {
  private ReviewJson() {}

  static JsonNode of(ReviewSettings settings) {
    var json =
        Json.object()
            .put("enabled", settings.isEnabled())
            .put("behavior", settings.expirationBehavior().name())
            .put("recommendation", settings.isRecommendationEnabled())
            .put("justification", settings.isReviewerJustificationRequired())
            .put("self", settings.isSelfReview());
    settings.startDateTime().ifPresent(start -> json.put("startsAt", time(start)));
    json.set("expiration", expiration(settings.expiration()));
    settings.recurrence().ifPresent(one -> json.set("recurrence", recurrence(one)));
    json.set("primary", PolicyJson.sets(settings.primaryReviewers()));
    json.set("fallback", PolicyJson.sets(settings.fallbackReviewers()));
    return json;
  }

  static ReviewSettings read(JsonNode json) {
    return new ReviewSettings(
        json.get("enabled").booleanValue(),
        ReviewSettings.Behavior.valueOf(json.get("behavior").textValue()),
        json.get("recommendation").booleanValue(),
        json.get("justification").booleanValue(),
        json.get("self").booleanValue(),
        text(json, "startsAt").map(Instant::parse),
        expiration(json.get("expiration")),
        Optional.ofNullable(json.get("recurrence")).map(ReviewJson::recurrence),
        PolicyJson.sets(json.get("primary")),
        PolicyJson.sets(json.get("fallback")));
  }

  private static ObjectNode expiration(Expiration expiration) {
    return switch (expiration) {
      case Expiration.NotSpecified n -> Json.object().put("type", "NOT_SPECIFIED");
      case Expiration.NoExpiration n -> Json.object().put("type", "NO_EXPIRATION");
      case Expiration.AfterDateTime(var end) ->
          Json.object().put("type", "AFTER_DATE_TIME").put("endsAt", time(end));
      case Expiration.AfterDuration(var duration) ->
          Json.object().put("type", "AFTER_DURATION").put("duration", duration.toString());
    };
  }

  private static Expiration expiration(JsonNode json) {
    return switch (json.get("type").textValue()) {
      case "NO_EXPIRATION" -> new Expiration.NoExpiration();
      case "AFTER_DATE_TIME" ->
          new Expiration.AfterDateTime(Instant.parse(json.get("endsAt").textValue()));
      case "AFTER_DURATION" ->
          new Expiration.AfterDuration(Duration.parse(json.get("duration").textValue()));
      default -> new Expiration.NotSpecified();
    };
  }

  private static JsonNode recurrence(Recurrence recurrence) {
    var json = Json.object();
    recurrence.pattern().ifPresent(pattern -> json.set("pattern", pattern(pattern)));
    recurrence.range().ifPresent(range -> json.set("range", range(range)));
    return json;
  }

  private static Recurrence recurrence(JsonNode json) {
    return new Recurrence(
        Optional.ofNullable(json.get("pattern")).map(ReviewJson::pattern),
        Optional.ofNullable(json.get("range")).map(ReviewJson::range));
  }

  private static JsonNode pattern(Pattern pattern) {
    return Json.object()
        .put("type", pattern.type().name())
        .put("interval", pattern.interval())
        .put("month", pattern.month())
        .put("dayOfMonth", pattern.dayOfMonth())
        .put("firstDayOfWeek", pattern.firstDayOfWeek().name())
        .put("index", pattern.index().name())
        .set("daysOfWeek", Json.array(pattern.daysOfWeek(), day -> Json.text(day.name())));
  }

  private static Pattern pattern(JsonNode json) {
    return new Pattern(
        ReviewSettings.PatternType.valueOf(json.get("type").textValue()),
        json.get("interval").intValue(),
        json.get("month").intValue(),
        json.get("dayOfMonth").intValue(),
        Json.list(json.get("daysOfWeek"), day -> DayOfWeek.valueOf(day.textValue())),
        DayOfWeek.valueOf(json.get("firstDayOfWeek").textValue()),
        ReviewSettings.WeekIndex.valueOf(json.get("index").textValue()));
  }

  private static JsonNode range(Range range) {
    var json =
        Json.object()
            .put("type", range.type().name())
            .put("occurrences", range.numberOfOccurrences());
    range.startDate().ifPresent(start -> json.put("start", start.toString()));
    range.endDate().ifPresent(end -> json.put("end", end.toString()));
    range.recurrenceTimeZone().ifPresent(zone -> json.put("timeZone", zone));
    return json;
  }

  private static Range range(JsonNode json) {
    return new Range(
        ReviewSettings.RangeType.valueOf(json.get("type").textValue()),
        text(json, "start").map(LocalDate::parse),
        text(json, "end").map(LocalDate::parse),
        text(json, "timeZone"),
        json.get("occurrences").intValue());
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).toString();
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.ofNullable(json.path(name).textValue());
  }
}
