package dev.regrant.bootstrap;

import static dev.regrant.bootstrap.GraphSdkBetaTest.admin;
import static dev.regrant.bootstrap.GraphSdkBetaTest.sdk;
import static dev.regrant.bootstrap.GraphSdkBetaTest.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.beta.models.AccessPackageAnswerChoice;
import com.microsoft.graph.beta.models.AccessPackageAssignmentPolicy;
import com.microsoft.graph.beta.models.AccessPackageLocalizedContent;
import com.microsoft.graph.beta.models.AccessPackageLocalizedText;
import com.microsoft.graph.beta.models.AccessPackageMultipleChoiceQuestion;
import com.microsoft.graph.beta.models.AccessPackageNotificationSettings;
import com.microsoft.graph.beta.models.GroupMembers;
import com.microsoft.graph.beta.models.RequestorManager;
import com.microsoft.graph.beta.models.SingleUser;
import com.microsoft.kiota.serialization.KiotaJsonSerialization;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Assignment policies by the SDK for beta. */
@NullUnmarked // to the SDK everything is nullable; here a null fails the test
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
abstract class BetaPolicies {
  /** Without the policy's tag, which is another one after each change. */
  private static String untagged(String policy) {
    return policy.replaceFirst("\"@odata.etag\":[^,]*,", "");
  }

  @Test
  void a_policy_that_was_read_can_be_put_back() throws Exception {
    String person = server.ldap.addPerson("pam");
    String group = server.ldap.addGroup("targets");
    var offer = sdk.offer(terms -> everything(terms, person, group), server.ldap.addGroup("put"));
    var one =
        admin.accessPackageAssignmentPolicies().byAccessPackageAssignmentPolicyId(offer.policy());

    var read = one.get(get -> get.queryParameters.expand = new String[] {"accessPackage"});
    String before = untagged(json(read));
    // Without this the SDK sends what was changed alone.
    read.getBackingStore().setIsInitializationCompleted(false);
    var put = one.put(read);
    var after = one.get(get -> get.queryParameters.expand = new String[] {"accessPackage"});

    assertThat(put.getId()).isEqualTo(offer.policy());
    assertThat(before).contains("Welcher Standort?", group);
    assertThat(untagged(json(after))).isEqualTo(before);
    var requestors = read.getRequestorSettings().getAllowedRequestors();
    assertThat(requestors).hasExactlyElementsOfTypes(SingleUser.class, GroupMembers.class);
    assertThat(((GroupMembers) requestors.getLast()).getId()).isEqualTo(group);
    var stage = read.getRequestApprovalSettings().getApprovalStages().getFirst();
    assertThat(stage.getPrimaryApprovers().getFirst())
        .isInstanceOfSatisfying(
            RequestorManager.class, boss -> assertThat(boss.getManagerLevel()).isEqualTo(2));
    assertThat(stage.getPrimaryApprovers().getFirst().getIsBackup()).isFalse();
    assertThat(stage.getPrimaryApprovers().getLast())
        .isInstanceOfSatisfying(
            SingleUser.class,
            fallback -> {
              assertThat(fallback.getId()).isEqualTo(person);
              assertThat(fallback.getIsBackup()).isTrue();
            });
    assertThat(stage.getApprovalStageTimeOutInDays()).isEqualTo(7);
    assertThat(read.getQuestions().getFirst())
        .isInstanceOfSatisfying(
            AccessPackageMultipleChoiceQuestion.class,
            question -> {
              assertThat(question.getText().getDefaultText()).isEqualTo("Which site?");
              assertThat(question.getText().getLocalizedTexts().getFirst().getText())
                  .isEqualTo("Welcher Standort?");
              assertThat(question.getChoices())
                  .extracting(AccessPackageAnswerChoice::getActualValue)
                  .containsExactly("north", "south");
            });
  }

  private static void everything(AccessPackageAssignmentPolicy terms, String person, String group) {
    var members = new GroupMembers();
    members.setId(group);
    terms.getRequestorSettings().setScopeType("SpecificDirectorySubjects");
    terms.getRequestorSettings().setAllowedRequestors(List.of(BetaApprovals.user(person), members));
    BetaApprovals.approvedBy(person, true).accept(terms);
    var boss = new RequestorManager();
    boss.setManagerLevel(2);
    var stage = terms.getRequestApprovalSettings().getApprovalStages().getFirst();
    boss.setIsBackup(false);
    var fallback = BetaApprovals.user(person);
    fallback.setIsBackup(true);
    stage.setPrimaryApprovers(List.of(boss, fallback));
    stage.setApprovalStageTimeOutInDays(7);
    var notifications = new AccessPackageNotificationSettings();
    notifications.setIsAssignmentNotificationDisabled(true);
    terms.setAccessPackageNotificationSettings(notifications);
    var german = new AccessPackageLocalizedText();
    german.setLanguageCode("de");
    german.setText("Welcher Standort?");
    var question = new AccessPackageMultipleChoiceQuestion();
    var text = text("Which site?");
    text.setLocalizedTexts(List.of(german));
    question.setText(text);
    question.setSequence(0);
    question.setIsRequired(true);
    question.setIsAnswerEditable(false);
    question.setAllowsMultipleSelection(false);
    question.setChoices(List.of(choice("north", "North"), choice("south", "South")));
    terms.setQuestions(List.of(question));
  }

  private static AccessPackageAnswerChoice choice(String value, String text) {
    var choice = new AccessPackageAnswerChoice();
    choice.setActualValue(value);
    choice.setDisplayValue(text(text));
    return choice;
  }

  static AccessPackageLocalizedContent text(String text) {
    var content = new AccessPackageLocalizedContent();
    content.setDefaultText(text);
    return content;
  }

  /** All of it but when it was changed. */
  private static String json(AccessPackageAssignmentPolicy policy) throws IOException {
    return KiotaJsonSerialization.serializeAsString(policy, false)
        .replaceAll("\"modifiedDateTime\":\"[^\"]*\"", "");
  }

  @Test
  void a_policy_is_found_leads_to_its_package_and_is_deleted() {
    var offer = sdk.offer(server.ldap.addGroup("findable"));
    var one =
        admin.accessPackageAssignmentPolicies().byAccessPackageAssignmentPolicyId(offer.policy());
    String filter = "accessPackage/id eq '%s'".formatted(offer.accessPackage());

    assertThat(
            admin
                .accessPackageAssignmentPolicies()
                .get(get -> get.queryParameters.filter = filter)
                .getValue())
        .extracting(AccessPackageAssignmentPolicy::getId)
        .containsExactly(offer.policy());
    assertThat(
            admin
                .accessPackageAssignmentPolicies()
                .count()
                .get(get -> get.queryParameters.filter = filter))
        .isEqualTo(1);
    assertThat(one.accessPackage().get().getId()).isEqualTo(offer.accessPackage());
    assertThat(one.accessPackageCatalog().get().getId()).isEqualTo(offer.catalog());

    one.delete();

    BetaSdk.assertRefused(one::get, 404, "ResourceNotFound");
  }

  @Test
  void a_policy_that_somebody_has_access_by_stays() {
    var offer = sdk.offer(server.ldap.addGroup("needed"));
    sdk.give(offer, server.ldap.addPerson("ned"));

    BetaSdk.assertRefused(
        () ->
            admin
                .accessPackageAssignmentPolicies()
                .byAccessPackageAssignmentPolicyId(offer.policy())
                .delete(),
        409,
        "ResourceInUse");
  }
}
