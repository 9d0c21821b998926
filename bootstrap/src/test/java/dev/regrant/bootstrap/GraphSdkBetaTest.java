package dev.regrant.bootstrap;

import static dev.regrant.application.Permission.READ_ALL;
import static dev.regrant.application.Permission.READ_WRITE_ALL;
import static dev.regrant.application.Permission.SUBJECT_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.graph.beta.identitygovernance.entitlementmanagement.EntitlementManagementRequestBuilder;
import com.microsoft.graph.beta.models.AccessPackage;
import com.microsoft.graph.beta.models.AccessPackageAssignment;
import com.microsoft.graph.beta.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.beta.models.AccessPackageAssignmentRequest;
import com.microsoft.graph.beta.models.AccessPackageAssignmentRequestCollectionResponse;
import com.microsoft.graph.beta.models.AccessPackageCatalog;
import com.microsoft.graph.beta.models.AccessPackageResource;
import com.microsoft.graph.beta.models.AccessPackageResourceRequest;
import com.microsoft.graph.beta.models.AccessPackageResourceRoleScope;
import com.microsoft.graph.beta.models.ExpirationPatternType;
import com.microsoft.graph.beta.models.RequestorSettings;
import com.microsoft.graph.beta.models.odataerrors.ODataError;
import com.microsoft.graph.beta.serviceclient.GraphServiceClient;
import com.microsoft.graph.core.tasks.PageIterator;
import com.microsoft.kiota.authentication.AnonymousAuthenticationProvider;
import com.microsoft.kiota.authentication.AuthenticationProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The official SDK for Graph beta, unchanged but for address and token, drives the server. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@SuppressWarnings("deprecation") // Microsoft means to retire these names, and clients still use them
@Timeout(120)
class GraphSdkBetaTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path folder;
  private static DevelopmentIssuer issuer;
  private static TestServer server;
  private static GraphServiceClient client;
  private static EntitlementManagementRequestBuilder admin;

  @BeforeAll
  static void start() {
    issuer = DevelopmentIssuer.of(folder);
    server = TestServer.trusting(issuer);
    client = client(Bearer.application(issuer, READ_WRITE_ALL));
    admin = client.identityGovernance().entitlementManagement();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void a_partly_failed_request_is_reprocessed_delivered_and_taken_back() {
    String person = server.ldap.addPerson("ada");
    String staff = server.ldap.addGroup("staff");
    String late = TestLdap.group("late");
    var offer = offer(staff, late);

    var submitted = admin.accessPackageAssignmentRequests().post(adminAdd(offer, person));

    assertThat(submitted.getRequestState()).isEqualTo("Submitted");
    assertThat(submitted.getRequestStatus()).isEqualTo("Accepted");
    assertThat(submitted.getRequestType()).isEqualTo("AdminAdd");
    assertThat(submitted.getCompletedDate()).isNull();
    var partly = await(submitted.getId(), "PartiallyDelivered");
    assertThat(partly.getRequestStatus()).isEqualTo("PartiallyDelivered");
    assertThat(partly.getCompletedDate()).isAfter(partly.getCreatedDateTime());
    assertThat(partly.getSchedule().getExpiration().getType())
        .isEqualTo(ExpirationPatternType.AfterDuration);
    assertThat(server.ldap.members(staff)).containsExactly(TestLdap.person("ada"));

    server.ldap.addGroup("late");
    reprocess(partly.getId());
    var delivered = await(partly.getId(), "Delivered");

    assertThat(delivered.getRequestStatus()).isEqualTo("Delivered");
    assertThat(delivered.getCompletedDate()).isAfter(partly.getCompletedDate());
    assertThat(server.ldap.members(late)).containsExactly(TestLdap.person("ada"));
    assertThat(server.ldap.members(staff)).containsExactly(TestLdap.person("ada"));
    assertRefused(() -> reprocess(delivered.getId()), 409, "RequestNotReprocessable");

    var assignment = assignmentOf(person, offer);
    assertThat(assignment.getAssignmentState()).isEqualTo("Delivered");
    assertThat(assignment.getTarget().getObjectId()).isEqualTo(person);
    assertThat(assignment.getAccessPackage().getId()).isEqualTo(offer.accessPackage());
    assertThat(assignment.getAccessPackageId()).isEqualTo(offer.accessPackage());
    assertThat(assignment.getAssignmentPolicyId()).isEqualTo(offer.policy());

    var removal = admin.accessPackageAssignmentRequests().post(adminRemove(assignment));
    await(removal.getId(), "Delivered");

    assertThat(server.ldap.members(staff)).isEmpty();
    assertThat(server.ldap.members(late)).isEmpty();
    assertThat(assignmentOf(person, offer).getAssignmentState()).isEqualTo("Expired");
  }

  @Test
  void lists_are_filtered_expanded_and_paged() throws Exception {
    var offer = offer(server.ldap.addGroup("paged"));
    List<String> people =
        List.of(
            server.ldap.addPerson("paul"),
            server.ldap.addPerson("petra"),
            server.ldap.addPerson("pia"));
    for (String person : people) {
      await(
          admin.accessPackageAssignmentRequests().post(adminAdd(offer, person)).getId(),
          "Delivered");
    }

    var first =
        admin
            .accessPackageAssignmentRequests()
            .get(
                get -> {
                  get.queryParameters.filter =
                      "requestState eq 'Delivered' and accessPackage/id eq '%s'"
                          .formatted(offer.accessPackage());
                  get.queryParameters.expand =
                      new String[] {"accessPackageAssignment($expand=target)"};
                  get.queryParameters.select = new String[] {"id", "requestState"};
                  get.queryParameters.top = 2;
                });
    var all = new ArrayList<AccessPackageAssignmentRequest>();
    new PageIterator.Builder<
            AccessPackageAssignmentRequest, AccessPackageAssignmentRequestCollectionResponse>()
        .client(client)
        .collectionPage(first)
        .collectionPageFactory(
            AccessPackageAssignmentRequestCollectionResponse::createFromDiscriminatorValue)
        .processPageItemCallback(all::add)
        .build()
        .iterate();

    assertThat(first.getValue()).hasSize(2);
    assertThat(all)
        .extracting(one -> one.getAccessPackageAssignment().getTarget().getObjectId())
        .containsExactlyInAnyOrderElementsOf(people);
    assertThat(all).extracting(one -> one.getRequestState()).containsOnly("Delivered");
    assertThat(all).extracting(one -> one.getCreatedDateTime()).containsOnlyNulls();
  }

  @Test
  void people_ask_for_themselves() {
    String person = server.ldap.addPerson("una");
    String group = server.ldap.addGroup("asked");
    var offer = offer(group);
    var una =
        client(Bearer.user(issuer, person, SUBJECT_ACCESS))
            .identityGovernance()
            .entitlementManagement();
    var assignment = new AccessPackageAssignment();
    assignment.setAccessPackageId(offer.accessPackage());
    assignment.setAssignmentPolicyId(offer.policy());
    var request = new AccessPackageAssignmentRequest();
    request.setRequestType("UserAdd");
    request.setJustification("I start on Monday");
    request.setAccessPackageAssignment(assignment);

    var submitted = una.assignmentRequests().post(request);
    var delivered = await(submitted.getId(), "Delivered");

    assertThat(delivered.getRequestType()).isEqualTo("UserAdd");
    assertThat(delivered.getJustification()).isEqualTo("I start on Monday");
    assertThat(server.ldap.members(group)).containsExactly(TestLdap.person("una"));
    assertThat(assignmentOf(person, offer).getAssignmentState()).isEqualTo("Delivered");
  }

  @Test
  void a_role_scope_that_was_read_can_be_added_to_another_package() {
    var offer = offer(server.ldap.addGroup("shared"));
    var held =
        admin
            .accessPackages()
            .byAccessPackageId(offer.accessPackage())
            .get(
                get ->
                    get.queryParameters.expand =
                        new String[] {
                          "accessPackageResourceRoleScopes("
                              + "$expand=accessPackageResourceRole($expand=accessPackageResource),"
                              + "accessPackageResourceScope)"
                        });

    String other = accessPackage(held.getCatalogId(), "Another package");
    var added =
        admin
            .accessPackages()
            .byAccessPackageId(other)
            .accessPackageResourceRoleScopes()
            .post(held.getAccessPackageResourceRoleScopes().getFirst());

    assertThat(other).isNotEqualTo(offer.accessPackage());
    assertThat(added.getId())
        .isEqualTo(held.getAccessPackageResourceRoleScopes().getFirst().getId());
  }

  @Test
  void errors_carry_graphs_codes() {
    String unknown = UUID.randomUUID().toString();
    var reader =
        client(Bearer.application(issuer, READ_ALL)).identityGovernance().entitlementManagement();
    var anonymous =
        client(new AnonymousAuthenticationProvider())
            .identityGovernance()
            .entitlementManagement();
    var catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Not for readers");

    assertRefused(
        () ->
            admin
                .accessPackageAssignmentRequests()
                .byAccessPackageAssignmentRequestId(unknown)
                .get(),
        404,
        "ResourceNotFound");
    assertRefused(() -> reprocess(unknown), 404, "ResourceNotFound");
    assertRefused(() -> reprocess("nonsense"), 400, "InvalidId");
    assertRefused(
        () ->
            admin
                .accessPackageAssignmentRequests()
                .get(get -> get.queryParameters.filter = "requestState is great"),
        400,
        "InvalidFilter");
    assertRefused(
        () -> reader.accessPackageCatalogs().post(catalog), 403, "Authorization_RequestDenied");
    assertRefused(() -> anonymous.accessPackageCatalogs().get(), 401, "InvalidAuthenticationToken");
  }

  /** What people can be given. */
  private record Offer(String accessPackage, String policy) {}

  /** A new package of these groups, which people may ask for themselves. */
  private static Offer offer(String... groups) {
    var catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Catalog of " + groups[0]);
    catalog.setCatalogStatus("Published");
    var created = admin.accessPackageCatalogs().post(catalog);
    assertThat(created.getCatalogStatus()).isEqualTo("Published");
    String id = accessPackage(created.getId(), "Package of " + groups[0]);
    for (String group : groups) {
      addGroup(created.getId(), id, group);
    }
    return new Offer(id, policy(id));
  }

  private static String accessPackage(String catalog, String name) {
    var accessPackage = new AccessPackage();
    accessPackage.setDisplayName(name);
    accessPackage.setCatalogId(catalog);
    return admin.accessPackages().post(accessPackage).getId();
  }

  private static void addGroup(String catalog, String accessPackage, String group) {
    var resource = new AccessPackageResource();
    resource.setOriginSystem("Ldap");
    resource.setOriginId(group);
    resource.setDisplayName(group);
    var request = new AccessPackageResourceRequest();
    request.setRequestType("AdminAdd");
    request.setCatalogId(catalog);
    request.setAccessPackageResource(resource);
    assertThat(admin.accessPackageResourceRequests().post(request).getRequestState())
        .isEqualTo("Delivered");

    var added =
        admin
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
        admin
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
    admin
        .accessPackages()
        .byAccessPackageId(accessPackage)
        .accessPackageResourceRoleScopes()
        .post(roleScope);
  }

  private static String policy(String accessPackage) {
    var requestors = new RequestorSettings();
    requestors.setAcceptRequests(true);
    requestors.setScopeType("AllExistingDirectoryMemberUsers");
    var policy = new AccessPackageAssignmentPolicy();
    policy.setDisplayName("Everybody");
    policy.setDescription("Everybody may ask, for 30 days");
    policy.setAccessPackageId(accessPackage);
    policy.setRequestorSettings(requestors);
    policy.setDurationInDays(30);
    var created = admin.accessPackageAssignmentPolicies().post(policy);
    assertThat(created.getDurationInDays()).isEqualTo(30);
    assertThat(created.getRequestorSettings().getScopeType())
        .isEqualTo("AllExistingDirectoryMemberUsers");
    return created.getId();
  }

  private static AccessPackageAssignmentRequest adminAdd(Offer offer, String person) {
    var assignment = new AccessPackageAssignment();
    assignment.setTargetId(person);
    assignment.setAssignmentPolicyId(offer.policy());
    assignment.setAccessPackageId(offer.accessPackage());
    var request = new AccessPackageAssignmentRequest();
    request.setRequestType("AdminAdd");
    request.setAccessPackageAssignment(assignment);
    return request;
  }

  private static AccessPackageAssignmentRequest adminRemove(AccessPackageAssignment assignment) {
    var reference = new AccessPackageAssignment();
    reference.setId(assignment.getId());
    var request = new AccessPackageAssignmentRequest();
    request.setRequestType("AdminRemove");
    request.setAccessPackageAssignment(reference);
    return request;
  }

  private static void reprocess(String request) {
    admin
        .accessPackageAssignmentRequests()
        .byAccessPackageAssignmentRequestId(request)
        .reprocess()
        .post();
  }

  private static AccessPackageAssignmentRequest await(String id, String state) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                admin
                    .accessPackageAssignmentRequests()
                    .byAccessPackageAssignmentRequestId(id)
                    .get(),
            request -> state.equals(request.getRequestState()));
  }

  private static AccessPackageAssignment assignmentOf(String person, Offer offer) {
    var found =
        admin
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

  private static void assertRefused(ThrowingCallable call, int status, String code) {
    var error = catchThrowableOfType(ODataError.class, call);
    assertThat(error.getResponseStatusCode()).isEqualTo(status);
    assertThat(error.getError().getCode()).isEqualTo(code);
    assertThat(error.getError().getMessage()).isNotBlank();
    assertThat(error.getError().getInnerError().getRequestId()).isNotBlank();
  }

  private static GraphServiceClient client(AuthenticationProvider authentication) {
    var client = new GraphServiceClient(authentication);
    client.getRequestAdapter().setBaseUrl(server.url("beta"));
    return client;
  }
}
