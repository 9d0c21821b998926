package dev.regrant.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regrant.domain.ApprovalSettings;
import dev.regrant.domain.AssignmentPolicy.OnBehalf;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.LocalizedText;
import dev.regrant.domain.PolicyTerms.AutomaticRequestSettings;
import dev.regrant.domain.PolicyTerms.CustomExtensionStageSetting;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.PolicyTerms.Extras;
import dev.regrant.domain.Question;
import dev.regrant.domain.SubjectSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The parts of a policy as JSON; see {@link Json}. */
final class PolicyJson {
  private PolicyJson() {}

  static JsonNode sets(List<SubjectSet> sets) {
    return Json.array(sets, PolicyJson::set);
  }

  static List<SubjectSet> sets(JsonNode json) {
    return Json.list(json, PolicyJson::set);
  }

  private static JsonNode set(SubjectSet set) {
    var json = Json.object().put("kind", set.kind().name());
    set.id().ifPresent(id -> json.put("id", id));
    set.description().ifPresent(text -> json.put("description", text));
    if (set.managerLevel() > 0) {
      json.put("managerLevel", set.managerLevel());
    }
    return json;
  }

  private static SubjectSet set(JsonNode json) {
    return new SubjectSet(
        SubjectSet.Kind.valueOf(json.get("kind").textValue()),
        text(json, "id"),
        text(json, "description"),
        json.path("managerLevel").asInt(0));
  }

  static JsonNode requestors(RequestorSettings settings) {
    var onBehalf = settings.onBehalf();
    return Json.object()
        .put("selfAdd", settings.enableTargetsToSelfAddAccess())
        .put("selfUpdate", settings.enableTargetsToSelfUpdateAccess())
        .put("selfRemove", settings.enableTargetsToSelfRemoveAccess())
        .put("customSchedule", settings.allowCustomAssignmentSchedule())
        .set(
            "onBehalf",
            Json.object()
                .put("add", onBehalf.mayAdd())
                .put("update", onBehalf.mayUpdate())
                .put("remove", onBehalf.mayRemove())
                .set("requestors", sets(onBehalf.requestors())));
  }

  static RequestorSettings requestors(JsonNode json) {
    var onBehalf = json.get("onBehalf");
    return new RequestorSettings(
        flag(json, "selfAdd"),
        flag(json, "selfUpdate"),
        flag(json, "selfRemove"),
        flag(json, "customSchedule"),
        new OnBehalf(
            flag(onBehalf, "add"),
            flag(onBehalf, "update"),
            flag(onBehalf, "remove"),
            sets(onBehalf.get("requestors"))));
  }

  static JsonNode approval(ApprovalSettings settings) {
    return Json.object()
        .put("add", settings.isRequiredForAdd())
        .put("update", settings.isRequiredForUpdate())
        .put("requestorJustification", settings.isRequestorJustificationRequired())
        .set("stages", Json.array(settings.stages(), PolicyJson::stage));
  }

  static ApprovalSettings approval(JsonNode json) {
    return new ApprovalSettings(
        flag(json, "add"),
        flag(json, "update"),
        flag(json, "requestorJustification"),
        Json.list(json.get("stages"), PolicyJson::stage));
  }

  static JsonNode stage(ApprovalSettings.Stage stage) {
    var json =
        Json.object()
            .put("timeout", stage.durationBeforeAutomaticDenial().toString())
            .put("approverJustification", stage.isApproverJustificationRequired())
            .put("escalates", stage.isEscalationEnabled())
            .put("escalation", stage.durationBeforeEscalation().toString())
            .put("visibility", stage.approverInformationVisibility().name());
    json.set("primary", sets(stage.primaryApprovers()));
    json.set("fallbackPrimary", sets(stage.fallbackPrimaryApprovers()));
    json.set("escalated", sets(stage.escalationApprovers()));
    json.set("fallbackEscalated", sets(stage.fallbackEscalationApprovers()));
    return json;
  }

  static ApprovalSettings.Stage stage(JsonNode json) {
    return new ApprovalSettings.Stage(
        Duration.parse(json.get("timeout").textValue()),
        flag(json, "approverJustification"),
        flag(json, "escalates"),
        Duration.parse(json.get("escalation").textValue()),
        sets(json.get("primary")),
        sets(json.get("fallbackPrimary")),
        sets(json.get("escalated")),
        sets(json.get("fallbackEscalated")),
        ApprovalSettings.Visibility.valueOf(json.get("visibility").textValue()));
  }

