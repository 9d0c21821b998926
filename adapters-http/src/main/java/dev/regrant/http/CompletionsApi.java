package dev.regrant.http;

import static dev.regrant.http.Name.both;
import static dev.regrant.http.Property.Kind.ENUM;
import static dev.regrant.http.Property.Kind.STRUCTURE;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TIME;
import static java.util.stream.Collectors.joining;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Filter;
import dev.regrant.application.RequestField;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Stream;

/** What somebody else completes: what waits for that, and what they say became of it. */
final class CompletionsApi {
  private static final Name MESSAGE = both("message");
  private static final Name ERROR_CLASS = both("errorClass");

  /** An item that waits, and its request. */
  record Waiting(AssignmentRequest request, DeliveryItem item) {}

  static final EntityType<Waiting> MANUAL_ACTION =
      EntityType.<Waiting>named("manualAction", "manualActions")
          .property(both("requestId"), TEXT, (one, view) -> one.request().id().value())
          .property(both("deliveryId"), TEXT, (one, view) -> one.item().id().value())
          .property(both("operation"), ENUM, (one, view) -> one.item().operation())
          .property(
              both("target"), STRUCTURE, (one, view) -> target(one.request().terms().target()))
          .property(
              both("originSystem"),
              TEXT,
              (one, view) -> one.item().roleScope().resourceOrigin().system())
          .property(both("resource"), STRUCTURE, (one, view) -> resource(one.item()))
          .property(both("role"), STRUCTURE, (one, view) -> role(one.item()))
          .property(
              both("since"),
              TIME,
              (one, view) -> one.item().lastAttempt().map(Attempt::finishedAt).orElse(null))
          .build();

  private CompletionsApi() {}

  /**
   * Looks through a page of requests under way: what waits among them may be little, or nothing.
   */
  static Answer manualActions(Call call) {
    call.query().requirePaging();
    var requests =
        Listing.stored(
                call.reads(),
                call.engine().requests().lookup(),
                Filter.<AssignmentRequest>eq(RequestField.STATUS, RequestStatus.DELIVERING))
            .page(Part.of(Filter.everything(), call.query().top(), call.query().skipToken()));
    var waiting = requests.items().stream().flatMap(CompletionsApi::waiting).toList();
    var json = new JsonObject();
    json.put(
        "value",
        new Rendering(call.view(), call.reads()).render(MANUAL_ACTION, waiting, Selection.all()));
    requests
        .next()
        .ifPresent(next -> json.put("nextLink", call.url() + "?" + call.query().next(next)));
    return Answer.own(json);
  }

  private static Stream<Waiting> waiting(AssignmentRequest request) {
    return request.items().stream()
        .filter(DeliveryItem::isAwaitingCompletion)
        .map(item -> new Waiting(request, item));
  }

  static Answer confirm(Call call) {
    var body = call.body();
    if (body.text(MESSAGE).isPresent()) {
      throw body.unsupported(MESSAGE, "'message' is not supported: a confirmation keeps none.");
    }
    return completed(call, body, new DeliveryOutcome.Done(false));
  }

  static Answer refuse(Call call) {
    var body = call.body();
    String message = body.required(MESSAGE, body.text(MESSAGE));
    if (message.isBlank()) {
      throw body.invalid(MESSAGE, "'message' must say why.");
    }
    if (message.length() > DeliveryOutcome.MAX_MESSAGE) {
      throw body.invalid(
          MESSAGE,
          "'message' has %d characters, at most %d are allowed."
              .formatted(message.length(), DeliveryOutcome.MAX_MESSAGE));
    }
    var errorClass =
        body.text(ERROR_CLASS).map(code -> errorClass(body, code)).orElse(ErrorClass.FORBIDDEN);
    return completed(call, body, DeliveryOutcome.Refused.because(errorClass, message));
  }

  private static Answer completed(Call call, Body body, DeliveryOutcome outcome) {
    call.query().requireNone();
    Refusals.valueOf(
        call.engine()
            .requests()
            .complete(
                call.reads().caller(),
                new AssignmentRequest.Id(call.id()),
                new DeliveryItem.Id(Call.guid(call.ids().get(1))),
                outcome),
        body::clientsWord);
    return Answer.empty(204);
  }

  private static ErrorClass errorClass(Body body, String code) {
    return errorClasses()
        .filter(one -> one.code().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                body.invalid(
                    ERROR_CLASS,
                    "'errorClass' is '%s'; it can be: %s."
                        .formatted(
                            code, errorClasses().map(ErrorClass::code).collect(joining(", ")))));
  }

  private static Stream<ErrorClass> errorClasses() {
    return Stream.of(ErrorClass.values()).filter(one -> one != ErrorClass.MANUAL_ACTION_PENDING);
  }

  /**
   * What a system tells by itself. It has no token: its connector knows how to tell that it is the
   * system.
   *
   * @param headers by name in lower case
   */
  static Answer callback(
      AccessRequestEngine engine, String originSystem, Map<String, String> headers, byte[] body) {
    var outcome = engine.requests().complete(originSystem, headers, body);
    // Strangers do not learn which systems there are.
    Refusals.valueOf(
        outcome.orElseThrow(
            () ->
                new GraphError(
                    ErrorCode.CALLBACK_NOT_VERIFIED,
                    "The message is not surely of a system that is delivered to.")),
        member -> member);
    return Answer.empty(204);
  }

  private static JsonObject target(Subject target) {
    return new JsonObject()
        .put("objectId", target.objectId())
        .put("displayName", target.displayName().orElse(null))
        .put("principalName", target.principalName().orElse(null));
  }

  private static JsonObject resource(DeliveryItem item) {
    return new JsonObject()
        .put("originId", item.roleScope().resourceOrigin().id())
        .put("displayName", item.roleScope().scope().displayName());
  }

  private static JsonObject role(DeliveryItem item) {
    return new JsonObject()
        .put("originId", item.roleScope().role().origin().id())
        .put("displayName", item.roleScope().role().displayName());
  }
}
