package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Property.Kind.BOOLEAN;
import static dev.regrant.http.Property.Kind.CHOICE;
import static dev.regrant.http.Property.Kind.ENUM;
import static dev.regrant.http.Property.Kind.INTEGER;
import static dev.regrant.http.Property.Kind.STATUS;
import static dev.regrant.http.Property.Kind.STRUCTURE;
import static dev.regrant.http.Property.Kind.STRUCTURES;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TIME;

import dev.regrant.application.EntityKind;
import dev.regrant.application.RequestField;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.HistoryEntry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests for access on the wire, and what Regrant tells about their delivery. */
final class RequestEntities {
  static final Reads.Stored<AssignmentRequest.Id, AssignmentRequest> REQUESTS =
      new Reads.Stored<>(engine -> engine.requests().lookup(), AssignmentRequest.Id::new);

  /** An item of a request's delivery. */
  record Delivery(AssignmentRequest.Id request, DeliveryItem item) {}

  static final EntityType<Attempt> ATTEMPT =
      EntityType.<Attempt>named("deliveryAttempt", "deliveryAttempts")
          .id(
              attempt -> Integer.toString(attempt.number()),
              EntityType.field("id", String.class, one -> Integer.toString(one.number())))
          .property(both("episode"), INTEGER, (one, view) -> one.episode())
          .property(both("operationKey"), TEXT, (one, view) -> one.operationKey())
          .property(both("startedDateTime"), TIME, (one, view) -> one.startedAt())
          .property(both("finishedDateTime"), TIME, (one, view) -> one.finishedAt())
          .property(both("outcome"), STRUCTURE, (one, view) -> outcome(one.outcome()))
          .build();

  static final EntityType<Delivery> DELIVERY =
      EntityType.<Delivery>named("delivery", "deliveries")
          .id(
              one -> one.item().id().value(),
              EntityType.field("id", UUID.class, one -> one.item().id().value()))
          .property(both("operation"), ENUM, (one, view) -> one.item().operation())
          .property(
              both("state"),
              ENUM,
              (one, view) -> one.item().state(),
              EntityType.field("state", DeliveryItem.State.class, one -> one.item().state()))
          .property(
              both("originSystem"),
              TEXT,
              (one, view) -> one.item().roleScope().resourceOrigin().system())
          .property(
              both("originId"), TEXT, (one, view) -> one.item().roleScope().resourceOrigin().id())
          .property(both("attemptsUsed"), INTEGER, (one, view) -> one.item().tries().attempts())
          .property(both("leasesLost"), INTEGER, (one, view) -> one.item().tries().lostLeases())
          .property(
              both("awaitsCompletion"), BOOLEAN, (one, view) -> one.item().isAwaitingCompletion())
          .property(
              both("nextAttemptDateTime"),
              TIME,
              (one, view) -> one.item().nextAttemptAt().orElse(null))
          .property(
              both("lastAttemptDateTime"),
              TIME,
              (one, view) -> one.item().lastAttempt().map(Attempt::finishedAt).orElse(null))
          .property(
              both("lastOutcome"),
              STRUCTURE,
              (one, view) ->
                  one.item().lastAttempt().map(last -> outcome(last.outcome())).orElse(null))
          .navigation(
              Navigation.within(
                  names("roleScope", "accessPackageResourceRoleScope"),
                  () -> CatalogEntities.ROLE_SCOPE,
                  false,
                  (reads, one) -> List.of(one.item().roleScope())))
          .navigation(
              Navigation.fetched(
                  both("attempts"), () -> RequestEntities.ATTEMPT, true, RequestEntities::attempts))
          .build();

