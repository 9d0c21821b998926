package dev.regrant.http;

import dev.regrant.application.Approvals;
import dev.regrant.application.OwnAssignments;
import dev.regrant.application.OwnRequests;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import java.util.List;
import java.util.Map;

/** {@code filterByCurrentUser(on='…')}: what is the caller's own in some way. */
final class CurrentUser {
  private static final String NAME = "filterByCurrentUser";
  private static final String ON = "on";

  /** Graph has it, too; there are no agents here. */
  private static final String NOT_HERE = "targetAgentIdentitySponsorOrOwner";

  static final BoundFunction<AssignmentRequest> REQUESTS =
      new BoundFunction<>(
          NAME,
          List.of(ON),
          (reads, arguments) -> {
            var how = on(OwnRequests.class, arguments);
            return Listing.paged(
                reads, query -> reads.engine().requests().own(reads.caller(), how, query));
          });

  static final BoundFunction<Assignment> ASSIGNMENTS =
      new BoundFunction<>(
          NAME,
          List.of(ON),
          (reads, arguments) -> {
            var how = on(OwnAssignments.class, arguments);
            return Listing.paged(
                reads, query -> reads.engine().heldAccess().own(reads.caller(), how, query));
          });

  static final BoundFunction<AccessPackage> PACKAGES =
      new BoundFunction<>(
          NAME,
          List.of(ON),
          (reads, arguments) -> {
            String on = arguments.getOrDefault(ON, "");
            if (!on.equalsIgnoreCase("allowedRequestor")) {
              throw GraphError.badRequest(
                  ErrorCode.BAD_REQUEST,
                  ON,
                  "'on' is '%s'; it can be: allowedRequestor.".formatted(on));
            }
            return Listing.of(reads.value(reads.engine().requestable().packages(reads.caller())));
          });

  static final BoundFunction<Approvals.Seen> APPROVALS =
      new BoundFunction<>(
          NAME,
          List.of(ON),
          (reads, arguments) -> {
            String on = arguments.getOrDefault(ON, "");
            if (!on.equalsIgnoreCase("approver")) {
              throw GraphError.badRequest(
                  ErrorCode.NOT_SUPPORTED,
                  ON,
                  "'%s' is not supported; approvals can be filtered on 'approver'.".formatted(on));
            }
            return ApprovalsApi.awaiting(reads);
          });

  private CurrentUser() {}

  private static <E extends Enum<E>> E on(Class<E> type, Map<String, String> arguments) {
    String on = arguments.getOrDefault(ON, "");
    return WireFormat.constant(type, on)
        .orElseThrow(
            () ->
                NOT_HERE.equalsIgnoreCase(on)
                    ? GraphError.badRequest(
                        ErrorCode.NOT_SUPPORTED,
                        ON,
                        "'%s' is not supported here; there are: %s."
                            .formatted(on, WireFormat.names(type)))
                    : GraphError.badRequest(
                        ErrorCode.BAD_REQUEST,
                        ON,
                        "'on' is '%s'; it can be: %s.".formatted(on, WireFormat.names(type))));
  }
}
