package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkBetaTest.admin;
import static dev.regrant.bootstrap.GraphSdkBetaTest.as;
import static dev.regrant.bootstrap.GraphSdkBetaTest.sdk;
import static dev.regrant.bootstrap.GraphSdkBetaTest.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.beta.models.AccessPackageAssignment;
import com.microsoft.graph.beta.models.AccessPackageAssignmentRequest;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Assignments by the SDK for beta. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
abstract class BetaAssignments {
  @Test
  void an_assignment_leads_to_its_package_policy_and_target() {
    String person = server.ldap.addPerson("asa");
    var offer = sdk.offer(server.ldap.addGroup("assigned"));
    sdk.give(offer, person);
    var one =
        admin
            .accessPackageAssignments()
            .byAccessPackageAssignmentId(sdk.assignmentOf(person, offer).getId());

    assertThat(one.get().getAssignmentState()).isEqualTo("Delivered");
    assertThat(one.get().getSchedule().getStartDateTime()).isNotNull();
    assertThat(one.get().getExpiredDateTime()).isNull();
    assertThat(one.accessPackage().get().getId()).isEqualTo(offer.accessPackage());
    assertThat(one.accessPackageAssignmentPolicy().get().getId()).isEqualTo(offer.policy());
    assertThat(one.target().get().getDisplayName()).isEqualTo("asa");
    assertThat(one.target().get().getType()).isEqualTo("User");
    assertThat(
            admin
                .accessPackageAssignments()
                .count()
                .get(
                    get ->
                        get.queryParameters.filter =
                            "assignmentState eq 'Delivered' and accessPackage/id eq '%s'"
                                .formatted(offer.accessPackage())))
        .isEqualTo(1);
  }

  @Test
  void an_assignment_leads_to_its_requests_and_to_the_roles_it_gave() {
    String person = server.ldap.addPerson("lea");
    String group = server.ldap.addGroup("leading");
    var offer = sdk.offer(group);
    String request = sdk.give(offer, person).getId();
    var held = sdk.assignmentOf(person, offer);
    var one = admin.accessPackageAssignments().byAccessPackageAssignmentId(held.getId());
    var requests = one.accessPackageAssignmentRequests();
    var roles = one.accessPackageAssignmentResourceRoles();

    var role = roles.get().getValue().getFirst();

    assertThat(held.getCatalogId()).isEqualTo(offer.catalog());
    assertThat(held.getTargetId()).isEqualTo(held.getTarget().getId());
    assertThat(held.getIsExtended()).isFalse();
    assertThat(requests.get().getValue())
        .extracting(AccessPackageAssignmentRequest::getId)
        .containsExactly(request);
    assertThat(requests.count().get()).isEqualTo(1);
    assertThat(requests.byAccessPackageAssignmentRequestId(request).get().getRequestType())
        .isEqualTo("AdminAdd");
    assertThat(role.getOriginSystem()).isEqualTo("Ldap");
    assertThat(role.getStatus()).isEqualTo("Fulfilled");
    assertThat(roles.count().get()).isEqualTo(1);
    assertThat(roles.byAccessPackageAssignmentResourceRoleId(role.getId()).get().getOriginId())
        .isEqualTo(role.getOriginId());
  }

  @Test
  void the_roles_that_somebody_has_are_listed() {
    String person = server.ldap.addPerson("rolf");
    String group = server.ldap.addGroup("listed");
    var offer = sdk.offer(group);
    sdk.give(offer, person);
    String filter = "accessPackageSubject/objectId eq '%s'".formatted(person);
    var all = admin.accessPackageAssignmentResourceRoles();

    var role =
        all.get(
                get -> {
                  get.queryParameters.filter = filter;
                  get.queryParameters.expand =
                      new String[] {
                        "accessPackageSubject",
                        "accessPackageResourceScope",
                        "accessPackageResourceRole",
                        "accessPackageAssignments"
                      };
                })
            .getValue()
            .getFirst();

    assertThat(role.getAccessPackageSubject().getObjectId()).isEqualTo(person);
    assertThat(role.getAccessPackageResourceScope().getOriginId()).isEqualTo(group);
    assertThat(role.getAccessPackageResourceRole().getDisplayName()).isEqualTo("Member");
    assertThat(role.getAccessPackageAssignments())
        .extracting(AccessPackageAssignment::getAccessPackageId)
        .containsExactly(offer.accessPackage());
    assertThat(all.count().get(get -> get.queryParameters.filter = filter)).isEqualTo(1);
    var one = all.byAccessPackageAssignmentResourceRoleId(role.getId());
    assertThat(one.get().getStatus()).isEqualTo("Fulfilled");
    assertThat(one.accessPackageSubject().get().getObjectId()).isEqualTo(person);
    assertThat(one.accessPackageResourceRole().get().getDisplayName()).isEqualTo("Member");
    assertThat(one.accessPackageResourceScope().get().getOriginId()).isEqualTo(group);
    var assignments = one.accessPackageAssignments();
    String held = assignments.get().getValue().getFirst().getId();
    assertThat(assignments.count().get()).isEqualTo(1);
    assertThat(assignments.byAccessPackageAssignmentId(held).get().getAccessPackageId())
        .isEqualTo(offer.accessPackage());
    BetaSdk.assertRefused(all::get, 400, "InvalidFilter");
  }