  static final EntityType<HistoryEntry> HISTORY_ENTRY =
      EntityType.<HistoryEntry>named("historyEntry", "history")
          .id(HistoryEntry::id, EntityType.field("id", UUID.class, HistoryEntry::id))
          .property(both("activityDateTime"), TIME, (one, view) -> one.at())
          .property(
              both("activity"),
              ENUM,
              (one, view) -> one.activity(),
              EntityType.field("activity", HistoryEntry.Activity.class, HistoryEntry::activity))
          .property(both("actor"), STRUCTURE, (one, view) -> WireFormat.actor(one.actor()))
          .property(
              both("details"),
              STRUCTURE,
              (one, view) -> {
                var details = new JsonObject();
                one.details().forEach(details::put);
                return details;
              })
          .build();

  static final EntityType<AssignmentRequest> REQUEST =
      EntityType.<AssignmentRequest>named(
              "accessPackageAssignmentRequest", "accessPackageAssignmentRequests")
          .id(one -> one.id().value(), RequestField.ID)
          .property(
              both("requestType"), CHOICE, (one, view) -> one.terms().type(), RequestField.TYPE)
          .property(
              names("state", "requestState"),
              CHOICE,
              (one, view) -> one.state(),
              RequestField.STATE)
          .property(
              names("status", "requestStatus"),
              STATUS,
              (one, view) -> one.progress().status(),
              RequestField.STATUS)
          .property(
              both("createdDateTime"),
              TIME,
              (one, view) -> one.terms().createdDateTime(),
              RequestField.CREATED)
          .property(
              names("completedDateTime", "completedDate"),
              TIME,
              (one, view) -> one.progress().completedAt().orElse(null),
              RequestField.COMPLETED)
          .property(betaOnly("expirationDateTime"), TIME, (one, view) -> end(one))
          .property(betaOnly("isValidationOnly"), BOOLEAN, (one, view) -> false)
          .property(
              both("justification"), TEXT, (one, view) -> one.terms().justification().orElse(null))
          .property(
              both("schedule"),
              STRUCTURE,
              (one, view) -> WireFormat.schedule(one.terms().schedule()))
          .property(
              both("answers"),
              STRUCTURES,
              (one, view) -> AnswerFormat.json(one.terms().answers(), view.version()))
          .fetched(both("customExtensionCalloutInstances"), CalloutFormat::ofRequests)
          .fetched(betaOnly("customExtensionHandlerInstances"), CalloutFormat::handlersOfRequests)
          .property(betaOnly("verifiedCredentialsData"), STRUCTURES, (one, view) -> new JsonArray())
          .navigation(
              Navigation.byIds(
                  both("accessPackage"),
                  () -> PackageEntities.PACKAGE,
                  false,
                  PackageEntities.PACKAGES,
                  one -> List.of(one.terms().accessPackage())))
          .navigation(
              Navigation.fetched(
                  names("assignment", "accessPackageAssignment"),
                  () -> AssignmentEntities.ASSIGNMENT,
                  false,
                  RequestEntities::assignments))
          .navigation(
              Navigation.fetched(
                  both("requestor"),
                  () -> AssignmentEntities.SUBJECT,
                  false,
                  (reads, owners) ->
                      AssignmentEntities.subjects(
                          reads, owners.stream().map(one -> one.terms().target()).toList())))
          .navigation(
              Navigation.within(
                  both("deliveries"), () -> DELIVERY, true, (reads, one) -> deliveries(one)))
          .navigation(
              Navigation.fetched(
                  both("history"), () -> HISTORY_ENTRY, true, RequestEntities::histories))
          .annotation(
              "@regrant.reprocess",
              Structures.REPROCESS_STANDING,
              (reads, one) ->
                  ReprocessFormat.json(reads.engine().requests().reprocessStanding(one)))
          .path("accessPackage/id", RequestField.ACCESS_PACKAGE)
          .path("assignment/id", RequestField.ASSIGNMENT)
          .path("assignment/accessPackage/id", RequestField.ACCESS_PACKAGE)
          .path("assignment/assignmentPolicy/id", RequestField.POLICY)
          .path("assignment/target/objectId", RequestField.TARGET)
          .path("assignment/target/displayName", RequestField.TARGET_DISPLAY_NAME)
          .path("assignment/target/email", RequestField.TARGET_EMAIL)
          .path("assignment/target/principalName", RequestField.TARGET_PRINCIPAL_NAME)
          // On a direct assignment, Graph's requestor is the one who was assigned.
          .path("requestor/objectId", RequestField.TARGET)
          .path("requestor/displayName", RequestField.TARGET_DISPLAY_NAME)
          .path("requestor/email", RequestField.TARGET_EMAIL)
          .path("requestor/principalName", RequestField.TARGET_PRINCIPAL_NAME)
          .versioned(EntityKind.REQUEST)
          .build();

