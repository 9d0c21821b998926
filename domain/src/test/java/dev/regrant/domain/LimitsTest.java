package dev.regrant.domain;

import static dev.regrant.domain.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.ApprovalSettings.Stage;
import dev.regrant.domain.ApprovalSettings.Visibility;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.OnBehalf;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each limit at its bound, and one past it. */
class LimitsTest {
  private static final SubjectSet ADA = SubjectSet.user("ada");

  private static List<SubjectSet> people(int count) {
    return Collections.nCopies(count, ADA);
  }

  private static Arguments limit(String member, int max, IntFunction<?> make) {
    return Arguments.of(member, max, make);
  }

  static Stream<Arguments> limits() {
    var choice = new Question.Choice("a", LocalizedText.of("A"));
    var localization = new LocalizedText.Localization("de", "A");
    var terms = policy(AllowedTargetScope.NOT_SPECIFIED).terms();
    var question =
        new Question(
            Question.Id.NONE,
            1,
            true,
            true,
            LocalizedText.of("Why?"),
            new Question.TextInput(false, Optional.empty()));
    var extension =
        new PolicyTerms.CustomExtensionStageSetting(
            PolicyTerms.CustomExtensionStageSetting.NO_ID,
            PolicyTerms.ExtensionStage.ASSIGNMENT_REQUEST_CREATED,
            new UUID(1, 1));
    return Stream.of(
        limit("primaryApprovers", 1_000, n -> stage(n, 0, 0, 0)),
        limit("fallbackPrimaryApprovers", 1_000, n -> stage(1, n, 0, 0)),
        limit("escalationApprovers", 1_000, n -> stage(1, 0, n, 0)),
        limit("fallbackEscalationApprovers", 1_000, n -> stage(1, 0, 0, n)),
        limit("primaryReviewers", 1_000, n -> reviews(n, 0)),
        limit("fallbackReviewers", 1_000, n -> reviews(0, n)),
        limit("onBehalfRequestors", 1_000, n -> new OnBehalf(true, false, false, people(n))),
        limit("questions", 100, n -> terms.asking(Collections.nCopies(n, question))),
        limit(
            "customExtensionStageSettings",
            100,
            n ->
                new PolicyTerms.Extras(
                    Optional.empty(), Optional.empty(), false, Collections.nCopies(n, extension))),
        limit(
            "choices", 100, n -> new Question.MultipleChoice(true, Collections.nCopies(n, choice))),
        limit(
            "localizations",
            200,
            n -> new LocalizedText("A", Collections.nCopies(n, localization))),
        limit("text", 4_000, n -> LocalizedText.of("x".repeat(n))),
        limit("languageCode", 35, n -> new LocalizedText.Localization("x".repeat(n), "A")),
        limit("actualValue", 4_000, n -> new Question.Choice("x".repeat(n), LocalizedText.of("A"))),
        limit("regexPattern", 1_000, n -> new Question.TextInput(true, Optional.of("x".repeat(n)))),
        limit(
            "description",
            4_000,
            n ->
                new SubjectSet(
                    SubjectSet.Kind.SINGLE_USER,
                    Optional.of("ada"),
                    Optional.of("x".repeat(n)),
                    0)),
        limit("description", 4_000, n -> terms.describedAs("x".repeat(n))),
        limit("interval", 10_000, n -> pattern(n, 0, 0, 0)),
        limit("month", 12, n -> pattern(1, n, 0, 0)),
        limit("dayOfMonth", 31, n -> pattern(1, 0, n, 0)),
        limit("daysOfWeek", 7, n -> pattern(1, 0, 0, n)),
        limit("numberOfOccurrences", 10_000, n -> range(n, 1)),
        limit("recurrenceTimeZone", Catalog.MAX_NAME, n -> range(1, n)));
  }

  private static Stage stage(int primary, int fallback, int escalated, int escalatedFallback) {
    return new Stage(
        Duration.ofDays(1),
        false,
        false,
        Duration.ZERO,
        people(primary),
        people(fallback),
        people(escalated),
        people(escalatedFallback),
        Visibility.DEFAULT);
  }

  private static ReviewSettings reviews(int primary, int fallback) {
    return new ReviewSettings(
        true,
        ReviewSettings.Behavior.KEEP_ACCESS,
        false,
        false,
        false,
        Optional.of(NOW),
        new Expiration.NoExpiration(),
        Optional.empty(),
        people(primary),
        people(fallback));
  }

  private static ReviewSettings.Pattern pattern(int interval, int month, int day, int days) {
    return new ReviewSettings.Pattern(
        ReviewSettings.PatternType.WEEKLY,
        interval,
        month,
        day,
        Collections.nCopies(days, DayOfWeek.FRIDAY),
        DayOfWeek.MONDAY,
        ReviewSettings.WeekIndex.LAST);
  }

  private static ReviewSettings.Range range(int occurrences, int zone) {
    return new ReviewSettings.Range(
        ReviewSettings.RangeType.NUMBERED,
        Optional.empty(),
        Optional.empty(),
        Optional.of("x".repeat(zone)),
        occurrences);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void what_is_as_large_as_allowed_is_taken_and_one_more_is_named(
      String member, int max, IntFunction<?> make) {
    assertThatCode(() -> make.apply(max)).doesNotThrowAnyException();
    assertThatThrownBy(() -> make.apply(max + 1))
        .isInstanceOfSatisfying(
            InvalidMemberException.class, invalid -> assertThat(invalid.member()).isEqualTo(member))
        .hasMessageContaining(Integer.toString(max));
  }

  @Test
  void numbers_of_a_recurrence_are_not_below_nothing() {
    assertThatThrownBy(() -> range(-1, 1)).hasMessageStartingWith("numberOfOccurrences");
    assertThatThrownBy(() -> pattern(-1, 0, 0, 0)).hasMessageStartingWith("interval");
    assertThatThrownBy(() -> pattern(0, -1, 0, 0)).hasMessageStartingWith("month");
    assertThatThrownBy(() -> pattern(0, 0, -1, 0)).hasMessageStartingWith("dayOfMonth");
    assertThat(pattern(0, 0, 0, 0).daysOfWeek()).isEmpty();
    assertThat(range(0, 1).numberOfOccurrences()).isZero();
  }

  @Test
  void the_character_that_databases_do_not_keep_is_refused_wherever_it_stands() {
    assertThatThrownBy(() -> new Origin("s", "\0a"))
        .hasMessage("originId must not contain the character U+0000");
    assertThatThrownBy(() -> new Origin("s", "a\0")).hasMessageContaining("U+0000");
  }
}
