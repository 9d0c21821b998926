package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.BetaApprovals.approvedBy;
import static dev.regrant.bootstrap.GraphSdkBetaTest.admin;
import static dev.regrant.bootstrap.GraphSdkBetaTest.as;
import static dev.regrant.bootstrap.GraphSdkBetaTest.sdk;
import static dev.regrant.bootstrap.GraphSdkBetaTest.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.beta.models.AccessPackageAnswerString;
import com.microsoft.graph.beta.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.beta.models.AccessPackageAssignmentRequest;
import com.microsoft.graph.beta.models.AccessPackageTextInputQuestion;
import com.microsoft.graph.beta.models.ExpirationPattern;
import com.microsoft.graph.beta.models.ExpirationPatternType;
import com.microsoft.graph.beta.models.RequestSchedule;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked for, and how it is found again, by the SDK for beta. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
abstract class BetaRequests {
  @Test
  void a_request_leads_to_its_package_assignment_and_requestor() {
    String person = server.ldap.addPerson("nora");
    var offer = sdk.offer(server.ldap.addGroup("navigated"));
    String id = sdk.give(offer, person).getId();
    var one = admin.accessPackageAssignmentRequests().byAccessPackageAssignmentRequestId(id);

    var expanded =
        one.get(
            get ->
                get.queryParameters.expand =
                    new String[] {
                      "accessPackage", "accessPackageAssignment($expand=target)", "requestor"
                    });

    assertThat(one.accessPackage().get().getId()).isEqualTo(offer.accessPackage());
    assertThat(one.accessPackageAssignment().get().getAssignmentState()).isEqualTo("Delivered");
    assertThat(one.requestor().get().getObjectId()).isEqualTo(person);
    assertThat(expanded.getAccessPackage().getId()).isEqualTo(offer.accessPackage());
    assertThat(expanded.getAccessPackageAssignment().getTarget().getEmail())
        .isEqualTo("nora@example.com");
    assertThat(expanded.getRequestor().getDisplayName()).isEqualTo("nora");
    assertThat(expanded.getAnswers()).isEmpty();
    assertThat(
            admin
                .accessPackageAssignmentRequests()
                .count()
                .get(
                    get ->
                        get.queryParameters.filter =
                            "accessPackage/id eq '%s'".formatted(offer.accessPackage())))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"UserUpdate,UserUpdate", "UserExtend,UserUpdate", "AdminUpdate,AdminUpdate"})
  void access_is_extended(String type, String shown) {
    String person = server.ldap.addPerson("ed" + type);
    var offer =
        sdk.offer(policy -> policy.setCanExtend(true), server.ldap.addGroup("ended" + type));
    sdk.give(offer, person);
    var request = BetaSdk.request(type, BetaSdk.existing(sdk.assignmentOf(person, offer).getId()));

    var by = type.equals("AdminUpdate") ? admin : as(person).entitlements;
    var delivered = sdk.delivered(by.accessPackageAssignmentRequests().post(request));

    assertThat(delivered.getRequestType()).isEqualTo(shown);
    assertThat(sdk.assignmentOf(person, offer).getIsExtended()).isTrue();
  }

  @Test
  void access_gets_another_end() {
    String person = server.ldap.addPerson("eda");
    var offer = sdk.offer(server.ldap.addGroup("shortened"));
    sdk.give(offer, person);
    var held = sdk.assignmentOf(person, offer);
    var end = held.getSchedule().getStartDateTime().plusDays(10);
    var request = BetaSdk.request("AdminUpdate", BetaSdk.existing(held.getId()));
    request.setSchedule(until(end));

    var delivered = sdk.delivered(admin.accessPackageAssignmentRequests().post(request));

    assertThat(delivered.getSchedule().getExpiration().getEndDateTime()).isAtSameInstantAs(end);
    assertThat(sdk.assignmentOf(person, offer).getSchedule().getExpiration().getEndDateTime())
        .isAtSameInstantAs(end);
  }

  private static RequestSchedule until(OffsetDateTime end) {
    var expiration = new ExpirationPattern();
    expiration.setType(ExpirationPatternType.AfterDateTime);
    expiration.setEndDateTime(end);
    var schedule = new RequestSchedule();
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
            .accessPackageAssignmentRequests()
            .byAccessPackageAssignmentRequestId(sdk.give(offer, person).getId());
    var removal =
        BetaSdk.request("UserRemove", BetaSdk.existing(sdk.assignmentOf(person, offer).getId()));

    var delivered =
        sdk.delivered(as(person).entitlements.accessPackageAssignmentRequests().post(removal));

    assertThat(delivered.getRequestType()).isEqualTo("UserRemove");
    assertThat(server.ldap.members(group)).isEmpty();
    var taking =
        admin
            .accessPackageAssignmentRequests()
            .byAccessPackageAssignmentRequestId(delivered.getId());
    BetaSdk.assertRefused(taking::delete, 409, "RequestNotDeletable");
    giving.delete();
    taking.delete();
    BetaSdk.assertRefused(taking::get, 404, "ResourceNotFound");
  }

  @Test
  void an_approver_takes_access_away() {
    String person = server.ldap.addPerson("rob");
    String approver = server.ldap.addPerson("robs approver");
    var offer = sdk.offer(approvedBy(approver, false), server.ldap.addGroup("revoked"));
    sdk.give(offer, person);
    var removal =
        BetaSdk.request(
            "ApproverRemove", BetaSdk.existing(sdk.assignmentOf(person, offer).getId()));

    var delivered =
        sdk.delivered(as(approver).entitlements.accessPackageAssignmentRequests().post(removal));

    assertThat(delivered.getRequestType()).isEqualTo("ApproverRemove");
    assertThat(sdk.assignmentOf(person, offer).getAssignmentState()).isEqualTo("Expired");
  }

  @Test
  void a_request_is_validated_only() {
    String person = server.ldap.addPerson("val");
    var offer = sdk.offer(server.ldap.addGroup("validated"));
    var request = BetaSdk.adminAdd(offer, person);
    request.setIsValidationOnly(true);

    var answer = admin.accessPackageAssignmentRequests().post(request);

    assertThat(answer.getId()).isNull();
    assertThat(answer.getIsValidationOnly()).isTrue();
    assertThat(
            admin
                .accessPackageAssignmentRequests()
                .get(
                    get ->
                        get.queryParameters.filter =
                            "accessPackage/id eq '%s'".formatted(offer.accessPackage()))
                .getValue())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SystemAdd", "SystemUpdate", "SystemRemove"})
  void what_the_engine_asks_for_is_nobody_elses(String type) {
    String person = server.ldap.addPerson("sy" + type);
    var offer = sdk.offer(server.ldap.addGroup("system" + type));

    BetaSdk.assertRefused(
        () ->
            admin
                .accessPackageAssignmentRequests()
                .post(BetaSdk.request(type, BetaSdk.wanted(offer, person))),
        400,
        "InvalidModel");
  }

  @Test
  void people_find_what_they_asked_for_and_what_waits_for_them() {
    String person = server.ldap.addPerson("fay");
    String approver = server.ldap.addPerson("fays approver");
    var offer = sdk.offer(approvedBy(approver, true), server.ldap.addGroup("found"));
    var own = as(person).entitlements.accessPackageAssignmentRequests();

    String id = own.post(BetaSdk.request("UserAdd", BetaSdk.wanted(offer, person))).getId();
    BetaApprovals.awaitAsked(approver, id);

    assertThat(own.byAccessPackageAssignmentRequestId(id).get().getRequestState())
        .isEqualTo("PendingApproval");
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
                .accessPackageAssignmentRequests()
                .filterByCurrentUserWithOn("approver")
                .get(get -> get.queryParameters.expand = new String[] {"requestor"})
                .getValue())
        .extracting(one -> one.getRequestor().getObjectId())
        .containsExactly(person);
    BetaSdk.assertRefused(() -> own.filterByCurrentUserWithOn("nobody").get(), 400, "BadRequest");
  }

  @Test
  void questions_are_answered() {
    String person = server.ldap.addPerson("quinn");
    var question = new AccessPackageTextInputQuestion();
    question.setText(BetaPolicies.text("What for?"));
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
    var request = BetaSdk.request("UserAdd", BetaSdk.wanted(offer, person));
    request.setAnswers(List.of(answer));
    var own = as(person).entitlements.accessPackageAssignmentRequests();

    BetaSdk.assertRefused(
        () -> own.post(BetaSdk.request("UserAdd", BetaSdk.wanted(offer, person))),
        400,
        "InvalidModel");
    var delivered = sdk.delivered(own.post(request));

    assertThat(delivered.getAnswers())
        .singleElement()
        .isInstanceOfSatisfying(
            AccessPackageAnswerString.class,
            given -> {
              assertThat(given.getValue()).isEqualTo("For the audit");
              assertThat(given.getAnsweredQuestion().getText().getDefaultText())
                  .isEqualTo("What for?");
            });
  }

  private static String questionOf(Offer offer) {
    AccessPackageAssignmentPolicy policy =
        admin
            .accessPackageAssignmentPolicies()
            .byAccessPackageAssignmentPolicyId(offer.policy())
            .get(get -> get.queryParameters.expand = new String[] {"questions"});
    assertThat(policy.getQuestions().getFirst().getText().getDefaultText()).isEqualTo("What for?");
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
            .accessPackageAssignmentRequests()
            .post(BetaSdk.request("UserAdd", BetaSdk.wanted(offer, person)))
            .getId();
    BetaApprovals.awaitAsked(approver, id);
    BetaApprovals.decide(approver, id, "Deny");
    var one = admin.accessPackageAssignmentRequests().byAccessPackageAssignmentRequestId(id);

    assertThat(sdk.await(id, "Denied").getRequestStatus()).isEqualTo("Denied");
    one.delete();

    BetaSdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void the_newer_name_of_requests_leads_to_the_same() {
    var offer = sdk.offer(server.ldap.addGroup("renamed"));
    String id = sdk.give(offer, server.ldap.addPerson("ren")).getId();
    String filter = "accessPackage/id eq '%s'".formatted(offer.accessPackage());
    var one = admin.assignmentRequests().byAccessPackageAssignmentRequestId(id);

    assertThat(one.get().getRequestState()).isEqualTo("Delivered");
    assertThat(one.accessPackage().get().getId()).isEqualTo(offer.accessPackage());
    assertThat(one.accessPackageAssignment().get().getAssignmentState()).isEqualTo("Delivered");
    assertThat(
            admin.assignmentRequests().get(get -> get.queryParameters.filter = filter).getValue())
        .extracting(AccessPackageAssignmentRequest::getId)
        .containsExactly(id);
    assertThat(admin.assignmentRequests().count().get(get -> get.queryParameters.filter = filter))
        .isEqualTo(1);
    BetaSdk.assertRefused(() -> one.reprocess().post(), 409, "RequestNotReprocessable");
    BetaSdk.assertRefused(() -> one.cancel().post(), 409, "RequestNotCancelable");
  }

  @Test
  void a_second_request_for_the_same_is_refused() {
    String person = server.ldap.addPerson("sue");
    var offer = sdk.offer(server.ldap.addGroup("second"));
    assertThat(sdk.give(offer, person).getRequestState()).isEqualTo("Delivered");

    BetaSdk.assertRefused(
        () -> admin.accessPackageAssignmentRequests().post(BetaSdk.adminAdd(offer, person)),
        409,
        "DuplicateKey");
  }
}
