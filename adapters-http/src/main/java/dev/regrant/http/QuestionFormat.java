package dev.regrant.http;

import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;

import dev.regrant.domain.LocalizedText;
import dev.regrant.domain.LocalizedText.Localization;
import dev.regrant.domain.Question;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** Questions of policies: v1.0 has a text with localizations, beta an object with both. */
final class QuestionFormat {
  private static final String TEXT_INPUT = "accessPackageTextInputQuestion";
  private static final String MULTIPLE_CHOICE = "accessPackageMultipleChoiceQuestion";

  private static final Name ID = both("id");
  private static final Name SEQUENCE = both("sequence");
  private static final Name REQUIRED = both("isRequired");
  private static final Name EDITABLE = both("isAnswerEditable");
  private static final Name TEXT = both("text");
  private static final Name CHOICE_TEXT = names("text", "displayValue");
  private static final Name SINGLE_LINE = both("isSingleLineQuestion");
  private static final Name PATTERN = both("regexPattern");
  private static final Name MULTIPLE =
      names("isMultipleSelectionAllowed", "allowsMultipleSelection");
  private static final Name CHOICES = both("choices");
  private static final Name ACTUAL_VALUE = both("actualValue");
  private static final Name LOCALIZATIONS = both("localizations");
  private static final Name DEFAULT_TEXT = names("text", "defaultText");
  private static final Name LOCALIZED_TEXTS = names("localizations", "localizedTexts");
  private static final Name LANGUAGE = both("languageCode");

  private QuestionFormat() {}

  static List<Question> read(Body body, Name name) {
    return body.objects(name).stream().map(QuestionFormat::question).toList();
  }

  private static Question question(Body question) {
    return new Question(
        question.id(ID).map(Question.Id::new).orElse(Question.Id.NONE),
        question.integer(SEQUENCE).orElse(0),
        question.bool(REQUIRED).orElse(false),
        question.bool(EDITABLE).orElse(false),
        text(question, TEXT),
        input(question));
  }

  private static Question.Input input(Body question) {
    String type = question.required(ODataType.NAME, question.text(ODataType.NAME));
    String name = ODataType.unqualified(type).toLowerCase(Locale.ROOT);
    if (name.equals(TEXT_INPUT.toLowerCase(Locale.ROOT))) {
      return question.made(
          () ->
              new Question.TextInput(
                  question.bool(SINGLE_LINE).orElse(false),
                  question.text(PATTERN).filter(pattern -> !pattern.isEmpty())));
    }
    if (name.equals(MULTIPLE_CHOICE.toLowerCase(Locale.ROOT))) {
      return question.made(
          () ->
              new Question.MultipleChoice(
                  question.bool(MULTIPLE).orElse(false),
                  question.objects(CHOICES).stream().map(QuestionFormat::choice).toList()));
    }
    throw question.invalid(
        ODataType.NAME,
        "'%s' is no question; there are: #microsoft.graph.%s, #microsoft.graph.%s."
            .formatted(type, TEXT_INPUT, MULTIPLE_CHOICE));
  }

  private static Question.Choice choice(Body choice) {
    return choice.made(
        () ->
            new Question.Choice(
                choice.required(ACTUAL_VALUE, choice.text(ACTUAL_VALUE)),
                text(choice, CHOICE_TEXT)));
  }

  private static LocalizedText text(Body of, Name name) {
    if (of.isObject(name)) {
      Body text = of.required(name, of.object(name));
      return text.made(
          () ->
              new LocalizedText(
                  text.required(DEFAULT_TEXT, text.text(DEFAULT_TEXT)),
                  localizations(text, LOCALIZED_TEXTS)));
    }
    String text = of.required(name, of.text(name));
    return of.made(() -> new LocalizedText(text, localizations(of, LOCALIZATIONS)));
  }

  private static List<Localization> localizations(Body of, Name name) {
    return of.objects(name).stream()
        .map(
            one ->
                one.made(
                    () ->
                        new Localization(
                            one.required(LANGUAGE, one.text(LANGUAGE)), one.text(TEXT).orElse(""))))
        .toList();
  }

  static JsonArray json(List<Question> questions, ApiVersion version) {
    var json = new JsonArray();
    questions.forEach(question -> json.add(json(question, version)));
    return json;
  }

  /** A question as this version has it. */
  static JsonObject json(Question question, ApiVersion version) {
    var json =
        new JsonObject()
            .put(
                "@odata.type",
                ODataType.of(
                    switch (question.input()) {
                      case Question.TextInput text -> TEXT_INPUT;
                      case Question.MultipleChoice choice -> MULTIPLE_CHOICE;
                    }))
            .put("id", question.id().value().toString())
            .put("sequence", question.sequence())
            .put("isRequired", question.isRequired())
            .put("isAnswerEditable", question.isAnswerEditable());
    put(json, "text", question.text(), version);
    switch (question.input()) {
      case Question.TextInput text ->
          json.put("isSingleLineQuestion", text.isSingleLine())
              .put("regexPattern", text.regexPattern().orElse(null));
      case Question.MultipleChoice choice -> {
        var choices = new JsonArray();
        for (Question.Choice one : choice.choices()) {
          var element = new JsonObject().put("actualValue", one.actualValue());
          put(element, CHOICE_TEXT.in(version).orElseThrow(), one.text(), version);
          choices.add(element);
        }
        json.put(MULTIPLE.in(version).orElseThrow(), choice.isMultipleSelectionAllowed())
            .put("choices", choices);
      }
    }
    return json;
  }

  private static void put(JsonObject json, String name, LocalizedText text, ApiVersion version) {
    var localizations = new JsonArray();
    for (Localization one : text.localizations()) {
      localizations.add(
          new JsonObject().put("languageCode", one.languageCode()).put("text", one.text()));
    }
    switch (version) {
      case V1 -> json.put(name, text.text()).put("localizations", localizations);
      case BETA ->
          json.put(
              name,
              new JsonObject()
                  .put("defaultText", text.text())
                  .put("localizedTexts", localizations));
    }
  }
}