  @Test
  void people_find_what_they_have() {
    String person = server.ldap.addPerson("hal");
    var offer = sdk.offer(server.ldap.addGroup("had"));
    sdk.give(offer, person);

    var own = as(person).entitlements.accessPackageAssignments();

    assertThat(
            own.filterByCurrentUserWithOn("target")
                .get(get -> get.queryParameters.expand = new String[] {"accessPackage"})
                .getValue())
        .extracting(one -> one.getAccessPackage().getId())
        .containsExactly(offer.accessPackage());
    assertThat(own.filterByCurrentUserWithOn("createdBy").get().getValue()).isEmpty();
    BetaSdk.assertRefused(own::get, 403, "Authorization_RequestDenied");
  }

  @Test
  void a_manager_finds_what_those_have_whom_they_manage() {
    String person = server.ldap.addPerson("mia");
    String manager = server.ldap.addPerson("mias manager");
    server.ldap.setManager("mia", "mias manager");
    var offer = sdk.offer(server.ldap.addGroup("managed"));
    String request = sdk.give(offer, person).getId();

    var own = as(manager).entitlements;

    assertThat(
            own.accessPackageAssignments()
                .filterByCurrentUserWithOn("targetManager")
                .get()
                .getValue())
        .extracting(AccessPackageAssignment::getId)
        .containsExactly(sdk.assignmentOf(person, offer).getId());
    assertThat(
            own.accessPackageAssignmentRequests()
                .filterByCurrentUserWithOn("targetManager")
                .get()
                .getValue())
        .extracting(AccessPackageAssignmentRequest::getId)
        .containsExactly(request);
  }

  @Test
  void who_has_two_packages_is_told() {
    String person = server.ldap.addPerson("twain");
    var one = sdk.offer(server.ldap.addGroup("one"));
    var two = sdk.offer(server.ldap.addGroup("two"));
    sdk.give(one, person);
    sdk.give(two, person);
    sdk.give(one, server.ldap.addPerson("single"));

    var both =
        admin
            .accessPackageAssignments()
            .additionalAccessWithAccessPackageIdWithIncompatibleAccessPackageId(
                one.accessPackage(), two.accessPackage())
            .get(get -> get.queryParameters.expand = new String[] {"target"});

    assertThat(both.getValue())
        .extracting(held -> held.getTarget().getObjectId())
        .containsExactly(person);
  }

  @Test
  void what_was_lost_is_given_again() {
    String person = server.ldap.addPerson("lola");
    String group = server.ldap.addGroup("lost");
    var offer = sdk.offer(group);
    sdk.give(offer, person);
    AccessPackageAssignment held = sdk.assignmentOf(person, offer);
    server.ldap.removeMember(group, "lola");

    admin.accessPackageAssignments().byAccessPackageAssignmentId(held.getId()).reprocess().post();

    Awaitility.await().until(() -> !server.ldap.members(group).isEmpty());
    assertThat(server.ldap.members(group)).containsExactly(TestLdap.person("lola"));
    BetaSdk.assertRefused(
        () ->
            admin
                .accessPackageAssignments()
                .byAccessPackageAssignmentId("nonsense")
                .reprocess()
                .post(),
        400,
        "InvalidId");
  }
}
