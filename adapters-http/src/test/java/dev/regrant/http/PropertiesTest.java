package dev.regrant.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The properties and navigations that Graph's schema has for each entity, in each version: each is
 * there by its name, with a value of its type and casing, and no other.
 */
class PropertiesTest {
  /**
   * Version, address, the part of what is found there, the properties with the kind of their value
   * (or the value), and the navigations.
   */
  // spotless:off
  static final List<String> TABLE = """
      v1.0 | assignmentRequests/REQUEST | | id:guid requestType:userAdd state:pendingApproval status:PendingApproval createdDateTime:time completedDateTime:null schedule:object answers:array justification:null customExtensionCalloutInstances:array | accessPackage assignment requestor
      beta | assignmentRequests/REQUEST | | id:guid requestType:UserAdd requestState:PendingApproval requestStatus:PendingApproval createdDateTime:time completedDate:null expirationDateTime:null isValidationOnly:false justification:null schedule:object answers:array verifiedCredentialsData:array customExtensionHandlerInstances:array customExtensionCalloutInstances:array | accessPackage accessPackageAssignment requestor
      v1.0 | assignmentRequests/FAILED | | id:guid requestType:userAdd state:deliveryFailed status:DeliveryFailed createdDateTime:time completedDateTime:time schedule:object answers:array justification:null customExtensionCalloutInstances:array |
      beta | assignmentRequests/FAILED | | id:guid requestType:UserAdd requestState:DeliveryFailed requestStatus:DeliveryFailed createdDateTime:time completedDate:time expirationDateTime:null isValidationOnly:false justification:null schedule:object answers:array verifiedCredentialsData:array customExtensionHandlerInstances:array customExtensionCalloutInstances:array |
      v1.0 | assignmentRequests/WAITING | customExtensionCalloutInstances/0 | id:guid customExtensionId:guid detail:null externalCorrelationId:null status:waitingForCallback |
      beta | assignmentRequests/WAITING | customExtensionCalloutInstances/0 | id:guid customExtensionId:guid detail:null externalCorrelationId:null status:waitingForCallback |
      beta | assignmentRequests/WAITING | customExtensionHandlerInstances/0 | customExtensionId:guid externalCorrelationId:null stage:assignmentRequestCreated status:requestSent |
      v1.0 | assignmentRequests/ANSWERED | answers/0 | @odata.type:#microsoft.graph.accessPackageAnswerString displayValue:text value:text answeredQuestion:object |
      beta | assignmentRequests/ANSWERED | answers/0 | @odata.type:#microsoft.graph.accessPackageAnswerString displayValue:text value:text answeredQuestion:object |
      v1.0 | assignmentRequests/ANSWERED | answers/0/answeredQuestion | @odata.type:#microsoft.graph.accessPackageMultipleChoiceQuestion id:guid |
      beta | assignmentRequests/ANSWERED | answers/0/answeredQuestion | @odata.type:#microsoft.graph.accessPackageMultipleChoiceQuestion id:guid isRequired:true isAnswerEditable:true sequence:number text:object allowsMultipleSelection:true choices:array |
      v1.0 | assignmentRequests/ANSWERED | schedule | startDateTime:time recurrence:null expiration:object |
      v1.0 | assignmentRequests/ANSWERED | schedule/expiration | type:afterDateTime endDateTime:time duration:null |
      beta | assignmentRequests/ANSWERED | schedule/expiration | type:afterDateTime endDateTime:time duration:null |
      v1.0 | assignments/ASSIGNMENT | | id:guid state:delivered status:Delivered schedule:object expiredDateTime:null customExtensionCalloutInstances:array | accessPackage assignmentPolicy target
      beta | assignments/ASSIGNMENT | | id:guid assignmentState:Delivered assignmentStatus:Delivered accessPackageId:guid assignmentPolicyId:guid catalogId:guid targetId:guid isExtended:false schedule:object expiredDateTime:null customExtensionCalloutInstances:array | accessPackage accessPackageAssignmentPolicy target accessPackageAssignmentRequests accessPackageAssignmentResourceRoles
      v1.0 | assignments/ASSIGNMENT?$expand=target | target | id:guid objectId:guid displayName:Ann email:ann.a@test principalName:ann@test onPremisesSecurityIdentifier:null subjectType:user subjectLifecycle:notDefined |
      beta | assignments/ASSIGNMENT?$expand=target | target | id:guid objectId:guid displayName:Ann email:ann.a@test principalName:ann@test onPremisesSecurityIdentifier:null type:User altSecId:null cleanupScheduledDateTime:null connectedOrganizationId:null subjectLifecycle:notDefined |
      v1.0 | assignmentRequests/REQUEST?$expand=requestor | requestor | id:guid objectId:guid displayName:Ann email:ann.a@test principalName:ann@test onPremisesSecurityIdentifier:null subjectType:user subjectLifecycle:notDefined |
      beta | assignmentRequests/REQUEST?$expand=requestor | requestor | id:guid objectId:guid displayName:Ann email:ann.a@test principalName:ann@test onPremisesSecurityIdentifier:null type:User altSecId:null cleanupScheduledDateTime:null connectedOrganizationId:null subjectLifecycle:notDefined |
      v1.0 | subjects/SUBJECT | | id:guid objectId:guid displayName:Ann email:ann.a@test principalName:ann@test onPremisesSecurityIdentifier:null subjectType:user subjectLifecycle:notDefined | connectedOrganization
      beta | subjects/SUBJECT | | id:guid objectId:guid displayName:Ann email:ann.a@test principalName:ann@test onPremisesSecurityIdentifier:null type:User subjectLifecycle:notDefined altSecId:null cleanupScheduledDateTime:null connectedOrganizationId:null | connectedOrganization
      v1.0 | connectedOrganizations/ORGANIZATION | | id:guid displayName:Partner description:text state:configured identitySources:array createdDateTime:time modifiedDateTime:time | internalSponsors externalSponsors
      beta | connectedOrganizations/ORGANIZATION | | id:guid displayName:Partner description:text state:configured identitySources:array createdBy:text createdDateTime:time modifiedBy:text modifiedDateTime:time | internalSponsors externalSponsors
      v1.0 | connectedOrganizations/ORGANIZATION | identitySources/0 | @odata.type:#microsoft.graph.azureActiveDirectoryTenant displayName:Partner tenantId:guid |
      beta | connectedOrganizations/ORGANIZATION | identitySources/1 | @odata.type:#microsoft.graph.domainIdentitySource displayName:Domain domainName:partner.test |
      v1.0 | connectedOrganizations/ORGANIZATION/internalSponsors | value/0 | id:bob |
      v1.0 | subscriptions/SUBSCRIPTION | | id:guid resource:text applicationId:setup changeType:created,updated,deleted clientState:null notificationUrl:text notificationQueryOptions:null lifecycleNotificationUrl:null expirationDateTime:time creatorId:setup includeResourceData:false latestSupportedTlsVersion:v1_2 encryptionCertificate:null encryptionCertificateId:null notificationUrlAppId:null |
      beta | subscriptions/SUBSCRIPTION | | id:guid resource:text applicationId:setup changeType:created,updated,deleted clientState:null notificationUrl:text notificationQueryOptions:null lifecycleNotificationUrl:null expirationDateTime:time creatorId:setup includeResourceData:false latestSupportedTlsVersion:v1_2 encryptionCertificate:null encryptionCertificateId:null notificationUrlAppId:null |
      v1.0 | settings | | id:guid externalUserLifecycleAction:text durationUntilExternalUserDeletedAfterBlocked:duration |
      beta | settings | | id:guid externalUserLifecycleAction:text daysUntilExternalUserDeletedAfterBlocked:number |
      v1.0 | accessPackages/PACKAGE | | id:guid createdDateTime:time modifiedDateTime:time displayName:PACKAGE description:text isHidden:false | catalog assignmentPolicies resourceRoleScopes accessPackagesIncompatibleWith incompatibleAccessPackages incompatibleGroups
      beta | accessPackages/PACKAGE | | id:guid createdDateTime:time modifiedDateTime:time displayName:PACKAGE description:text isHidden:false catalogId:guid createdBy:text modifiedBy:text isRoleScopesVisible:false uniqueName:null | accessPackageCatalog accessPackageAssignmentPolicies accessPackageResourceRoleScopes accessPackagesIncompatibleWith incompatibleAccessPackages incompatibleGroups
      v1.0 | catalogs/CATALOG | | id:guid displayName:CATALOG description:text state:published catalogType:userManaged isExternallyVisible:false createdDateTime:time modifiedDateTime:time | accessPackages customWorkflowExtensions resources resourceRoles resourceScopes
      beta | catalogs/CATALOG | | id:guid displayName:CATALOG description:text catalogStatus:Published catalogType:UserManaged isExternallyVisible:false createdDateTime:time modifiedDateTime:time createdBy:text modifiedBy:text uniqueName:null privilegeLevel:standard | accessPackages accessPackageCustomWorkflowExtensions customAccessPackageWorkflowExtensions accessPackageResources accessPackageResourceRoles accessPackageResourceScopes
      v1.0 | catalogs/CATALOG/customWorkflowExtensions/AWAITED | | @odata.type:#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension id:guid displayName:Ask description:text endpointConfiguration:object authenticationConfiguration:null clientConfiguration:object callbackConfiguration:object createdBy:text createdDateTime:time lastModifiedBy:text lastModifiedDateTime:time |
      beta | catalogs/CATALOG/customWorkflowExtensions/AWAITED | | @odata.type:#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension id:guid displayName:Ask description:text endpointConfiguration:object authenticationConfiguration:null clientConfiguration:object callbackConfiguration:object createdBy:text createdDateTime:time lastModifiedBy:text lastModifiedDateTime:time |
      beta | catalogs/CATALOG/customAccessPackageWorkflowExtensions/AWAITED | | @odata.type:#microsoft.graph.customAccessPackageWorkflowExtension id:guid displayName:Ask description:text endpointConfiguration:object authenticationConfiguration:null clientConfiguration:object callbackConfiguration:object createdBy:text createdDateTime:time lastModifiedBy:text lastModifiedDateTime:time |
      v1.0 | catalogs/CATALOG/customWorkflowExtensions/AWAITED | endpointConfiguration | @odata.type:#microsoft.graph.logicAppTriggerEndpointConfiguration subscriptionId:s resourceGroupName:r logicAppWorkflowName:w url:text |
      v1.0 | catalogs/CATALOG/customWorkflowExtensions/AWAITED | callbackConfiguration | @odata.type:#microsoft.graph.customExtensionCallbackConfiguration timeoutDuration:duration |
      v1.0 | catalogs/CATALOG/customWorkflowExtensions/AWAITED | clientConfiguration | @odata.type:#microsoft.graph.customExtensionClientConfiguration maximumRetries:null timeoutInMilliseconds:null |
      v1.0 | resources/RESOURCE | | id:guid displayName:resource description:text originId:resource originSystem:ldap createdDateTime:time modifiedDateTime:time attributes:array | environment roles scopes
      beta | resources/RESOURCE | | id:guid displayName:resource description:text originId:resource originSystem:ldap resourceType:null url:null addedBy:text addedOn:time isPendingOnboarding:false attributes:array | accessPackageResourceEnvironment accessPackageResourceRoles accessPackageResourceScopes
      v1.0 | resources/RESOURCE/roles | value/0 | id:guid displayName:Member description:text originId:Member_resource originSystem:ldap type:active |
      beta | resources/RESOURCE/roles | value/0 | id:guid displayName:Member description:text originId:Member_resource originSystem:ldap type:active |
      v1.0 | resources/RESOURCE/roles?$expand=resource | value/0/resource | id:guid displayName:resource description:text originId:resource originSystem:ldap createdDateTime:time modifiedDateTime:time attributes:array |
      v1.0 | resources/RESOURCE/scopes | value/0 | id:guid displayName:resource description:text originId:resource originSystem:ldap isRootScope:true |
      beta | resources/RESOURCE/scopes | value/0 | id:guid displayName:resource description:text originId:resource originSystem:ldap isRootScope:true roleOriginId:null url:null |
      v1.0 | accessPackages/PACKAGE/resourceRoleScopes/ROLESCOPE | | id:guids createdDateTime:time | role scope
      beta | accessPackages/PACKAGE/resourceRoleScopes/ROLESCOPE | | id:guids createdDateTime:time createdBy:text modifiedBy:text modifiedDateTime:time | accessPackageResourceRole accessPackageResourceScope
      v1.0 | resourceEnvironments/ENVIRONMENT | | id:guid displayName:text description:null originId:text originSystem:text isDefaultEnvironment:true connectionInfo:null createdDateTime:null modifiedDateTime:null | resources
      beta | resourceEnvironments/ENVIRONMENT | | id:guid displayName:text description:null originId:text originSystem:text isDefaultEnvironment:true connectionInfo:null createdDateTime:null modifiedDateTime:null | accessPackageResources
      v1.0 | resourceRequests/RESOURCE | | id:guid requestType:adminAdd state:delivered createdDateTime:time | catalog resource
      beta | resourceRequests/RESOURCE | | id:guid requestType:AdminAdd requestState:Delivered requestStatus:Fulfilled createdDateTime:time catalogId:guid justification:null isValidationOnly:false executeImmediately:true expirationDateTime:null | accessPackageResource requestor
      beta | accessPackageAssignmentResourceRoles?$filter=accessPackageSubject/objectId eq 'ANN' and status eq 'Fulfilled' | value/0 | id:guids originId:text originSystem:ldap status:Fulfilled |
      beta | accessPackageAssignmentResourceRoles?$filter=accessPackageSubject/objectId eq 'ANN' and status eq 'Fulfilled'&$expand=accessPackageAssignments,accessPackageResourceRole,accessPackageResourceScope,accessPackageSubject | value/0 | id:guids originId:text originSystem:ldap status:Fulfilled accessPackageAssignments:array accessPackageResourceRole:object accessPackageResourceScope:object accessPackageSubject:object |
      v1.0 | accessPackageAssignmentApprovals/REQUEST | | id:guid | stages
      beta | accessPackageAssignmentApprovals/REQUEST | | id:guid | steps request
      v1.0 | accessPackageAssignmentApprovals/REQUEST/stages/STAGE | | id:guid assignedToMe:true displayName:null justification:null reviewedBy:null reviewedDateTime:null reviewResult:NotReviewed status:InProgress |
      beta | accessPackageAssignmentApprovals/REQUEST/stages/STAGE | | id:guid assignedToMe:true displayName:null justification:null reviewedBy:null reviewedDateTime:null reviewResult:NotReviewed status:InProgress |
      v1.0 | accessPackageAssignmentApprovals/DECIDED/stages | value/0 | id:guid assignedToMe:false displayName:null justification:text reviewedBy:object reviewedDateTime:time reviewResult:Approved status:Completed |
      beta | accessPackageAssignmentApprovals/DECIDED/stages | value/0/reviewedBy | id:bob displayName:null |
      v1.0 | roleAssignments/GIVEN | | id:guid principalId:someone roleDefinitionId:guid directoryScopeId:null appScopeId:text condition:null | roleDefinition
      beta | roleAssignments/GIVEN | | id:guid principalId:someone roleDefinitionId:guid directoryScopeId:null appScopeId:text condition:null | roleDefinition
      v1.0 | assignmentPolicies/WHOLE | | id:guid displayName:Whole description:All createdDateTime:time modifiedDateTime:time allowedTargetScope:specificDirectoryUsers specificAllowedTargets:array expiration:object requestorSettings:object requestApprovalSettings:object automaticRequestSettings:object reviewSettings:object notificationSettings:object questions:array customExtensionStageSettings:array | accessPackage catalog questions customExtensionStageSettings
      beta | assignmentPolicies/WHOLE | | id:guid displayName:Whole description:All createdBy:null createdDateTime:time modifiedBy:null modifiedDateTime:time accessPackageId:guid canExtend:true durationInDays:number expirationDateTime:null requestorSettings:object requestApprovalSettings:object accessReviewSettings:object verifiableCredentialSettings:null accessPackageNotificationSettings:object questions:array customExtensionStageSettings:array | accessPackage accessPackageCatalog customExtensionStageSettings
      v1.0 | assignmentPolicies/WHOLE | expiration | type:afterDuration endDateTime:null duration:duration |
      v1.0 | assignmentPolicies/WHOLE | specificAllowedTargets/0 | @odata.type:#microsoft.graph.singleUser userId:u1 description:Ada |
      v1.0 | assignmentPolicies/WHOLE | specificAllowedTargets/1 | @odata.type:#microsoft.graph.groupMembers groupId:g1 description:Staff |
      v1.0 | assignmentPolicies/WHOLE | requestorSettings | enableTargetsToSelfAddAccess:true enableTargetsToSelfUpdateAccess:true enableTargetsToSelfRemoveAccess:false enableOnBehalfRequestorsToAddAccess:true enableOnBehalfRequestorsToUpdateAccess:false enableOnBehalfRequestorsToRemoveAccess:true onBehalfRequestors:array allowCustomAssignmentSchedule:true |
      beta | assignmentPolicies/WHOLE | requestorSettings | acceptRequests:true scopeType:SpecificDirectorySubjects allowedRequestors:array |
      beta | assignmentPolicies/WHOLE | requestorSettings/allowedRequestors/0 | @odata.type:#microsoft.graph.singleUser isBackup:false id:u1 description:Ada |
      v1.0 | assignmentPolicies/WHOLE | requestApprovalSettings | isApprovalRequiredForAdd:true isApprovalRequiredForUpdate:false isRequestorJustificationRequired:true stages:array |
      beta | assignmentPolicies/WHOLE | requestApprovalSettings | isApprovalRequired:true isApprovalRequiredForExtension:false isRequestorJustificationRequired:true approvalMode:SingleStage approvalStages:array |
      v1.0 | assignmentPolicies/WHOLE | requestApprovalSettings/stages/0 | durationBeforeAutomaticDenial:duration durationBeforeEscalation:duration isApproverJustificationRequired:true isEscalationEnabled:true primaryApprovers:array fallbackPrimaryApprovers:array escalationApprovers:array fallbackEscalationApprovers:array approverInformationVisibility:notVisible |
      beta | assignmentPolicies/WHOLE | requestApprovalSettings/approvalStages/0 | approvalStageTimeOutInDays:number escalationTimeInMinutes:number isApproverJustificationRequired:true isEscalationEnabled:true primaryApprovers:array escalationApprovers:array approverInformationVisibility:notVisible |
      v1.0 | assignmentPolicies/WHOLE | requestApprovalSettings/stages/0/primaryApprovers/0 | @odata.type:#microsoft.graph.singleUser userId:u1 description:Ada |
      beta | assignmentPolicies/WHOLE | requestApprovalSettings/approvalStages/0/primaryApprovers/0 | @odata.type:#microsoft.graph.singleUser isBackup:false id:u1 description:Ada |
      beta | assignmentPolicies/WHOLE | requestApprovalSettings/approvalStages/0/primaryApprovers/2 | @odata.type:#microsoft.graph.singleUser isBackup:true id:u1 description:Ada |
      v1.0 | assignmentPolicies/WHOLE | automaticRequestSettings | requestAccessForAllowedTargets:true removeAccessWhenTargetLeavesAllowedTargets:true gracePeriodBeforeAccessRemoval:duration |
      v1.0 | assignmentPolicies/WHOLE | reviewSettings | isEnabled:true schedule:object primaryReviewers:array fallbackReviewers:array expirationBehavior:keepAccess isRecommendationEnabled:true isReviewerJustificationRequired:true isSelfReview:false |
      v1.0 | assignmentPolicies/WHOLE | notificationSettings | isAssignmentNotificationDisabled:true |
      beta | assignmentPolicies/WHOLE | accessPackageNotificationSettings | isAssignmentNotificationDisabled:true |
      v1.0 | assignmentPolicies/WHOLE | questions/0 | @odata.type:#microsoft.graph.accessPackageMultipleChoiceQuestion id:guid isRequired:true isAnswerEditable:true sequence:number text:Where? localizations:array isMultipleSelectionAllowed:true choices:array |
      beta | assignmentPolicies/WHOLE | questions/0 | @odata.type:#microsoft.graph.accessPackageMultipleChoiceQuestion id:guid isRequired:true isAnswerEditable:true sequence:number text:object allowsMultipleSelection:true choices:array |
      v1.0 | assignmentPolicies/WHOLE | questions/1 | @odata.type:#microsoft.graph.accessPackageTextInputQuestion id:guid isRequired:false isAnswerEditable:false sequence:number text:Why? localizations:array isSingleLineQuestion:true regexPattern:text |
      beta | assignmentPolicies/WHOLE | questions/1 | @odata.type:#microsoft.graph.accessPackageTextInputQuestion id:guid isRequired:false isAnswerEditable:false sequence:number text:object isSingleLineQuestion:true regexPattern:text |
      beta | assignmentPolicies/WHOLE | questions/0/text | defaultText:Where? localizedTexts:array |
      beta | assignmentPolicies/WHOLE | questions/0/text/localizedTexts/0 | languageCode:de text:Wo? |
      v1.0 | assignmentPolicies/WHOLE | questions/0/localizations/0 | languageCode:de text:Wo? |
      v1.0 | assignmentPolicies/WHOLE | questions/0/choices/0 | actualValue:b text:Berlin localizations:array |
      beta | assignmentPolicies/WHOLE | questions/0/choices/0 | actualValue:b displayValue:object |
      beta | assignmentPolicies/WHOLE | questions/0/choices/0/displayValue | defaultText:Berlin localizedTexts:array |
      v1.0 | assignmentPolicies/WHOLE | customExtensionStageSettings/0 | id:guid stage:assignmentRequestCreated customExtension:object |
      """.lines().toList();
  // spotless:on

