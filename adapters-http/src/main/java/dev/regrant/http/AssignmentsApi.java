package dev.regrant.http;

import dev.regrant.domain.AccessPackage;
import java.util.Locale;

/** What can be asked about assignments by functions. */
final class AssignmentsApi {
  private AssignmentsApi() {}

  static Answer filterByCurrentUser(Call call) {
    var on = call.argument("on");
    var held = call.engine().heldAccess();
    var caller = call.reads().caller();
    var outcome =
        switch (on.toLowerCase(Locale.ROOT)) {
          case "target" -> held.ofCaller(caller);
          case "createdby" -> held.askedForByCaller(caller);
          default ->
              throw GraphError.badRequest(
                  ErrorCode.BAD_REQUEST,
                  "on",
                  "'on' is '%s'; it can be: target, createdBy.".formatted(on));
        };
    return Answer.page(
        call, AssignmentEntities.ASSIGNMENT, Listing.of(call.reads().value(outcome)));
  }

  static Answer additionalAccess(Call call) {
    var accessPackage = new AccessPackage.Id(Call.guid(call.argument("accessPackageId")));
    var other = new AccessPackage.Id(Call.guid(call.argument("incompatibleAccessPackageId")));
    var outcome = call.engine().heldAccess().withOther(call.reads().caller(), accessPackage, other);
    return Answer.page(
        call, AssignmentEntities.ASSIGNMENT, Listing.of(call.reads().value(outcome)));
  }
}
