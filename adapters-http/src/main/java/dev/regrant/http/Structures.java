package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Name.v1Only;
import static dev.regrant.http.Structure.Plain.BOOLEAN;
import static dev.regrant.http.Structure.Plain.DATE;
import static dev.regrant.http.Structure.Plain.DURATION;
import static dev.regrant.http.Structure.Plain.GUID;
import static dev.regrant.http.Structure.Plain.INTEGER;
import static dev.regrant.http.Structure.Plain.TEXT;
import static dev.regrant.http.Structure.Plain.TIME;
import static dev.regrant.http.Structure.many;
import static dev.regrant.http.Structure.named;
import static dev.regrant.http.Structure.oneOf;
import static java.util.Map.entry;

import dev.regrant.domain.ApprovalSettings;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.ReviewSettings;
import java.time.DayOfWeek;
import java.util.Map;

/** What the properties of entities hold that are objects. */
final class Structures {
  static final Name ODATA_TYPE = ODataType.NAME;

  static final Structure EXPIRATION =
      named("expirationPattern")
          .member("endDateTime", TIME)
          .member("duration", DURATION)
          .member("type", oneOf("notSpecified", "noExpiration", "afterDateTime", "afterDuration"));

  private static final Structure.Type DAY = oneOf(DayOfWeek.class);

  private static final Structure RECURRENCE =
      named("patternedRecurrence")
          .member(
              "pattern",
              named("recurrencePattern")
                  .member("type", oneOf(ReviewSettings.PatternType.class))
                  .member("interval", INTEGER)
                  .member("month", INTEGER)
                  .member("dayOfMonth", INTEGER)
                  .member("daysOfWeek", many(DAY))
                  .member("firstDayOfWeek", DAY)
                  .member("index", oneOf(ReviewSettings.WeekIndex.class)))
          .member(
              "range",
              named("recurrenceRange")
                  .member("type", oneOf(ReviewSettings.RangeType.class))
                  .member("startDate", DATE)
                  .member("endDate", DATE)
                  .member("recurrenceTimeZone", TEXT)
                  .member("numberOfOccurrences", INTEGER));

  static final Structure SCHEDULE =
      named("entitlementManagementSchedule")
          .member("startDateTime", TIME)
          .member("recurrence", RECURRENCE)
          .member("expiration", EXPIRATION);

  private static final Structure LOCALIZATION =
      named("accessPackageLocalizedText").member("languageCode", TEXT).member("text", TEXT);

  private static final Structure LOCALIZED =
      named("accessPackageLocalizedContent")
          .member("defaultText", TEXT)
          .member("localizedTexts", many(LOCALIZATION));

  private static final Structure.Type LOCALIZED_OR_PLAIN =
      new Structure.Either(new Structure.Inner(() -> LOCALIZED), TEXT);

  static final Structure QUESTION =
      named("accessPackageQuestion")
          .member(ODATA_TYPE, TEXT)
          .member("id", GUID)
          .member("sequence", INTEGER)
          .member("isRequired", BOOLEAN)
          .member("isAnswerEditable", BOOLEAN)
          .member(v1Only("text"), TEXT)
          .member(v1Only("localizations"), many(LOCALIZATION))
          .member(betaOnly("text"), LOCALIZED_OR_PLAIN)
          .member("isSingleLineQuestion", BOOLEAN)
          .member("regexPattern", TEXT)
          .member(names("isMultipleSelectionAllowed", "allowsMultipleSelection"), BOOLEAN)
          .member(
              "choices",
              many(
                  named("accessPackageAnswerChoice")
                      .member("actualValue", TEXT)
                      .member(v1Only("text"), TEXT)
                      .member(v1Only("localizations"), many(LOCALIZATION))
                      .member(betaOnly("displayValue"), LOCALIZED_OR_PLAIN)));

  static final Structure ANSWER =
      named("accessPackageAnswer")
          .member(ODATA_TYPE, TEXT)
          .member("displayValue", TEXT)
          .member("value", TEXT)
          .member("answeredQuestion", QUESTION);

  static final Structure SUBJECT_SET =
      named("subjectSet")
          .member(ODATA_TYPE, TEXT)
          .member(betaOnly("isBackup"), BOOLEAN)
          .member(betaOnly("id"), TEXT)
          .member(v1Only("userId"), TEXT)
          .member(v1Only("groupId"), TEXT)
          .member(v1Only("connectedOrganizationId"), TEXT)
          .member(v1Only("servicePrincipalId"), TEXT)
          .member("membershipRule", TEXT)
          .member("managerLevel", INTEGER)
          .member("description", TEXT);

