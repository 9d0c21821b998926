package dev.regrant.domain;

import java.util.List;

/**
 * A text, and what it is in other languages.
 *
 * @param text where no other language fits
 * @param localizations the others
 */
public record LocalizedText(String text, List<Localization> localizations) {
  /**
   * A text in a language.
   *
   * @param languageCode such as {@code de} or {@code pt-BR}
   */
  public record Localization(String languageCode, String text) {
    public Localization {
      Texts.required("languageCode", languageCode, MAX_LANGUAGE);
      Texts.limited("text", text, MAX_TEXT);
    }
  }

  /** The longest text, in characters. */
  public static final int MAX_TEXT = 4_000;

  private static final int MAX_LANGUAGE = 35;
  private static final int MAX_LANGUAGES = 200;

  public LocalizedText {
    Texts.required("text", text, MAX_TEXT);
    Lists.limited("localizations", localizations, MAX_LANGUAGES);
    localizations = List.copyOf(localizations);
  }

  /** A text in one language. */
  public static LocalizedText of(String text) {
    return new LocalizedText(text, List.of());
  }
}
