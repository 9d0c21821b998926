package dev.regrant.connectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regrant.application.ExtensionCaller;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Answer;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What custom extensions are told. The names are frozen: members may be added, and none is ever
 * renamed, taken away or given another meaning. All are always there; what does not apply is null.
 * Constants are in Pascal case, times in ISO 8601, UTC.
 */
final class ExtensionPayload {
  private ExtensionPayload() {}

  static ObjectNode of(ExtensionCaller.Call call) {
    var terms = call.callout().terms();
    var callbackBy = terms.callbackBy();
    var body =
        Json.object()
            .put("TenantId", call.tenant().toString())
            .put("CustomExtensionId", call.extension().id().value().toString())
            .put("CustomExtensionStageInstanceId", call.callout().id().value().toString())
            .put("Stage", Json.pascal(terms.stage()))
            .put(
                "CallbackUriPath",
                callbackBy
                    .flatMap(until -> terms.request())
                    .map(ExtensionPayload::resume)
                    .orElse(null))
            .put("CallbackUntilDateTime", time(callbackBy))
            .put(
                "AccessPackageAssignmentRequestId",
                terms.request().map(id -> id.value().toString()).orElse(null));
    request(body, call.request());
    body.set(
        "Target",
        call.request()
            .map(request -> request.terms().target())
            .or(() -> call.assignment().map(Assignment::target))
            .map(subject -> subject(subject, call))
            .orElse(null));
    body.set("AccessPackage", call.accessPackage().map(ExtensionPayload::of).orElse(null));
    body.set("AccessPackageCatalog", call.catalog().map(ExtensionPayload::of).orElse(null));
    body.set("AssignmentPolicy", call.policy().map(ExtensionPayload::of).orElse(null));
    body.set("Assignment", call.assignment().map(ExtensionPayload::of).orElse(null));
    return body;
  }

  private static String resume(AssignmentRequest.Id request) {
    return "/identityGovernance/entitlementManagement/assignmentRequests/%s/resume"
        .formatted(request.value());
  }

  private static void request(ObjectNode body, Optional<AssignmentRequest> request) {
    var terms = request.map(AssignmentRequest::terms);
    body.put("RequestType", terms.map(of -> Json.pascal(of.type())).orElse(null))
        .put("RequestState", request.map(of -> Json.pascal(of.state())).orElse(null))
        .put("RequestStatus", request.map(of -> Json.pascal(of.progress().status())).orElse(null))
        .put("CreatedDateTime", time(terms.map(AssignmentRequest.Terms::createdDateTime)))
        .put("Justification", terms.flatMap(AssignmentRequest.Terms::justification).orElse(null));
    body.set("Schedule", terms.map(of -> schedule(of.schedule())).orElse(null));
    var answers = body.putArray("Answers");
    terms.stream()
        .flatMap(of -> of.answers().stream())
        .forEach(answer -> answers.add(answer(answer)));
    body.set(
        "Requestor",
        terms
            .map(
                of ->
                    Json.object()
                        .put("Kind", Json.pascal(of.requestedBy().kind()))
                        .put("ObjectId", of.requestedBy().id()))
            .orElse(null));
  }

  private static ObjectNode answer(Answer answer) {
    return Json.object()
        .put("QuestionId", answer.question().id().value().toString())
        .put("Value", answer.value())
        .put("DisplayValue", answer.displayValue().orElse(null));
  }

  private static ObjectNode schedule(Schedule schedule) {
    var json = Json.object().put("StartDateTime", time(schedule.startDateTime()));
    var expiration = json.putObject("Expiration");
    switch (schedule.expiration()) {
      case Expiration.NotSpecified none -> expiration(expiration, "NotSpecified", null, null);
      case Expiration.NoExpiration never -> expiration(expiration, "NoExpiration", null, null);
      case Expiration.AfterDateTime(var end) -> expiration(expiration, "AfterDateTime", end, null);
      case Expiration.AfterDuration(var duration) ->
          expiration(expiration, "AfterDuration", null, duration);
    }
    return json;
  }

  private static void expiration(
      ObjectNode json, String type, @Nullable Instant end, @Nullable Duration duration) {
    json.put("Type", type)
        .put("EndDateTime", time(Optional.ofNullable(end)))
        .put("Duration", Optional.ofNullable(duration).map(Duration::toString).orElse(null));
  }

  private static ObjectNode subject(Subject subject, ExtensionCaller.Call call) {
    return Json.object()
        .put("Id", subject.id(call.tenant()).toString())
        .put("ObjectId", subject.objectId())
        .put("DisplayName", subject.displayName().orElse(null))
        .put("PrincipalName", subject.principalName().orElse(null))
        .put("Email", subject.email().orElse(null));
  }

  private static ObjectNode of(AccessPackage accessPackage) {
    return Json.object()
        .put("Id", accessPackage.id().value().toString())
        .put("DisplayName", accessPackage.displayName());
  }

  private static ObjectNode of(Catalog catalog) {
    return Json.object()
        .put("Id", catalog.id().value().toString())
        .put("DisplayName", catalog.displayName());
  }

  private static ObjectNode of(AssignmentPolicy policy) {
    return Json.object()
        .put("Id", policy.id().value().toString())
        .put("DisplayName", policy.displayName());
  }

  private static ObjectNode of(Assignment assignment) {
    return Json.object()
        .put("Id", assignment.id().value().toString())
        .put("State", Json.pascal(assignment.state()))
        .put("StartDateTime", time(assignment.schedule().startDateTime()))
        .put("EndDateTime", time(assignment.expiredDateTime().or(assignment::dueAt)));
  }

  private static @Nullable String time(Optional<Instant> time) {
    return time.map(Instant::toString).orElse(null);
  }
}
