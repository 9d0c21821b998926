package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkV1Test.admin;
import static dev.regrant.bootstrap.GraphSdkV1Test.sdk;
import static dev.regrant.bootstrap.GraphSdkV1Test.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.models.AccessPackageAnswerChoice;
import com.microsoft.graph.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.models.AccessPackageLocalizedText;
import com.microsoft.graph.models.AccessPackageMultipleChoiceQuestion;
import com.microsoft.graph.models.AccessPackageNotificationSettings;
import com.microsoft.graph.models.AllowedTargetScope;
import com.microsoft.graph.models.GroupMembers;
import com.microsoft.graph.models.RequestorManager;
import com.microsoft.graph.models.SingleUser;
import com.microsoft.kiota.PeriodAndDuration;
import com.microsoft.kiota.serialization.KiotaJsonSerialization;
import java.io.IOException;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Assignment policies by the SDK for v1.0. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
abstract class V1Policies {
  /** Without the policy's tag, which is another one after each change. */
  private static String untagged(String policy) {
    return policy.replaceFirst("\"@odata.etag\":[^,]*,", "");
  }

  @Test
  void a_policy_that_was_read_can_be_put_back() throws Exception {
    String person = server.ldap.addPerson("pam");
    String group = server.ldap.addGroup("targets");
    var offer = sdk.offer(terms -> everything(terms, person, group), server.ldap.addGroup("put"));
    var one = admin.assignmentPolicies().byAccessPackageAssignmentPolicyId(offer.policy());

    var read = one.get(get -> get.queryParameters.expand = new String[] {"accessPackage"});
    String before = untagged(text(read));
    // Without this the SDK sends what was changed alone.
    read.getBackingStore().setIsInitializationCompleted(false);
    var put = one.put(read);
    var after = one.get(get -> get.queryParameters.expand = new String[] {"accessPackage"});

    assertThat(put.getId()).isEqualTo(offer.policy());
    assertThat(before).contains("Welcher Standort?", group);
    assertThat(untagged(text(after))).isEqualTo(before);
    assertThat(read.getSpecificAllowedTargets())
        .hasExactlyElementsOfTypes(SingleUser.class, GroupMembers.class);
    assertThat(((GroupMembers) read.getSpecificAllowedTargets().getLast()).getGroupId())
        .isEqualTo(group);
    var stage = read.getRequestApprovalSettings().getStages().getFirst();
    assertThat(stage.getPrimaryApprovers().getFirst())
        .isInstanceOfSatisfying(
            RequestorManager.class, boss -> assertThat(boss.getManagerLevel()).isEqualTo(2));
    assertThat(((SingleUser) stage.getFallbackPrimaryApprovers().getFirst()).getUserId())
        .isEqualTo(person);
    assertThat(stage.getDurationBeforeAutomaticDenial()).isEqualTo(PeriodAndDuration.parse("P7D"));
    assertThat(read.getQuestions().getFirst())
        .isInstanceOfSatisfying(
            AccessPackageMultipleChoiceQuestion.class,
            question -> {
              assertThat(question.getText()).isEqualTo("Which site?");
              assertThat(question.getLocalizations().getFirst().getText())
                  .isEqualTo("Welcher Standort?");
              assertThat(question.getChoices())
                  .extracting(AccessPackageAnswerChoice::getActualValue)
                  .containsExactly("north", "south");
            });
  }

  private static void everything(AccessPackageAssignmentPolicy terms, String person, String group) {
    var members = new GroupMembers();
    members.setGroupId(group);
    terms.setAllowedTargetScope(AllowedTargetScope.SpecificDirectoryUsers);
    terms.setSpecificAllowedTargets(List.of(V1Approvals.user(person), members));
    V1Approvals.approvedBy(person, true).accept(terms);
    var boss = new RequestorManager();
    boss.setManagerLevel(2);
    var stage = terms.getRequestApprovalSettings().getStages().getFirst();
    stage.setPrimaryApprovers(List.of(boss));
    stage.setFallbackPrimaryApprovers(List.of(V1Approvals.user(person)));
    stage.setDurationBeforeAutomaticDenial(PeriodAndDuration.ofPeriod(Period.ofDays(7)));
    var notifications = new AccessPackageNotificationSettings();
    notifications.setIsAssignmentNotificationDisabled(true);
    terms.setNotificationSettings(notifications);
    var german = new AccessPackageLocalizedText();
    german.setLanguageCode("de");
    german.setText("Welcher Standort?");
    var question = new AccessPackageMultipleChoiceQuestion();
    question.setText("Which site?");
    question.setLocalizations(List.of(german));
    question.setSequence(0);
    question.setIsRequired(true);
    question.setIsAnswerEditable(false);
    question.setIsMultipleSelectionAllowed(false);
    question.setChoices(List.of(choice("north", "North"), choice("south", "South")));
    terms.setQuestions(List.of(question));
  }

  private static AccessPackageAnswerChoice choice(String value, String text) {
    var choice = new AccessPackageAnswerChoice();
    choice.setActualValue(value);
    choice.setText(text);
    return choice;
  }

  /** All of it but when it was changed. */
  private static String text(AccessPackageAssignmentPolicy policy) throws IOException {
    return KiotaJsonSerialization.serializeAsString(policy, false)
        .replaceAll("\"modifiedDateTime\":\"[^\"]*\"", "");
  }

  @Test
  void a_policy_is_found_leads_to_its_package_and_is_deleted() {
    var offer = sdk.offer(server.ldap.addGroup("findable"));
    var one = admin.assignmentPolicies().byAccessPackageAssignmentPolicyId(offer.policy());
    String filter = "accessPackage/id eq '%s'".formatted(offer.accessPackage());

    assertThat(
            admin.assignmentPolicies().get(get -> get.queryParameters.filter = filter).getValue())
        .extracting(AccessPackageAssignmentPolicy::getId)
        .containsExactly(offer.policy());
    assertThat(admin.assignmentPolicies().count().get(get -> get.queryParameters.filter = filter))
        .isEqualTo(1);
    assertThat(one.accessPackage().get().getId()).isEqualTo(offer.accessPackage());
    assertThat(one.catalog().get().getId()).isEqualTo(offer.catalog());

    one.delete();

    V1Sdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void a_policy_that_somebody_has_access_by_stays() {
    var offer = sdk.offer(server.ldap.addGroup("needed"));
    sdk.give(offer, server.ldap.addPerson("ned"));

    V1Sdk.assertRefused(
        () -> admin.assignmentPolicies().byAccessPackageAssignmentPolicyId(offer.policy()).delete(),
        409,
        "ResourceInUse");
  }
}
