package dev.regrant.http;

import static dev.regrant.http.Name.both;

import dev.regrant.domain.Answer;
import dev.regrant.domain.Question;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Answers to questions: beta shows the whole question, v1.0 which one it is. */
final class AnswerFormat {
  private static final String TYPE = ODataType.of("accessPackageAnswerString");
  private static final Name VALUE = both("value");
  private static final Name DISPLAY_VALUE = both("displayValue");
  private static final Name QUESTION = both("answeredQuestion");
  private static final Name ID = both("id");

  private AnswerFormat() {}

  static List<Answer.Given> read(Body body, Name name) {
    return body.objects(name).stream().map(AnswerFormat::answer).toList();
  }

  private static Answer.Given answer(Body answer) {
    answer
        .text(ODataType.NAME)
        .filter(type -> !TYPE.equalsIgnoreCase(type.startsWith("#") ? type : "#" + type))
        .ifPresent(
            type -> {
              throw answer.invalid(
                  ODataType.NAME, "'%s' is no answer; there is: %s.".formatted(type, TYPE));
            });
    var question = answer.required(QUESTION, answer.object(QUESTION));
    var shown = answer.text(DISPLAY_VALUE);
    return new Answer.Given(
        new Question.Id(question.required(ID, question.id(ID))),
        answer.required(VALUE, answer.text(VALUE).or(() -> shown)),
        shown);
  }

  static JsonArray json(List<Answer> answers, ApiVersion version) {
    var json = new JsonArray();
    for (Answer answer : answers) {
      json.add(
          new JsonObject()
              .put("@odata.type", TYPE)
              .put("displayValue", answer.displayValue().orElse(null))
              .put("value", answer.value())
              .put("answeredQuestion", question(answer.question(), version)));
    }
    return json;
  }

  private static JsonObject question(Question question, ApiVersion version) {
    var whole = QuestionFormat.json(question, version);
    return switch (version) {
      case V1 ->
          new JsonObject()
              .put("@odata.type", whole.getString("@odata.type"))
              .put("id", whole.getString("id"));
      case BETA -> whole;
    };
  }
}
