package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Name.v1Only;
import static dev.regrant.http.Property.Kind.BOOLEAN;
import static dev.regrant.http.Property.Kind.ENUM;
import static dev.regrant.http.Property.Kind.INTEGER;
import static dev.regrant.http.Property.Kind.STRUCTURE;
import static dev.regrant.http.Property.Kind.STRUCTURES;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TIME;

import dev.regrant.application.EntityKind;
import dev.regrant.application.PolicyField;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.PolicyTerms.AutomaticRequestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Assignment policies on the wire, whose two versions differ most. */
final class PolicyEntities {
  static final Reads.Stored<AssignmentPolicy.Id, AssignmentPolicy> POLICIES =
      new Reads.Stored<>(engine -> engine.policies().lookup(), AssignmentPolicy.Id::new);

  /**
   * Beta's {@code scopeType}s. Circles that beta has no word for are shown as one that holds
   * nobody.
   */
  static final Map<AllowedTargetScope, String> SCOPE_TYPES =
      Map.ofEntries(
          Map.entry(AllowedTargetScope.NOT_SPECIFIED, "NoSubjects"),
          Map.entry(AllowedTargetScope.SPECIFIC_DIRECTORY_USERS, "SpecificDirectorySubjects"),
          Map.entry(
              AllowedTargetScope.SPECIFIC_CONNECTED_ORGANIZATION_USERS,
              "SpecificConnectedOrganizationSubjects"),
          Map.entry(AllowedTargetScope.ALL_MEMBER_USERS, "AllExistingDirectoryMemberUsers"),
          Map.entry(AllowedTargetScope.ALL_DIRECTORY_USERS, "AllExistingDirectorySubjects"),
          Map.entry(
              AllowedTargetScope.ALL_CONFIGURED_CONNECTED_ORGANIZATION_USERS,
              "AllConfiguredConnectedOrganizationSubjects"),
          Map.entry(AllowedTargetScope.ALL_EXTERNAL_USERS, "AllExternalSubjects"));

  private static final String ALL_EXISTING_CONNECTED = "AllExistingConnectedOrganizationSubjects";

  static String scopeType(AllowedTargetScope scope) {
    return SCOPE_TYPES.getOrDefault(scope, "NoSubjects");
  }

