package dev.regrant.http;

import static java.util.stream.Collectors.joining;

import dev.regrant.application.Outcome;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.FailedCheck;
import dev.regrant.domain.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the application's answers are in HTTP: the one place that decides. */
final class Refusals {
  private Refusals() {}

  /**
   * What the outcome gives; anything but done is thrown.
   *
   * @param clientsWord turns the path of a member, in v1.0's words, into what the client wrote
   */
  static <T> T valueOf(Outcome<T> outcome, UnaryOperator<String> clientsWord) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.NotFound<T>(var type, var id) -> throw notFound(type, id);
      case Outcome.Forbidden<T>(var lack, var message) -> throw forbidden(lack, message);
      case Outcome.Refused<T>(var refusal) -> throw error(refusal, clientsWord);
    };
  }

  private static GraphError forbidden(Outcome.Lack lack, String message) {
    return switch (lack) {
      case SCOPE, USER -> new GraphError(ErrorCode.AUTHORIZATION_REQUEST_DENIED, message);
      case ROLE, OWN -> new GraphError(ErrorCode.UNAUTHORIZED, message);
    };
  }

  static GraphError notFound(String type, String id) {
    return new GraphError(
        ErrorCode.RESOURCE_NOT_FOUND, "There is no %s with the id '%s'.".formatted(type, id));
  }

  static GraphError error(Refusal refusal, UnaryOperator<String> clientsWord) {
    return switch (refusal) {
      case Refusal.NotReprocessable(var status) ->
          new GraphError(
              ErrorCode.REQUEST_NOT_REPROCESSABLE,
              ("The request is %s. Only requests in state deliveryFailed or partiallyDelivered can"
                      + " be reprocessed.")
                  .formatted(WireFormat.lowerCamel(status.state())));
      case Refusal.WindowClosed(var closedAt) ->
          new GraphError(
              ErrorCode.REPROCESS_WINDOW_CLOSED,
              "The request could be reprocessed until %s. Cancel it and make a new one."
                  .formatted(WireFormat.time(closedAt)));
      case Refusal.LimitReached(var limit) ->
          new GraphError(
              ErrorCode.REPROCESS_LIMIT_REACHED,
              "The request was reprocessed %d times, which is the most allowed.".formatted(limit));
      case Refusal.GateRefused(var failedChecks) ->
          failed(ErrorCode.REPROCESS_REFUSED, failedChecks);
      case Refusal.NotAllowed(var failedChecks) ->
          failed(ErrorCode.REQUEST_NOT_ALLOWED, failedChecks);
      case Refusal.InUse(var message) ->
          new GraphError(ErrorCode.RESOURCE_IN_USE, sentence(message));
      case Refusal.StageNotInProgress(var stage, var status) ->
          new GraphError(
              ErrorCode.STAGE_NOT_IN_PROGRESS,
              "The approval stage '%s' is %s; no decision about it is waited for."
                  .formatted(stage.value(), WireFormat.lowerCamel(status)));
      case Refusal.NotCancelable(var status) ->
          new GraphError(
              ErrorCode.REQUEST_NOT_CANCELABLE,
              "The request is %s and can no longer be cancelled."
                  .formatted(WireFormat.lowerCamel(status.state())));
      case Refusal.NotWaitingForCallback(var message) ->
          new GraphError(ErrorCode.REQUEST_NOT_WAITING_FOR_CALLBACK, sentence(message));
      case Refusal.NotRemovable(var assignment, var state) ->
          new GraphError(
              ErrorCode.ASSIGNMENT_NOT_REMOVABLE,
              "The assignment '%s' is %s and cannot be removed."
                  .formatted(assignment.value(), WireFormat.lowerCamel(state)));
      case Refusal.NotUpdatable(var assignment, var state) ->
          new GraphError(
              ErrorCode.ASSIGNMENT_NOT_UPDATABLE,
              ("The assignment '%s' is %s. Only assignments in state delivered or"
                      + " partiallyDelivered can be extended or changed%s.")
                  .formatted(
                      assignment.value(),
                      WireFormat.lowerCamel(state),
                      state == Assignment.State.EXPIRED ? "; ask for the package anew" : ""));
      case Refusal.NotDeletable(var message) ->
          new GraphError(ErrorCode.REQUEST_NOT_DELETABLE, sentence(message));
      case Refusal.RemovalUnderWay(var assignment, var request) ->
          new GraphError(
              ErrorCode.REMOVAL_UNDER_WAY,
              "The assignment '%s' is being removed by the request '%s'."
                  .formatted(assignment.value(), request.value()));
      case Refusal.NotAwaitingCompletion(var item) ->
          new GraphError(
              ErrorCode.NOT_AWAITING_COMPLETION,
              "The delivery '%s' does not wait to be completed.".formatted(item.value()));
      case Refusal.AssignmentNotReprocessable(var assignment, var state) ->
          new GraphError(
              ErrorCode.ASSIGNMENT_NOT_REPROCESSABLE,
              ("The assignment '%s' is %s. Only assignments in state delivered, partiallyDelivered"
                      + " or deliveryFailed whose requests were not withdrawn can be reprocessed.")
                  .formatted(assignment.value(), WireFormat.lowerCamel(state)));
      case Refusal.IdempotencyKeyReused(var key) ->
          new GraphError(
              ErrorCode.IDEMPOTENCY_KEY_REUSED,
              "The Idempotency-Key '%s' was used before, for something else.".formatted(key));
      case Refusal.Invalid(var member, var message) ->
          GraphError.badRequest(
              ErrorCode.INVALID_MODEL,
              clientsWord.apply(member),
              "'%s' %s.".formatted(clientsWord.apply(member), message));
      case Refusal.DependedOn on -> dependedOn(on);
      case Refusal.Duplicate(var member, var existingId, var message) ->
          new GraphError(
              ErrorCode.DUPLICATE_KEY,
              sentence(message) + existingId.map(id -> " Its id is '" + id + "'.").orElse(""),
              Optional.of(clientsWord.apply(member)),
              List.of(),
              Map.of());
    };
  }

  private static GraphError dependedOn(Refusal.DependedOn on) {
    var code =
        switch (on.use()) {
          case ACCESS_PACKAGE -> ErrorCode.CATALOG_HAS_ACCESS_PACKAGES;
          case RESOURCE -> ErrorCode.CATALOG_HAS_RESOURCES;
          case ASSIGNMENT -> ErrorCode.ACCESS_PACKAGE_HAS_ASSIGNMENTS;
          case REQUEST -> ErrorCode.ACCESS_PACKAGE_HAS_REQUESTS;
          case ROLE_SCOPE -> ErrorCode.RESOURCE_IN_ACCESS_PACKAGES;
          case CUSTOM_EXTENSION -> ErrorCode.CATALOG_HAS_CUSTOM_EXTENSIONS;
          case POLICY -> ErrorCode.CUSTOM_EXTENSION_IN_POLICIES;
        };
    var by =
        switch (on.use()) {
          case ACCESS_PACKAGE -> "holds the access package '%s'";
          case RESOURCE -> "holds the resource '%s'";
          case ASSIGNMENT -> "has the assignment '%s', which has not ended";
          case REQUEST -> "has the request '%s', which is under way";
          case ROLE_SCOPE -> "has a role that the access package '%s' gives";
          case CUSTOM_EXTENSION -> "holds the custom extension '%s'";
          case POLICY -> "is called at a stage of the assignment policy '%s'";
        };
    return new GraphError(
        code, "The %s '%s' %s.".formatted(on.type(), on.id(), by.formatted(on.by())));
  }

  private static GraphError failed(ErrorCode code, List<FailedCheck> checks) {
    return new GraphError(
        code,
        checks.stream().map(check -> sentence(check.message())).collect(joining(" ")),
        Optional.empty(),
        checks.stream()
            .map(check -> new GraphError.Detail(check.check().code(), sentence(check.message())))
            .toList(),
        Map.of());
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }
}
