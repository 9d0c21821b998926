package dev.regrant.http;

import java.util.List;
import java.util.Set;

/**
 * A body that a route takes, with every member that it takes.
 *
 * @param required the members that must be there
 * @param free the members whose ids may be any: nothing of that id has to exist
 */
record GoodBody(
    String name,
    ApiVersion version,
    String method,
    String route,
    Set<String> required,
    Set<String> free,
    String body) {
  /** Routes on which nothing is looked for in a body. */
  static final Set<String> WITHOUT =
      Set.of(
          "POST assignmentRequests/{id}/cancel",
          "POST assignmentRequests/{id}/deliveries/{id}/confirm",
          "POST resources/{id}/refresh",
          "POST subscriptions/{id}/reauthorize",
          "POST regrant/connectors/{id}/endMaintenance");

  private static final String SETS =
      """
      [{'@odata.type':'#microsoft.graph.singleUser','userId':'u1','description':'Ada'},
       {'@odata.type':'#microsoft.graph.groupMembers','groupId':'g1','description':'Staff'}]
      """;
  private static final String BETA_SETS =
      """
      [{'@odata.type':'#microsoft.graph.singleUser','id':'u1','description':'Ada','isBackup':false},
       {'@odata.type':'#microsoft.graph.requestorManager','managerLevel':2,'isBackup':false}]
      """;
  private static final String STAGE =
      """
      {'durationBeforeAutomaticDenial':'P2DT6H','isApproverJustificationRequired':true,
       'isEscalationEnabled':true,'durationBeforeEscalation':'P1D','primaryApprovers':SETS,
       'fallbackPrimaryApprovers':SETS,'escalationApprovers':SETS,
       'fallbackEscalationApprovers':SETS,'approverInformationVisibility':'notVisible'}
      """;

  /** A policy in v1.0's words, to which its package is to be added. */
  static final String POLICY =
      """
      {'displayName':'Whole','description':'All','allowedTargetScope':'specificDirectoryUsers',
       'specificAllowedTargets':SETS,
       'expiration':{'duration':'P14DT3H','type':'afterDuration'},
       'requestorSettings':{'enableTargetsToSelfAddAccess':true,
         'enableTargetsToSelfUpdateAccess':true,'enableTargetsToSelfRemoveAccess':false,
         'allowCustomAssignmentSchedule':true,'enableOnBehalfRequestorsToAddAccess':true,
         'enableOnBehalfRequestorsToUpdateAccess':false,
         'enableOnBehalfRequestorsToRemoveAccess':true,'onBehalfRequestors':SETS},
       'requestApprovalSettings':{'isApprovalRequiredForAdd':true,
         'isApprovalRequiredForUpdate':false,'isRequestorJustificationRequired':true,
         'stages':[STAGE]},
       'automaticRequestSettings':{'requestAccessForAllowedTargets':true,
         'removeAccessWhenTargetLeavesAllowedTargets':true,'gracePeriodBeforeAccessRemoval':'P7D'},
       'reviewSettings':{'isEnabled':true,'expirationBehavior':'keepAccess',
         'isRecommendationEnabled':true,'isReviewerJustificationRequired':true,
         'isSelfReview':false,
         'schedule':{'startDateTime':'2026-07-02T06:59:59Z',
           'expiration':{'duration':'P14D','type':'afterDuration'},
           'recurrence':{'pattern':{'type':'weekly','interval':3,'month':0,'dayOfMonth':0,
               'daysOfWeek':['monday'],'firstDayOfWeek':'sunday','index':'first'},
             'range':{'type':'endDate','startDate':'2026-07-02','endDate':'2027-07-02',
               'recurrenceTimeZone':'Europe/Berlin','numberOfOccurrences':0}}},
         'primaryReviewers':SETS,'fallbackReviewers':SETS},
       'notificationSettings':{'isAssignmentNotificationDisabled':true},
       'questions':[
         {'@odata.type':'#microsoft.graph.accessPackageMultipleChoiceQuestion',
          'id':'11111111-aaaa-4000-8000-000000000001','sequence':1,'isRequired':true,
          'isAnswerEditable':true,'text':'Where?',
          'localizations':[{'languageCode':'de','text':'Wo?'}],'isMultipleSelectionAllowed':true,
          'choices':[{'actualValue':'b','text':'Berlin',
                      'localizations':[{'languageCode':'de','text':'B'}]}]},
         {'@odata.type':'#microsoft.graph.accessPackageTextInputQuestion','text':'Why?',
          'isSingleLineQuestion':true,'regexPattern':'[a-z ]+'}],
       'customExtensionStageSettings':[{'stage':'assignmentRequestCreated',
         'customExtension':{'id':'EXTENSION'}}]ANDPACKAGE}
      """
          .replace("STAGE", STAGE)
          .replace("SETS", SETS);

  private static final String BETA_POLICY =
      """
      {'displayName':'Whole','description':'All','canExtend':true,'durationInDays':14,
       'requestorSettings':{'scopeType':'SpecificDirectorySubjects','acceptRequests':true,
         'allowedRequestors':SETS},
       'requestApprovalSettings':{'isApprovalRequired':true,
         'isApprovalRequiredForExtension':false,'isRequestorJustificationRequired':true,
         'approvalStages':[{'approvalStageTimeOutInDays':3,'isApproverJustificationRequired':true,
           'isEscalationEnabled':true,'escalationTimeInMinutes':1800,'primaryApprovers':SETS,
           'escalationApprovers':SETS}]},
       'accessReviewSettings':{'isEnabled':true,'recurrenceType':'quarterly',
         'reviewerType':'Reviewers','startDateTime':'2026-07-02T06:59:59Z','durationInDays':14,
         'reviewers':SETS},
       'accessPackageNotificationSettings':{'isAssignmentNotificationDisabled':true},
       'questions':[
         {'@odata.type':'#microsoft.graph.accessPackageMultipleChoiceQuestion',
          'id':'11111111-aaaa-4000-8000-000000000001','sequence':1,'isRequired':true,
          'isAnswerEditable':true,'allowsMultipleSelection':true,
          'text':{'defaultText':'Where?','localizedTexts':[{'languageCode':'de','text':'Wo?'}]},
          'choices':[{'actualValue':'b','displayValue':{'defaultText':'Berlin',
            'localizedTexts':[{'languageCode':'de','text':'B'}]}}]}]ANDPACKAGE}
      """
          .replace("SETS", BETA_SETS);

  /** What else there is to a policy is read as where it is made on its own. */
  private static final String BELOW_PACKAGE =
      "{'displayName':'New','description':'d','accessPackage':{'id':'PACKAGE'}}";

  private static final String SUBSCRIPTION =
      """
      {'changeType':'created','notificationUrl':'https://x.test/n',
       'resource':'identityGovernance/entitlementManagement/assignmentRequests',
       'expirationDateTime':'2026-03-05T10:00:00Z','clientState':'secret',
       'latestSupportedTlsVersion':'v1_2','includeResourceData':false}
      """;
  private static final String ORGANIZATION =
      """
      {'displayName':'New','description':'d','state':'proposed','identitySources':[
        {'@odata.type':'#microsoft.graph.crossCloudAzureActiveDirectoryTenant','displayName':'n',
         'tenantId':'t','cloudInstance':'c'},
        {'@odata.type':'#microsoft.graph.domainIdentitySource','displayName':'n',
         'domainName':'new.test'}]}
      """;

  private static final String EXTENSION =
      """
      {'@odata.type':'#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension',
       'displayName':'New','description':'d','endpointConfiguration':{
         '@odata.type':'#microsoft.graph.logicAppTriggerEndpointConfiguration','subscriptionId':'s',
         'resourceGroupName':'r','logicAppWorkflowName':'w','url':'https://example.org/w'},
       'authenticationConfiguration':{
         '@odata.type':'#microsoft.graph.azureAdTokenAuthentication','resourceId':'r'},
       'clientConfiguration':{'maximumRetries':1,'timeoutInMilliseconds':1000},
       'callbackConfiguration':{'timeoutDuration':'P1D'}}
      """;
  private static final Set<String> OF_QUESTIONS =
      Set.of("displayName", "questions[0].text", "questions[0].@odata.type");
  private static final Set<String> QUESTION_ID = Set.of("questions[0].id");

  static final List<GoodBody> ALL =
      List.of(
          v1(
              "POST",
              "catalogs",
              Set.of("displayName"),
              "{'displayName':'New','description':'d','state':'published','isExternallyVisible':true}"),
          beta(
              "POST",
              "catalogs",
              Set.of("displayName"),
              "{'displayName':'New','description':'d','catalogStatus':'Published',"
                  + "'isExternallyVisible':true,'uniqueName':'u'}"),
          v1(
              "PATCH",
              "catalogs/CATALOG",
              Set.of(),
              "{'displayName':'New','description':'d','state':'unpublished','isExternallyVisible':true}"),
          beta(
              "PATCH",
              "catalogs/CATALOG",
              Set.of(),
              "{'displayName':'New','description':'d','catalogStatus':'Published',"
                  + "'isExternallyVisible':true,'uniqueName':'u'}"),
          v1(
              "POST",
              "accessPackages",
              Set.of("displayName", "catalog"),
              "{'displayName':'New','description':'d','isHidden':true,'catalog':{'id':'CATALOG'}}"),
          beta(
              "POST",
              "accessPackages",
              Set.of("displayName"),
              "{'displayName':'New','description':'d','isHidden':true,'catalogId':'CATALOG',"
                  + "'isRoleScopesVisible':true,'uniqueName':'u'}"),
          v1(
              "PATCH",
              "accessPackages/PACKAGE",
              Set.of(),
              "{'displayName':'New','description':'d','isHidden':true}"),
          beta(
              "PATCH",
              "accessPackages/PACKAGE",
              Set.of(),
              "{'displayName':'New','description':'d','isHidden':true,'isRoleScopesVisible':true,"
                  + "'uniqueName':'u'}"),
          v1(
              "POST",
              "resourceRequests",
              Set.of("requestType", "catalog", "resource.originId", "resource.originSystem"),
              "{'requestType':'adminAdd','justification':'j','catalog':{'id':'CATALOG'},"
                  + "'resource':{'originId':'g9','originSystem':'ldap','displayName':'n',"
                  + "'description':'d'}}"),
          beta(
              "POST",
              "resourceRequests",
              Set.of("requestType", "accessPackageResource"),
              "{'requestType':'AdminUpdate','justification':'j','catalogId':'CATALOG',"
                  + "'isValidationOnly':false,'accessPackageResource':{'id':'FREE',"
                  + "'displayName':'n','description':'d'}}"),
          v1(
              "POST",
              "accessPackages/PACKAGE/resourceRoleScopes",
              Set.of("role", "scope"),
              "{'role':{'id':'ROLE','resource':{'id':'FREE'}},'scope':{'id':'SCOPE'}}"),
          beta(
              "POST",
              "accessPackages/PACKAGE/resourceRoleScopes",
              Set.of("accessPackageResourceRole", "accessPackageResourceScope"),
              "{'accessPackageResourceRole':{'originId':'Member_free','originSystem':'ldap',"
                  + "'accessPackageResource':{'id':'FREE'}},"
                  + "'accessPackageResourceScope':{'originId':'free','originSystem':'ldap'}}"),
          v1(
              "POST",
              "accessPackages/PACKAGE/incompatibleAccessPackages/$ref",
              Set.of("@odata.id"),
              "{'@odata.id':'https://x/accessPackages/EXTRA'}"),
          v1(
              "POST",
              "accessPackages/PACKAGE/incompatibleGroups/$ref",
              Set.of("@odata.id"),
              "{'@odata.id':'https://x/groups/g7'}"),
          v1(
              "POST",
              "roleAssignments",
              Set.of("principalId", "roleDefinitionId", "appScopeId"),
              "{'principalId':'p','roleDefinitionId':'DEFINITION',"
                  + "'appScopeId':'/AccessPackageCatalog/CATALOG'}"),
          new GoodBody(
              "whole",
              ApiVersion.V1,
              "POST",
              "assignmentPolicies",
              OF_QUESTIONS,
              QUESTION_ID,
              POLICY.replace("ANDPACKAGE", ",'accessPackage':{'id':'PACKAGE'}")),
          new GoodBody(
              "whole",
              ApiVersion.BETA,
              "POST",
              "assignmentPolicies",
              OF_QUESTIONS,
              QUESTION_ID,
              BETA_POLICY.replace("ANDPACKAGE", ",'accessPackageId':'PACKAGE'")),
          new GoodBody(
              "whole",
              ApiVersion.V1,
              "PUT",
              "assignmentPolicies/SPARE",
              OF_QUESTIONS,
              QUESTION_ID,
              POLICY.replace("ANDPACKAGE", ",'accessPackage':{'id':'PACKAGE'}")),
          v1(
              "PATCH",
              "accessPackageAssignmentApprovals/REQUEST/stages/STAGE",
              Set.of("reviewResult"),
              "{'reviewResult':'Approve','justification':'j'}"),
          v1(
              "POST",
              "accessPackages/PACKAGE/assignmentPolicies",
              Set.of("displayName"),
              BELOW_PACKAGE),
          v1(
              "PUT",
              "accessPackages/PACKAGE/assignmentPolicies/SPARE",
              Set.of("displayName"),
              BELOW_PACKAGE),
          v1(
              "POST",
              "accessPackages/EXTRA/getApplicablePolicyRequirements",
              Set.of(),
              "{'subject':{'objectId':'ANN'}}"),
          beta(
              "POST",
              "accessPackages/PLAIN/moveToCatalog",
              Set.of("catalogId"),
              "{'catalogId':'SECOND'}"),
          v1(
              "POST",
              "subscriptions",
              Set.of("changeType", "notificationUrl", "resource", "expirationDateTime"),
              SUBSCRIPTION),
          v1(
              "PATCH",
              "subscriptions/SUBSCRIPTION",
              Set.of(),
              "{'notificationUrl':'https://x.test/other','expirationDateTime':'2026-03-06T10:00:00Z'}"),
          v1("POST", "connectedOrganizations", Set.of("displayName"), ORGANIZATION),
          v1("PATCH", "connectedOrganizations/ORGANIZATION", Set.of(), ORGANIZATION),
          v1(
              "POST",
              "connectedOrganizations/ORGANIZATION/internalSponsors/$ref",
              Set.of("@odata.id"),
              "{'@odata.id':'https://x/users/stranger'}"),
          v1(
              "POST",
              "connectedOrganizations/ORGANIZATION/externalSponsors/$ref",
              Set.of("@odata.id"),
              "{'@odata.id':'https://x/groups/g1'}"),
          v1(
              "PATCH",
              "subjects/SUBJECT",
              Set.of("subjectLifecycle"),
              "{'subjectLifecycle':'governed'}"),
          v1(
              "PATCH",
              "settings",
              Set.of(),
              "{'externalUserLifecycleAction':'blockSignIn',"
                  + "'durationUntilExternalUserDeletedAfterBlocked':'P20D'}"),
          beta(
              "PATCH",
              "settings",
              Set.of(),
              "{'externalUserLifecycleAction':'BlockSignIn',"
                  + "'daysUntilExternalUserDeletedAfterBlocked':20}"),
          v1(
              "POST",
              "catalogs/CATALOG/customWorkflowExtensions",
              Set.of("@odata.type", "displayName", "endpointConfiguration.url"),
              EXTENSION),
          v1("PATCH", "catalogs/CATALOG/customWorkflowExtensions/EXTENSION", Set.of(), EXTENSION),
          beta(
              "POST",
              "catalogs/CATALOG/customAccessPackageWorkflowExtensions",
              Set.of("displayName", "endpointConfiguration"),
              "{'displayName':'New','description':'d','endpointConfiguration':{'url':'https://x.org/w'}}"),
          beta(
              "PATCH",
              "catalogs/CATALOG/customAccessPackageWorkflowExtensions/EXTENSION",
              Set.of(),
              "{'displayName':'New','clientConfiguration':{'timeoutInMilliseconds':1000}}"),
          v1(
              "POST",
              "assignmentRequests/WAITING/resume",
              Set.of("data", "data.customExtensionStageInstanceId"),
              "{'source':'s','type':'microsoft.graph.accessPackageCustomExtensionStage"
                  + ".assignmentRequestCreated','data':{'stage':'assignmentRequestCreated',"
                  + "'@odata.type':'microsoft.graph.accessPackageAssignmentRequestCallbackData',"
                  + "'customExtensionStageInstanceId':'CALLOUT','state':'denied',"
                  + "'customExtensionStageInstanceDetail':'d'}}"),
          v1("POST", "assignmentRequests/FAILED/reprocess", Set.of(), "{'reason':'r'}"),
          v1("POST", "assignments/ASSIGNMENT/reprocess", Set.of(), "{'reason':'r'}"),
          v1(
              "POST",
              "assignmentRequests/MANUAL/deliveries/ITEM/refuse",
              Set.of("message"),
              "{'message':'no desk','errorClass':'roleNotFound'}"),
          v1(
              "POST",
              "regrant/connectors/LDAP/startMaintenance",
              Set.of("until"),
              "{'until':'2026-03-02T10:00:00Z','reason':'r'}"),
          v1(
              "POST",
              "assignmentRequests",
              Set.of("requestType", "assignment.accessPackageId", "assignment.targetId"),
              "{'requestType':'adminAdd','justification':'j','isValidationOnly':false,"
                  + "'assignment':{'accessPackageId':'EXTRA','assignmentPolicyId':'EXTRAPOLICY',"
                  + "'targetId':'ANN'},'schedule':{'startDateTime':'2026-04-01T00:00:00Z',"
                  + "'expiration':{'endDateTime':'2026-05-01T00:00:00Z','type':'afterDateTime'}}}"),
          beta(
              "POST",
              "assignmentRequests",
              Set.of("requestType"),
              "{'requestType':'AdminUpdate','accessPackageAssignment':{'id':'ASSIGNMENT'},"
                  + "'schedule':{'expiration':{'duration':'P10D','type':'AfterDuration'}}}"));

  private static GoodBody v1(String method, String route, Set<String> required, String body) {
    return new GoodBody("", ApiVersion.V1, method, route, required, Set.of(), body);
  }

  private static GoodBody beta(String method, String route, Set<String> required, String body) {
    return new GoodBody("", ApiVersion.BETA, method, route, required, Set.of(), body);
  }

  String canonical() {
    return method + " " + ServerRoutes.canonical(route);
  }

  /** Whether no application can do it. */
  boolean isOfPerson() {
    return route.startsWith("accessPackageAssignmentApprovals")
        || route.endsWith("/getApplicablePolicyRequirements");
  }

  @Override
  public String toString() {
    return version.path() + " " + method + " " + route;
  }
}
