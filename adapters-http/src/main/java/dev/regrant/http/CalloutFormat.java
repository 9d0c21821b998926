package dev.regrant.http;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Calls of custom extensions on the wire. */
final class CalloutFormat {
  private CalloutFormat() {}

  static List<JsonArray> ofRequests(Reads reads, List<AssignmentRequest> requests, View view) {
    return arrays(requests, byRequest(reads, requests), AssignmentRequest::id, CalloutFormat::json);
  }

  /** Beta's older form of the same. */
  static List<JsonArray> handlersOfRequests(
      Reads reads, List<AssignmentRequest> requests, View view) {
    return view.version() == ApiVersion.BETA
        ? arrays(
            requests, byRequest(reads, requests), AssignmentRequest::id, CalloutFormat::handler)
        : requests.stream().map(request -> new JsonArray()).toList();
  }

  private static Map<AssignmentRequest.Id, List<Callout>> byRequest(
      Reads reads, List<AssignmentRequest> requests) {
    return reads.engine().customExtensions().calloutsOf(reads.caller(), requests);
  }

  static List<JsonArray> ofAssignments(Reads reads, List<Assignment> assignments, View view) {
    var ids = assignments.stream().map(Assignment::id).distinct().toList();
    var found = reads.engine().customExtensions().calloutsOfAssignments(reads.caller(), ids);
    return arrays(assignments, found, Assignment::id, CalloutFormat::json);
  }

  private static <I, T> List<JsonArray> arrays(
      List<T> owners,
      Map<I, List<Callout>> found,
      Function<T, I> id,
      Function<Callout, JsonObject> json) {
    return owners.stream()
        .map(
            owner -> {
              var array = new JsonArray();
              found.getOrDefault(id.apply(owner), List.of()).stream().map(json).forEach(array::add);
              return array;
            })
        .toList();
  }

  private static JsonObject json(Callout callout) {
    var progress = callout.progress();
    return new JsonObject()
        .put("id", callout.id().value().toString())
        .put("customExtensionId", callout.terms().extension().value().toString())
        .put("detail", progress.detail().orElse(null))
        .put("externalCorrelationId", progress.externalCorrelationId().orElse(null))
        .put("status", WireFormat.lowerCamel(status(callout)));
  }

  /** Graph has no word for what is still to be called, though a request waits for it. */
  private static Callout.Status status(Callout callout) {
    return callout.progress().status() == Callout.Status.PENDING
        ? Callout.Status.WAITING_FOR_CALLBACK
        : callout.progress().status();
  }

  private static JsonObject handler(Callout callout) {
    return new JsonObject()
        .put("customExtensionId", callout.terms().extension().value().toString())
        .put("externalCorrelationId", callout.progress().externalCorrelationId().orElse(null))
        .put("stage", WireFormat.lowerCamel(callout.terms().stage()))
        .put(
            "status",
            callout.progress().status() == Callout.Status.CALLBACK_RECEIVED
                ? "requestReceived"
                : "requestSent");
  }
}
