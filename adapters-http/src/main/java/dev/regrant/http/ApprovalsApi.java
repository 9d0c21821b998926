package dev.regrant.http;

import static dev.regrant.http.Name.both;

import dev.regrant.application.Approvals;
import dev.regrant.domain.ApprovalStage;
import dev.regrant.domain.ApprovalStage.Result;
import dev.regrant.domain.AssignmentRequest;
import java.util.Locale;
import java.util.UUID;

/** What approvers do over HTTP. */
final class ApprovalsApi {
  private static final Name REVIEW_RESULT = both("reviewResult");
  private static final Name JUSTIFICATION = both("justification");

  private ApprovalsApi() {}

  static Listing<Approvals.Seen> awaiting(Reads reads) {
    return part -> {
      part.requireAsItIs();
      var page =
          reads.value(
              reads
                  .engine()
                  .approvals()
                  .awaitingCaller(
                      reads.caller(), part.limit(), part.after().map(Listing::storedToken)));
      return new Listing.Slice<>(
          Listing.matching(page.items(), part.filter()), page.next().map(UUID::toString));
    };
  }

  static Answer decide(Call call) {
    call.query().requireNone();
    var body = call.body();
    var result = result(body);
    Refusals.valueOf(
        call.engine()
            .approvals()
            .decide(
                call.reads().caller(),
                new AssignmentRequest.Id(call.id()),
                new ApprovalStage.Id(Call.guid(call.ids().get(1))),
                result,
                body.text(JUSTIFICATION)),
        body::clientsWord);
    return Answer.empty(204);
  }

  /** Graph writes {@code Approve}, and reads {@code Approved}. */
  private static Result result(Body body) {
    String text = body.required(REVIEW_RESULT, body.text(REVIEW_RESULT));
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "approve", "approved" -> Result.APPROVED;
      case "deny", "denied" -> Result.DENIED;
      default ->
          throw body.invalid(
              REVIEW_RESULT, "'reviewResult' is '%s'; it can be: Approve, Deny.".formatted(text));
    };
  }
}
