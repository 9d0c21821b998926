package dev.regrant.bootstrap;

import static com.microsoft.graph.models.AccessPackageRequestState.Delivered;
import static com.microsoft.graph.models.AccessPackageRequestState.Denied;
import static dev.regrant.bootstrap.GraphSdkV1Test.admin;
import static dev.regrant.bootstrap.GraphSdkV1Test.as;
import static dev.regrant.bootstrap.GraphSdkV1Test.sdk;
import static dev.regrant.bootstrap.GraphSdkV1Test.server;
import static dev.regrant.bootstrap.V1Approvals.approvedBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.models.AccessPackageAnswerString;
import com.microsoft.graph.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.models.AccessPackageAssignmentRequest;
import com.microsoft.graph.models.AccessPackageAssignmentState;
import com.microsoft.graph.models.AccessPackageRequestState;
import com.microsoft.graph.models.AccessPackageRequestType;
import com.microsoft.graph.models.AccessPackageTextInputQuestion;
import com.microsoft.graph.models.EntitlementManagementSchedule;
import com.microsoft.graph.models.ExpirationPattern;
import com.microsoft.graph.models.ExpirationPatternType;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be asked for, and how it is found again, by the SDK for v1.0. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
abstract class V1Requests {
  private static final OffsetDateTime END = OffsetDateTime.parse("2099-06-30T22:00:00Z");

