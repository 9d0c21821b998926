package dev.regrant.bootstrap;

import static com.microsoft.graph.models.AccessPackageRequestState.Delivered;
import static com.microsoft.graph.models.AccessPackageRequestState.PartiallyDelivered;
import static com.microsoft.graph.models.AccessPackageRequestState.Submitted;
import static dev.regrant.application.Permission.READ_ALL;
import static dev.regrant.application.Permission.READ_WRITE_ALL;
import static dev.regrant.application.Permission.SUBJECT_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.graph.core.tasks.PageIterator;
import com.microsoft.graph.identitygovernance.entitlementmanagement.EntitlementManagementRequestBuilder;
import com.microsoft.graph.models.AccessPackage;
import com.microsoft.graph.models.AccessPackageAssignment;
import com.microsoft.graph.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.models.AccessPackageAssignmentRequest;
import com.microsoft.graph.models.AccessPackageAssignmentRequestCollectionResponse;
import com.microsoft.graph.models.AccessPackageAssignmentRequestorSettings;
import com.microsoft.graph.models.AccessPackageAssignmentState;
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

/** The official SDK for Graph v1.0, unchanged but for address and token, drives the server. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@Timeout(120)
class GraphSdkV1Test {
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

    var submitted = admin.assignmentRequests().post(adminAdd(offer, person));

    assertThat(submitted.getState()).isEqualTo(Submitted);
    assertThat(submitted.getStatus()).isEqualTo("Accepted");
    assertThat(submitted.getRequestType()).isEqualTo(AccessPackageRequestType.AdminAdd);
    assertThat(submitted.getCompletedDateTime()).isNull();
    var partly = await(submitted.getId(), PartiallyDelivered);
    assertThat(partly.getStatus()).isEqualTo("PartiallyDelivered");
    assertThat(partly.getCompletedDateTime()).isAfter(partly.getCreatedDateTime());
    assertThat(partly.getSchedule().getExpiration().getType())
        .isEqualTo(ExpirationPatternType.NoExpiration);
    assertThat(server.ldap.members(staff)).containsExactly(TestLdap.person("ada"));

    server.ldap.addGroup("late");
    reprocess(partly.getId());
    var delivered = await(partly.getId(), Delivered);

    assertThat(delivered.getStatus()).isEqualTo("Delivered");
    assertThat(delivered.getCompletedDateTime()).isAfter(partly.getCompletedDateTime());
    assertThat(server.ldap.members(late)).containsExactly(TestLdap.person("ada"));
    assertThat(server.ldap.members(staff)).containsExactly(TestLdap.person("ada"));
    assertRefused(() -> reprocess(delivered.getId()),
        409,
        "RequestNotReprocessable");

    var assignment = assignmentOf(person, offer);
    assertThat(assignment.getState()).isEqualTo(AccessPackageAssignmentState.Delivered);
    assertThat(assignment.getTarget().getObjectId()).isEqualTo(person);
    assertThat(assignment.getTarget().getEmail()).isEqualTo("ada@example.com");
    assertThat(assignment.getAccessPackage().getId()).isEqualTo(offer.accessPackage());
    assertThat(assignment.getAssignmentPolicy().getId()).isEqualTo(offer.policy());

    var removal = admin.assignmentRequests().post(adminRemove(assignment));
    await(removal.getId(), Delivered);

    assertThat(server.ldap.members(staff)).isEmpty();
    assertThat(server.ldap.members(late)).isEmpty();
    assertThat(assignmentOf(person, offer).getState())
        .isEqualTo(AccessPackageAssignmentState.Expired);
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
      await(admin.assignmentRequests().post(adminAdd(offer, person)).getId(), Delivered);
    }

    var first =
        admin
            .assignmentRequests()
            .get(
                get -> {
                  get.queryParameters.filter =
                      "state eq 'delivered' and accessPackage/id eq '" + offer.accessPackage() + "'";
                  get.queryParameters.expand = new String[] {"assignment($expand=target)"};
                  get.queryParameters.select = new String[] {"id", "state"};
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
        .extracting(one -> one.getAssignment().getTarget().getObjectId())
        .containsExactlyInAnyOrderElementsOf(people);
    assertThat(all).allSatisfy(one -> assertThat(one.getState()).isEqualTo(Delivered));
    assertThat(all).allSatisfy(one -> assertThat(one.getCreatedDateTime()).isNull());
  }

  @Test
  void people_ask_for_themselves() {
    String person = server.ldap.addPerson("una");
    String group = server.ldap.addGroup("asked");
    var offer = offer(group);
    var una = client(Bearer.user(issuer, person, SUBJECT_ACCESS)).identityGovernance();
    var request = new AccessPackageAssignmentRequest();
    request.setRequestType(AccessPackageRequestType.UserAdd);
    request.setJustification("I start on Monday");
    var assignment = new AccessPackageAssignment();
    assignment.getAdditionalData().put("accessPackageId", offer.accessPackage());
    request.setAssignment(assignment);

    var submitted = una.entitlementManagement().assignmentRequests().post(request);
    var delivered = await(submitted.getId(), Delivered);

    assertThat(delivered.getRequestType()).isEqualTo(AccessPackageRequestType.UserAdd);
    assertThat(delivered.getJustification()).isEqualTo("I start on Monday");
    assertThat(server.ldap.members(group)).containsExactly(TestLdap.person("una"));
    assertThat(assignmentOf(person, offer).getState())
        .isEqualTo(AccessPackageAssignmentState.Delivered);
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
                          "resourceRoleScopes($expand=role($expand=resource),scope)", "catalog"
                        });

    var other = accessPackage(held.getCatalog().getId(), "Another package");
    var added =
        admin
            .accessPackages()
            .byAccessPackageId(other)
            .resourceRoleScopes()
            .post(held.getResourceRoleScopes().getFirst());

    assertThat(other).isNotEqualTo(offer.accessPackage());
    assertThat(added.getId()).isEqualTo(held.getResourceRoleScopes().getFirst().getId());
  }

  @Test
  void errors_carry_graphs_codes() {
    var unknown = UUID.randomUUID().toString();
    var reader =
        client(Bearer.application(issuer, READ_ALL)).identityGovernance().entitlementManagement();
    var anonymous =
        client(new AnonymousAuthenticationProvider())
            .identityGovernance()
            .entitlementManagement();
    var catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Not for readers");

    assertRefused(
        () -> admin.assignmentRequests().byAccessPackageAssignmentRequestId(unknown).get(),
        404,
        "ResourceNotFound");
    assertRefused(() -> reprocess(unknown),
        404,
        "ResourceNotFound");
    assertRefused(() -> reprocess("nonsense"),
        400,
        "InvalidId");
    assertRefused(
        () -> admin.assignmentRequests().get(get -> get.queryParameters.filter = "state is great"),
        400,
        "InvalidFilter");
    assertRefused(() -> reader.catalogs().post(catalog), 403, "Authorization_RequestDenied");
    assertRefused(() -> anonymous.catalogs().get(), 401, "InvalidAuthenticationToken");
  }

  /** What people can be given. */
  private record Offer(String accessPackage, String policy) {}

  /** A new package of these groups, which people may ask for themselves. */
  private static Offer offer(String... groups) {
    var catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Catalog of " + groups[0]);
    catalog.setState(AccessPackageCatalogState.Published);
    var created = admin.catalogs().post(catalog);
    assertThat(created.getState()).isEqualTo(AccessPackageCatalogState.Published);
    String id = accessPackage(created.getId(), "Package of " + groups[0]);
    for (String group : groups) {
      addGroup(created.getId(), id, group);
    }
    return new Offer(id, policy(id));
  }

  private static String accessPackage(String catalog, String name) {
    var accessPackage = new AccessPackage();
    accessPackage.setDisplayName(name);
    accessPackage.setCatalog(reference(catalog));
    return admin.accessPackages().post(accessPackage).getId();
  }

  private static void addGroup(String catalog, String accessPackage, String group) {
    var resource = new AccessPackageResource();
    resource.setOriginSystem("Ldap");
    resource.setOriginId(group);
    resource.setDisplayName(group);
    var request = new AccessPackageResourceRequest();
    request.setRequestType(AccessPackageRequestType.AdminAdd);
    request.setResource(resource);
    request.setCatalog(reference(catalog));
    assertThat(admin.resourceRequests().post(request).getState()).isEqualTo(Delivered);

    var added =
        admin
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
        admin
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
    admin.accessPackages().byAccessPackageId(accessPackage).resourceRoleScopes().post(roleScope);
  }

  private static String policy(String accessPackage) {
    var requestors = new AccessPackageAssignmentRequestorSettings();
    requestors.setEnableTargetsToSelfAddAccess(true);
    requestors.setEnableTargetsToSelfRemoveAccess(true);
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
    var created = admin.assignmentPolicies().post(policy);
    assertThat(created.getAllowedTargetScope()).isEqualTo(AllowedTargetScope.AllMemberUsers);
    assertThat(created.getExpiration().getType()).isEqualTo(ExpirationPatternType.NoExpiration);
    return created.getId();
  }

  private static AccessPackageCatalog reference(String catalog) {
    var reference = new AccessPackageCatalog();
    reference.setId(catalog);
    return reference;
  }

  /** Graph's v1.0 schema lacks the three ids; its guide has clients send them all the same. */
  private static AccessPackageAssignmentRequest adminAdd(Offer offer, String person) {
    var assignment = new AccessPackageAssignment();
    assignment.getAdditionalData().put("targetId", person);
    assignment.getAdditionalData().put("assignmentPolicyId", offer.policy());
    assignment.getAdditionalData().put("accessPackageId", offer.accessPackage());
    var request = new AccessPackageAssignmentRequest();
    request.setRequestType(AccessPackageRequestType.AdminAdd);
    request.setAssignment(assignment);
    return request;
  }

  private static AccessPackageAssignmentRequest adminRemove(AccessPackageAssignment assignment) {
    var reference = new AccessPackageAssignment();
    reference.setId(assignment.getId());
    var request = new AccessPackageAssignmentRequest();
    request.setRequestType(AccessPackageRequestType.AdminRemove);
    request.setAssignment(reference);
    return request;
  }

  private static void reprocess(String request) {
    admin.assignmentRequests().byAccessPackageAssignmentRequestId(request).reprocess().post();
  }

  private static AccessPackageAssignmentRequest await(String id, AccessPackageRequestState state) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> admin.assignmentRequests().byAccessPackageAssignmentRequestId(id).get(),
            request -> request.getState() == state);
  }

  private static AccessPackageAssignment assignmentOf(String person, Offer offer) {
    var found =
        admin
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

  private static void assertRefused(ThrowingCallable call, int status, String code) {
    var error = catchThrowableOfType(ODataError.class, call);
    assertThat(error.getResponseStatusCode()).isEqualTo(status);
    assertThat(error.getError().getCode()).isEqualTo(code);
    assertThat(error.getError().getMessage()).isNotBlank();
    assertThat(error.getError().getInnerError().getRequestId()).isNotBlank();
  }

  private static GraphServiceClient client(AuthenticationProvider authentication) {
    var client = new GraphServiceClient(authentication);
    client.getRequestAdapter().setBaseUrl(server.url("v1.0"));
    return client;
  }
}
