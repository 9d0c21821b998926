package dev.regrant.bootstrap;

import static dev.regrant.application.Permission.READ_ALL;
import static dev.regrant.application.Permission.READ_WRITE_ALL;
import static dev.regrant.application.Permission.SUBJECT_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.beta.identitygovernance.entitlementmanagement.EntitlementManagementRequestBuilder;
import com.microsoft.graph.beta.models.AccessPackageAssignment;
import com.microsoft.graph.beta.models.AccessPackageAssignmentRequest;
import com.microsoft.graph.beta.models.AccessPackageAssignmentRequestCollectionResponse;
import com.microsoft.graph.beta.models.AccessPackageCatalog;
import com.microsoft.graph.beta.models.ExpirationPattern;
import com.microsoft.graph.beta.models.ExpirationPatternType;
import com.microsoft.graph.beta.models.RequestSchedule;
import com.microsoft.graph.core.tasks.PageIterator;
import com.microsoft.kiota.authentication.AnonymousAuthenticationProvider;
import dev.regrant.application.Permission;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The official SDK for Graph beta, unchanged but for address and token, drives the server. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
@Timeout(120)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class GraphSdkBetaTest {
  @TempDir private static Path folder;
  private static DevelopmentIssuer issuer;
  @AutoClose static TestServer server;
  static BetaSdk sdk;
  static EntitlementManagementRequestBuilder admin;

  @BeforeAll
  static void start() {
    issuer = DevelopmentIssuer.of(folder);
    server = TestServer.trusting(issuer);
    sdk = new BetaSdk(server, Bearer.application(issuer, READ_WRITE_ALL));
    admin = sdk.entitlements;
  }

  /** The SDK of somebody who has no more than their own access. */
  static BetaSdk as(String person) {
    return as(person, SUBJECT_ACCESS);
  }

  static BetaSdk as(String person, Permission permission) {
    return new BetaSdk(server, Bearer.user(issuer, person, permission));
  }

  @Test
  void a_partly_failed_request_is_reprocessed_delivered_and_taken_back() {
    String person = server.ldap.addPerson("ada");
    String staff = server.ldap.addGroup("staff");
    String late = TestLdap.group("late");
    var offer = sdk.offer(staff, late);

    var submitted = admin.accessPackageAssignmentRequests().post(BetaSdk.adminAdd(offer, person));

    assertThat(submitted.getRequestState()).isEqualTo("Submitted");
    assertThat(submitted.getRequestStatus()).isEqualTo("Accepted");
    assertThat(submitted.getRequestType()).isEqualTo("AdminAdd");
    assertThat(submitted.getCompletedDate()).isNull();
    var partly = sdk.await(submitted.getId(), "PartiallyDelivered");
    assertThat(partly.getRequestStatus()).isEqualTo("PartiallyDelivered");
    assertThat(partly.getCompletedDate()).isAfter(partly.getCreatedDateTime());
    assertThat(partly.getSchedule().getExpiration().getType())
        .isEqualTo(ExpirationPatternType.AfterDuration);
    assertThat(server.ldap.members(staff)).containsExactly(TestLdap.person("ada"));

    server.ldap.addGroup("late");
    sdk.reprocess(partly.getId());
    var delivered = sdk.await(partly.getId(), "Delivered");

    assertThat(delivered.getRequestStatus()).isEqualTo("Delivered");
    assertThat(delivered.getCompletedDate()).isAfter(partly.getCompletedDate());
    assertThat(server.ldap.members(late)).containsExactly(TestLdap.person("ada"));
    assertThat(server.ldap.members(staff)).containsExactly(TestLdap.person("ada"));
    BetaSdk.assertRefused(() -> sdk.reprocess(delivered.getId()), 409, "RequestNotReprocessable");

    var assignment = sdk.assignmentOf(person, offer);
    assertThat(assignment.getAssignmentState()).isEqualTo("Delivered");
    assertThat(assignment.getTarget().getObjectId()).isEqualTo(person);
    assertThat(assignment.getAccessPackage().getId()).isEqualTo(offer.accessPackage());
    assertThat(assignment.getAccessPackageId()).isEqualTo(offer.accessPackage());
    assertThat(assignment.getAssignmentPolicyId()).isEqualTo(offer.policy());

    var removal = admin.accessPackageAssignmentRequests().post(BetaSdk.adminRemove(assignment));
    sdk.await(removal.getId(), "Delivered");

    assertThat(server.ldap.members(staff)).isEmpty();
    assertThat(server.ldap.members(late)).isEmpty();
    assertThat(sdk.assignmentOf(person, offer).getAssignmentState()).isEqualTo("Expired");
  }

  @Test
  void a_scheduled_request_waits_and_can_be_cancelled() {
    String person = server.ldap.addPerson("sam");
    String group = server.ldap.addGroup("scheduled");
    var start = OffsetDateTime.parse("2099-01-31T08:00:00+01:00");
    var expiration = new ExpirationPattern();
    expiration.setType(ExpirationPatternType.AfterDateTime);
    expiration.setEndDateTime(start.plusHours(36));
    var schedule = new RequestSchedule();
    schedule.setStartDateTime(start);
    schedule.setExpiration(expiration);
    var request = BetaSdk.adminAdd(sdk.offer(group), person);
    request.setSchedule(schedule);

    var scheduled =
        sdk.await(admin.accessPackageAssignmentRequests().post(request).getId(), "Scheduled");
    admin
        .accessPackageAssignmentRequests()
        .byAccessPackageAssignmentRequestId(scheduled.getId())
        .cancel()
        .post();

    assertThat(scheduled.getSchedule().getStartDateTime()).isAtSameInstantAs(start);
    assertThat(scheduled.getSchedule().getExpiration().getEndDateTime())
        .isAtSameInstantAs(start.plusHours(36));
    assertThat(sdk.await(scheduled.getId(), "Canceled").getRequestStatus()).isEqualTo("Canceled");
    assertThat(server.ldap.members(group)).isEmpty();
  }

  @Test
  void lists_are_filtered_expanded_and_paged() throws Exception {
    var offer = sdk.offer(server.ldap.addGroup("paged"));
    List<String> people =
        List.of(
            server.ldap.addPerson("paul"),
            server.ldap.addPerson("petra"),
            server.ldap.addPerson("pia"));
    for (String person : people) {
      sdk.await(
          admin.accessPackageAssignmentRequests().post(BetaSdk.adminAdd(offer, person)).getId(),
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
        .client(sdk.client)
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
    var offer = sdk.offer(group);
    var una = as(person).entitlements;
    var assignment = new AccessPackageAssignment();
    assignment.setAccessPackageId(offer.accessPackage());
    assignment.setAssignmentPolicyId(offer.policy());
    var request = new AccessPackageAssignmentRequest();
    request.setRequestType("UserAdd");
    request.setJustification("I start on Monday");
    request.setAccessPackageAssignment(assignment);

    var submitted = una.assignmentRequests().post(request);
    var delivered = sdk.await(submitted.getId(), "Delivered");

    assertThat(delivered.getRequestType()).isEqualTo("UserAdd");
    assertThat(delivered.getJustification()).isEqualTo("I start on Monday");
    assertThat(server.ldap.members(group)).containsExactly(TestLdap.person("una"));
    assertThat(sdk.assignmentOf(person, offer).getAssignmentState()).isEqualTo("Delivered");
  }

  @Test
  void a_role_scope_that_was_read_can_be_added_to_another_package() {
    var offer = sdk.offer(server.ldap.addGroup("shared"));
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

    String other = sdk.accessPackage(held.getCatalogId(), "Another package");
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
    var reader = new BetaSdk(server, Bearer.application(issuer, READ_ALL)).entitlements;
    var anonymous = new BetaSdk(server, new AnonymousAuthenticationProvider()).entitlements;
    var catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Not for readers");

    BetaSdk.assertRefused(
        () ->
            admin
                .accessPackageAssignmentRequests()
                .byAccessPackageAssignmentRequestId(unknown)
                .get(),
        404,
        "ResourceNotFound");
    BetaSdk.assertRefused(() -> sdk.reprocess(unknown), 404, "ResourceNotFound");
    BetaSdk.assertRefused(() -> sdk.reprocess("nonsense"), 400, "InvalidId");
    BetaSdk.assertRefused(
        () ->
            admin
                .accessPackageAssignmentRequests()
                .get(get -> get.queryParameters.filter = "requestState is great"),
        400,
        "InvalidFilter");
    BetaSdk.assertRefused(
        () -> reader.accessPackageCatalogs().post(catalog), 403, "Authorization_RequestDenied");
    BetaSdk.assertRefused(
        () -> anonymous.accessPackageCatalogs().get(), 401, "InvalidAuthenticationToken");
  }

  @Nested
  class Requests extends BetaRequests {}

  @Nested
  class Assignments extends BetaAssignments {}

  @Nested
  class Approvals extends BetaApprovals {}

  @Nested
  class Policies extends BetaPolicies {}

  @Nested
  class Catalogs extends BetaCatalogs {}

  @Nested
  class Packages extends BetaPackages {}

  @Nested
  class Requestable extends BetaRequestable {}

  @Nested
  class Organizations extends BetaOrganizations {}

  @Nested
  class Extensions extends BetaExtensions {}

  @Nested
  class Roles extends BetaRoles {}

  @Nested
  class Subscriptions extends BetaSubscriptions {}

  @Nested
  @Order(Integer.MAX_VALUE)
  class Whole {
    @Test
    void every_operation_was_called() {
      SdkCoverage.of("beta").check(server.done());
    }
  }
}