  static Optional<AllowedTargetScope> scope(String scopeType) {
    if (scopeType.equalsIgnoreCase(ALL_EXISTING_CONNECTED)) {
      return Optional.of(AllowedTargetScope.ALL_CONFIGURED_CONNECTED_ORGANIZATION_USERS);
    }
    return SCOPE_TYPES.entrySet().stream()
        .filter(one -> one.getValue().equalsIgnoreCase(scopeType))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  static final EntityType<AssignmentPolicy> POLICY =
      EntityType.<AssignmentPolicy>named(
              "accessPackageAssignmentPolicy", "accessPackageAssignmentPolicies")
          .id(one -> one.id().value(), PolicyField.ID)
          .property(
              both("displayName"), TEXT, (one, view) -> one.displayName(), PolicyField.DISPLAY_NAME)
          .property(
              both("description"),
              TEXT,
              (one, view) -> one.terms().description(),
              PolicyField.DESCRIPTION)
          .property(
              v1Only("allowedTargetScope"),
              ENUM,
              (one, view) -> one.allowedTargetScope(),
              PolicyField.ALLOWED_TARGET_SCOPE)
          .property(
              v1Only("specificAllowedTargets"),
              STRUCTURES,
              (one, view) ->
                  SubjectSetFormat.json(one.terms().specificAllowedTargets(), view.version()))
          .property(
              v1Only("expiration"),
              STRUCTURE,
              (one, view) -> WireFormat.expiration(one.expiration()))
          .property(
              betaOnly("canExtend"),
              BOOLEAN,
              (one, view) -> one.requestorSettings().enableTargetsToSelfUpdateAccess())
          .property(betaOnly("durationInDays"), INTEGER, (one, view) -> days(one.expiration()))
          .property(betaOnly("expirationDateTime"), TIME, (one, view) -> end(one.expiration()))
          .property(
              both("requestorSettings"),
              STRUCTURE,
              (one, view) -> requestorSettings(one, view.version()))
          .property(
              both("requestApprovalSettings"),
              STRUCTURE,
              (one, view) ->
                  ApprovalSettingsFormat.json(one.terms().approvalSettings(), view.version()))
          .property(
              v1Only("automaticRequestSettings"),
              STRUCTURE,
              (one, view) ->
                  one.terms()
                      .extras()
                      .automaticRequestSettings()
                      .map(PolicyEntities::automatic)
                      .orElse(null))
          .property(
              names("reviewSettings", "accessReviewSettings"),
              STRUCTURE,
              (one, view) ->
                  one.terms()
                      .extras()
                      .reviewSettings()
                      .map(review -> ReviewSettingsFormat.json(review, view.version()))
                      .orElse(null))
          .property(
              names("notificationSettings", "accessPackageNotificationSettings"),
              STRUCTURE,
              (one, view) ->
                  new JsonObject()
                      .put(
                          "isAssignmentNotificationDisabled",
                          one.terms().extras().isAssignmentNotificationDisabled()))
          .property(betaOnly("verifiableCredentialSettings"), STRUCTURE, (one, view) -> null)
          .inlined(
              both("questions"),
              (one, view) -> QuestionFormat.json(one.terms().questions(), view.version()))
          .inlined(both("customExtensionStageSettings"), (one, view) -> extensions(one))
          // Who made or changed a policy is not kept.
          .property(betaOnly("createdBy"), TEXT, (one, view) -> null)
          .property(
              both("createdDateTime"),
              TIME,
              (one, view) -> one.createdDateTime(),
              PolicyField.CREATED)
          .property(betaOnly("modifiedBy"), TEXT, (one, view) -> null)
          .property(
              both("modifiedDateTime"),
              TIME,
              (one, view) -> one.modifiedDateTime(),
              PolicyField.MODIFIED)
          .property(
              betaOnly("accessPackageId"),
              TEXT,
              (one, view) -> one.accessPackage().value(),
              PolicyField.ACCESS_PACKAGE)
          .navigation(
              Navigation.byIds(
                  both("accessPackage"),
                  () -> PackageEntities.PACKAGE,
                  false,
                  PackageEntities.PACKAGES,
                  one -> List.of(one.accessPackage())))
          .navigation(
              Navigation.byIds(
                  names("catalog", "accessPackageCatalog"),
                  () -> CatalogEntities.CATALOG,
                  false,
                  CatalogEntities.CATALOGS,
                  one -> List.of(one.catalog())))
          .path("accessPackage/id", PolicyField.ACCESS_PACKAGE)
          .path("catalog/id", PolicyField.CATALOG)
          .search(PolicyField.SEARCH)
          .versioned(EntityKind.POLICY)
          .build();

  private PolicyEntities() {}

  private static JsonObject automatic(AutomaticRequestSettings settings) {
    return new JsonObject()
        .put("requestAccessForAllowedTargets", settings.requestAccessForAllowedTargets())
        .put(
            "removeAccessWhenTargetLeavesAllowedTargets",
            settings.removeAccessWhenTargetLeavesAllowedTargets())
        .put(
            "gracePeriodBeforeAccessRemoval",
            settings.gracePeriodBeforeAccessRemoval().map(WireFormat::duration).orElse(null));
  }

  private static JsonArray extensions(AssignmentPolicy policy) {
    var json = new JsonArray();
    for (var setting : policy.terms().extras().customExtensionStageSettings()) {
      json.add(
          new JsonObject()
              .put("id", setting.id().toString())
              .put("stage", WireFormat.lowerCamel(setting.stage()))
              .put(
                  "customExtension",
                  new JsonObject().put("id", setting.customExtension().toString())));
    }
    return json;
  }

  private static JsonObject requestorSettings(AssignmentPolicy policy, ApiVersion version) {
    var settings = policy.requestorSettings();
    return switch (version) {
      case V1 ->
          new JsonObject()
              .put("enableTargetsToSelfAddAccess", settings.enableTargetsToSelfAddAccess())
              .put("enableTargetsToSelfUpdateAccess", settings.enableTargetsToSelfUpdateAccess())
              .put("enableTargetsToSelfRemoveAccess", settings.enableTargetsToSelfRemoveAccess())
              .put("allowCustomAssignmentSchedule", settings.allowCustomAssignmentSchedule())
              .put("enableOnBehalfRequestorsToAddAccess", settings.onBehalf().mayAdd())
              .put("enableOnBehalfRequestorsToUpdateAccess", settings.onBehalf().mayUpdate())
              .put("enableOnBehalfRequestorsToRemoveAccess", settings.onBehalf().mayRemove())
              .put(
                  "onBehalfRequestors",
                  SubjectSetFormat.json(settings.onBehalf().requestors(), version));
      case BETA ->
          new JsonObject()
              .put("scopeType", scopeType(policy.allowedTargetScope()))
              .put("acceptRequests", settings.enableTargetsToSelfAddAccess())
              .put(
                  "allowedRequestors",
                  SubjectSetFormat.json(policy.terms().specificAllowedTargets(), version));
    };
  }

  /** Begun days, since beta counts in days only; 0 for what is no duration, as beta does. */
  static int days(Expiration expiration) {
    return expiration instanceof Expiration.AfterDuration(var duration)
        ? WireFormat.begun(duration, ChronoUnit.DAYS)
        : 0;
  }

  private static @Nullable Object end(Expiration expiration) {
    return expiration instanceof Expiration.AfterDateTime(var end) ? end : null;
  }
}
