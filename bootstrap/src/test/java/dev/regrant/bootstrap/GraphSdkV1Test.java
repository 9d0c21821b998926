package dev.regrant.bootstrap;

import static com.microsoft.graph.models.AccessPackageRequestState.Canceled;
import static com.microsoft.graph.models.AccessPackageRequestState.Delivered;
import static com.microsoft.graph.models.AccessPackageRequestState.PartiallyDelivered;
import static com.microsoft.graph.models.AccessPackageRequestState.Scheduled;
import static com.microsoft.graph.models.AccessPackageRequestState.Submitted;
import static dev.regrant.application.Permission.READ_ALL;
import static dev.regrant.application.Permission.READ_WRITE_ALL;
import static dev.regrant.application.Permission.SUBJECT_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.core.tasks.PageIterator;
import com.microsoft.graph.identitygovernance.entitlementmanagement.EntitlementManagementRequestBuilder;
import com.microsoft.graph.models.AccessPackageAssignment;
import com.microsoft.graph.models.AccessPackageAssignmentRequest;
import com.microsoft.graph.models.AccessPackageAssignmentRequestCollectionResponse;
import com.microsoft.graph.models.AccessPackageAssignmentState;
import com.microsoft.graph.models.AccessPackageCatalog;
import com.microsoft.graph.models.AccessPackageRequestType;
import com.microsoft.graph.models.EntitlementManagementSchedule;
import com.microsoft.graph.models.ExpirationPattern;
import com.microsoft.graph.models.ExpirationPatternType;
import com.microsoft.kiota.PeriodAndDuration;
import com.microsoft.kiota.authentication.AnonymousAuthenticationProvider;
import dev.regrant.application.Permission;
import java.nio.file.Path;
import java.time.Duration;
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

