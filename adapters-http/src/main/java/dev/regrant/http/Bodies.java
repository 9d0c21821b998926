package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Name.v1Only;
import static dev.regrant.http.Structure.Plain.ANY;
import static dev.regrant.http.Structure.Plain.BOOLEAN;
import static dev.regrant.http.Structure.Plain.DURATION;
import static dev.regrant.http.Structure.Plain.GUID;
import static dev.regrant.http.Structure.Plain.INTEGER;
import static dev.regrant.http.Structure.Plain.TEXT;
import static dev.regrant.http.Structure.Plain.TIME;
import static dev.regrant.http.Structure.many;
import static dev.regrant.http.Structure.named;
import static dev.regrant.http.Structure.oneOf;

import dev.regrant.application.CatalogField;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.ConnectedOrganization;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.ResourceRequest;
import dev.regrant.domain.SubjectEntry;
import dev.regrant.domain.TenantSettings;

/**
 * What bodies may hold, and what actions give that is no entity. Members that are found under the
 * other version's name, too, are told under the version's own.
 */
final class Bodies {
  private static final Structure REFERENCE_BY_ID = named("reference").member("id", GUID);

  static final Structure REQUEST =
      named("accessPackageAssignmentRequest")
          .required("requestType", oneOf(RequestType.class))
          .member("justification", TEXT)
          .member(both("isValidationOnly"), BOOLEAN)
          .member(
              names("assignment", "accessPackageAssignment"),
              named("accessPackageAssignment")
                  .member("id", GUID)
                  .member("accessPackageId", GUID)
                  .member("accessPackage", REFERENCE_BY_ID)
                  .member("assignmentPolicyId", GUID)
                  .member(
                      names("assignmentPolicy", "accessPackageAssignmentPolicy"), REFERENCE_BY_ID)
                  .member("targetId", TEXT)
                  .member("target", subject()))
          .member(names("assignmentId", "accessPackageAssignmentId"), GUID)
          .member("schedule", Structures.SCHEDULE)
          .member("answers", many(Structures.ANSWER));

  static final Structure REASON = named("reason").member("reason", TEXT);

  static final Structure RESUME =
      named("resumption")
          .member("source", TEXT)
          .member("type", TEXT)
          .required(
              both("data"),
              named("accessPackageAssignmentRequestCallbackData")
                  .member(Structures.ODATA_TYPE, TEXT)
                  .member("stage", oneOf(ExtensionStage.class))
                  .required("customExtensionStageInstanceId", GUID)
                  .member("customExtensionStageInstanceDetail", TEXT)
                  .member("state", oneOf("denied", "canceled")));

  static final Structure CONFIRMATION = named("confirmation");

  static final Structure REFUSAL =
      named("deliveryRefusal").required("message", TEXT).member("errorClass", TEXT);

  static final Structure CATALOG =
      named("accessPackageCatalog")
          .required("displayName", TEXT)
          .member("description", TEXT)
          .member(names("state", "catalogStatus"), oneOf(CatalogField.State.class))
          .member("isExternallyVisible", BOOLEAN)
          .member(betaOnly("uniqueName"), TEXT);

  static final Structure RESOURCE_REQUEST =
      named("accessPackageResourceRequest")
          .required("requestType", oneOf(ResourceRequest.Type.class))
          .member("justification", TEXT)
          .member(names("catalog", "accessPackageCatalog"), REFERENCE_BY_ID)
          .member("catalogId", GUID)
          .member(betaOnly("isValidationOnly"), BOOLEAN)
          .required(
              names("resource", "accessPackageResource"),
              origin("accessPackageResource")
                  .member("displayName", TEXT)
                  .member("description", TEXT));

  static final Structure PACKAGE =
      named("accessPackage")
          .required("displayName", TEXT)
          .member("description", TEXT)
          .member("isHidden", BOOLEAN)
          .member(names("catalog", "accessPackageCatalog"), REFERENCE_BY_ID)
          .member("catalogId", GUID)
          .member(betaOnly("isRoleScopesVisible"), BOOLEAN)
          .member(betaOnly("uniqueName"), TEXT);

  static final Structure ROLE_SCOPE =
      named("accessPackageResourceRoleScope")
          .required(names("role", "accessPackageResourceRole"), partOfResource("Role"))
          .required(names("scope", "accessPackageResourceScope"), partOfResource("Scope"));

  /** The address of something, in {@code @odata.id}. */
  static final Structure REFERENCE = named("referenceByAddress").required("@odata.id", TEXT);

  static final Structure MOVE = named("moveToCatalog").required("catalogId", GUID);

  static final Structure REQUIREMENTS_FOR = named("requirementsFor").member("subject", subject());

  static final Structure REQUIREMENTS =
      named("accessPackageAssignmentRequestRequirements")
          .member("policyId", GUID)
          .member("policyDisplayName", TEXT)
          .member("policyDescription", TEXT)
          .member("isRequestorJustificationRequired", BOOLEAN)
          .member("schedule", Structures.SCHEDULE)
          .member("questions", many(Structures.QUESTION))
          .member(names("isApprovalRequiredForAdd", "isApprovalRequired"), BOOLEAN)
          .member(names("isApprovalRequiredForUpdate", "isApprovalRequiredForExtension"), BOOLEAN)
          .member(
              names("allowCustomAssignmentSchedule", "isCustomAssignmentScheduleAllowed"), BOOLEAN)
          .member(betaOnly("existingAnswers"), many(Structures.ANSWER))
          .member(betaOnly("verifiableCredentialRequirementStatus"), ANY);

