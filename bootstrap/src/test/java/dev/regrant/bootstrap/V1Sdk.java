package dev.regrant.bootstrap;

import static com.microsoft.graph.models.AccessPackageRequestState.Delivered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.graph.identitygovernance.entitlementmanagement.EntitlementManagementRequestBuilder;
import com.microsoft.graph.models.AccessPackage;
import com.microsoft.graph.models.AccessPackageAssignment;
import com.microsoft.graph.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.models.AccessPackageAssignmentRequest;
import com.microsoft.graph.models.AccessPackageAssignmentRequestorSettings;
import com.microsoft.graph.models.AccessPackageCatalog;
import com.microsoft.graph.models.AccessPackageCatalogState;
import com.microsoft.graph.models.AccessPackageRequestState;
import com.microsoft.graph.models.AccessPackageRequestType;
import com.microsoft.graph.models.AccessPackageResource;
import com.microsoft.graph.models.AccessPackageResourceRequest;
import com.microsoft.graph.models.AccessPackageResourceRoleScope;
import com.microsoft.graph.models.AllowedTargetScope;
import com.microsoft.graph.models.ExpirationPattern;
import com.microsoft.graph.models.ExpirationPatternType;
import com.microsoft.graph.models.odataerrors.ODataError;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import com.microsoft.kiota.authentication.AuthenticationProvider;
import java.time.Duration;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;

/**
 * The official SDK for Graph v1.0, unchanged but for address and token, and what tests do by it.
 */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
final class V1Sdk {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final GraphServiceClient client;
  final EntitlementManagementRequestBuilder entitlements;

  V1Sdk(TestServer server, AuthenticationProvider authentication) {
    client = new GraphServiceClient(authentication);
    client.getRequestAdapter().setBaseUrl(server.url("v1.0"));
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
    catalog.setState(AccessPackageCatalogState.Published);
    var created = entitlements.catalogs().post(catalog);
    assertThat(created.getState()).isEqualTo(AccessPackageCatalogState.Published);
    String id = accessPackage(created.getId(), "Package of " + groups[0]);
    for (String group : groups) {
      addGroup(created.getId(), id, group);
    }
    return new Offer(created.getId(), id, policy(id, terms));
  }

  String accessPackage(String catalog, String name) {
    var accessPackage = new AccessPackage();
    accessPackage.setDisplayName(name);
    accessPackage.setCatalog(reference(catalog));
    return entitlements.accessPackages().post(accessPackage).getId();
  }

  private void addGroup(String catalog, String accessPackage, String group) {
    var resource = new AccessPackageResource();
    resource.setOriginSystem("Ldap");
    resource.setOriginId(group);
    resource.setDisplayName(group);
    var request = new AccessPackageResourceRequest();
    request.setRequestType(AccessPackageRequestType.AdminAdd);
    request.setResource(resource);
    request.setCatalog(reference(catalog));
    assertThat(entitlements.resourceRequests().post(request).getState()).isEqualTo(Delivered);

    var added =
        entitlements
            .catalogs()
            .byAccessPackageCatalogId(catalog)
            .resources()
            .get(
                get -> {
                  get.queryParameters.filter = "originId eq '" + group + "'";
                  get.queryParameters.expand = new String[] {"scopes"};
                })
            .getValue()
            .getFirst();
    var role =
        entitlements
            .catalogs()
            .byAccessPackageCatalogId(catalog)
            .resourceRoles()
            .get(
                get -> {
                  get.queryParameters.filter =
                      "originSystem eq 'Ldap' and resource/id eq '" + added.getId() + "'";
                  get.queryParameters.expand = new String[] {"resource"};
                })
            .getValue()
            .getFirst();
    // They go back as they came.
    var roleScope = new AccessPackageResourceRoleScope();
    roleScope.setRole(role);
    roleScope.setScope(added.getScopes().getFirst());
    entitlements
        .accessPackages()
        .byAccessPackageId(accessPackage)
        .resourceRoleScopes()
        .post(roleScope);
  }

