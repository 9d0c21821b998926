package dev.regrant.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerTest {
  private static Question question(
      int n, boolean isRequired, boolean isEditable, Question.Input input) {
    return new Question(
        new Question.Id(new UUID(7, n)),
        n,
        isRequired,
        isEditable,
        LocalizedText.of("Question " + n),
        input);
  }

  private static Question text(String pattern) {
    return question(1, true, true, new Question.TextInput(true, Optional.of(pattern)));
  }

  private static Question optional() {
    return question(3, false, true, new Question.TextInput(false, Optional.empty()));
  }

  private static Question choice(boolean isMultiple) {
    var choices =
        Stream.of("a", "b", "c,d")
            .map(value -> new Question.Choice(value, LocalizedText.of(value)))
            .toList();
    return question(2, false, false, new Question.MultipleChoice(isMultiple, choices));
  }

  private static Answer.Given given(Question question, String value) {
    return new Answer.Given(question.id(), value, Optional.empty());
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        Arguments.of(text("[0-9]+"), "12"),
        Arguments.of(optional(), " "),
        Arguments.of(optional(), "x".repeat(Answer.MAX_VALUE)),
        Arguments.of(optional(), "two\nlines"),
        Arguments.of(choice(false), "a"),
        Arguments.of(choice(false), "c,d"),
        Arguments.of(choice(true), "b, a"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void an_answer_to_its_question_is_taken(Question question, String value) {
    assertThat(Answer.to(List.of(question), List.of(given(question, value))))
        .containsExactly(new Answer(question, value, Optional.empty()));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(text("[0-9]+"), "12a", "answers[0].value"),
        Arguments.of(text(".*"), "two\nlines", "answers[0].value"),
        Arguments.of(text(".*"), " ", "answers[0].value"),
        Arguments.of(text(".*"), "x".repeat(Answer.MAX_VALUE + 1), "answers[0].value"),
        Arguments.of(choice(false), "a,b", "answers[0].value"),
        Arguments.of(choice(true), "a,a", "answers[0].value"),
        Arguments.of(choice(true), "a,", "answers[0].value"),
        Arguments.of(choice(true), "", "answers[0].value"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void an_answer_that_is_none_is_refused(Question question, String value, String member) {
    assertThatThrownBy(() -> Answer.to(List.of(question), List.of(given(question, value))))
        .isInstanceOf(InvalidMemberException.class)
        .extracting(e -> ((InvalidMemberException) e).member())
        .isEqualTo(member);
  }

  @Test
  void a_pattern_that_never_ends_ends() {
    var question = text("(x+x+)+\\1y");

    assertThatThrownBy(
            () -> Answer.to(List.of(question), List.of(given(question, "x".repeat(100)))))
        .isInstanceOf(InvalidMemberException.class)
        .hasMessageContaining("reasonable time");
  }

  @Test
  void answers_before_hold_until_they_are_given_anew() {
    var text = text("[0-9]+");
    var choice = choice(false);
    var before = Answer.to(List.of(text, choice), List.of(given(text, "1"), given(choice, "a")));
    var given = Answer.to(List.of(text, choice), List.of(given(text, "2")));

    assertThat(Answer.complete(List.of(text, choice), before, given))
        .extracting(Answer::value)
        .containsExactly("2", "a");
  }

  @Test
  void what_must_be_answered_is() {
    assertThatThrownBy(() -> Answer.complete(List.of(text(".*")), List.of(), List.of()))
        .isInstanceOf(InvalidMemberException.class)
        .hasMessageContaining("Question 1");
  }

  @Test
  void an_answer_that_cannot_be_edited_may_be_repeated_and_not_changed() {
    var choice = choice(false);
    var before = Answer.to(List.of(choice), List.of(given(choice, "a")));
    var other = Answer.to(List.of(choice), List.of(given(choice, "b")));

    Answer.checkEdits(before, before);
    Answer.checkEdits(List.of(), other);
    assertThatThrownBy(() -> Answer.checkEdits(before, other))
        .isInstanceOf(InvalidMemberException.class)
        .hasMessageContaining("answers[0].value");
  }

  @Test
  void an_answer_to_what_was_not_asked_or_answered_before_is_refused() {
    var asked = List.of(text(".*"));
    var given = given(asked.getFirst(), "x");

    assertThatThrownBy(() -> Answer.to(asked, List.of(given, given(optional(), "y"))))
        .hasMessage(
            "answers[1].answeredQuestion.id names no question of the policy: "
                + optional().id().value());
    assertThatThrownBy(() -> Answer.to(asked, List.of(given, given)))
        .hasMessageStartingWith("answers[1].answeredQuestion.id is answered twice");
  }

  @Test
  void what_is_shown_of_an_answer_has_a_limit_as_the_answer_has() {
    var question = optional();
    var longest = Optional.of("x".repeat(Answer.MAX_VALUE));
    var longer = longest.map(text -> text + "x");

    assertThat(Answer.to(List.of(question), List.of(shown(question, longest))))
        .containsExactly(new Answer(question, "x", longest));
    assertThatThrownBy(() -> Answer.to(List.of(question), List.of(shown(question, longer))))
        .hasMessageStartingWith("answers[0].displayValue has 4001 characters");
  }

  private static Answer.Given shown(Question question, Optional<String> displayValue) {
    return new Answer.Given(question.id(), "x", displayValue);
  }

  @Test
  void a_choice_that_is_none_is_told_what_can_be_chosen() {
    var one = choice(false);
    var some = choice(true);

    assertThatThrownBy(() -> Answer.to(List.of(one), List.of(given(one, "x"))))
        .hasMessage("answers[0].value must be one of a, b, c,d");
    assertThatThrownBy(() -> Answer.to(List.of(some), List.of(given(some, "x"))))
        .hasMessage("answers[0].value must be some, separated by commas, of a, b, c,d");
  }
}
