package dev.regrant.domain;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a policy asks of whoever asks for its package: Graph's {@code accessPackageQuestion}.
 *
 * @param sequence where it stands among the others
 * @param isRequired whether it must be answered
 * @param isAnswerEditable whether the answer may be changed later on
 * @param input how it is answered
 */
public record Question(
    Id id,
    int sequence,
    boolean isRequired,
    boolean isAnswerEditable,
    LocalizedText text,
    Input input) {
  /** Identifies a question. */
  public record Id(UUID value) {
    /** Of a question that has none yet. */
    public static final Id NONE = new Id(new UUID(0, 0));
  }

  /** How a question is answered. */
  public sealed interface Input {}

  /**
   * By a text.
   *
   * @param isSingleLine whether it has one line only
   * @param regexPattern what it must match, if anything
   */
  public record TextInput(boolean isSingleLine, Optional<String> regexPattern) implements Input {
    public TextInput {
      regexPattern.ifPresent(TextInput::check);
    }

    private static void check(String pattern) {
      Texts.limited("regexPattern", pattern, MAX_PATTERN);
      try {
        Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        throw new InvalidMemberException(
            "regexPattern", "is not a regular expression: " + e.getDescription());
      }
    }
  }

  /** By one of several choices, or by some of them. */
  public record MultipleChoice(boolean isMultipleSelectionAllowed, List<Choice> choices)
      implements Input {
    public MultipleChoice {
      if (choices.isEmpty()) {
        throw new InvalidMemberException("choices", "must hold at least one choice");
      }
      Lists.limited("choices", choices, MAX_CHOICES);
      choices = List.copyOf(choices);
    }
  }

  /**
   * What can be chosen.
   *
   * @param actualValue what the answer then is
   * @param text what is shown
   */
  public record Choice(String actualValue, LocalizedText text) {
    public Choice {
      Texts.required("actualValue", actualValue, LocalizedText.MAX_TEXT);
    }
  }

  private static final int MAX_PATTERN = 1_000;
  private static final int MAX_CHOICES = 100;

  /** This question, under another id. */
  public Question withId(Id other) {
    return new Question(other, sequence, isRequired, isAnswerEditable, text, input);
  }
}