  @Test
  void a_request_leads_to_its_package_assignment_and_requestor() {
    String person = server.ldap.addPerson("nora");
    var offer = sdk.offer(server.ldap.addGroup("navigated"));
    String id = sdk.give(offer, person).getId();
    var one = admin.assignmentRequests().byAccessPackageAssignmentRequestId(id);

    var expanded =
        one.get(
            get ->
                get.queryParameters.expand =
                    new String[] {"accessPackage", "assignment($expand=target)", "requestor"});

    assertThat(one.accessPackage().get().getId()).isEqualTo(offer.accessPackage());
    assertThat(one.assignment().get().getState()).isEqualTo(AccessPackageAssignmentState.Delivered);
    assertThat(one.requestor().get().getObjectId()).isEqualTo(person);
    assertThat(expanded.getAccessPackage().getId()).isEqualTo(offer.accessPackage());
    assertThat(expanded.getAssignment().getTarget().getEmail()).isEqualTo("nora@example.com");
    assertThat(expanded.getRequestor().getDisplayName()).isEqualTo("nora");
    assertThat(expanded.getAnswers()).isEmpty();
    assertThat(
            admin
                .assignmentRequests()
                .count()
                .get(
                    get ->
                        get.queryParameters.filter =
                            "accessPackage/id eq '%s'".formatted(offer.accessPackage())))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"UserUpdate", "AdminUpdate"})
  void access_gets_another_end(AccessPackageRequestType type) {
    String person = server.ldap.addPerson("ed" + type);
    var offer = sdk.offer(server.ldap.addGroup("ended" + type));
    sdk.give(offer, person);
    var request = V1Sdk.request(type, V1Sdk.existing(sdk.assignmentOf(person, offer).getId()));
    request.setSchedule(until(END));

    var by = type == AccessPackageRequestType.UserUpdate ? as(person).entitlements : admin;
    var delivered = sdk.delivered(by.assignmentRequests().post(request));

    assertThat(delivered.getRequestType()).isEqualTo(type);
    assertThat(delivered.getSchedule().getExpiration().getEndDateTime()).isAtSameInstantAs(END);
    assertThat(sdk.assignmentOf(person, offer).getSchedule().getExpiration().getEndDateTime())
        .isAtSameInstantAs(END);
  }

  private static EntitlementManagementSchedule until(OffsetDateTime end) {
    var expiration = new ExpirationPattern();
    expiration.setType(ExpirationPatternType.AfterDateTime);
    expiration.setEndDateTime(end);
    var schedule = new EntitlementManagementSchedule();
    schedule.setExpiration(expiration);
    return schedule;
  }

  @Test
  void people_give_back_what_they_have_and_the_request_is_deleted_afterwards() {
    String person = server.ldap.addPerson("gus");
    String group = server.ldap.addGroup("returned");
    var offer = sdk.offer(group);
    var giving =
        admin
            .assignmentRequests()
            .byAccessPackageAssignmentRequestId(sdk.give(offer, person).getId());
    var removal =
        V1Sdk.request(
            AccessPackageRequestType.UserRemove,
            V1Sdk.existing(sdk.assignmentOf(person, offer).getId()));

    var delivered = sdk.delivered(as(person).entitlements.assignmentRequests().post(removal));

    assertThat(delivered.getRequestType()).isEqualTo(AccessPackageRequestType.UserRemove);
    assertThat(server.ldap.members(group)).isEmpty();
    var taking = admin.assignmentRequests().byAccessPackageAssignmentRequestId(delivered.getId());
    V1Sdk.assertRefused(taking::delete, 409, "RequestNotDeletable");
    giving.delete();
    taking.delete();
    V1Sdk.assertRefused(taking::get, 404, "ResourceNotFound");
  }

  @Test
  void an_approver_takes_access_away_and_only_who_knows_the_type_is_told_it() {
    String person = server.ldap.addPerson("rob");
    String approver = server.ldap.addPerson("robs approver");
    var offer = sdk.offer(approvedBy(approver, false), server.ldap.addGroup("revoked"));
    sdk.give(offer, person);
    var removal =
        V1Sdk.request(
            AccessPackageRequestType.ApproverRemove,
            V1Sdk.existing(sdk.assignmentOf(person, offer).getId()));

    var delivered = sdk.delivered(as(approver).entitlements.assignmentRequests().post(removal));
    var asked =
        admin
            .assignmentRequests()
            .byAccessPackageAssignmentRequestId(delivered.getId())
            .get(get -> get.headers.add("Prefer", "include-unknown-enum-members"));

    assertThat(delivered.getRequestType()).isEqualTo(AccessPackageRequestType.UnknownFutureValue);
    assertThat(asked.getRequestType()).isEqualTo(AccessPackageRequestType.ApproverRemove);
  }

  @Test
  void somebody_asks_on_behalf_of_another() {
    String person = server.ldap.addPerson("bea");
    String assistant = server.ldap.addPerson("beas assistant");
    var offer =
        sdk.offer(
            policy -> {
              policy.getRequestorSettings().setEnableOnBehalfRequestorsToAddAccess(true);
              policy
                  .getRequestorSettings()
                  .setOnBehalfRequestors(List.of(V1Approvals.user(assistant)));
            },
            server.ldap.addGroup("behalf"));
    var request = V1Sdk.request(AccessPackageRequestType.OnBehalfAdd, V1Sdk.wanted(offer, person));

    var own = as(assistant).entitlements.assignmentRequests();
    var delivered = sdk.delivered(own.post(request));

    assertThat(delivered.getRequestType()).isEqualTo(AccessPackageRequestType.OnBehalfAdd);
    assertThat(sdk.assignmentOf(person, offer).getState())
        .isEqualTo(AccessPackageAssignmentState.Delivered);
    assertThat(own.filterByCurrentUserWithOn("requestForOthers").get().getValue())
        .extracting(AccessPackageAssignmentRequest::getId)
        .containsExactly(delivered.getId());
  }

  @ParameterizedTest
  @EnumSource(names = {"SystemAdd", "SystemUpdate", "SystemRemove"})
  void what_the_engine_asks_for_is_nobody_elses(AccessPackageRequestType type) {
    String person = server.ldap.addPerson("sy" + type);
    var offer = sdk.offer(server.ldap.addGroup("system" + type));

    V1Sdk.assertRefused(
        () -> admin.assignmentRequests().post(V1Sdk.request(type, V1Sdk.wanted(offer, person))),
        400,
        "InvalidModel");
  }

  @Test
  void people_find_what_they_asked_for_and_what_waits_for_them() {
    String person = server.ldap.addPerson("fay");
    String approver = server.ldap.addPerson("fays approver");
    var offer = sdk.offer(approvedBy(approver, true), server.ldap.addGroup("found"));
    var own = as(person).entitlements.assignmentRequests();

    String id =
        own.post(V1Sdk.request(AccessPackageRequestType.UserAdd, V1Sdk.wanted(offer, person)))
            .getId();
    V1Approvals.awaitAsked(approver, id);

    assertThat(own.byAccessPackageAssignmentRequestId(id).get().getState())
        .isEqualTo(AccessPackageRequestState.PendingApproval);
    for (String on : List.of("target", "createdBy", "targetOrRequestor")) {
      assertThat(own.filterByCurrentUserWithOn(on).get().getValue())
          .as(on)
          .extracting(AccessPackageAssignmentRequest::getId)
          .containsExactly(id);
    }
    assertThat(own.filterByCurrentUserWithOn("approver").get().getValue()).isEmpty();
    assertThat(own.filterByCurrentUserWithOn("targetManager").get().getValue()).isEmpty();
    assertThat(
            as(approver)
                .entitlements
                .assignmentRequests()
                .filterByCurrentUserWithOn("approver")
                .get(get -> get.queryParameters.expand = new String[] {"requestor"})
                .getValue())
        .extracting(one -> one.getRequestor().getObjectId())
        .containsExactly(person);
    V1Sdk.assertRefused(() -> own.filterByCurrentUserWithOn("nobody").get(), 400, "BadRequest");
  }

  @Test
  void questions_are_answered() {
    String person = server.ldap.addPerson("quinn");
    var question = new AccessPackageTextInputQuestion();
    question.setText("What for?");
    question.setIsRequired(true);
    question.setIsAnswerEditable(true);
    question.setSequence(0);
    question.setIsSingleLineQuestion(true);
    var offer =
        sdk.offer(
            policy -> policy.setQuestions(List.of(question)), server.ldap.addGroup("questioned"));
    var asked = new AccessPackageTextInputQuestion();
    asked.setId(questionOf(offer));
    var answer = new AccessPackageAnswerString();
    answer.setValue("For the audit");
    answer.setAnsweredQuestion(asked);
    var request = V1Sdk.request(AccessPackageRequestType.UserAdd, V1Sdk.wanted(offer, person));
    request.setAnswers(List.of(answer));
    var own = as(person).entitlements.assignmentRequests();

    V1Sdk.assertRefused(
        () ->
            own.post(V1Sdk.request(AccessPackageRequestType.UserAdd, V1Sdk.wanted(offer, person))),
        400,
        "InvalidModel");
    var delivered = sdk.delivered(own.post(request));

    assertThat(delivered.getAnswers())
        .singleElement()
        .isInstanceOfSatisfying(
            AccessPackageAnswerString.class,
            given -> {
              assertThat(given.getValue()).isEqualTo("For the audit");
              assertThat(given.getAnsweredQuestion().getId()).isEqualTo(asked.getId());
            });
  }

  private static String questionOf(Offer offer) {
    AccessPackageAssignmentPolicy policy =
        admin
            .assignmentPolicies()
            .byAccessPackageAssignmentPolicyId(offer.policy())
            .get(get -> get.queryParameters.expand = new String[] {"questions"});
    assertThat(policy.getQuestions().getFirst().getText()).isEqualTo("What for?");
    return policy.getQuestions().getFirst().getId();
  }

  @Test
  void what_was_denied_is_deleted() {
    String person = server.ldap.addPerson("dan");
    String approver = server.ldap.addPerson("dans approver");
    var offer = sdk.offer(approvedBy(approver, true), server.ldap.addGroup("denied"));
    String id =
        as(person)
            .entitlements
            .assignmentRequests()
            .post(V1Sdk.request(AccessPackageRequestType.UserAdd, V1Sdk.wanted(offer, person)))
            .getId();
    V1Approvals.awaitAsked(approver, id);
    V1Approvals.decide(approver, id, "Deny");
    var one = admin.assignmentRequests().byAccessPackageAssignmentRequestId(id);

    assertThat(sdk.await(id, Denied).getStatus()).isEqualTo("Denied");
    one.delete();

    V1Sdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void a_second_request_for_the_same_is_refused() {
    String person = server.ldap.addPerson("sue");
    var offer = sdk.offer(server.ldap.addGroup("second"));
    assertThat(sdk.give(offer, person).getState()).isEqualTo(Delivered);

    V1Sdk.assertRefused(
        () -> admin.assignmentRequests().post(V1Sdk.adminAdd(offer, person)), 409, "DuplicateKey");
  }
}
