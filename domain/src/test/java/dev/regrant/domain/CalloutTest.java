package dev.regrant.domain;

import static dev.regrant.domain.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.Callout.Answer;
import dev.regrant.domain.Callout.Status;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CalloutTest {
  private static final Instant LATER = NOW.plusSeconds(9);
  private static final UUID ID = new UUID(1, 2);

  private static Callout callout(ExtensionStage stage, Optional<Instant> callbackBy) {
    return Callout.of(
        new Callout.Id(ID),
        new Callout.Terms(
            new CustomExtension.Id(ID),
            stage,
            Optional.empty(),
            new Assignment.Id(ID),
            callbackBy,
            NOW),
        NOW);
  }

  private static Callout awaited() {
    return callout(ExtensionStage.ASSIGNMENT_REQUEST_CREATED, Optional.of(LATER));
  }

  @Test
  void a_new_callout_is_to_be_made_at_its_time() {
    var made = awaited();

    assertThat(made.progress().status()).isEqualTo(Status.PENDING);
    assertThat(made.progress().dueAt()).contains(NOW);
    assertThat(made.progress().calls()).isZero();
    assertThat(made.version()).isZero();
    assertThat(made.isBeingCalled(0)).isTrue();
    assertThat(made.withVersion(3).version()).isEqualTo(3);
  }

  @Test
  void each_call_is_told_from_the_ones_before() {
    var second = awaited().called(LATER).failed("down", NOW).called(LATER);

    assertThat(second.isBeingCalled(2)).isTrue();
    assertThat(second.isBeingCalled(1)).isFalse();
    assertThat(second.progress().failures()).isEqualTo(1);
    assertThat(second.progress().dueAt()).contains(LATER);
    assertThat(second.progress().detail()).contains("down");
    assertThat(second.sent(Optional.empty()).isBeingCalled(2)).isFalse();
  }

  @Test
  void what_holds_up_a_request_has_no_due_time_of_its_own_once_it_is_sent() {
    var sent = awaited().called(LATER).sent(Optional.of("run-7"));

    assertThat(sent.progress().status()).isEqualTo(Status.WAITING_FOR_CALLBACK);
    assertThat(sent.progress().dueAt()).isEmpty();
    assertThat(sent.progress().externalCorrelationId()).contains("run-7");
    assertThat(sent.isAwaited()).isTrue();
    assertThat(sent.holdsUp()).isTrue();
  }

  @Test
  void what_holds_up_nothing_is_awaited_until_its_time() {
    var sent =
        callout(ExtensionStage.ASSIGNMENT_REQUEST_GRANTED, Optional.of(LATER))
            .called(NOW)
            .sent(Optional.empty());

    assertThat(sent.progress().dueAt()).contains(LATER);
    assertThat(sent.isAwaited()).isTrue();
    assertThat(sent.holdsUp()).isFalse();
  }

  @Test
  void what_is_not_waited_for_is_over_when_it_is_sent() {
    var sent =
        callout(ExtensionStage.ASSIGNMENT_REQUEST_CREATED, Optional.empty())
            .called(NOW)
            .sent(Optional.empty());

    assertThat(sent.progress().status()).isEqualTo(Status.CALLOUT_SENT);
    assertThat(sent.progress().dueAt()).isEmpty();
    assertThat(sent.isAwaited()).isFalse();
    assertThat(sent.holdsUp()).isFalse();
  }

  @Test
  void what_is_over_is_not_awaited() {
    var sent = awaited().called(NOW).sent(Optional.of("run-7"));

    for (Callout over :
        List.of(
            sent.answered(Answer.DENIED, Optional.of("no")),
            sent.timedOut(),
            sent.givenUp("why"),
            sent.ended("why"))) {
      assertThat(over.isAwaited()).isFalse();
      assertThat(over.holdsUp()).isFalse();
      assertThat(over.progress().dueAt()).isEmpty();
      assertThat(over.progress().externalCorrelationId()).contains("run-7");
    }
    assertThat(sent.timedOut().progress().status()).isEqualTo(Status.CALLBACK_TIMED_OUT);
    assertThat(sent.givenUp("why").progress().status()).isEqualTo(Status.CALLOUT_FAILED);
    assertThat(sent.givenUp("why").progress().detail()).contains("why");
    assertThat(sent.ended("why").progress().status()).isEqualTo(Status.CALLOUT_SENT);
    assertThat(awaited().ended("why").progress().status()).isEqualTo(Status.CALLOUT_FAILED);
  }

  @Test
  void an_answer_is_kept_with_what_it_tells() {
    var answered = awaited().answered(Answer.CONTINUE, Optional.of("Ticket 7"));

    assertThat(answered.progress().status()).isEqualTo(Status.CALLBACK_RECEIVED);
    assertThat(answered.progress().answer()).contains(Answer.CONTINUE);
    assertThat(answered.progress().detail()).contains("Ticket 7");
    var longest = Optional.of("x".repeat(Callout.MAX_DETAIL));
    assertThat(awaited().answered(Answer.CONTINUE, longest).progress().detail()).isEqualTo(longest);
    assertThatThrownBy(
            () ->
                awaited()
                    .answered(Answer.CONTINUE, Optional.of("x".repeat(Callout.MAX_DETAIL + 1))))
        .isInstanceOf(InvalidMemberException.class)
        .hasMessageStartingWith("data.customExtensionStageInstanceDetail");
  }

  @Test
  void what_is_too_long_for_a_reason_is_cut() {
    var why = "x".repeat(Callout.MAX_DETAIL + 1);

    assertThat(awaited().givenUp(why).progress().detail().orElseThrow())
        .hasSize(Callout.MAX_DETAIL);
    assertThat(awaited().givenUp("short").progress().detail()).contains("short");
  }

  @Test
  void a_callout_without_a_time_or_with_half_an_answer_is_a_bug() {
    assertThatThrownBy(() -> progress(Status.PENDING, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> progress(Status.CALLBACK_RECEIVED, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> progress(Status.CALLOUT_SENT, Optional.of(Answer.DENIED)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Callout.Progress progress(Status status, Optional<Answer> answer) {
    return new Callout.Progress(
        status, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), answer);
  }

  private static CustomExtension.Terms terms(
      CustomExtension.Type type, Optional<Duration> callbackTimeout) {
    return new CustomExtension.Terms(
        type,
        "Tickets",
        "",
        endpoint("https://a.test/"),
        Optional.empty(),
        CustomExtension.Client.DEFAULT,
        callbackTimeout);
  }

  private static CustomExtension.Endpoint endpoint(String url) {
    return new CustomExtension.Endpoint(url, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @ParameterizedTest
  @EnumSource
  void a_stage_is_of_one_type_of_extensions(ExtensionStage stage) {
    boolean isBeforeEnd = stage.beforeEnd().isPresent();

    assertThat(CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_WORKFLOW_EXTENSION.serves(stage))
        .isEqualTo(isBeforeEnd);
    assertThat(
            CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_REQUEST_WORKFLOW_EXTENSION.serves(stage))
        .isEqualTo(!isBeforeEnd);
    assertThat(stage.holdsUp())
        .isEqualTo(
            stage == ExtensionStage.ASSIGNMENT_REQUEST_CREATED
                || stage == ExtensionStage.ASSIGNMENT_REQUEST_APPROVED);
  }

  @Test
  void assignments_are_told_of_two_weeks_and_a_day_before_they_end() {
    assertThat(ExtensionStage.ASSIGNMENT_FOURTEEN_DAYS_BEFORE_EXPIRATION.beforeEnd())
        .contains(Duration.ofDays(14));
    assertThat(ExtensionStage.ASSIGNMENT_ONE_DAY_BEFORE_EXPIRATION.beforeEnd())
        .contains(Duration.ofDays(1));
    assertThat(ExtensionStage.ASSIGNMENT_REQUEST_GRANTED.beforeEnd()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT0.001S, true", "P14D, true", "PT0S, false", "P14DT0.001S, false"})
  void callbacks_have_two_weeks_at_most(Duration timeout, boolean isAllowed) {
    var ofRequests = CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_REQUEST_WORKFLOW_EXTENSION;
    if (isAllowed) {
      assertThat(terms(ofRequests, Optional.of(timeout)).callbackTimeout()).contains(timeout);
    } else {
      assertThatThrownBy(() -> terms(ofRequests, Optional.of(timeout)))
          .hasMessageStartingWith("callbackConfiguration.timeoutDuration must be");
    }
  }

  @Test
  void an_extension_about_the_end_of_assignments_is_not_waited_for() {
    var type = CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_WORKFLOW_EXTENSION;

    assertThat(terms(type, Optional.empty()).callbackTimeout()).isEmpty();
    assertThatThrownBy(() -> terms(type, Optional.of(Duration.ofHours(1))))
        .isInstanceOf(InvalidMemberException.class)
        .hasMessageStartingWith("callbackConfiguration is for extensions about requests");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 200, true",
    "10, 60000, true",
    "-1, 200, false",
    "11, 200, false",
    "0, 199, false",
    "0, 60001, false"
  })
  void patience_has_limits(int retries, int timeout, boolean isAllowed) {
    if (isAllowed) {
      var client = new CustomExtension.Client(Optional.of(retries), Optional.of(timeout));
      assertThat(client.retries()).isEqualTo(retries);
      assertThat(client.timeout()).isEqualTo(Duration.ofMillis(timeout));
    } else {
      assertThatThrownBy(
              () -> new CustomExtension.Client(Optional.of(retries), Optional.of(timeout)))
          .isInstanceOf(InvalidMemberException.class)
          .hasMessageStartingWith("clientConfiguration.");
    }
  }

  @Test
  void patience_is_usual_unless_told() {
    assertThat(CustomExtension.Client.DEFAULT.retries()).isEqualTo(3);
    assertThat(CustomExtension.Client.DEFAULT.timeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void texts_of_an_extension_have_limits() {
    var tooLong = Optional.of("x".repeat(Catalog.MAX_NAME + 1));
    assertThatThrownBy(() -> endpoint(" ")).hasMessageStartingWith("endpointConfiguration.url");
    assertThatThrownBy(() -> endpoint("x".repeat(CustomExtension.MAX_URL + 1)))
        .hasMessageStartingWith("endpointConfiguration.url");
    assertThatThrownBy(
            () -> new CustomExtension.Endpoint("x", tooLong, Optional.empty(), Optional.empty()))
        .hasMessageStartingWith("endpointConfiguration.subscriptionId");
    assertThatThrownBy(
            () -> new CustomExtension.Endpoint("x", Optional.empty(), tooLong, Optional.empty()))
        .hasMessageStartingWith("endpointConfiguration.resourceGroupName");
    assertThatThrownBy(
            () -> new CustomExtension.Endpoint("x", Optional.empty(), Optional.empty(), tooLong))
        .hasMessageStartingWith("endpointConfiguration.logicAppWorkflowName");
    assertThatThrownBy(
            () ->
                new CustomExtension.Authentication(
                    CustomExtension.Authentication.Kind.AZURE_AD_TOKEN_AUTHENTICATION, tooLong))
        .hasMessageStartingWith("authenticationConfiguration.resourceId");
    assertThatThrownBy(() -> named("", "")).hasMessageStartingWith("displayName");
    assertThatThrownBy(() -> named("x", "x".repeat(Catalog.MAX_DESCRIPTION + 1)))
        .hasMessageStartingWith("description");
  }

  private static CustomExtension.Terms named(String name, String description) {
    return new CustomExtension.Terms(
        CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_WORKFLOW_EXTENSION,
        name,
        description,
        endpoint("x"),
        Optional.empty(),
        CustomExtension.Client.DEFAULT,
        Optional.empty());
  }

  @Test
  void an_extension_keeps_its_identity_when_it_is_changed() {
    var first =
        new CustomExtension(
            new CustomExtension.Id(ID),
            1,
            new Catalog.Id(ID),
            named("One", ""),
            Authorship.of(Actor.user("ada"), NOW));
    var changed =
        first.changedTo(named("Two", ""), first.authorship().changedBy(Actor.user("bob"), LATER));

    assertThat(changed.displayName()).isEqualTo("Two");
    assertThat(changed.id()).isEqualTo(first.id());
    assertThat(changed.authorship().modifiedDateTime()).isEqualTo(LATER);
    assertThat(changed.withVersion(7).version()).isEqualTo(7);
    assertThat(changed.withVersion(7).terms()).isEqualTo(changed.terms());
  }

  @Test
  void a_policy_tells_what_is_called_at_a_stage_each_once() {
    var created = ExtensionStage.ASSIGNMENT_REQUEST_CREATED;
    var one = new UUID(1, 1);
    var two = new UUID(2, 2);
    var terms =
        Samples.policy(AssignmentPolicy.AllowedTargetScope.ALL_MEMBER_USERS)
            .terms()
            .with(
                new PolicyTerms.Extras(
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    List.of(
                        setting(created, one),
                        setting(ExtensionStage.ASSIGNMENT_REQUEST_GRANTED, two),
                        setting(created, two),
                        setting(created, one))));

    assertThat(terms.extensionsAt(created))
        .containsExactly(new CustomExtension.Id(one), new CustomExtension.Id(two));
    assertThat(terms.extensionsAt(ExtensionStage.ASSIGNMENT_REQUEST_REMOVED)).isEmpty();
  }

  private static PolicyTerms.CustomExtensionStageSetting setting(
      ExtensionStage stage, UUID extension) {
    return new PolicyTerms.CustomExtensionStageSetting(
        PolicyTerms.CustomExtensionStageSetting.NO_ID, stage, extension);
  }
}
