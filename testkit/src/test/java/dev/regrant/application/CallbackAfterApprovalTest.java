package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Actor;
import dev.regrant.domain.ApprovalSettings;
import dev.regrant.domain.ApprovalSettings.Stage;
import dev.regrant.domain.ApprovalStage.Result;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.CustomExtension.Client;
import dev.regrant.domain.CustomExtension.Endpoint;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.PolicyTerms.CustomExtensionStageSetting;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.PolicyTerms.Extras;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A request that was approved, and then waits for an extension. */
class CallbackAfterApprovalTest {
  private static final Caller EVE =
      new Caller(TENANT, Actor.user("eve"), Set.of(Permission.SUBJECT_ACCESS));

  private final Scene scene = new Scene("a");

  /** A request that Eve is asked about. */
  private AssignmentRequest pending() {
    scene.directory.with(Subject.of("eve"));
    var extension =
        done(scene
                .engine
                .customExtensions()
                .create(
                    ADMIN,
                    scene.catalog,
                    new CustomExtension.Terms(
                        CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_REQUEST_WORKFLOW_EXTENSION,
                        "Tickets",
                        "",
                        new Endpoint(
                            "https://a.test/",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                        Optional.empty(),
                        new Client(Optional.empty(), Optional.empty()),
                        Optional.of(Duration.ofHours(1)))))
            .id();
    var setting =
        new CustomExtensionStageSetting(
            CustomExtensionStageSetting.NO_ID,
            ExtensionStage.ASSIGNMENT_REQUEST_APPROVED,
            extension.value());
    var terms =
        PolicyTerms.of(
                "Approved and told",
                AllowedTargetScope.NOT_SPECIFIED,
                List.of(),
                new Expiration.NoExpiration(),
                SELF_SERVICE)
            .with(
                new ApprovalSettings(true, false, false, List.of(Stage.of(SubjectSet.user("eve")))))
            .with(new Extras(Optional.empty(), Optional.empty(), false, List.of(setting)));
    var policy = done(scene.engine.policies().create(ADMIN, scene.accessPackage, terms)).id();
    return scene.delivered(
        Scene.adminAdd(scene.accessPackage, policy, "alice", Schedule.UNSPECIFIED));
  }

  @Test
  void it_is_approved_once_called_about_and_then_delivered() {
    var request = pending();
    assertThat(scene.find(request).progress().status()).isEqualTo(RequestStatus.PENDING_APPROVAL);

    var approvals = scene.engine.approvals();
    var stage = done(approvals.find(EVE, request.id())).approval().stages().getFirst();
    done(approvals.decide(EVE, request.id(), stage.id(), Result.APPROVED, Optional.empty()));
    scene.settle();
    assertThat(scene.find(request).progress().status())
        .isEqualTo(RequestStatus.WAITING_FOR_CALLBACK);

    var extensions = scene.engine.customExtensions();
    var callouts =
        extensions
            .calloutsOf(ADMIN, List.of(scene.find(request)))
            .getOrDefault(request.id(), List.of());
    assertThat(callouts).hasSize(1);
    done(
        extensions.resume(
            ADMIN,
            request.id(),
            new Resumption(
                Optional.of("Tickets"),
                ExtensionStage.ASSIGNMENT_REQUEST_APPROVED,
                callouts.getFirst().id(),
                Optional.empty(),
                Callout.Answer.CONTINUE)));
    scene.settle();

    assertThat(scene.find(request).progress().status()).isEqualTo(RequestStatus.DELIVERED);
    assertThat(scene.groupsOf("alice")).containsExactly("a");
    assertThat(scene.activities(request))
        .containsSubsequence(
            Activity.CALLBACK_AWAITED, Activity.CALLBACK_RECEIVED, Activity.DELIVERED)
        .doesNotContain(Activity.AUTO_APPROVED);
  }
}