  static final Structure REQUESTOR_SETTINGS =
      named("accessPackageAssignmentRequestorSettings")
          .member(v1Only("enableTargetsToSelfAddAccess"), BOOLEAN)
          .member(v1Only("enableTargetsToSelfUpdateAccess"), BOOLEAN)
          .member(v1Only("enableTargetsToSelfRemoveAccess"), BOOLEAN)
          .member(v1Only("allowCustomAssignmentSchedule"), BOOLEAN)
          .member(v1Only("enableOnBehalfRequestorsToAddAccess"), BOOLEAN)
          .member(v1Only("enableOnBehalfRequestorsToUpdateAccess"), BOOLEAN)
          .member(v1Only("enableOnBehalfRequestorsToRemoveAccess"), BOOLEAN)
          .member(v1Only("onBehalfRequestors"), many(SUBJECT_SET))
          .member(betaOnly("scopeType"), TEXT)
          .member(betaOnly("acceptRequests"), BOOLEAN)
          .member(betaOnly("allowedRequestors"), many(SUBJECT_SET));

  static final Structure APPROVAL_SETTINGS =
      named("accessPackageAssignmentApprovalSettings")
          .member(names("isApprovalRequiredForAdd", "isApprovalRequired"), BOOLEAN)
          .member(names("isApprovalRequiredForUpdate", "isApprovalRequiredForExtension"), BOOLEAN)
          .member("isRequestorJustificationRequired", BOOLEAN)
          .member(betaOnly("approvalMode"), TEXT)
          .member(
              names("stages", "approvalStages"),
              many(
                  named("accessPackageApprovalStage")
                      .member(v1Only("durationBeforeAutomaticDenial"), DURATION)
                      .member(betaOnly("approvalStageTimeOutInDays"), INTEGER)
                      .member("isApproverJustificationRequired", BOOLEAN)
                      .member("isEscalationEnabled", BOOLEAN)
                      .member(v1Only("durationBeforeEscalation"), DURATION)
                      .member(betaOnly("escalationTimeInMinutes"), INTEGER)
                      .member("primaryApprovers", many(SUBJECT_SET))
                      .member(v1Only("fallbackPrimaryApprovers"), many(SUBJECT_SET))
                      .member("escalationApprovers", many(SUBJECT_SET))
                      .member(v1Only("fallbackEscalationApprovers"), many(SUBJECT_SET))
                      .member(
                          "approverInformationVisibility",
                          oneOf(ApprovalSettings.Visibility.class))));

  static final Structure AUTOMATIC_SETTINGS =
      named("accessPackageAutomaticRequestSettings")
          .member("requestAccessForAllowedTargets", BOOLEAN)
          .member("removeAccessWhenTargetLeavesAllowedTargets", BOOLEAN)
          .member("gracePeriodBeforeAccessRemoval", DURATION);

  static final Structure REVIEW_SETTINGS =
      named("accessPackageAssignmentReviewSettings")
          .member("isEnabled", BOOLEAN)
          .member(
              names("expirationBehavior", "accessReviewTimeoutBehavior"),
              oneOf(ReviewSettings.Behavior.class))
          .member(names("isRecommendationEnabled", "isAccessRecommendationEnabled"), BOOLEAN)
          .member(
              names("isReviewerJustificationRequired", "isApprovalJustificationRequired"), BOOLEAN)
          .member(v1Only("isSelfReview"), BOOLEAN)
          .member(v1Only("schedule"), SCHEDULE)
          .member(betaOnly("startDateTime"), TIME)
          .member(betaOnly("durationInDays"), INTEGER)
          .member(betaOnly("recurrenceType"), TEXT)
          .member(betaOnly("reviewerType"), TEXT)
          .member(names("primaryReviewers", "reviewers"), many(SUBJECT_SET))
          .member(v1Only("fallbackReviewers"), many(SUBJECT_SET));

  static final Structure NOTIFICATION_SETTINGS =
      named("accessPackageNotificationSettings")
          .member("isAssignmentNotificationDisabled", BOOLEAN);

  static final Structure EXTENSION_SETTING =
      named("customExtensionStageSetting")
          .member("id", GUID)
          .member("stage", oneOf(ExtensionStage.class))
          .member("customExtension", named("customExtensionReference").member("id", GUID));

  static final Structure IDENTITY_SOURCE =
      named("identitySource")
          .member(ODATA_TYPE, TEXT)
          .member("displayName", TEXT)
          .member("tenantId", TEXT)
          .member("cloudInstance", TEXT)
          .member("domainName", TEXT)
          .member("issuerUri", TEXT)
          .member("socialIdentitySourceType", TEXT);

  static final Structure ENDPOINT =
      named("endpointConfiguration")
          .member(ODATA_TYPE, TEXT)
          .member("subscriptionId", TEXT)
          .member("resourceGroupName", TEXT)
          .member("logicAppWorkflowName", TEXT)
          .member("url", TEXT);

  static final Structure AUTHENTICATION =
      named("authenticationConfiguration").member(ODATA_TYPE, TEXT).member("resourceId", TEXT);

