package dev.regrant.http;

import static dev.regrant.http.Name.both;

import dev.regrant.application.Requestable.Requirements;
import dev.regrant.application.Submission;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What somebody who asks for a package must give, policy by policy. */
final class RequirementsApi {
  private static final Name SUBJECT = both("subject");
  private static final Name OBJECT_ID = both("objectId");
  private static final Name PRINCIPAL_NAME = both("principalName");
  private static final Name EMAIL = both("email");

  private RequirementsApi() {}

  static Answer applicable(Call call) {
    call.query().requireNone();
    var body = call.body();
    var subject = body.object(SUBJECT).map(RequirementsApi::named);
    var found =
        Refusals.valueOf(
            call.engine()
                .requestable()
                .requirements(call.reads().caller(), new AccessPackage.Id(call.id()), subject),
            body::clientsWord);
    var value = new JsonArray();
    found.forEach(one -> value.add(json(one, call.view().version())));
    return Answer.collection(
        call, "Collection(microsoft.graph.accessPackageAssignmentRequestRequirements)", value);
  }

  private static Submission.Target named(Body subject) {
    Optional<Submission.Target> byId = subject.text(OBJECT_ID).map(id -> objectId(subject, id));
    return byId.or(
            () ->
                subject
                    .text(PRINCIPAL_NAME)
                    .or(() -> subject.text(EMAIL))
                    .map(Submission.Target.ByName::new))
        .orElseThrow(
            () ->
                subject.invalid(
                    OBJECT_ID,
                    "'subject' must have an 'objectId', a 'principalName' or an 'email'."));
  }

  private static Submission.Target objectId(Body subject, String id) {
    if (id.length() > Subject.MAX_OBJECT_ID) {
      throw subject.invalid(
          OBJECT_ID,
          "'subject.objectId' must have at most %d characters.".formatted(Subject.MAX_OBJECT_ID));
    }
    return new Submission.Target.ByObjectId(id);
  }

  private static JsonObject json(Requirements requirements, ApiVersion version) {
    var policy = requirements.policy();
    var approval = policy.terms().approvalSettings();
    var json =
        new JsonObject()
            .put("policyId", policy.id().value().toString())
            .put("policyDisplayName", policy.displayName())
            .put("policyDescription", policy.terms().description())
            .put("isRequestorJustificationRequired", approval.isRequestorJustificationRequired())
            .put(
                "schedule",
                WireFormat.schedule(new Schedule(Optional.empty(), policy.expiration())))
            .put("questions", QuestionFormat.json(policy.terms().questions(), version));
    boolean isOwnSchedule = policy.requestorSettings().allowCustomAssignmentSchedule();
    return switch (version) {
      case V1 ->
          json.put("isApprovalRequiredForAdd", approval.isRequiredForAdd())
              .put("isApprovalRequiredForUpdate", approval.isRequiredForUpdate())
              .put("allowCustomAssignmentSchedule", isOwnSchedule);
      case BETA ->
          json.put("isApprovalRequired", approval.isRequiredForAdd())
              .put("isApprovalRequiredForExtension", approval.isRequiredForUpdate())
              .put("isCustomAssignmentScheduleAllowed", isOwnSchedule)
              .put("existingAnswers", AnswerFormat.json(requirements.existingAnswers(), version))
              .put("verifiableCredentialRequirementStatus", null);
    };
  }
}
