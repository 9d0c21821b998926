package dev.regrant.http;

import java.util.List;
import java.util.stream.Stream;

/**
 * Who may do what. The answers are those that Microsoft documents for Graph: its permissions
 * reference, its role-based access control of entitlement management, and "Delegation and roles in
 * entitlement management".
 */
final class AuthorizationMatrix {
  /**
   * What a caller gets: {@code .} what was asked for, {@code 0} a list without anything of the
   * catalog, 403 because of a {@code s}cope or permission, a {@code r}ole, because it takes a
   * {@code u}ser or an {@code a}pprover, 409 because of a {@code p}olicy, 400 because what is named
   * is {@code n}othing to the caller, or {@code f} because the list needs a filter, and 404 ({@code
   * -}) where there is none.
   *
   * <p>The columns are people with a token that is not for this, with the scope to read and to
   * write and no role, with a role on another catalog, with each role on this one, with a role of
   * the organisation; applications without a permission, with those to read and to write, and with
   * a role on the catalog instead; and people with the scope for what is their own: whose request
   * it is, who may approve it, somebody else.
   */
  // spotless:off
  private static final List<String> TABLE = """
                                                                        no R  RW el | rd as mg ow cr | gr ig | no R  RW ow | ann bob str
      GET    subscriptions/SUBSCRIPTION                               | s  r  r  -  | r  -  -  -  r  | -  -  | s  -  -  -  | s   s   s
      GET    subscriptions                                            | s  r  r  0  | r  0  0  0  r  | 0  0  | s  0  0  0  | s   s   s
      POST   subscriptions                                            | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s   | {'changeType':'updated','notificationUrl':'https://x.test/n','resource':'/identityGovernance/entitlementManagement/assignmentRequests/REQUEST','expirationDateTime':'2026-03-05T10:00:00Z'}
      PATCH  subscriptions/SUBSCRIPTION                               | s  r  r  -  | r  -  -  -  r  | -  -  | s  -  -  -  | s   s   s   | {'expirationDateTime':'2026-03-05T10:00:00Z'}
      POST   subscriptions/SUBSCRIPTION/reauthorize                   | s  r  r  -  | r  -  -  -  r  | -  -  | s  -  -  -  | s   s   s
      DELETE subscriptions/SUBSCRIPTION                               | s  r  r  -  | r  -  -  -  r  | -  -  | s  -  -  -  | s   s   s
      GET    assignmentRequests                                       | s  r  r  0  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentRequests/delta                                 | s  r  r  0  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentRequests/filterByCurrentUser(on='target')      | s  .  .  .  | .  .  .  .  .  | .  .  | u  u  u  u  | .   .   .
      GET    assignmentRequests/filterByCurrentUser(on='approver')    | s  s  .  .  | .  .  .  .  .  | s  .  | u  u  u  u  | .   .   .
      GET    assignmentRequests/REQUEST                               | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/REQUEST/accessPackage                 | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/REQUEST/accessPackage/catalog         | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/REQUEST/accessPackage/catalog/resources | s r  r  r | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentRequests/REQUEST/accessPackage/assignmentPolicies | s r r r  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentRequests/REQUEST/accessPackage/resourceRoleScopes | s r r r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/REQUEST?$expand=history               | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentRequests/REQUEST/assignment                    | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/REQUEST/requestor                     | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/FAILED/deliveries                     | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignmentRequests/FAILED/deliveries/DELIVERY/attempts   | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentRequests/REQUEST/history                       | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   assignmentRequests #adminAdd                             | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminAdd','assignment':{'accessPackageId':'EXTRA','assignmentPolicyId':'EXTRAPOLICY','targetId':'ANN'}}
      POST   assignmentRequests #adminUpdate                          | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminUpdate','assignment':{'id':'ASSIGNMENT'}}
      POST   assignmentRequests #adminRemove                          | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminRemove','assignment':{'id':'ASSIGNMENT'}}
      POST   assignmentRequests #userAdd                              | s  s  .  .  | .  .  .  .  .  | s  .  | u  u  u  u  | .   .   .   | {'requestType':'userAdd','assignment':{'accessPackageId':'EXTRA','assignmentPolicyId':'EXTRAPOLICY'}}
      POST   assignmentRequests #userAddOfOthers                      | s  s  p  p  | p  p  p  p  p  | s  p  | u  u  u  u  | p   .   p   | {'requestType':'userAdd','assignment':{'accessPackageId':'BOBS','assignmentPolicyId':'BOBSPOLICY'}}
      POST   assignmentRequests #userUpdate                           | s  s  n  n  | n  n  n  n  n  | s  n  | u  u  u  u  | .   n   n   | {'requestType':'userUpdate','assignment':{'id':'ASSIGNMENT'}}
      POST   assignmentRequests #userRemove                           | s  s  n  n  | n  n  n  n  n  | s  n  | u  u  u  u  | .   n   n   | {'requestType':'userRemove','assignment':{'id':'ASSIGNMENT'}}
      POST   assignmentRequests #approverRemove                       | s  s  n  n  | n  n  n  n  n  | s  n  | u  u  u  u  | n   .   n   | {'requestType':'approverRemove','assignment':{'id':'ASSIGNMENT'}}
      POST   assignmentRequests #onBehalfAdd                          | s  s  p  p  | p  p  p  p  p  | s  p  | u  u  u  u  | n   .   p   | {'requestType':'onBehalfAdd','assignment':{'accessPackageId':'EXTRA','assignmentPolicyId':'EXTRAPOLICY','targetId':'ANN'}}
      DELETE assignmentRequests/ENDED                                 | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s
      POST   assignmentRequests/REQUEST/cancel                        | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | .   s   s
      POST   assignmentRequests/WAITING/resume                        | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s | {'data':{'stage':'assignmentRequestCreated','customExtensionStageInstanceId':'CALLOUT'}}
      POST   assignmentRequests/FAILED/reprocess                      | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s
      POST   assignmentRequests/MANUAL/deliveries/ITEM/confirm        | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s
      POST   assignmentRequests/MANUAL/deliveries/ITEM/refuse         | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'message':'no desk'}
      GET    assignments                                              | s  r  r  0  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignments/delta                                        | s  r  r  0  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignments/filterByCurrentUser(on='target')             | s  .  .  .  | .  .  .  .  .  | .  .  | u  u  u  u  | .   .   .
      GET    assignments/additionalAccess(accessPackageId='PACKAGE',incompatibleAccessPackageId='EXTRA') | s r r r | r . . . r | . . | s . . . | s s s
      GET    assignments/ASSIGNMENT                                   | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignments/ASSIGNMENT/accessPackage                     | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignments/ASSIGNMENT/assignmentPolicy                  | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignments/ASSIGNMENT/target                            | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | .   s   s
      GET    assignments/ASSIGNMENT/accessPackageAssignmentRequests   | s  r  r  r  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignments/ASSIGNMENT/accessPackageAssignmentResourceRoles | s r r r  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   assignments/ASSIGNMENT/reprocess                         | s  s  r  r  | r  .  .  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    accessPackageAssignmentResourceRoles?$filter=accessPackageSubject/objectId eq 'ANN' | s r r 0 | r . . . r | . . | s . . . | s s s
      GET    accessPackageAssignmentResourceRoles/ASSIGNED            | s r r r | r . . . r | . . | s . . . | s s s
      GET    accessPackageAssignmentResourceRoles/ASSIGNED/accessPackageAssignments | s r r r | r . . . r | . . | s . . . | s s s
      GET    accessPackageAssignmentResourceRoles/ASSIGNED/accessPackageResourceRole | s r r r | r . . . r | . . | s . . . | s s s
      GET    accessPackageAssignmentResourceRoles/ASSIGNED/accessPackageResourceScope | s r r r | r . . . r | . . | s . . . | s s s
      GET    accessPackageAssignmentResourceRoles/ASSIGNED/accessPackageSubject | s r r r | r . . . r | . . | s . . . | s s s
      GET    resourceEnvironments                                     | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    resourceEnvironments/ENVIRONMENT                         | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    resourceEnvironments/ENVIRONMENT/resources               | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    catalogs                                                 | s  r  r  0  | .  .  .  .  0  | .  .  | s  .  .  .  | s   s   s
      GET    catalogs/CATALOG                                         | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    catalogs/CATALOG/accessPackages                          | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    catalogs/CATALOG/resources                               | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    catalogs/CATALOG/resourceRoles                           | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    catalogs/CATALOG/resourceScopes                          | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    catalogs/CATALOG/customWorkflowExtensions                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   catalogs/CATALOG/customWorkflowExtensions                | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s | {'@odata.type':'#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension','displayName':'New','endpointConfiguration':{'@odata.type':'#microsoft.graph.logicAppTriggerEndpointConfiguration','subscriptionId':'s','resourceGroupName':'r','logicAppWorkflowName':'w','url':'https://example.org/w'}}
      PATCH  catalogs/CATALOG/customWorkflowExtensions/EXTENSION      | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s | {'displayName':'Other'}
      DELETE catalogs/CATALOG/customWorkflowExtensions/SPAREEXTENSION | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    catalogs/CATALOG/customAccessPackageWorkflowExtensions   | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   catalogs/CATALOG/customAccessPackageWorkflowExtensions #beta | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s | {'@odata.type':'#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension','displayName':'New','endpointConfiguration':{'@odata.type':'#microsoft.graph.logicAppTriggerEndpointConfiguration','subscriptionId':'s','resourceGroupName':'r','logicAppWorkflowName':'w','url':'https://example.org/w'}}
      PATCH  catalogs/CATALOG/customAccessPackageWorkflowExtensions/EXTENSION #beta | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s | {'displayName':'Other'}
      DELETE catalogs/CATALOG/customAccessPackageWorkflowExtensions/SPAREEXTENSION #beta | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s
      POST   catalogs                                                 | s  s  r  r  | r  r  r  r  .  | s  .  | s  s  .  s  | s   s   s   | {'displayName':'New'}
      PATCH  catalogs/CATALOG                                         | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s   | {'displayName':'Other'}
      DELETE catalogs/EMPTY                                           | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    resources                                                | s  r  r  0  | .  .  .  .  0  | .  .  | s  .  .  .  | s   s   s
      GET    resources/RESOURCE                                       | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resources/RESOURCE/roles                                 | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resources/RESOURCE/scopes                                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   resources/RESOURCE/refresh                               | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    resourceRequests                                         | s  r  r  0  | .  .  .  .  0  | .  .  | s  .  .  .  | s   s   s
      GET    resourceRequests/RESOURCE                                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resourceRequests/RESOURCE/catalog                        | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resourceRequests/RESOURCE/resource                       | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resourceRequests/PERSONS/requestor                       | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   resourceRequests #adminAdd                               | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminAdd','catalog':{'id':'CATALOG'},'resource':{'originId':'g9','originSystem':'ldap'}}
      POST   resourceRequests #adminUpdate                            | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminUpdate','catalog':{'id':'CATALOG'},'resource':{'id':'RESOURCE','displayName':'x'}}
      POST   resourceRequests #adminRemove                            | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s   | {'requestType':'adminRemove','catalog':{'id':'CATALOG'},'resource':{'id':'FREE'}}
      GET    accessPackages                                           | s  r  r  0  | .  .  .  .  0  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE                                   | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/catalog                           | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/assignmentPolicies                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/resourceRoleScopes                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/incompatibleAccessPackages        | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/accessPackagesIncompatibleWith    | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/incompatibleGroups                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   accessPackages                                           | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'displayName':'New','catalog':{'id':'CATALOG'}}
      PATCH  accessPackages/PACKAGE                                   | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'displayName':'Other'}
      DELETE accessPackages/BARE                                      | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s
      POST   accessPackages/PACKAGE/resourceRoleScopes                | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'role':{'id':'ROLE','resource':{'id':'FREE'}},'scope':{'id':'SCOPE'}}
      DELETE accessPackages/PACKAGE/resourceRoleScopes/ROLESCOPE      | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s
      POST   accessPackages/PACKAGE/incompatibleAccessPackages/$ref   | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'@odata.id':'https://x/accessPackages/EXTRA'}
      DELETE accessPackages/PACKAGE/incompatibleAccessPackages/EXCLUDED/$ref | s s r r | r r . . r  | s  .  | s  s  .  .  | s   s   s
      POST   accessPackages/PACKAGE/incompatibleGroups/$ref           | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'@odata.id':'https://x/groups/g7'}
      DELETE accessPackages/PACKAGE/incompatibleGroups/GROUP/$ref     | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    assignmentPolicies                                       | s  r  r  0  | .  .  .  .  0  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentPolicies/POLICY                                | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentPolicies/POLICY/accessPackage                  | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    assignmentPolicies/POLICY/catalog                        | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   assignmentPolicies                                       | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'displayName':'New','accessPackage':{'id':'PACKAGE'}}
      PUT    assignmentPolicies/SPARE                                 | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s   | {'displayName':'Other'}
      DELETE assignmentPolicies/SPARE                                 | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    accessPackageAssignmentApprovals                         | s  s  .  .  | .  .  .  .  .  | s  .  | u  u  u  u  | .   .   .
      GET    accessPackageAssignmentApprovals/filterByCurrentUser(on='approver') | s s . . | . . . . . | s . | u u u u | . . .
      GET    accessPackageAssignmentApprovals/REQUEST                 | s  a  a  a  | a  .  .  .  a  | .  .  | u  u  u  u  | a   .   a
      GET    accessPackageAssignmentApprovals/REQUEST/stages          | s  a  a  a  | a  .  .  .  a  | .  .  | u  u  u  u  | a   .   a
      GET    accessPackageAssignmentApprovals/REQUEST/request         | s  a  a  a  | a  .  .  .  a  | .  .  | u  u  u  u  | a   .   a
      PATCH  accessPackageAssignmentApprovals/REQUEST/stages/STAGE    | s  s  a  a  | a  a  a  a  a  | s  a  | u  u  u  u  | a   .   a   | {'reviewResult':'Approve'}
      GET    roleAssignments                                          | s  r  r  0  | r  r  r  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    roleAssignments/GIVEN                                    | s  r  r  r  | r  r  r  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    roleAssignments/GIVEN/roleDefinition                     | s  r  r  r  | r  r  r  .  r  | .  .  | s  .  .  .  | s   s   s
      POST   roleAssignments                                          | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s   | {'principalId':'ann','roleDefinitionId':'DEFINITION','appScopeId':'/AccessPackageCatalog/CATALOG'}
      DELETE roleAssignments/GIVEN                                    | s  s  r  r  | r  r  r  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    roleDefinitions                                          | s  r  r  .  | r  r  r  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    roleDefinitions/DEFINITION                               | s  r  r  .  | r  r  r  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    resources/RESOURCE/environment                           | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/filterByCurrentUser(on='allowedRequestor') | s  .  .  .  | .  .  .  .  .  | .  .  | u  u  u  u  | .   .   .
      POST   accessPackages/EXTRA/getApplicablePolicyRequirements     | s  .  .  .  | .  .  .  .  .  | .  .  | u  u  u  u  | .   .   .
      POST   accessPackages/PLAIN/moveToCatalog #beta                 | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s | {'catalogId':'SECOND'}
      POST   accessPackages/PACKAGE/assignmentPolicies                | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s | {'displayName':'New'}
      PUT    accessPackages/PACKAGE/assignmentPolicies/SPARE          | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s | {'displayName':'Other'}
      DELETE accessPackages/PACKAGE/assignmentPolicies/SPARE          | s  s  r  r  | r  r  .  .  r  | s  .  | s  s  .  .  | s   s   s
      GET    accessPackages/PACKAGE/incompatibleAccessPackages/$ref   | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    accessPackages/PACKAGE/incompatibleGroups/$ref           | s  r  r  r  | .  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      GET    connectedOrganizations                                   | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    connectedOrganizations/ORGANIZATION                      | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      POST   connectedOrganizations                                   | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s | {'displayName':'New'}
      PATCH  connectedOrganizations/ORGANIZATION                      | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s | {'displayName':'Other'}
      DELETE connectedOrganizations/ORGANIZATION                      | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s
      GET    connectedOrganizations/ORGANIZATION/internalSponsors     | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    connectedOrganizations/ORGANIZATION/internalSponsors/$ref | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      POST   connectedOrganizations/ORGANIZATION/internalSponsors/$ref | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s | {'@odata.id':'https://x/users/stranger'}
      DELETE connectedOrganizations/ORGANIZATION/internalSponsors/SPONSOR/$ref | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s
      GET    connectedOrganizations/ORGANIZATION/externalSponsors     | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    connectedOrganizations/ORGANIZATION/externalSponsors/$ref | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      POST   connectedOrganizations/ORGANIZATION/externalSponsors/$ref | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s | {'@odata.id':'https://x/users/stranger'}
      DELETE connectedOrganizations/ORGANIZATION/externalSponsors/SPONSOR/$ref | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s
      GET    settings                                                 | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      PATCH  settings                                                 | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s | {'externalUserLifecycleAction':'blockSignIn'}
      GET    subjects                                                 | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    subjects/SUBJECT                                         | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | .   s   s
      GET    subjects/SUBJECT/connectedOrganization                   | s  r  r  r  | r  r  r  r  r  | -  -  | s  -  -  s  | -   s   s
      PATCH  subjects/SUBJECT                                         | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s | {'subjectLifecycle':'governed'}
      GET    regrant/connectors                                       | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      GET    regrant/connectors/LDAP                                  | s  r  r  r  | r  r  r  r  r  | .  .  | s  .  .  s  | s   s   s
      POST   regrant/connectors/LDAP/startMaintenance                 | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s   | {'until':'2026-03-02T10:00:00Z'}
      POST   regrant/connectors/LDAP/endMaintenance                   | s  s  r  r  | r  r  r  r  r  | s  .  | s  s  .  s  | s   s   s
      GET    regrant/manualActions                                    | s  r  r  0  | r  .  .  .  r  | .  .  | s  .  .  .  | s   s   s
      """.lines().toList();
  // spotless:on

  /** A line of the table. */
  record Row(String method, String route, List<String> cells, String body) {
    static Row of(String line) {
      String[] parts = line.split(" \\| ", -1);
      String[] what = parts[0].strip().split(" +", 2);
      var cells =
          Stream.of(parts)
              .skip(1)
              .limit(5)
              .flatMap(part -> Stream.of(part.strip().split(" +")))
              .toList();
      return new Row(
          what[0], what[1], cells, parts.length > 6 ? parts[6].strip().replace('\'', '"') : "");
    }

    String path() {
      return route.replaceAll(" #.*", "").strip();
    }

    /** Whether the server has it in v1.0, too, but only to say that beta has it. */
    boolean isOfBeta() {
      return route.endsWith(" #beta");
    }

    String canonical() {
      return method + " " + ServerRoutes.canonical(path());
    }

    boolean isRead() {
      return method.equals("GET");
    }

    @Override
    public String toString() {
      return method + " " + route;
    }
  }

  static final List<Row> ROWS = TABLE.stream().skip(1).map(Row::of).toList();

  private AuthorizationMatrix() {}
}