  private String policy(String accessPackage, Consumer<AccessPackageAssignmentPolicy> terms) {
    var requestors = new AccessPackageAssignmentRequestorSettings();
    requestors.setEnableTargetsToSelfAddAccess(true);
    requestors.setEnableTargetsToSelfUpdateAccess(true);
    requestors.setEnableTargetsToSelfRemoveAccess(true);
    requestors.setAllowCustomAssignmentSchedule(true);
    var expiration = new ExpirationPattern();
    expiration.setType(ExpirationPatternType.NoExpiration);
    var packageReference = new AccessPackage();
    packageReference.setId(accessPackage);
    var policy = new AccessPackageAssignmentPolicy();
    policy.setDisplayName("Everybody");
    policy.setDescription("Everybody may ask");
    policy.setAllowedTargetScope(AllowedTargetScope.AllMemberUsers);
    policy.setRequestorSettings(requestors);
    policy.setExpiration(expiration);
    policy.setAccessPackage(packageReference);
    terms.accept(policy);
    var created = entitlements.assignmentPolicies().post(policy);
    assertThat(created.getAllowedTargetScope()).isEqualTo(policy.getAllowedTargetScope());
    assertThat(created.getExpiration().getType()).isEqualTo(ExpirationPatternType.NoExpiration);
    return created.getId();
  }

  private static AccessPackageCatalog reference(String catalog) {
    var reference = new AccessPackageCatalog();
    reference.setId(catalog);
    return reference;
  }

  static AccessPackageAssignmentRequest adminAdd(Offer offer, String person) {
    return request(AccessPackageRequestType.AdminAdd, wanted(offer, person));
  }

  static AccessPackageAssignmentRequest adminRemove(AccessPackageAssignment assignment) {
    return request(AccessPackageRequestType.AdminRemove, existing(assignment.getId()));
  }

  static AccessPackageAssignmentRequest request(
      AccessPackageRequestType type, AccessPackageAssignment assignment) {
    var request = new AccessPackageAssignmentRequest();
    request.setRequestType(type);
    request.setAssignment(assignment);
    return request;
  }

  /** Graph's v1.0 schema lacks the three ids; its guide has clients send them all the same. */
  static AccessPackageAssignment wanted(Offer offer, String person) {
    var assignment = new AccessPackageAssignment();
    assignment.getAdditionalData().put("targetId", person);
    assignment.getAdditionalData().put("assignmentPolicyId", offer.policy());
    assignment.getAdditionalData().put("accessPackageId", offer.accessPackage());
    return assignment;
  }

  static AccessPackageAssignment existing(String id) {
    var reference = new AccessPackageAssignment();
    reference.setId(id);
    return reference;
  }

  /** Gives somebody access, and awaits it. */
  AccessPackageAssignmentRequest give(Offer offer, String person) {
    return delivered(entitlements.assignmentRequests().post(adminAdd(offer, person)));
  }

  AccessPackageAssignmentRequest delivered(AccessPackageAssignmentRequest submitted) {
    return await(submitted.getId(), Delivered);
  }

  void reprocess(String request) {
    entitlements
        .assignmentRequests()
        .byAccessPackageAssignmentRequestId(request)
        .reprocess()
        .post();
  }

  AccessPackageAssignmentRequest await(String id, AccessPackageRequestState state) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> entitlements.assignmentRequests().byAccessPackageAssignmentRequestId(id).get(),
            request -> request.getState() == state);
  }

  AccessPackageAssignment assignmentOf(String person, Offer offer) {
    var found =
        entitlements
            .assignments()
            .get(
                get -> {
                  get.queryParameters.filter =
                      "accessPackage/id eq '%s' and target/objectId eq '%s'"
                          .formatted(offer.accessPackage(), person);
                  get.queryParameters.expand =
                      new String[] {"target", "accessPackage", "assignmentPolicy"};
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