  static final Structure CLIENT =
      named("clientConfiguration")
          .member(ODATA_TYPE, TEXT)
          .member("maximumRetries", INTEGER)
          .member("timeoutInMilliseconds", INTEGER);

  static final Structure CALLBACK =
      named("callbackConfiguration").member(ODATA_TYPE, TEXT).member("timeoutDuration", DURATION);

  private static final Structure OUTCOME =
      named("deliveryOutcome")
          .member("result", oneOf("done", "refused", "unknown"))
          .member("alreadyInPlace", BOOLEAN)
          .member("errorCode", TEXT)
          .member("cause", TEXT)
          .member("message", TEXT)
          .member("retryAfter", DURATION);

  private static final Structure ACTOR = named("actor").member("kind", TEXT).member("id", TEXT);

  /** The annotation {@code @regrant.reprocess}. */
  static final Structure REPROCESS_STANDING =
      named("reprocessStanding")
          .member("status", TEXT)
          .member("reason", TEXT)
          .member("reprocessableUntil", TIME)
          .member("nextAutomaticRetryDateTime", TIME)
          .member("reprocessCount", INTEGER);

  private static final Structure ORIGIN =
      named("origin").member("originId", TEXT).member("displayName", TEXT);

  /** By the canonical names of the properties. */
  private static final Map<String, Structure> BY_PROPERTY =
      Map.ofEntries(
          entry("schedule", SCHEDULE),
          entry("answers", ANSWER),
          entry(
              "customExtensionCalloutInstances",
              named("customExtensionCalloutInstance")
                  .member("id", GUID)
                  .member("customExtensionId", GUID)
                  .member("detail", TEXT)
                  .member("externalCorrelationId", TEXT)
                  .member("status", TEXT)),
          entry(
              "customExtensionHandlerInstances",
              named("customExtensionHandlerInstance")
                  .member("customExtensionId", GUID)
                  .member("externalCorrelationId", TEXT)
                  .member("stage", oneOf(ExtensionStage.class))
                  .member("status", TEXT)),
          entry("verifiedCredentialsData", named("verifiedCredentialData")),
          entry("specificAllowedTargets", SUBJECT_SET),
          entry("expiration", EXPIRATION),
          entry("requestorSettings", REQUESTOR_SETTINGS),
          entry("requestApprovalSettings", APPROVAL_SETTINGS),
          entry("automaticRequestSettings", AUTOMATIC_SETTINGS),
          entry("reviewSettings", REVIEW_SETTINGS),
          entry("notificationSettings", NOTIFICATION_SETTINGS),
          entry("questions", QUESTION),
          entry("customExtensionStageSettings", EXTENSION_SETTING),
          entry("attributes", named("accessPackageResourceAttribute")),
          entry("identitySources", IDENTITY_SOURCE),
          entry("reviewedBy", named("identity").member("id", TEXT).member("displayName", TEXT)),
          entry("rolePermissions", named("unifiedRolePermission")),
          entry("endpointConfiguration", ENDPOINT),
          entry("authenticationConfiguration", AUTHENTICATION),
          entry("clientConfiguration", CLIENT),
          entry("callbackConfiguration", CALLBACK),
          entry("connectionInfo", named("connectionInfo")),
          entry("verifiableCredentialSettings", named("verifiableCredentialSettings")),
          entry("outcome", OUTCOME),
          entry("lastOutcome", OUTCOME),
          entry("actor", ACTOR),
          entry("details", Structure.open("details")),
          entry(
              "target",
              named("target")
                  .member("objectId", TEXT)
                  .member("displayName", TEXT)
                  .member("principalName", TEXT)),
          entry("resource", ORIGIN),
          entry("role", ORIGIN),
          entry(
              "trouble",
              named("connectorTrouble")
                  .member("since", TIME)
                  .member("errorClass", TEXT)
                  .member("message", TEXT)
                  .member("nextProbeDateTime", TIME)),
          entry(
              "maintenance",
              named("maintenance")
                  .member("since", TIME)
                  .member("until", TIME)
                  .member("reason", TEXT)
                  .member("startedBy", ACTOR)),
          entry(
              "limits",
              named("connectorLimits")
                  .member("maxConcurrentCalls", INTEGER)
                  .member("maxCallsPerSecond", INTEGER)
                  .member("callTimeout", DURATION)),
          entry(
              "counts",
              named("connectorCounts")
                  .member("done", INTEGER)
                  .member("refused", INTEGER)
                  .member("unknown", INTEGER)
                  .member("totalMilliseconds", INTEGER)));

  private Structures() {}

  /** What the property of this canonical name holds. */
  static Structure of(String property) {
    var structure = BY_PROPERTY.get(property);
    if (structure == null) {
      throw new IllegalStateException("it is not declared what '" + property + "' holds");
    }
    return structure;
  }
}