  private static final String A_NAVIGATION = "is a navigation here";

  /** What Graph's schema has and the server has not, with the reason. */
  static final Map<String, String> ABSENT =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("beta accessPackageAssignmentRequest.history", A_NAVIGATION),
              Map.entry("both accessPackageResource.uploadSessions", "no connector is uploaded to"),
              Map.entry(
                  "beta accessPackageResource.externalOriginResourceConnector",
                  "connectors are the server's settings"),
              Map.entry(
                  "beta accessPackageAssignmentPolicy.customExtensionHandlers",
                  "is the older shape of customExtensionStageSettings")));

  record Row(ApiVersion version, String route, String part, String properties, String navigations) {
    static Row of(String line) {
      String[] parts = line.split(" *\\| *", -1);
      return new Row(
          ApiVersion.of(parts[0].strip()).orElseThrow(),
          parts[1].strip(),
          parts[2].strip(),
          parts[3].strip(),
          parts[4].strip());
    }

    Map<String, String> kinds() {
      Map<String, String> kinds = new TreeMap<>();
      for (String property : properties.split(" ", -1)) {
        int colon = property.indexOf(':', 1);
        kinds.put(property.substring(0, colon), property.substring(colon + 1));
      }
      return kinds;
    }

    @Override
    public String toString() {
      return version.path() + " " + route + " " + part;
    }
  }

  static final List<Row> ROWS = TABLE.stream().map(Row::of).toList();
  static final List<Row> WITH_NAVIGATIONS =
      ROWS.stream().filter(row -> !row.navigations().isEmpty()).toList();

  private static TestServer server;
  private static Scene scene;

  @BeforeAll
  static void start() {
    server = new TestServer(new Deskwork());
    scene = new Scene(server, 1);
    scene.id("ASSIGNMENT");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject get(ApiVersion version, String route) {
    var claims =
        route.startsWith("accessPackageAssignmentApprovals")
            ? scene.person("bob", Scene.SELF)
            : scene.application("setup", Scene.WRITE);
    String address = ServerRoutes.address(version, scene.filled(route)).orElseThrow();
    return TestServer.expect(200, scene.call(claims, "GET", address, ""));
  }

  private static JsonObject part(JsonObject whole, String path) {
    Object found = whole;
    for (String step : path.isEmpty() ? new String[0] : path.split("/")) {
      found =
          found instanceof JsonArray several
              ? several.getValue(Integer.parseInt(step))
              : ((JsonObject) found).getValue(step);
    }
    return (JsonObject) found;
  }

  @ParameterizedTest
  @FieldSource("ROWS")
  void an_entity_has_the_properties_of_its_version_with_their_types(Row row) {
    var found = part(get(row.version(), row.route()), row.part());
    found.remove("@odata.context");
    found.remove("@odata.etag");
    found.fieldNames().removeIf(name -> name.startsWith("@regrant."));

    assertThat(new TreeSet<>(found.fieldNames())).isEqualTo(row.kinds().keySet());
    row.kinds()
        .forEach(
            (name, kind) -> assertThat(kind(found.getValue(name), kind)).as(name).isEqualTo(kind));
  }

  @ParameterizedTest
  @FieldSource("WITH_NAVIGATIONS")
  void an_entity_leads_to_what_its_version_leads_to(Row row) {
    List<String> missing = new ArrayList<>();
    for (String name : row.navigations().split(" ", -1)) {
      var expanded = get(row.version(), row.route() + "?$expand=" + name);
      if (!expanded.containsKey(name)) {
        missing.add(name);
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void what_is_said_to_be_absent_is_absent() {
    Map<String, EntityType<?>> types = new TreeMap<>();
    for (var root : Roots.AREAS.values().stream().flatMap(List::stream).toList()) {
      var type = root.type();
      types.put(type.name(), type);
      type.navigations().forEach(one -> types.put(one.type().get().name(), one.type().get()));
    }
    ABSENT.forEach(
        (what, why) -> {
          String[] words = what.split("[ .]", 3);
          for (var version : ApiVersion.values()) {
            if (words[0].equals("both") || version == ApiVersion.BETA) {
              var type = requireNonNull(types.get(words[1]), what);
              assertThat(type.property(version, words[2])).as(what).isEmpty();
              assertThat(type.navigation(version, words[2]).isPresent())
                  .as(what)
                  .isEqualTo(why.equals(A_NAVIGATION));
            }
          }
        });
  }

  /** The kind that the value is of, if that is what is expected, and the value otherwise. */
  private static String kind(Object value, String expected) {
    boolean fits =
        switch (expected) {
          case "guid" -> String.valueOf(value).matches(GUID);
          case "guids" -> String.valueOf(value).matches(GUID + "(_" + GUID + ")?");
          case "time" -> String.valueOf(value).endsWith("Z") && isTime(String.valueOf(value));
          case "duration" -> value instanceof String text && isDuration(text);
          case "array" -> value instanceof JsonArray;
          case "object" -> value instanceof JsonObject;
          case "number" -> value instanceof Integer;
          case "text" -> value instanceof String;
          case "true", "false" ->
              value instanceof Boolean && String.valueOf(value).equals(expected);
          case "null" -> value == null;
          default -> value instanceof String text && text.equals(expected);
        };
    return fits ? expected : String.valueOf(value);
  }

  private static final String GUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private static boolean isTime(String text) {
    try {
      return OffsetDateTime.parse(text).getYear() > 2000;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static boolean isDuration(String text) {
    try {
      return Duration.parse(text).isPositive();
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