  private RequestEntities() {}

  private static @Nullable Instant end(AssignmentRequest request) {
    return request.terms().schedule().expiration() instanceof Expiration.AfterDateTime(var end)
        ? end
        : null;
  }

  /**
   * The assignments of requests. Clients look there for the target of requests that have not begun
   * to deliver, so these show the assignment that they are to bring about.
   */
  private static List<List<Assignment>> assignments(Reads reads, List<AssignmentRequest> requests) {
    var found =
        reads.related(
            AssignmentEntities.ASSIGNMENTS,
            requests.stream().map(one -> one.terms().assignment()).toList());
    return requests.stream()
        .map(
            one ->
                Optional.ofNullable(found.get(one.terms().assignment()))
                    .or(() -> toCome(one))
                    .stream()
                    .toList())
        .toList();
  }

  private static Optional<Assignment> toCome(AssignmentRequest request) {
    return request.progress().status().isFinished() || request.terms().type().isRemoval()
        ? Optional.empty()
        : Optional.of(Assignment.begunBy(request));
  }

  private static List<Delivery> deliveries(AssignmentRequest request) {
    return request.items().stream().map(item -> new Delivery(request.id(), item)).toList();
  }

  private static List<List<HistoryEntry>> histories(Reads reads, List<AssignmentRequest> requests) {
    var only = only(requests.stream().map(AssignmentRequest::id).toList(), "history");
    return List.of(reads.value(reads.engine().requests().history(reads.caller(), only)));
  }

  private static List<List<Attempt>> attempts(Reads reads, List<Delivery> deliveries) {
    var only = only(deliveries.stream().map(Delivery::request).toList(), "attempts");
    var attempts = reads.value(reads.engine().requests().attempts(reads.caller(), only));
    return deliveries.stream()
        .map(one -> attempts.getOrDefault(one.item().id(), List.of()))
        .toList();
  }

  /** The one request, for what is not looked up for many at once. */
  private static AssignmentRequest.Id only(List<AssignmentRequest.Id> requests, String what) {
    var distinct = requests.stream().distinct().toList();
    if (distinct.size() != 1) {
      throw GraphError.badRequest(
          ErrorCode.NOT_SUPPORTED,
          "$expand",
          "'%s' can be expanded for one request at a time.".formatted(what));
    }
    return distinct.getFirst();
  }

  private static JsonObject outcome(DeliveryOutcome outcome) {
    return switch (outcome) {
      case DeliveryOutcome.Done(var alreadyInPlace) ->
          new JsonObject().put("result", "done").put("alreadyInPlace", alreadyInPlace);
      case DeliveryOutcome.Refused(var errorClass, var message, var retryAfter) ->
          new JsonObject()
              .put("result", "refused")
              .put("errorCode", errorClass.code())
              .put("message", message)
              .put("retryAfter", retryAfter.map(WireFormat::duration).orElse(null));
      case DeliveryOutcome.Unknown(var cause, var message) ->
          new JsonObject()
              .put("result", "unknown")
              .put("errorCode", cause.errorClass().code())
              .put("cause", WireFormat.lowerCamel(cause))
              .put("message", message);
    };
  }
}
