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
}
