package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.regrant.application.Outcome;
import dev.regrant.domain.ApprovalStage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.FailedCheck;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalsTest {
  private static final UUID ID = new UUID(0, 1);
  private static final List<FailedCheck> CHECKS =
      List.of(
          new FailedCheck(FailedCheck.Check.TARGET_EXISTS, "user u1 is gone"),
          new FailedCheck(FailedCheck.Check.SCHEDULE_NOT_OVER, "the schedule ended"));

  static Stream<Arguments> refusals() {
    var assignment = new Assignment.Id(ID);
    return Stream.of(
        Arguments.of(
            new Refusal.NotReprocessable(RequestStatus.DELIVERED),
            409,
            "RequestNotReprocessable",
            "The request is delivered."),
        Arguments.of(
            new Refusal.WindowClosed(Instant.parse("2026-03-01T10:00:00Z")),
            409,
            "ReprocessWindowClosed",
            "2026-03-01T10:00:00Z"),
        Arguments.of(new Refusal.LimitReached(50), 409, "ReprocessLimitReached", "50 times"),
        Arguments.of(
            new Refusal.GateRefused(CHECKS),
            409,
            "ReprocessRefused",
            "User u1 is gone. The schedule ended."),
        Arguments.of(new Refusal.NotAllowed(CHECKS), 409, "RequestNotAllowed", "User u1 is gone."),
        Arguments.of(
            new Refusal.NotCancelable(RequestStatus.PARTIALLY_DELIVERED),
            409,
            "RequestNotCancelable",
            "partiallyDelivered"),
        Arguments.of(
            new Refusal.NotWaitingForCallback("the time to call back ended"),
            400,
            "RequestNotWaitingForCallback",
            "The time to call back ended."),
        inUse(
            Refusal.Use.CUSTOM_EXTENSION,
            "CatalogHasCustomExtensions",
            "holds the custom extension '8'"),
        inUse(
            Refusal.Use.POLICY,
            "CustomExtensionInPolicies",
            "is called at a stage of the assignment policy '8'"),
        Arguments.of(
            new Refusal.NotRemovable(assignment, Assignment.State.EXPIRED),
            409,
            "AssignmentNotRemovable",
            "expired"),
        Arguments.of(
            new Refusal.NotUpdatable(assignment, Assignment.State.EXPIRED),
            409,
            "AssignmentNotUpdatable",
            "expired"),
        Arguments.of(
            new Refusal.NotDeletable("the request is open"),
            409,
            "RequestNotDeletable",
            "The request is open."),
        Arguments.of(
            new Refusal.RemovalUnderWay(assignment, new AssignmentRequest.Id(ID)),
            409,
            "RemovalUnderWay",
            ID.toString()),
        Arguments.of(
            new Refusal.AssignmentNotReprocessable(assignment, Assignment.State.EXPIRED),
            409,
            "AssignmentNotReprocessable",
            ID + "' is expired."),
        Arguments.of(
            new Refusal.StageNotInProgress(
                new ApprovalStage.Id(ID), ApprovalStage.Status.COMPLETED),
            409,
            "ApprovalStageNotInProgress",
            "is completed"),
        Arguments.of(
            new Refusal.NotAwaitingCompletion(new DeliveryItem.Id(ID)),
            409,
            "NotAwaitingCompletion",
            "'" + ID + "'"),
        Arguments.of(new Refusal.IdempotencyKeyReused("k"), 422, "IdempotencyKeyReused", "'k'"),
        Arguments.of(
            new Refusal.Invalid("assignment.targetId", "is required"),
            400,
            "InvalidModel",
            "'client:assignment.targetId' is required."),
        Arguments.of(
            new Refusal.StageNotInProgress(
                new ApprovalStage.Id(ID), ApprovalStage.Status.COMPLETED),
            409,
            "ApprovalStageNotInProgress",
            ID.toString()),
        Arguments.of(
            new Refusal.InUse("the policy is in use"),
            409,
            "ResourceInUse",
            "The policy is in use."),
        inUse(Refusal.Use.ACCESS_PACKAGE, "CatalogHasAccessPackages", "holds the access package"),
        inUse(Refusal.Use.RESOURCE, "CatalogHasResources", "holds the resource"),
        inUse(Refusal.Use.ASSIGNMENT, "AccessPackageHasAssignments", "has the assignment"),
        inUse(Refusal.Use.REQUEST, "AccessPackageHasRequests", "has the request"),
        inUse(Refusal.Use.ROLE_SCOPE, "ResourceInAccessPackages", "has a role that"),
        Arguments.of(
            new Refusal.Duplicate("displayName", Optional.of(ID.toString()), "it exists already"),
            409,
            "DuplicateKey",
            "It exists already. Its id is '" + ID));
  }

  private static Arguments inUse(Refusal.Use use, String code, String message) {
    return Arguments.of(
        new Refusal.DependedOn("thing", "7", use, "8"), 409, code, "The thing '7' " + message);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void each_refusal_has_its_status_and_code(
      Refusal refusal, int status, String code, String message) {
    var error = Refusals.error(refusal, member -> "client:" + member);

    assertThat(error.code().status()).isEqualTo(status);
    assertThat(error.code().value()).isEqualTo(code);
    assertThat(error).hasMessageContaining(message);
  }

  @Test
  void every_refusal_is_in_the_table() {
    List<Object> tried =
        refusals()
            .<Object>map(one -> Objects.requireNonNull(one.get()[0]).getClass())
            .distinct()
            .toList();

    assertThat(tried).containsExactlyInAnyOrder((Object[]) Refusal.class.getPermittedSubclasses());
  }

  @Test
  void failed_checks_are_told_one_by_one() {
    var body =
        Refusals.error(new Refusal.GateRefused(CHECKS), member -> member)
            .body(Instant.EPOCH, "r", "c")
            .getJsonObject("error");

    assertThat(body.getJsonArray("details")).hasSize(2);
    assertThat(body.getJsonArray("details").getJsonObject(0).getString("code"))
        .isEqualTo("targetNotFound");
    assertThat(body.getJsonArray("details").getJsonObject(1).getString("message"))
        .isEqualTo("The schedule ended.");
  }

  @Test
  void what_is_done_gives_its_value() {
    assertThat(Refusals.valueOf(new Outcome.Done<>("x"), member -> member)).isEqualTo("x");
  }

  @Test
  void what_is_not_there_or_not_allowed_is_said() {
    assertThatThrownBy(
            () -> Refusals.valueOf(new Outcome.NotFound<>("request", "7"), member -> member))
        .hasMessage("There is no request with the id '7'.")
        .asInstanceOf(type(GraphError.class))
        .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND));
    assertThatThrownBy(
            () ->
                Refusals.valueOf(
                    new Outcome.Forbidden<>(Outcome.Lack.SCOPE, "no"), member -> member))
        .hasMessage("no")
        .asInstanceOf(type(GraphError.class))
        .satisfies(
            error -> assertThat(error.code()).isEqualTo(ErrorCode.AUTHORIZATION_REQUEST_DENIED));
  }
}
