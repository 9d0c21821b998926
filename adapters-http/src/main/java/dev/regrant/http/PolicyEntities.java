package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Name.v1Only;
import static dev.regrant.http.Property.Kind.BOOLEAN;
import static dev.regrant.http.Property.Kind.ENUM;
import static dev.regrant.http.Property.Kind.INTEGER;
import static dev.regrant.http.Property.Kind.STRUCTURE;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TIME;

import dev.regrant.application.PolicyField;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.Expiration;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Assignment policies on the wire, whose two versions differ most. */
final class PolicyEntities {
  static final Reads.Stored<AssignmentPolicy.Id, AssignmentPolicy> POLICIES =
      new Reads.Stored<>(engine -> engine.catalogs().policies(), AssignmentPolicy.Id::new);

  /** Beta's {@code scopeType}s for the circles there are. */
  static final Map<AllowedTargetScope, String> SCOPE_TYPES =
      Map.of(
          AllowedTargetScope.NOT_SPECIFIED, "NoSubjects",
          AllowedTargetScope.SPECIFIC_DIRECTORY_USERS, "SpecificDirectorySubjects",
          AllowedTargetScope.ALL_MEMBER_USERS, "AllExistingDirectoryMemberUsers",
          AllowedTargetScope.ALL_DIRECTORY_USERS, "AllExistingDirectorySubjects");

  static final EntityType<AssignmentPolicy> POLICY =
      EntityType.<AssignmentPolicy>named(
              "accessPackageAssignmentPolicy", "accessPackageAssignmentPolicies")
          .id(one -> one.id().value(), PolicyField.ID)
          .property(
              both("displayName"), TEXT, (one, view) -> one.displayName(), PolicyField.DISPLAY_NAME)
          .property(both("description"), TEXT, (one, view) -> one.description())
          .property(v1Only("allowedTargetScope"), ENUM, (one, view) -> one.allowedTargetScope())
          .property(
              v1Only("specificAllowedTargets"), STRUCTURE, (one, view) -> users(one, ApiVersion.V1))
          .property(
              v1Only("expiration"),
              STRUCTURE,
              (one, view) -> WireFormat.expiration(one.expiration()))
          .property(betaOnly("canExtend"), BOOLEAN, (one, view) -> false)
          .property(betaOnly("durationInDays"), INTEGER, (one, view) -> days(one.expiration()))
          .property(betaOnly("expirationDateTime"), TIME, (one, view) -> end(one.expiration()))
          .property(
              both("requestorSettings"),
              STRUCTURE,
              (one, view) -> requestorSettings(one, view.version()))
          .property(
              both("requestApprovalSettings"),
              STRUCTURE,
              (one, view) -> approvalSettings(view.version()))
          .property(betaOnly("questions"), STRUCTURE, (one, view) -> new JsonArray())
          .property(
              both("createdDateTime"),
              TIME,
              (one, view) -> one.createdDateTime(),
              PolicyField.CREATED)
          .property(both("modifiedDateTime"), TIME, (one, view) -> one.modifiedDateTime())
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
          .build();

  private PolicyEntities() {}

  private static JsonArray users(AssignmentPolicy policy, ApiVersion version) {
    var users = new JsonArray();
    policy.specificAllowedTargets().stream()
        .sorted()
        .forEach(
            id ->
                users.add(
                    switch (version) {
                      case V1 ->
                          new JsonObject()
                              .put("@odata.type", "#microsoft.graph.singleUser")
                              .put("userId", id);
                      case BETA ->
                          new JsonObject()
                              .put("@odata.type", "#microsoft.graph.singleUser")
                              .put("isBackup", false)
                              .put("id", id);
                    }));
    return users;
  }

  private static JsonObject requestorSettings(AssignmentPolicy policy, ApiVersion version) {
    var settings = policy.requestorSettings();
    return switch (version) {
      case V1 ->
          new JsonObject()
              .put("enableTargetsToSelfAddAccess", settings.enableTargetsToSelfAddAccess())
              .put("enableTargetsToSelfUpdateAccess", false)
              .put("enableTargetsToSelfRemoveAccess", settings.enableTargetsToSelfRemoveAccess())
              .put("allowCustomAssignmentSchedule", settings.allowCustomAssignmentSchedule())
              .put("enableOnBehalfRequestorsToAddAccess", false)
              .put("enableOnBehalfRequestorsToUpdateAccess", false)
              .put("enableOnBehalfRequestorsToRemoveAccess", false)
              .put("onBehalfRequestors", new JsonArray());
      case BETA ->
          new JsonObject()
              .put("scopeType", SCOPE_TYPES.get(policy.allowedTargetScope()))
              .put("acceptRequests", settings.enableTargetsToSelfAddAccess())
              .put("allowedRequestors", users(policy, version));
    };
  }

  private static JsonObject approvalSettings(ApiVersion version) {
    return switch (version) {
      case V1 ->
          new JsonObject()
              .put("isApprovalRequiredForAdd", false)
              .put("isApprovalRequiredForUpdate", false)
              .put("isRequestorJustificationRequired", false)
              .put("stages", new JsonArray());
      case BETA ->
          new JsonObject()
              .put("isApprovalRequired", false)
              .put("isApprovalRequiredForExtension", false)
              .put("isRequestorJustificationRequired", false)
              .put("approvalMode", "NoApproval")
              .put("approvalStages", new JsonArray());
    };
  }

  /** Begun days, since beta counts in days only; 0 for what is no duration, as beta does. */
  private static int days(Expiration expiration) {
    return expiration instanceof Expiration.AfterDuration(var duration)
        ? Math.toIntExact(duration.plusDays(1).minusNanos(1).toDays())
        : 0;
  }

  private static @Nullable Object end(Expiration expiration) {
    return expiration instanceof Expiration.AfterDateTime(var end) ? end : null;
  }
}
