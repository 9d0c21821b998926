package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;

import dev.regrant.application.Submission;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import java.util.Optional;
import java.util.UUID;

/** What can be done with requests. */
final class RequestsApi {
  private static final Name ID = both("id");
  private static final Name TYPE = both("requestType");
  private static final String USER_EXTEND = "userExtend";
  private static final Name ASSIGNMENT = names("assignment", "accessPackageAssignment");
  private static final Name ASSIGNMENT_ID = names("assignmentId", "accessPackageAssignmentId");
  private static final Name ANSWERS = both("answers");
  private static final Name VALIDATION_ONLY = betaOnly("isValidationOnly");
  private static final Name SCHEDULE = both("schedule");
  private static final Name RECURRENCE = both("recurrence");
  private static final Name EXPIRATION = both("expiration");
  private static final Name TARGET = both("target");

  private RequestsApi() {}

  static Answer create(Call call) {
    call.query().requireNone();
    var body = call.body();
    var submission = submission(body);
    var request =
        Refusals.valueOf(
            call.engine().requests().submit(call.reads().caller(), submission, Optional.empty()),
            body::clientsWord);
    var answer = Answer.created(call, RequestEntities.REQUEST, request);
    // Graph has no times yet when it answers; clients are used to that.
    answer.body().ifPresent(json -> json.put("createdDateTime", null));
    if (submission.isValidationOnly()) {
      // Nothing was made that an id could lead to.
      answer.body().ifPresent(json -> json.put("id", null));
      VALIDATION_ONLY
          .in(call.view().version())
          .ifPresent(name -> answer.body().ifPresent(json -> json.put(name, true)));
    }
    return answer;
  }

  static Answer delete(Call call) {
    call.query().requireNone();
    var id = new AssignmentRequest.Id(call.id());
    call.reads().value(call.engine().requests().delete(call.reads().caller(), id));
    return Answer.empty(204);
  }

  static Answer cancel(Call call) {
    call.query().requireNone();
    var id = new AssignmentRequest.Id(call.id());
    call.reads().value(call.engine().requests().cancel(call.reads().caller(), id));
    return Answer.empty(200);
  }

  static Answer reprocess(Call call) {
    var id = new AssignmentRequest.Id(call.id());
    if (call.query().requireFlag("preview")) {
      return Answer.own(
          ReprocessFormat.json(
              call.reads()
                  .value(call.engine().requests().previewReprocess(call.reads().caller(), id))));
    }
    var body = call.body();
    Refusals.valueOf(
        call.engine()
            .requests()
            .reprocess(call.reads().caller(), id, body.text(both("reason")), Optional.empty()),
        body::clientsWord);
    return Answer.empty(202);
  }

  static Answer reprocessAssignment(Call call) {
    call.query().requireNone();
    var id = new Assignment.Id(call.id());
    var body = call.body();
    Refusals.valueOf(
        call.engine()
            .requests()
            .reprocessAssignment(
                call.reads().caller(), id, body.text(both("reason")), Optional.empty()),
        body::clientsWord);
    return Answer.empty(202);
  }

  private static Submission submission(Body body) {
    var type = body.required(TYPE, type(body));
    var assignment = body.object(ASSIGNMENT);
    return new Submission(
        type,
        assignment.flatMap(RequestsApi::accessPackage).map(AccessPackage.Id::new),
        assignment.flatMap(RequestsApi::policy).map(AssignmentPolicy.Id::new),
        assignment.flatMap(RequestsApi::target),
        body.reference(ASSIGNMENT, ASSIGNMENT_ID).map(Assignment.Id::new),
        body.object(SCHEDULE).map(RequestsApi::schedule).orElse(Schedule.UNSPECIFIED),
        body.text(both("justification")),
        AnswerFormat.read(body, ANSWERS),
        body.bool(VALIDATION_ONLY).orElse(false));
  }

  /** Beta has an older name for an update. */
  private static Optional<RequestType> type(Body body) {
    return body.text(TYPE).filter(USER_EXTEND::equalsIgnoreCase).isPresent()
        ? Optional.of(RequestType.USER_UPDATE)
        : body.oneOf(TYPE, RequestType.class);
  }

  private static Optional<UUID> accessPackage(Body assignment) {
    return assignment
        .id(both("accessPackageId"))
        .or(() -> assignment.object(both("accessPackage")).flatMap(inner -> inner.id(ID)));
  }

  private static Optional<UUID> policy(Body assignment) {
    return assignment
        .id(both("assignmentPolicyId"))
        .or(
            () ->
                assignment
                    .object(names("assignmentPolicy", "accessPackageAssignmentPolicy"))
                    .flatMap(inner -> inner.id(ID)));
  }

  private static Optional<Submission.Target> target(Body assignment) {
    Optional<Submission.Target> byId =
        assignment
            .text(both("targetId"))
            .or(() -> assignment.object(TARGET).flatMap(inner -> inner.text(both("objectId"))))
            .map(Submission.Target.ByObjectId::new);
    return byId.or(
        () ->
            assignment
                .object(TARGET)
                .flatMap(
                    inner -> inner.text(both("email")).or(() -> inner.text(both("principalName"))))
                .map(Submission.Target.ByName::new));
  }

  private static Schedule schedule(Body schedule) {
    if (schedule.object(RECURRENCE).isPresent()) {
      throw schedule.unsupported(RECURRENCE, "Access is not given by a recurrence.");
    }
    return new Schedule(
        schedule.time(both("startDateTime")),
        schedule
            .object(EXPIRATION)
            .map(Body::expiration)
            .orElseGet(() -> new Expiration.NotSpecified()));
  }
}
