package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.graph.beta.identitygovernance.entitlementmanagement.EntitlementManagementRequestBuilder;
import com.microsoft.graph.beta.models.AccessPackage;
import com.microsoft.graph.beta.models.AccessPackageAssignment;
import com.microsoft.graph.beta.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.beta.models.AccessPackageAssignmentRequest;
import com.microsoft.graph.beta.models.AccessPackageCatalog;
import com.microsoft.graph.beta.models.AccessPackageResource;
import com.microsoft.graph.beta.models.AccessPackageResourceRequest;
import com.microsoft.graph.beta.models.AccessPackageResourceRoleScope;
import com.microsoft.graph.beta.models.RequestorSettings;
import com.microsoft.graph.beta.models.odataerrors.ODataError;
import com.microsoft.graph.beta.serviceclient.GraphServiceClient;
import com.microsoft.kiota.authentication.AuthenticationProvider;
import java.time.Duration;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;

/**
 * The official SDK for Graph beta, unchanged but for address and token, and what tests do by it.
 */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
final class BetaSdk {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final GraphServiceClient client;
  final EntitlementManagementRequestBuilder entitlements;

  BetaSdk(TestServer server, AuthenticationProvider authentication) {
    client = new GraphServiceClient(authentication);
    client.getRequestAdapter().setBaseUrl(server.url("beta"));
    entitlements = client.identityGovernance().entitlementManagement();
  }

  /** A new package of these groups, which people may ask for themselves. */
  Offer offer(String... groups) {
    return offer(policy -> {}, groups);
  }

  /** The same, with other terms of the policy. */
  Offer offer(Consumer<AccessPackageAssignmentPolicy> terms, String... groups) {
    var catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Catalog of " + groups[0]);
    catalog.setCatalogStatus("Published");
    var created = entitlements.accessPackageCatalogs().post(catalog);
    assertThat(created.getCatalogStatus()).isEqualTo("Published");
    String id = accessPackage(created.getId(), "Package of " + groups[0]);
    for (String group : groups) {
      addGroup(created.getId(), id, group);
    }
    return new Offer(created.getId(), id, policy(id, terms));
  }

  String accessPackage(String catalog, String name) {
    var accessPackage = new AccessPackage();
    accessPackage.setDisplayName(name);
    accessPackage.setCatalogId(catalog);
    return entitlements.accessPackages().post(accessPackage).getId();
  }

  private void addGroup(String catalog, String accessPackage, String group) {
    var resource = new AccessPackageResource();
    resource.setOriginSystem("Ldap");
    resource.setOriginId(group);
    resource.setDisplayName(group);
    var request = new AccessPackageResourceRequest();
    request.setRequestType("AdminAdd");
    request.setCatalogId(catalog);
    request.setAccessPackageResource(resource);
    assertThat(entitlements.accessPackageResourceRequests().post(request).getRequestState())
        .isEqualTo("Delivered");

    var added =
        entitlements
            .accessPackageCatalogs()
            .byAccessPackageCatalogId(catalog)
            .accessPackageResources()
            .get(
                get -> {
                  get.queryParameters.filter = "originId eq '" + group + "'";
                  get.queryParameters.expand = new String[] {"accessPackageResourceScopes"};
                })
            .getValue()
            .getFirst();
    var role =
        entitlements
            .accessPackageCatalogs()
            .byAccessPackageCatalogId(catalog)
            .accessPackageResourceRoles()
            .get(
                get -> {
                  get.queryParameters.filter =
                      "(originSystem eq 'Ldap' and accessPackageResource/id eq '%s')"
                          .formatted(added.getId());
                  get.queryParameters.expand = new String[] {"accessPackageResource"};
                })
            .getValue()
            .getFirst();
    // They go back as they came.
    var roleScope = new AccessPackageResourceRoleScope();
    roleScope.setAccessPackageResourceRole(role);
    roleScope.setAccessPackageResourceScope(added.getAccessPackageResourceScopes().getFirst());
    entitlements
        .accessPackages()
        .byAccessPackageId(accessPackage)
        .accessPackageResourceRoleScopes()
        .post(roleScope);
  }

  private String policy(String accessPackage, Consumer<AccessPackageAssignmentPolicy> terms) {
    var requestors = new RequestorSettings();
    requestors.setAcceptRequests(true);
    requestors.setScopeType("AllExistingDirectoryMemberUsers");
    var policy = new AccessPackageAssignmentPolicy();
    policy.setDisplayName("Everybody");
    policy.setDescription("Everybody may ask, for 30 days");
    policy.setAccessPackageId(accessPackage);
    policy.setRequestorSettings(requestors);
    policy.setDurationInDays(30);
    terms.accept(policy);
    var created = entitlements.accessPackageAssignmentPolicies().post(policy);
    assertThat(created.getDurationInDays()).isEqualTo(30);
    assertThat(created.getRequestorSettings().getScopeType()).isEqualTo(requestors.getScopeType());
    return created.getId();
  }

  static AccessPackageAssignmentRequest adminAdd(Offer offer, String person) {
    return request("AdminAdd", wanted(offer, person));
  }

  static AccessPackageAssignmentRequest adminRemove(AccessPackageAssignment assignment) {
    return request("AdminRemove", existing(assignment.getId()));
  }

  static AccessPackageAssignmentRequest request(String type, AccessPackageAssignment assignment) {
    var request = new AccessPackageAssignmentRequest();
    request.setRequestType(type);
    request.setAccessPackageAssignment(assignment);
    return request;
  }

  static AccessPackageAssignment wanted(Offer offer, String person) {
    var assignment = new AccessPackageAssignment();
    assignment.setTargetId(person);
    assignment.setAssignmentPolicyId(offer.policy());
    assignment.setAccessPackageId(offer.accessPackage());
    return assignment;
  }

  static AccessPackageAssignment existing(String id) {
    var reference = new AccessPackageAssignment();
    reference.setId(id);
    return reference;
  }

  /** Gives somebody access, and awaits it. */
  AccessPackageAssignmentRequest give(Offer offer, String person) {
    return delivered(entitlements.accessPackageAssignmentRequests().post(adminAdd(offer, person)));
  }

  AccessPackageAssignmentRequest delivered(AccessPackageAssignmentRequest submitted) {
    return await(submitted.getId(), "Delivered");
  }

  void reprocess(String request) {
    entitlements
        .accessPackageAssignmentRequests()
        .byAccessPackageAssignmentRequestId(request)
        .reprocess()
        .post();
  }

  AccessPackageAssignmentRequest await(String id, String state) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                entitlements
                    .accessPackageAssignmentRequests()
                    .byAccessPackageAssignmentRequestId(id)
                    .get(),
            request -> state.equals(request.getRequestState()));
  }

  AccessPackageAssignment assignmentOf(String person, Offer offer) {
    var found =
        entitlements
            .accessPackageAssignments()
            .get(
                get -> {
                  get.queryParameters.filter =
                      "accessPackage/id eq '%s' and target/objectId eq '%s'"
                          .formatted(offer.accessPackage(), person);
                  get.queryParameters.expand = new String[] {"target", "accessPackage"};
                });
    assertThat(found.getValue()).hasSize(1);
    return found.getValue().getFirst();
  }

  static void assertRefused(ThrowingCallable call, int status, String code) {
    var error = catchThrowableOfType(ODataError.class, call);
    assertThat(error.getResponseStatusCode()).isEqualTo(status);
    assertThat(error.getError().getCode()).isEqualTo(code);
    assertThat(error.getError().getMessage()).isNotBlank();
    assertThat(error.getError().getInnerError().getRequestId()).isNotBlank();
  }
}