  static JsonNode question(Question question) {
    var json =
        Json.object()
            .put("id", question.id().value().toString())
            .put("sequence", question.sequence())
            .put("required", question.isRequired())
            .put("editable", question.isAnswerEditable());
    json.set("text", localized(question.text()));
    switch (question.input()) {
      case Question.TextInput text -> {
        json.put("input", "TEXT").put("singleLine", text.isSingleLine());
        text.regexPattern().ifPresent(pattern -> json.put("pattern", pattern));
      }
      case Question.MultipleChoice choice -> {
        json.put("input", "CHOICE").put("multiple", choice.isMultipleSelectionAllowed());
        json.set("choices", Json.array(choice.choices(), PolicyJson::choice));
      }
    }
    return json;
  }

  static Question question(JsonNode json) {
    return new Question(
        new Question.Id(uuid(json, "id")),
        json.get("sequence").intValue(),
        flag(json, "required"),
        flag(json, "editable"),
        localized(json.get("text")),
        json.get("input").textValue().equals("TEXT")
            ? new Question.TextInput(flag(json, "singleLine"), text(json, "pattern"))
            : new Question.MultipleChoice(
                flag(json, "multiple"), Json.list(json.get("choices"), PolicyJson::choice)));
  }

  private static JsonNode choice(Question.Choice choice) {
    return Json.object().put("value", choice.actualValue()).set("text", localized(choice.text()));
  }

  private static Question.Choice choice(JsonNode json) {
    return new Question.Choice(json.get("value").textValue(), localized(json.get("text")));
  }

  private static JsonNode localized(LocalizedText text) {
    return Json.object()
        .put("text", text.text())
        .set(
            "localizations",
            Json.array(
                text.localizations(),
                one -> Json.object().put("language", one.languageCode()).put("text", one.text())));
  }

  private static LocalizedText localized(JsonNode json) {
    return new LocalizedText(
        json.get("text").textValue(),
        Json.list(
            json.get("localizations"),
            one ->
                new LocalizedText.Localization(
                    one.get("language").textValue(), one.get("text").textValue())));
  }

  static JsonNode extras(Extras extras) {
    var json =
        Json.object()
            .put("notificationDisabled", extras.isAssignmentNotificationDisabled())
            .<ObjectNode>set(
                "extensionStages",
                Json.array(extras.customExtensionStageSettings(), PolicyJson::extension));
    extras.automaticRequestSettings().ifPresent(one -> json.set("automatic", automatic(one)));
    extras.reviewSettings().ifPresent(one -> json.set("review", ReviewJson.of(one)));
    return json;
  }

  static Extras extras(JsonNode json) {
    return new Extras(
        Optional.ofNullable(json.get("automatic")).map(PolicyJson::automatic),
        Optional.ofNullable(json.get("review")).map(ReviewJson::read),
        flag(json, "notificationDisabled"),
        Json.list(json.get("extensionStages"), PolicyJson::extension));
  }

  private static JsonNode automatic(AutomaticRequestSettings settings) {
    var json =
        Json.object()
            .put("request", settings.requestAccessForAllowedTargets())
            .put("remove", settings.removeAccessWhenTargetLeavesAllowedTargets());
    settings
        .gracePeriodBeforeAccessRemoval()
        .ifPresent(grace -> json.put("grace", grace.toString()));
    return json;
  }

  private static AutomaticRequestSettings automatic(JsonNode json) {
    return new AutomaticRequestSettings(
        flag(json, "request"), flag(json, "remove"), text(json, "grace").map(Duration::parse));
  }

  private static JsonNode extension(CustomExtensionStageSetting setting) {
    return Json.object()
        .put("id", setting.id().toString())
        .put("stage", setting.stage().name())
        .put("extension", setting.customExtension().toString());
  }

  private static CustomExtensionStageSetting extension(JsonNode json) {
    return new CustomExtensionStageSetting(
        uuid(json, "id"),
        ExtensionStage.valueOf(json.get("stage").textValue()),
        uuid(json, "extension"));
  }

  private static boolean flag(JsonNode json, String name) {
    return json.get(name).booleanValue();
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.ofNullable(json.path(name).textValue());
  }

  private static UUID uuid(JsonNode json, String name) {
    return UUID.fromString(json.get(name).textValue());
  }
}
