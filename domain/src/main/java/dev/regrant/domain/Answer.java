package dev.regrant.domain;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What whoever asked answered to a question of the policy: Graph's {@code accessPackageAnswer}.
 *
 * @param question as it was asked then; policies change
 * @param value a text, or the values of the choices made, separated by commas
 * @param displayValue the same for a person
 */
public record Answer(Question question, String value, Optional<String> displayValue) {
  /** The longest value, in characters. */
  public static final int MAX_VALUE = 4_000;

  /** Steps of a regular expression that tells quickly; malicious ones take any number. */
  private static final int MAX_STEPS = 1_000_000;

  /** An answer that was sent, to a question that the policy may or may not ask. */
  public record Given(Question.Id question, String value, Optional<String> displayValue) {}

  /**
   * The answers that were sent, to the questions they are to.
   *
   * @param questions all that the policy asks
   * @throws InvalidMemberException if there is no such question, or an answer is none to it
   */
  public static List<Answer> to(List<Question> questions, List<Given> given) {
    var answers = new ArrayList<Answer>();
    var answered = new HashSet<Question.Id>();
    for (int i = 0; i < given.size(); i++) {
      var one = given.get(i);
      var member = "answers[%d]".formatted(i);
      var question =
          questions.stream()
              .filter(asked -> asked.id().equals(one.question()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InvalidMemberException(
                          member + ".answeredQuestion.id",
                          "names no question of the policy: " + one.question().value()));
      if (!answered.add(question.id())) {
        throw new InvalidMemberException(
            member + ".answeredQuestion.id", "is answered twice: " + question.id().value());
      }
      check(question, one.value(), member + ".value");
      one.displayValue()
          .ifPresent(text -> Texts.limited(member + ".displayValue", text, MAX_VALUE));
      answers.add(new Answer(question, one.value(), one.displayValue()));
    }
    return answers;
  }

  /**
   * The answers that hold from now on: those given, and of those before what is not answered anew.
   *
   * @throws InvalidMemberException if a question that must be answered is not
   */
  public static List<Answer> complete(
      List<Question> questions, List<Answer> before, List<Answer> given) {
    Map<Question.Id, Answer> all = new LinkedHashMap<>();
    Stream.concat(before.stream(), given.stream())
        .forEach(answer -> all.put(answer.question().id(), answer));
    var missing =
        questions.stream()
            .filter(question -> question.isRequired() && !all.containsKey(question.id()))
            .map(question -> "'%s' (%s)".formatted(question.text().text(), question.id().value()))
            .collect(joining(", "));
    if (!missing.isEmpty()) {
      throw new InvalidMemberException("answers", "must answer " + missing);
    }
    return List.copyOf(all.values());
  }

  /**
   * That no answer changes that must stay as it is.
   *
   * @throws InvalidMemberException if one does
   */
  public static void checkEdits(List<Answer> before, List<Answer> given) {
    for (int i = 0; i < given.size(); i++) {
      var answer = given.get(i);
      boolean isChanged =
          !answer.question().isAnswerEditable()
              && before.stream()
                  .anyMatch(
                      old ->
                          old.question().id().equals(answer.question().id())
                              && !old.value().equals(answer.value()));
      if (isChanged) {
        throw new InvalidMemberException(
            "answers[%d].value".formatted(i),
            "cannot be changed: the policy does not let the answer be edited");
      }
    }
  }

  private static void check(Question question, String value, String member) {
    Texts.limited(member, value, MAX_VALUE);
    if (value.isBlank() && question.isRequired()) {
      throw new InvalidMemberException(member, "must not be blank");
    }
    switch (question.input()) {
      case Question.TextInput(var isSingleLine, var pattern) -> {
        if (isSingleLine && value.lines().count() > 1) {
          throw new InvalidMemberException(member, "must be a single line");
        }
        if (pattern.isPresent() && !matches(pattern.get(), value, member)) {
          throw new InvalidMemberException(
              member, "does not match the question's pattern " + pattern.get());
        }
      }
      case Question.MultipleChoice choice -> checkChoice(choice, value, member);
    }
  }

  private static void checkChoice(Question.MultipleChoice of, String value, String member) {
    var values = of.choices().stream().map(Question.Choice::actualValue).toList();
    if (values.contains(value)) {
      return;
    }
    var chosen = Stream.of(value.split(",", -1)).map(String::strip).toList();
    if (of.isMultipleSelectionAllowed()
        && values.containsAll(chosen)
        && Set.copyOf(chosen).size() == chosen.size()) {
      return;
    }
    throw new InvalidMemberException(
        member,
        "must be %s of %s"
            .formatted(
                of.isMultipleSelectionAllowed() ? "some, separated by commas," : "one",
                String.join(", ", values)));
  }

  private static boolean matches(String pattern, String value, String member) {
    try {
      return Pattern.compile(pattern).matcher(new Counted(value)).matches();
    } catch (TooManySteps | StackOverflowError e) {
      throw new InvalidMemberException(
          member, "cannot be compared with the question's pattern in reasonable time");
    }
  }

  @SuppressWarnings("serial")
  private static final class TooManySteps extends RuntimeException {}

  /** A text that can be looked at so often, and not for ever. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int steps;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