  static final Structure POLICY =
      named("accessPackageAssignmentPolicy")
          .required("displayName", TEXT)
          .member("description", TEXT)
          .member(v1Only("allowedTargetScope"), oneOf(AllowedTargetScope.class))
          .member(v1Only("specificAllowedTargets"), many(Structures.SUBJECT_SET))
          .member(v1Only("expiration"), Structures.EXPIRATION)
          .member(betaOnly("canExtend"), BOOLEAN)
          .member(betaOnly("durationInDays"), INTEGER)
          .member(betaOnly("expirationDateTime"), TIME)
          .member("requestorSettings", Structures.REQUESTOR_SETTINGS)
          .member("requestApprovalSettings", Structures.APPROVAL_SETTINGS)
          .member(v1Only("automaticRequestSettings"), Structures.AUTOMATIC_SETTINGS)
          .member(names("reviewSettings", "accessReviewSettings"), Structures.REVIEW_SETTINGS)
          .member(
              names("notificationSettings", "accessPackageNotificationSettings"),
              Structures.NOTIFICATION_SETTINGS)
          .member("questions", many(Structures.QUESTION))
          .member("customExtensionStageSettings", many(Structures.EXTENSION_SETTING))
          .member("accessPackage", REFERENCE_BY_ID)
          .member("accessPackageId", GUID);

  static final Structure ORGANIZATION =
      named("connectedOrganization")
          .required("displayName", TEXT)
          .member("description", TEXT)
          .member("state", oneOf(ConnectedOrganization.State.class))
          .member("identitySources", many(Structures.IDENTITY_SOURCE));

  static final Structure SUBJECT =
      named("accessPackageSubject")
          .required("subjectLifecycle", oneOf(SubjectEntry.Lifecycle.class));

  static final Structure SETTINGS =
      named("entitlementManagementSettings")
          .member("externalUserLifecycleAction", oneOf(TenantSettings.LifecycleAction.class))
          .member(v1Only("durationUntilExternalUserDeletedAfterBlocked"), DURATION)
          .member(betaOnly("daysUntilExternalUserDeletedAfterBlocked"), INTEGER);

  static final Structure DECISION =
      named("approvalDecision")
          .required("reviewResult", oneOf("Approve", "Deny", "Approved", "Denied"))
          .member("justification", TEXT);

  static final Structure ROLE_ASSIGNMENT =
      named("unifiedRoleAssignment")
          .required("principalId", TEXT)
          .required("roleDefinitionId", GUID)
          .member("appScopeId", TEXT)
          .member("directoryScopeId", TEXT);

  static final Structure EXTENSION =
      named("customCalloutExtension")
          .required(Structures.ODATA_TYPE, TEXT)
          .required("displayName", TEXT)
          .member("description", TEXT)
          .required(both("endpointConfiguration"), Structures.ENDPOINT)
          .member("authenticationConfiguration", Structures.AUTHENTICATION)
          .member("clientConfiguration", Structures.CLIENT)
          .member("callbackConfiguration", Structures.CALLBACK);

  /** The same in beta's older collection, which holds one type. */
  static final Structure OLD_EXTENSION =
      named("customAccessPackageWorkflowExtension")
          .member(Structures.ODATA_TYPE, TEXT)
          .required("displayName", TEXT)
          .member("description", TEXT)
          .required(both("endpointConfiguration"), Structures.ENDPOINT)
          .member("authenticationConfiguration", Structures.AUTHENTICATION)
          .member("clientConfiguration", Structures.CLIENT)
          .member("callbackConfiguration", Structures.CALLBACK);

  static final Structure MAINTENANCE =
      named("maintenance").required("until", TIME).member("reason", TEXT);

  /** What a reprocess would do. */
  static final Structure PREVIEW =
      named("reprocessPreview")
          .member("isAccepted", BOOLEAN)
          .member(
              "refusal",
              named("refusal")
                  .member("code", TEXT)
                  .member("message", TEXT)
                  .member("target", TEXT)
                  .member(
                      "details",
                      many(named("refusalDetail").member("code", TEXT).member("message", TEXT))))
          .member(
              "items",
              many(
                  named("reprocessItem")
                      .member("id", GUID)
                      .member("operation", TEXT)
                      .member("originSystem", TEXT)
                      .member("originId", TEXT)
                      .member("roleDisplayName", TEXT)
                      .member("action", oneOf("try", "keep", "drop"))
                      .member("reason", TEXT)));

  /** Several calls in one. */
  static final Structure BATCH =
      named("batchRequest")
          .required(
              "requests",
              many(
                  named("batchPart")
                      .required("id", TEXT)
                      .required("method", oneOf("GET", "POST", "PUT", "PATCH", "DELETE"))
                      .required("url", TEXT)
                      .member("headers", Structure.open("batchHeaders"))
                      .member("body", Structure.open("batchBody"))
                      .member("dependsOn", many(TEXT))));

  static final Structure BATCH_ANSWER =
      named("batchResponse")
          .required(
              "responses",
              many(
                  named("batchPartResponse")
                      .member("id", TEXT)
                      .member("status", INTEGER)
                      .member("headers", Structure.open("batchHeaders"))
                      .member("body", ANY)));

  private Bodies() {}

  private static Structure subject() {
    return named("accessPackageSubjectReference")
        .member("objectId", TEXT)
        .member("email", TEXT)
        .member("principalName", TEXT);
  }

  private static Structure origin(String name) {
    return named(name).member("id", GUID).member("originId", TEXT).member("originSystem", TEXT);
  }

  private static Structure partOfResource(String kind) {
    return origin("accessPackageResource" + kind)
        .member(
            names("resource", "accessPackageResource"), origin("accessPackageResourceReference"));
  }
}
