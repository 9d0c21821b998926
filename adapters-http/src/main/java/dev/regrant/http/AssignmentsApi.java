package dev.regrant.http;

import dev.regrant.domain.AccessPackage;
import java.util.Locale;
import java.util.Map;

/** What can be asked about assignments by functions. */
final class AssignmentsApi {
  private AssignmentsApi() {}

  static Answer filterByCurrentUser(Call call) {
    var on = argument(call, "on");
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
    var accessPackage = new AccessPackage.Id(Call.guid(argument(call, "accessPackageId")));
    var other = new AccessPackage.Id(Call.guid(argument(call, "incompatibleAccessPackageId")));
    var outcome = call.engine().heldAccess().withOther(call.reads().caller(), accessPackage, other);
    return Answer.page(
        call, AssignmentEntities.ASSIGNMENT, Listing.of(call.reads().value(outcome)));
  }

  private static String argument(Call call, String name) {
    for (Map.Entry<String, String> one : call.arguments().entrySet()) {
      if (one.getKey().equalsIgnoreCase(name)) {
        return one.getValue();
      }
    }
    throw GraphError.badRequest(
        ErrorCode.BAD_REQUEST, name, "The function's parameter '%s' is missing.".formatted(name));
  }
}
