package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkV1Test.admin;
import static dev.regrant.bootstrap.GraphSdkV1Test.as;
import static dev.regrant.bootstrap.GraphSdkV1Test.sdk;
import static dev.regrant.bootstrap.GraphSdkV1Test.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.models.AccessPackageAssignment;
import com.microsoft.graph.models.AccessPackageAssignmentRequest;
import com.microsoft.graph.models.AccessPackageAssignmentState;
import com.microsoft.graph.models.AccessPackageSubjectType;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Assignments by the SDK for v1.0. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
abstract class V1Assignments {
  @Test
  void an_assignment_leads_to_its_package_policy_and_target() {
    String person = server.ldap.addPerson("asa");
    var offer = sdk.offer(server.ldap.addGroup("assigned"));
    sdk.give(offer, person);
    var one =
        admin.assignments().byAccessPackageAssignmentId(sdk.assignmentOf(person, offer).getId());

    assertThat(one.get().getState()).isEqualTo(AccessPackageAssignmentState.Delivered);
    assertThat(one.get().getSchedule().getStartDateTime()).isNotNull();
    assertThat(one.get().getExpiredDateTime()).isNull();
    assertThat(one.accessPackage().get().getId()).isEqualTo(offer.accessPackage());
    assertThat(one.assignmentPolicy().get().getId()).isEqualTo(offer.policy());
    assertThat(one.target().get().getDisplayName()).isEqualTo("asa");
    assertThat(one.target().get().getSubjectType()).isEqualTo(AccessPackageSubjectType.User);
    assertThat(
            admin
                .assignments()
                .count()
                .get(
                    get ->
                        get.queryParameters.filter =
                            "state eq 'delivered' and accessPackage/id eq '%s'"
                                .formatted(offer.accessPackage())))
        .isEqualTo(1);
  }

  @Test
  void people_find_what_they_have() {
    String person = server.ldap.addPerson("hal");
    var offer = sdk.offer(server.ldap.addGroup("had"));
    sdk.give(offer, person);

    var own = as(person).entitlements.assignments();

    assertThat(
            own.filterByCurrentUserWithOn("target")
                .get(get -> get.queryParameters.expand = new String[] {"accessPackage"})
                .getValue())
        .extracting(one -> one.getAccessPackage().getId())
        .containsExactly(offer.accessPackage());
    assertThat(own.filterByCurrentUserWithOn("createdBy").get().getValue()).isEmpty();
    V1Sdk.assertRefused(own::get, 403, "Authorization_RequestDenied");
  }

  @Test
  void a_manager_finds_what_those_have_whom_they_manage() {
    String person = server.ldap.addPerson("mia");
    String manager = server.ldap.addPerson("mias manager");
    server.ldap.setManager("mia", "mias manager");
    var offer = sdk.offer(server.ldap.addGroup("managed"));
    String request = sdk.give(offer, person).getId();

    var own = as(manager).entitlements;

    assertThat(own.assignments().filterByCurrentUserWithOn("targetManager").get().getValue())
        .extracting(AccessPackageAssignment::getId)
        .containsExactly(sdk.assignmentOf(person, offer).getId());
    assertThat(own.assignmentRequests().filterByCurrentUserWithOn("targetManager").get().getValue())
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
            .assignments()
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

    admin.assignments().byAccessPackageAssignmentId(held.getId()).reprocess().post();

    Awaitility.await().until(() -> !server.ldap.members(group).isEmpty());
    assertThat(server.ldap.members(group)).containsExactly(TestLdap.person("lola"));
    V1Sdk.assertRefused(
        () -> admin.assignments().byAccessPackageAssignmentId("nonsense").reprocess().post(),
        400,
        "InvalidId");
  }
}
