package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.ExtensionCaller.Answer;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.Callout.Status;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.CustomExtension.Client;
import dev.regrant.domain.CustomExtension.Endpoint;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.PolicyTerms.CustomExtensionStageSetting;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.PolicyTerms.Extras;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is called at stages, and what becomes of requests that wait for it. */
class CustomExtensionsTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final ExtensionStage CREATED = ExtensionStage.ASSIGNMENT_REQUEST_CREATED;
  private static final ExtensionStage APPROVED = ExtensionStage.ASSIGNMENT_REQUEST_APPROVED;
  private static final ExtensionStage GRANTED = ExtensionStage.ASSIGNMENT_REQUEST_GRANTED;
  private static final ExtensionStage REMOVED = ExtensionStage.ASSIGNMENT_REQUEST_REMOVED;

  private final Scene scene = new Scene("a", "b");
  private int policies;

  private CustomExtension.Id extension(Duration callbackTimeout) {
    return extension(
        CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_REQUEST_WORKFLOW_EXTENSION,
        Optional.of(callbackTimeout));
  }

  private CustomExtension.Id extension(
      CustomExtension.Type type, Optional<Duration> callbackTimeout) {
    return done(scene
            .engine
            .customExtensions()
            .create(ADMIN, scene.catalog, terms(type, callbackTimeout)))
        .id();
  }

  private static CustomExtension.Terms terms(
      CustomExtension.Type type, Optional<Duration> callbackTimeout) {
    return new CustomExtension.Terms(
        type,
        "Tickets",
        "",
        new Endpoint("https://a.test/", Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        new Client(Optional.of(2), Optional.empty()),
        callbackTimeout);
  }

  private AssignmentPolicy.Id policy(ExtensionStage stage, CustomExtension.Id... extensions) {
    return policy(Stream.of(extensions).map(one -> setting(stage, one)).toList());
  }

  private AssignmentPolicy.Id policy(List<CustomExtensionStageSetting> settings) {
    return done(scene.engine.policies().create(ADMIN, scene.accessPackage, calling(settings))).id();
  }

  private PolicyTerms calling(List<CustomExtensionStageSetting> settings) {
    return PolicyTerms.of(
            "Calling " + ++policies,
            AllowedTargetScope.NOT_SPECIFIED,
            List.of(),
            new Expiration.NoExpiration(),
            SELF_SERVICE)
        .with(new Extras(Optional.empty(), Optional.empty(), false, settings));
  }

  private static CustomExtensionStageSetting setting(
      ExtensionStage stage, CustomExtension.Id extension) {
    return new CustomExtensionStageSetting(
        CustomExtensionStageSetting.NO_ID, stage, extension.value());
  }

  private AssignmentRequest ask(AssignmentPolicy.Id by) {
    return ask(by, Schedule.UNSPECIFIED);
  }

  private AssignmentRequest ask(AssignmentPolicy.Id by, Schedule schedule) {
    return scene.delivered(Scene.adminAdd(scene.accessPackage, by, "alice", schedule));
  }

  private List<Callout> callouts(AssignmentRequest request) {
    return scene
        .engine
        .customExtensions()
        .calloutsOf(ADMIN, List.of(scene.find(request)))
        .getOrDefault(request.id(), List.of());
  }

  private Callout callout(AssignmentRequest request) {
    assertThat(callouts(request)).hasSize(1);
    return callouts(request).getFirst();
  }

  private Outcome<AssignmentRequest> resume(
      AssignmentRequest request, Callout callout, Callout.Answer answer) {
    return scene
        .engine
        .customExtensions()
        .resume(
            ADMIN,
            request.id(),
            new Resumption(
                Optional.of("Tickets"),
                callout.terms().stage(),
                callout.id(),
                Optional.of("Ticket 7"),
                answer));
  }

  private RequestStatus status(AssignmentRequest request) {
    return scene.find(request).progress().status();
  }

  private void settleAfter(Duration time) {
    scene.clock.advance(time);
    scene.settle();
  }

  @ParameterizedTest
  @EnumSource(names = {"ASSIGNMENT_REQUEST_CREATED", "ASSIGNMENT_REQUEST_APPROVED"})
  void a_request_waits_until_its_extension_calls_back_and_says_so(ExtensionStage stage) {
    var request = ask(policy(stage, extension(HOUR)));
    assertThat(status(request)).isEqualTo(RequestStatus.WAITING_FOR_CALLBACK);
    assertThat(scene.groupsOf("alice")).isEmpty();

    done(resume(request, callout(request), Callout.Answer.CONTINUE));
    scene.settle();

    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
    assertThat(scene.groupsOf("alice")).containsExactlyInAnyOrder("a", "b");
    var activities = scene.activities(request);
    assertThat(activities)
        .containsSubsequence(
            Activity.SUBMITTED,
            Activity.CALLBACK_AWAITED,
            Activity.EXTENSION_CALLED,
            Activity.CALLBACK_RECEIVED,
            Activity.DELIVERED);
    assertThat(activities).containsOnlyOnce(Activity.AUTO_APPROVED);
  }

  @Test
  void an_extension_that_does_not_call_back_is_not_waited_for() {
    var request =
        ask(
            policy(
                CREATED,
                extension(
                    CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_REQUEST_WORKFLOW_EXTENSION,
                    Optional.empty())));

    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
    assertThat(callout(request).progress().status()).isEqualTo(Status.CALLOUT_SENT);
    assertThat(refusal(resume(request, callout(request), Callout.Answer.CONTINUE)))
        .isInstanceOf(Refusal.NotWaitingForCallback.class);
  }

  @Test
  void a_request_whose_extension_does_not_call_back_in_time_is_denied() {
    var request = ask(policy(CREATED, extension(HOUR)));
    settleAfter(HOUR.minusMillis(1));
    assertThat(status(request)).isEqualTo(RequestStatus.WAITING_FOR_CALLBACK);

    scene.clock.advance(Duration.ofMillis(1));
    assertThat(refusal(resume(request, callout(request), Callout.Answer.CONTINUE)))
        .isInstanceOf(Refusal.NotWaitingForCallback.class);
    scene.settle();

    assertThat(status(request)).isEqualTo(RequestStatus.DENIED_BY_TIMEOUT);
    assertThat(callout(request).progress().status()).isEqualTo(Status.CALLBACK_TIMED_OUT);
    assertThat(scene.activities(request)).endsWith(Activity.TIMED_OUT);
    assertThat(refusal(resume(request, callout(request), Callout.Answer.CONTINUE)))
        .isInstanceOf(Refusal.NotWaitingForCallback.class);
  }

  @Test
  void an_extension_denies_or_cancels() {
    var denied = ask(policy(CREATED, extension(HOUR)));
    done(resume(denied, callout(denied), Callout.Answer.DENIED));
    var canceled = ask(policy(APPROVED, extension(HOUR)));
    done(resume(canceled, callout(canceled), Callout.Answer.CANCELED));
    scene.settle();

    assertThat(status(denied)).isEqualTo(RequestStatus.DENIED);
    assertThat(status(canceled)).isEqualTo(RequestStatus.CANCELED);
    assertThat(scene.activities(denied)).endsWith(Activity.CALLBACK_RECEIVED, Activity.DENIED);
    assertThat(scene.groupsOf("alice")).isEmpty();
  }

  @Test
  void what_was_said_is_accepted_again_and_something_else_is_not() {
    var request = ask(policy(CREATED, extension(HOUR)));
    var callout = callout(request);
    done(resume(request, callout, Callout.Answer.CONTINUE));
    scene.settle();
    var before = scene.history(request);

    done(resume(request, callout, Callout.Answer.CONTINUE));

    assertThat(scene.history(request)).isEqualTo(before);
    assertThat(refusal(resume(request, callout, Callout.Answer.DENIED)))
        .isInstanceOf(Refusal.NotWaitingForCallback.class);
    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
  }

  @Test
  void a_call_that_fails_is_made_again_as_the_same_one_as_often_as_is_allowed() {
    scene.extensions.answer(call -> new Answer.Failed("away", Optional.empty()));
    var request = ask(policy(CREATED, extension(HOUR)));
    for (int pass = 0; pass < 5; pass++) {
      settleAfter(Duration.ofMinutes(2));
    }

    assertThat(scene.extensions.calls()).hasSize(3);
    assertThat(scene.extensions.calls().stream().map(call -> call.callout().id()).distinct())
        .hasSize(1);
    assertThat(status(request)).isEqualTo(RequestStatus.DENIED);
    assertThat(callout(request).progress().status()).isEqualTo(Status.CALLOUT_FAILED);
    assertThat(callout(request).progress().detail()).contains("away");
    assertThat(scene.activities(request)).endsWith(Activity.EXTENSION_FAILED, Activity.DENIED);
  }

  @Test
  void a_call_that_is_refused_is_not_made_again() {
    scene.extensions.answer(call -> new Answer.Refused("answered 404"));

    var request = ask(policy(APPROVED, extension(HOUR)));

    assertThat(scene.extensions.calls()).hasSize(1);
    assertThat(status(request)).isEqualTo(RequestStatus.DENIED);
  }

  @Test
  void an_extension_may_call_back_before_its_answer_arrives() {
    scene.extensions.answer(
        call -> {
          done(resume(call.request().orElseThrow(), call.callout(), Callout.Answer.CONTINUE));
          return new Answer.Failed("the answer was lost", Optional.empty());
        });

    var request = ask(policy(CREATED, extension(HOUR)));

    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
    assertThat(callout(request).progress().status()).isEqualTo(Status.CALLBACK_RECEIVED);
    assertThat(scene.extensions.calls()).hasSize(1);
  }

  @Test
  void a_call_that_a_crash_interrupts_is_made_again() {
    scene.extensions.answer(
        call -> {
          throw new AssertionError("the process dies");
        });
    var by = policy(CREATED, extension(HOUR));
    assertThatThrownBy(() -> ask(by)).hasMessage("the process dies");
    scene.extensions.answer(call -> new Answer.Arrived(Optional.of("run-7")));
    scene.settle();
    assertThat(scene.extensions.calls()).hasSize(1);

    settleAfter(Duration.ofSeconds(30));

    assertThat(scene.extensions.calls()).hasSize(2);
    var callout = scene.extensions.calls().getLast().callout();
    assertThat(callout.id()).isEqualTo(scene.extensions.calls().getFirst().callout().id());
    var request = scene.extensions.calls().getLast().request().orElseThrow();
    assertThat(callout(request).progress().externalCorrelationId()).contains("run-7");
    assertThat(status(request)).isEqualTo(RequestStatus.WAITING_FOR_CALLBACK);
  }

  @Test
  void of_several_extensions_all_must_agree() {
    var request = ask(policy(CREATED, extension(HOUR), extension(HOUR.multipliedBy(2))));
    var first = callouts(request).get(0);
    var second = callouts(request).get(1);

    done(resume(request, first, Callout.Answer.CONTINUE));
    settleAfter(HOUR);
    assertThat(status(request)).isEqualTo(RequestStatus.WAITING_FOR_CALLBACK);

    done(resume(request, second, Callout.Answer.CONTINUE));
    scene.settle();
    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERED);
  }

  @Test
  void the_first_of_several_extensions_that_says_no_decides() {
    var request = ask(policy(CREATED, extension(HOUR), extension(HOUR)));
    var second = callouts(request).get(1);

    done(resume(request, callouts(request).get(0), Callout.Answer.DENIED));

    assertThat(status(request)).isEqualTo(RequestStatus.DENIED);
    assertThat(refusal(resume(request, second, Callout.Answer.CONTINUE)))
        .isInstanceOf(Refusal.NotWaitingForCallback.class);
  }

  @Test
  void a_request_is_cancelled_while_it_waits() {
    var request = ask(policy(CREATED, extension(HOUR)));

    done(scene.engine.requests().cancel(ADMIN, request.id()));

    assertThat(status(request)).isEqualTo(RequestStatus.CANCELED);
    assertThat(refusal(resume(request, callout(request), Callout.Answer.CONTINUE)))
        .isInstanceOf(Refusal.NotWaitingForCallback.class);
    assertThat(callout(request).isAwaited()).isFalse();
    assertThat(callout(request).progress().detail()).contains("the request was cancelled");
    settleAfter(HOUR.multipliedBy(2));
    assertThat(status(request)).isEqualTo(RequestStatus.CANCELED);
  }

  @Test
  void whoever_left_meanwhile_gets_nothing() {
    var request = ask(policy(CREATED, extension(HOUR)));
    scene.directory.remove("alice");

    done(resume(request, callout(request), Callout.Answer.CONTINUE));
    scene.settle();

    assertThat(status(request)).isEqualTo(RequestStatus.DELIVERY_FAILED);
    assertThat(scene.groupsOf("alice")).isEmpty();
  }

  @Test
  void what_is_called_when_access_is_given_or_taken_away_holds_nothing_up() {
    var extension = extension(HOUR);
    var by = policy(List.of(setting(GRANTED, extension), setting(REMOVED, extension)));
    var given = ask(by);
    assertThat(status(given)).isEqualTo(RequestStatus.DELIVERED);
    assertThat(callout(given).progress().status()).isEqualTo(Status.WAITING_FOR_CALLBACK);
    assertThat(refusal(resume(given, callout(given), Callout.Answer.DENIED)))
        .isInstanceOf(Refusal.Invalid.class);
    done(resume(given, callout(given), Callout.Answer.CONTINUE));
    assertThat(callout(given).progress().status()).isEqualTo(Status.CALLBACK_RECEIVED);

    var taken =
        scene.delivered(Scene.removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));

    assertThat(status(taken)).isEqualTo(RequestStatus.DELIVERED);
    assertThat(callout(taken).terms().stage()).isEqualTo(REMOVED);
    settleAfter(HOUR);
    assertThat(callout(taken).progress().status()).isEqualTo(Status.CALLBACK_TIMED_OUT);
    var ofAssignment =
        scene
            .engine
            .customExtensions()
            .calloutsOfAssignments(ADMIN, List.of(given.terms().assignment()));
    assertThat(ofAssignment.get(given.terms().assignment())).hasSize(2);
  }

  @Test
  void what_is_given_in_part_is_told_once_it_is_whole() {
    var by = policy(GRANTED, extension(HOUR));
    scene.target.refuseNext("b", ErrorClass.ROLE_NOT_FOUND);
    var request = ask(by);
    assertThat(status(request)).isEqualTo(RequestStatus.PARTIALLY_DELIVERED);
    assertThat(scene.extensions.calls()).isEmpty();

    done(scene.reprocess(request));
    scene.settle();

    assertThat(scene.extensions.calls()).hasSize(1);
  }

  @Test
  void a_removal_waits_for_nobody() {
    var request = ask(policy(CREATED, extension(HOUR)));
    done(resume(request, callout(request), Callout.Answer.CONTINUE));
    scene.settle();

    var removal =
        scene.delivered(Scene.removal(RequestType.ADMIN_REMOVE, request.terms().assignment()));

    assertThat(status(removal)).isEqualTo(RequestStatus.DELIVERED);
    assertThat(scene.extensions.calls()).hasSize(1);
  }

  private static final CustomExtension.Type OF_ASSIGNMENTS =
      CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_WORKFLOW_EXTENSION;
  private static final ExtensionStage DAY_BEFORE =
      ExtensionStage.ASSIGNMENT_ONE_DAY_BEFORE_EXPIRATION;
  private static final ExtensionStage TWO_WEEKS_BEFORE =
      ExtensionStage.ASSIGNMENT_FOURTEEN_DAYS_BEFORE_EXPIRATION;

  private static Schedule lasting(int days) {
    return new Schedule(Optional.empty(), new Expiration.AfterDuration(Duration.ofDays(days)));
  }

  private List<ExtensionStage> stagesCalled() {
    return scene.extensions.calls().stream().map(call -> call.callout().terms().stage()).toList();
  }

  @Test
  void extensions_are_called_two_weeks_and_a_day_before_access_ends() {
    var extension = extension(OF_ASSIGNMENTS, Optional.empty());
    var by = policy(List.of(setting(TWO_WEEKS_BEFORE, extension), setting(DAY_BEFORE, extension)));
    var given = ask(by, lasting(30));
    settleAfter(Duration.ofDays(16).minusMillis(1));
    assertThat(stagesCalled()).isEmpty();

    settleAfter(Duration.ofMillis(1));
    assertThat(stagesCalled()).containsExactly(TWO_WEEKS_BEFORE);
    settleAfter(Duration.ofDays(13));
    assertThat(stagesCalled()).containsExactly(TWO_WEEKS_BEFORE, DAY_BEFORE);
    var call = scene.extensions.calls().getLast();
    assertThat(call.assignment().orElseThrow().id()).isEqualTo(given.terms().assignment());
    assertThat(call.request()).isEmpty();
    settleAfter(Duration.ofDays(1));
    assertThat(scene.extensions.calls()).hasSize(2);
  }

  @Test
  void what_is_too_late_or_not_to_be_told_any_more_is_not_told() {
    var extension = extension(OF_ASSIGNMENTS, Optional.empty());
    var by = policy(List.of(setting(TWO_WEEKS_BEFORE, extension), setting(DAY_BEFORE, extension)));
    var given = ask(by, lasting(2));
    assertThat(callouts(given)).isEmpty();
    done(
        scene.engine.policies().replace(ADMIN, by, Optional.empty(), before -> calling(List.of())));

    settleAfter(Duration.ofDays(1));

    assertThat(scene.extensions.calls()).isEmpty();
    var left = scene.store.inTransaction(TENANT, tx -> tx.callouts().all(Filter.everything()));
    assertThat(left).isEmpty();
  }

  @Test
  void an_assignment_that_ended_early_is_not_told_of() {
    var by = policy(DAY_BEFORE, extension(OF_ASSIGNMENTS, Optional.empty()));
    var given = ask(by, lasting(9));
    scene.delivered(Scene.removal(RequestType.ADMIN_REMOVE, given.terms().assignment()));

    settleAfter(Duration.ofDays(8));

    assertThat(scene.extensions.calls()).isEmpty();
  }

  @Test
  void a_policy_names_extensions_of_its_catalog_at_stages_of_their_type() {
    var other = done(scene.engine.catalogs().createCatalog(ADMIN, Catalog.Terms.named("Other")));
    var elsewhere =
        done(scene
                .engine
                .customExtensions()
                .create(ADMIN, other.id(), terms(OF_ASSIGNMENTS, Optional.empty())))
            .id();
    var ofRequests = extension(HOUR);

    assertThat(refused(setting(DAY_BEFORE, elsewhere)).member())
        .isEqualTo("customExtensionStageSettings[0].customExtension.id");
    assertThat(refused(setting(DAY_BEFORE, ofRequests)).member())
        .isEqualTo("customExtensionStageSettings[0].stage");
    assertThat(refused(setting(CREATED, extension(OF_ASSIGNMENTS, Optional.empty()))).member())
        .isEqualTo("customExtensionStageSettings[0].stage");
  }

  private Refusal.Invalid refused(CustomExtensionStageSetting setting) {
    return (Refusal.Invalid)
        refusal(
            scene.engine.policies().create(ADMIN, scene.accessPackage, calling(List.of(setting))));
  }

  @Test
  void an_extension_that_a_policy_has_called_stays_and_so_does_its_catalog() {
    var extension = extension(HOUR);
    var by = policy(CREATED, extension);
    var extensions = scene.engine.customExtensions();
    var refusal = refusal(extensions.delete(ADMIN, scene.catalog, extension));
    assertThat(refusal).isInstanceOf(Refusal.DependedOn.class);
    assertThat(((Refusal.DependedOn) refusal).by()).isEqualTo(by.value().toString());

    done(
        scene.engine.policies().replace(ADMIN, by, Optional.empty(), before -> calling(List.of())));

    done(extensions.delete(ADMIN, scene.catalog, extension));
    assertThat(extensions.lookup().find(ADMIN, extension)).isInstanceOf(Outcome.NotFound.class);
  }

  @Test
  void an_extension_that_goes_before_it_was_called_is_given_up() {
    scene.extensions.answer(call -> new Answer.Failed("away", Optional.empty()));
    var extension = extension(HOUR);
    var by = policy(CREATED, extension);
    var request = ask(by);
    done(
        scene.engine.policies().replace(ADMIN, by, Optional.empty(), before -> calling(List.of())));
    done(scene.engine.customExtensions().delete(ADMIN, scene.catalog, extension));

    settleAfter(Duration.ofMinutes(5));

    assertThat(status(request)).isEqualTo(RequestStatus.DENIED);
    assertThat(callout(request).progress().detail())
        .contains("the custom extension does not exist any more");
  }

  @Test
  void who_may_not_deal_with_requests_cannot_speak_for_an_extension() {
    var request = ask(policy(CREATED, extension(HOUR)));
    var reader = new Caller(TENANT, ADMIN.actor(), Set.of(Permission.READ_ALL));

    var outcome =
        scene
            .engine
            .customExtensions()
            .resume(
                reader,
                request.id(),
                new Resumption(
                    Optional.empty(),
                    CREATED,
                    callout(request).id(),
                    Optional.empty(),
                    Callout.Answer.CONTINUE));

    assertThat(outcome).isInstanceOf(Outcome.Forbidden.class);
    assertThat(status(request)).isEqualTo(RequestStatus.WAITING_FOR_CALLBACK);
  }

  @Test
  void an_engine_that_calls_nothing_has_no_extensions() {
    var engine =
        AccessRequestEngine.builder()
            .store(scene.store)
            .directory(scene.directory)
            .clock(scene.clock)
            .build();

    var refusal =
        refusal(
            engine
                .customExtensions()
                .create(ADMIN, scene.catalog, terms(OF_ASSIGNMENTS, Optional.empty())));

    assertThat(refusal).isInstanceOf(Refusal.Invalid.class);
    assertThat(((Refusal.Invalid) refusal).member()).isEqualTo("endpointConfiguration.url");
  }
}
