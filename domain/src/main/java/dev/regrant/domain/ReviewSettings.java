package dev.regrant.domain;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * How access is to be reviewed again and again: Graph's {@code reviewSettings}. Kept with a policy;
 * reviews are not held.
 *
 * @param startDateTime when the first one begins
 * @param expiration how long each takes
 * @param recurrence when the next ones begin
 */
public record ReviewSettings(
    boolean isEnabled,
    Behavior expirationBehavior,
    boolean isRecommendationEnabled,
    boolean isReviewerJustificationRequired,
    boolean isSelfReview,
    Optional<Instant> startDateTime,
    Expiration expiration,
    Optional<Recurrence> recurrence,
    List<SubjectSet> primaryReviewers,
    List<SubjectSet> fallbackReviewers) {
  /** What becomes of access that nobody reviewed: Graph's {@code expirationBehavior}. */
  public enum Behavior {
    /** It stays. */
    KEEP_ACCESS,
    /** It ends. */
    REMOVE_ACCESS,
    /** What was recommended. */
    ACCEPT_ACCESS_RECOMMENDATION
  }

  /** Graph's {@code patternedRecurrence}. */
  public record Recurrence(Optional<Pattern> pattern, Optional<Range> range) {}

  /** How often: Graph's {@code recurrencePattern}. */
  public enum PatternType {
    /** Every so many days. */
    DAILY,
    /** On days of the week. */
    WEEKLY,
    /** On a day of the month. */
    ABSOLUTE_MONTHLY,
    /** On a day of a week of the month. */
    RELATIVE_MONTHLY,
    /** On a day of the year. */
    ABSOLUTE_YEARLY,
    /** On a day of a week of a month of the year. */
    RELATIVE_YEARLY
  }

  /** Which week of the month: Graph's {@code weekIndex}. */
  public enum WeekIndex {
    /** The first. */
    FIRST,
    /** The second. */
    SECOND,
    /** The third. */
    THIRD,
    /** The fourth. */
    FOURTH,
    /** The last. */
    LAST
  }

  /**
   * How often.
   *
   * @param interval every how many days, weeks, months or years
   * @param month 1 to 12, or 0
   * @param dayOfMonth 1 to 31, or 0
   */
  public record Pattern(
      PatternType type,
      int interval,
      int month,
      int dayOfMonth,
      List<DayOfWeek> daysOfWeek,
      DayOfWeek firstDayOfWeek,
      WeekIndex index) {
    public Pattern {
      checkRange("interval", interval, 0, MAX_INTERVAL);
      checkRange("month", month, 0, 12);
      checkRange("dayOfMonth", dayOfMonth, 0, 31);
      Lists.limited("daysOfWeek", daysOfWeek, 7);
      daysOfWeek = List.copyOf(daysOfWeek);
    }
  }

  /** Until when: Graph's {@code recurrenceRangeType}. */
  public enum RangeType {
    /** Until a day. */
    END_DATE,
    /** For ever. */
    NO_END,
    /** So many times. */
    NUMBERED
  }

  /** From when to when: Graph's {@code recurrenceRange}. */
  public record Range(
      RangeType type,
      Optional<LocalDate> startDate,
      Optional<LocalDate> endDate,
      Optional<String> recurrenceTimeZone,
      int numberOfOccurrences) {
    public Range {
      checkRange("numberOfOccurrences", numberOfOccurrences, 0, MAX_INTERVAL);
      recurrenceTimeZone.ifPresent(
          zone -> Texts.limited("recurrenceTimeZone", zone, Catalog.MAX_NAME));
    }
  }

  private static final int MAX_INTERVAL = 10_000;
  private static final int MAX_REVIEWERS = 1_000;

  public ReviewSettings {
    Lists.limited("primaryReviewers", primaryReviewers, MAX_REVIEWERS);
    Lists.limited("fallbackReviewers", fallbackReviewers, MAX_REVIEWERS);
    primaryReviewers = List.copyOf(primaryReviewers);
    fallbackReviewers = List.copyOf(fallbackReviewers);
  }

  private static void checkRange(String member, int value, int min, int max) {
    if (value < min || value > max) {
      throw new InvalidMemberException(
          member, "must be between %d and %d, not %d".formatted(min, max, value));
    }
  }
}
