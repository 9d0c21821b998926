package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Name.v1Only;

import dev.regrant.domain.ApprovalSettings;
import dev.regrant.domain.ApprovalSettings.Stage;
import dev.regrant.domain.ApprovalSettings.Visibility;
import dev.regrant.domain.SubjectSet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** Who must approve, in either version's shape. */
final class ApprovalSettingsFormat {
  private static final Name FOR_ADD = names("isApprovalRequiredForAdd", "isApprovalRequired");
  private static final Name FOR_UPDATE =
      names("isApprovalRequiredForUpdate", "isApprovalRequiredForExtension");
  private static final Name REQUESTOR_JUSTIFICATION = both("isRequestorJustificationRequired");
  private static final Name STAGES = names("stages", "approvalStages");
  private static final Name MODE = betaOnly("approvalMode");
  private static final Name TIMEOUT =
      names("durationBeforeAutomaticDenial", "approvalStageTimeOutInDays");
  private static final Name ESCALATION =
      names("durationBeforeEscalation", "escalationTimeInMinutes");
  private static final Name APPROVER_JUSTIFICATION = both("isApproverJustificationRequired");
  private static final Name ESCALATES = both("isEscalationEnabled");
  private static final Name PRIMARY = both("primaryApprovers");
  private static final Name FALLBACK_PRIMARY = v1Only("fallbackPrimaryApprovers");
  private static final Name ESCALATED = both("escalationApprovers");
  private static final Name FALLBACK_ESCALATED = v1Only("fallbackEscalationApprovers");
  private static final Name VISIBILITY = both("approverInformationVisibility");

  private ApprovalSettingsFormat() {}

  static ApprovalSettings read(Body settings) {
    if (settings.text(MODE).filter("Parallel"::equalsIgnoreCase).isPresent()) {
      throw settings.unsupported(MODE, "'Parallel' is not supported: stages follow each other.");
    }
    return settings.made(
        () ->
            new ApprovalSettings(
                settings.bool(FOR_ADD).orElse(false),
                settings.bool(FOR_UPDATE).orElse(false),
                settings.bool(REQUESTOR_JUSTIFICATION).orElse(false),
                settings.objects(STAGES).stream().map(ApprovalSettingsFormat::stage).toList()));
  }

  private static Stage stage(Body stage) {
    var primary = SubjectSetFormat.given(stage, PRIMARY);
    var escalated = SubjectSetFormat.given(stage, ESCALATED);
    return stage.made(
        () ->
            new Stage(
                stage
                    .durationOrCount(TIMEOUT, ChronoUnit.DAYS)
                    .orElse(ApprovalSettings.DEFAULT_TIMEOUT),
                stage.bool(APPROVER_JUSTIFICATION).orElse(false),
                stage.bool(ESCALATES).orElse(false),
                stage.durationOrCount(ESCALATION, ChronoUnit.MINUTES).orElse(Duration.ZERO),
                sets(primary, false),
                fallbacks(primary, SubjectSetFormat.read(stage, FALLBACK_PRIMARY)),
                sets(escalated, false),
                fallbacks(escalated, SubjectSetFormat.read(stage, FALLBACK_ESCALATED)),
                stage.oneOf(VISIBILITY, Visibility.class).orElse(Visibility.DEFAULT)));
  }

  private static List<SubjectSet> sets(List<SubjectSetFormat.Given> given, boolean isFallback) {
    return given.stream()
        .filter(one -> one.isFallback() == isFallback)
        .map(SubjectSetFormat.Given::set)
        .toList();
  }

  private static List<SubjectSet> fallbacks(
      List<SubjectSetFormat.Given> given, List<SubjectSet> own) {
    return Stream.concat(sets(given, true).stream(), own.stream()).toList();
  }

  static JsonObject json(ApprovalSettings settings, ApiVersion version) {
    var stages = new JsonArray();
    settings.stages().forEach(stage -> stages.add(json(stage, version)));
    var json =
        new JsonObject()
            .put(FOR_ADD.in(version).orElseThrow(), settings.isRequiredForAdd())
            .put(FOR_UPDATE.in(version).orElseThrow(), settings.isRequiredForUpdate())
            .put("isRequestorJustificationRequired", settings.isRequestorJustificationRequired());
    if (version == ApiVersion.BETA) {
      json.put("approvalMode", mode(settings));
    }
    return json.put(STAGES.in(version).orElseThrow(), stages);
  }

  private static String mode(ApprovalSettings settings) {
    if (!settings.isRequiredForAdd() && !settings.isRequiredForUpdate()) {
      return "NoApproval";
    }
    return settings.stages().size() == 1 ? "SingleStage" : "Serial";
  }

  private static JsonObject json(Stage stage, ApiVersion version) {
    return switch (version) {
      case V1 ->
          new JsonObject()
              .put(
                  "durationBeforeAutomaticDenial",
                  WireFormat.duration(stage.durationBeforeAutomaticDenial()))
              .put("isApproverJustificationRequired", stage.isApproverJustificationRequired())
              .put("isEscalationEnabled", stage.isEscalationEnabled())
              .put(
                  "durationBeforeEscalation", WireFormat.duration(stage.durationBeforeEscalation()))
              .put("primaryApprovers", SubjectSetFormat.json(stage.primaryApprovers(), version))
              .put(
                  "fallbackPrimaryApprovers",
                  SubjectSetFormat.json(stage.fallbackPrimaryApprovers(), version))
              .put(
                  "escalationApprovers",
                  SubjectSetFormat.json(stage.escalationApprovers(), version))
              .put(
                  "fallbackEscalationApprovers",
                  SubjectSetFormat.json(stage.fallbackEscalationApprovers(), version))
              .put(
                  "approverInformationVisibility",
                  WireFormat.lowerCamel(stage.approverInformationVisibility()));
      // Beta counts in days and minutes: begun ones count.
      case BETA ->
          new JsonObject()
              .put(
                  "approvalStageTimeOutInDays",
                  WireFormat.begun(stage.durationBeforeAutomaticDenial(), ChronoUnit.DAYS))
              .put("isApproverJustificationRequired", stage.isApproverJustificationRequired())
              .put("isEscalationEnabled", stage.isEscalationEnabled())
              .put(
                  "escalationTimeInMinutes",
                  WireFormat.begun(stage.durationBeforeEscalation(), ChronoUnit.MINUTES))
              .put(
                  "primaryApprovers",
                  SubjectSetFormat.beta(stage.primaryApprovers(), stage.fallbackPrimaryApprovers()))
              .put(
                  "escalationApprovers",
                  SubjectSetFormat.beta(
                      stage.escalationApprovers(), stage.fallbackEscalationApprovers()))
              .put(
                  "approverInformationVisibility",
                  WireFormat.lowerCamel(stage.approverInformationVisibility()));
    };
  }
}