/** The official SDK for Graph v1.0, unchanged but for address and token, drives the server. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@Timeout(120)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class GraphSdkV1Test {
  @TempDir private static Path folder;
  private static DevelopmentIssuer issuer;
  @AutoClose static TestServer server;
  static V1Sdk sdk;
  static EntitlementManagementRequestBuilder admin;

  @BeforeAll
  static void start() {
    issuer = DevelopmentIssuer.of(folder);
    server = TestServer.trusting(issuer);
    sdk = new V1Sdk(server, Bearer.application(issuer, READ_WRITE_ALL));
    admin = sdk.entitlements;
  }

  /** The SDK of somebody who has no more than their own access. */
  static V1Sdk as(String person) {
    return as(person, SUBJECT_ACCESS);
  }

  static V1Sdk as(String person, Permission permission) {
    return new V1Sdk(server, Bearer.user(issuer, person, permission));
  }

  @Test
  void a_partly_failed_request_is_reprocessed_delivered_and_taken_back() {
    String person = server.ldap.addPerson("ada");
    String staff = server.ldap.addGroup("staff");
    String late = TestLdap.group("late");
    var offer = sdk.offer(staff, late);

    var submitted = admin.assignmentRequests().post(V1Sdk.adminAdd(offer, person));

    assertThat(submitted.getState()).isEqualTo(Submitted);
    assertThat(submitted.getStatus()).isEqualTo("Accepted");
    assertThat(submitted.getRequestType()).isEqualTo(AccessPackageRequestType.AdminAdd);
    assertThat(submitted.getCompletedDateTime()).isNull();
    var partly = sdk.await(submitted.getId(), PartiallyDelivered);
    assertThat(partly.getStatus()).isEqualTo("PartiallyDelivered");
    assertThat(partly.getCompletedDateTime()).isAfter(partly.getCreatedDateTime());
    assertThat(partly.getSchedule().getExpiration().getType())
        .isEqualTo(ExpirationPatternType.NoExpiration);
    assertThat(server.ldap.members(staff)).containsExactly(TestLdap.person("ada"));

    server.ldap.addGroup("late");
    sdk.reprocess(partly.getId());
    var delivered = sdk.await(partly.getId(), Delivered);

    assertThat(delivered.getStatus()).isEqualTo("Delivered");
    assertThat(delivered.getCompletedDateTime()).isAfter(partly.getCompletedDateTime());
    assertThat(server.ldap.members(late)).containsExactly(TestLdap.person("ada"));
    assertThat(server.ldap.members(staff)).containsExactly(TestLdap.person("ada"));
    V1Sdk.assertRefused(() -> sdk.reprocess(delivered.getId()), 409, "RequestNotReprocessable");

    var assignment = sdk.assignmentOf(person, offer);
    assertThat(assignment.getState()).isEqualTo(AccessPackageAssignmentState.Delivered);
    assertThat(assignment.getTarget().getObjectId()).isEqualTo(person);
    assertThat(assignment.getTarget().getEmail()).isEqualTo("ada@example.com");
    assertThat(assignment.getAccessPackage().getId()).isEqualTo(offer.accessPackage());
    assertThat(assignment.getAssignmentPolicy().getId()).isEqualTo(offer.policy());

    var removal = admin.assignmentRequests().post(V1Sdk.adminRemove(assignment));
    sdk.await(removal.getId(), Delivered);

    assertThat(server.ldap.members(staff)).isEmpty();
    assertThat(server.ldap.members(late)).isEmpty();
    assertThat(sdk.assignmentOf(person, offer).getState())
        .isEqualTo(AccessPackageAssignmentState.Expired);
  }

  @Test
  void a_scheduled_request_waits_and_can_be_cancelled() {
    String person = server.ldap.addPerson("sam");
    String group = server.ldap.addGroup("scheduled");
    var start = OffsetDateTime.parse("2099-01-31T08:00:00+01:00");
    var expiration = new ExpirationPattern();
    expiration.setType(ExpirationPatternType.AfterDuration);
    expiration.setDuration(PeriodAndDuration.ofDuration(Duration.ofHours(36)));
    var schedule = new EntitlementManagementSchedule();
    schedule.setStartDateTime(start);
    schedule.setExpiration(expiration);
    var request = V1Sdk.adminAdd(sdk.offer(group), person);
    request.setSchedule(schedule);

    var scheduled = sdk.await(admin.assignmentRequests().post(request).getId(), Scheduled);
    admin
        .assignmentRequests()
        .byAccessPackageAssignmentRequestId(scheduled.getId())
        .cancel()
        .post();

    assertThat(scheduled.getSchedule().getStartDateTime()).isAtSameInstantAs(start);
    assertThat(scheduled.getSchedule().getExpiration().getDuration())
        .isEqualTo(PeriodAndDuration.parse("P1DT12H"));
    assertThat(sdk.await(scheduled.getId(), Canceled).getStatus()).isEqualTo("Canceled");
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
      sdk.await(admin.assignmentRequests().post(V1Sdk.adminAdd(offer, person)).getId(), Delivered);
    }

    var first =
        admin
            .assignmentRequests()
            .get(
                get -> {
                  get.queryParameters.filter =
                      "state eq 'delivered' and accessPackage/id eq '"
                          + offer.accessPackage()
                          + "'";
                  get.queryParameters.expand = new String[] {"assignment($expand=target)"};
                  get.queryParameters.select = new String[] {"id", "state"};
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
        .extracting(one -> one.getAssignment().getTarget().getObjectId())
        .containsExactlyInAnyOrderElementsOf(people);
    assertThat(all).allSatisfy(one -> assertThat(one.getState()).isEqualTo(Delivered));
    assertThat(all).allSatisfy(one -> assertThat(one.getCreatedDateTime()).isNull());
  }

  @Test
  void people_ask_for_themselves() {
    String person = server.ldap.addPerson("una");
    String group = server.ldap.addGroup("asked");
    var offer = sdk.offer(group);
    var una = as(person).entitlements;
    var request = new AccessPackageAssignmentRequest();
    request.setRequestType(AccessPackageRequestType.UserAdd);
    request.setJustification("I start on Monday");
    var assignment = new AccessPackageAssignment();
    assignment.getAdditionalData().put("accessPackageId", offer.accessPackage());
    request.setAssignment(assignment);

    var submitted = una.assignmentRequests().post(request);
    var delivered = sdk.await(submitted.getId(), Delivered);

    assertThat(delivered.getRequestType()).isEqualTo(AccessPackageRequestType.UserAdd);
    assertThat(delivered.getJustification()).isEqualTo("I start on Monday");
    assertThat(server.ldap.members(group)).containsExactly(TestLdap.person("una"));
    assertThat(sdk.assignmentOf(person, offer).getState())
        .isEqualTo(AccessPackageAssignmentState.Delivered);
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
                          "resourceRoleScopes($expand=role($expand=resource),scope)", "catalog"
                        });

    var other = sdk.accessPackage(held.getCatalog().getId(), "Another package");
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
    var reader = new V1Sdk(server, Bearer.application(issuer, READ_ALL)).entitlements;
    var anonymous = new V1Sdk(server, new AnonymousAuthenticationProvider()).entitlements;
    var catalog = new AccessPackageCatalog();
    catalog.setDisplayName("Not for readers");

    V1Sdk.assertRefused(
        () -> admin.assignmentRequests().byAccessPackageAssignmentRequestId(unknown).get(),
        404,
        "ResourceNotFound");
    V1Sdk.assertRefused(() -> sdk.reprocess(unknown), 404, "ResourceNotFound");
    V1Sdk.assertRefused(() -> sdk.reprocess("nonsense"), 400, "InvalidId");
    V1Sdk.assertRefused(
        () -> admin.assignmentRequests().get(get -> get.queryParameters.filter = "state is great"),
        400,
        "InvalidFilter");
    V1Sdk.assertRefused(() -> reader.catalogs().post(catalog), 403, "Authorization_RequestDenied");
    V1Sdk.assertRefused(() -> anonymous.catalogs().get(), 401, "InvalidAuthenticationToken");
  }

  @Nested
  class Requests extends V1Requests {}

  @Nested
  class Assignments extends V1Assignments {}

  @Nested
  class Approvals extends V1Approvals {}

  @Nested
  class Policies extends V1Policies {}

  @Nested
  class Catalogs extends V1Catalogs {}

  @Nested
  class Packages extends V1Packages {}

  @Nested
  class Requestable extends V1Requestable {}

  @Nested
  class Organizations extends V1Organizations {}

  @Nested
  class Extensions extends V1Extensions {}

  @Nested
  class Roles extends V1Roles {}

  @Nested
  class Subscriptions extends V1Subscriptions {}

  @Nested
  @Order(Integer.MAX_VALUE)
  class Whole {
    @Test
    void every_operation_was_called() {
      SdkCoverage.of("v1.0").check(server.done());
    }
  }
}
