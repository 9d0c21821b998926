package dev.regrant.http;

import static dev.regrant.http.Name.both;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AssignmentPolicy;
import java.util.Optional;
import java.util.UUID;

/** Makes, replaces and takes away assignment policies. */
final class PolicyApi {
  private static final Name PACKAGE = both("accessPackage");
  private static final Name PACKAGE_ID = both("accessPackageId");

  private PolicyApi() {}

  static Answer create(Call call) {
    call.query().requireNone();
    var body = call.body();
    var accessPackage =
        accessPackage(body)
            .orElseThrow(
                () ->
                    body.invalid(
                        call.view().version() == ApiVersion.V1 ? PACKAGE : PACKAGE_ID,
                        "The access package is missing: 'accessPackage' with its 'id', or"
                            + " 'accessPackageId'."));
    var policy =
        Refusals.valueOf(
            call.engine()
                .policies()
                .create(
                    call.reads().caller(),
                    new AccessPackage.Id(accessPackage),
                    PolicyBody.terms(body, call.view().version(), Optional.empty())),
            body::clientsWord);
    return Answer.created(call, PolicyEntities.POLICY, policy);
  }

  static Answer replace(Call call) {
    call.query().requireNone();
    var body = call.body();
    var version = call.view().version();
    // Read before the transaction, so that what is wrong is told even of a policy that is not.
    PolicyBody.terms(body, version, Optional.empty());
    var policy =
        Refusals.valueOf(
            call.engine()
                .policies()
                .replace(
                    call.reads().caller(),
                    new AssignmentPolicy.Id(call.id()),
                    accessPackage(body).map(AccessPackage.Id::new),
                    before -> PolicyBody.terms(body, version, Optional.of(before))),
            body::clientsWord);
    return Answer.entity(200, call, PolicyEntities.POLICY, policy, Selection.all());
  }

  static Answer delete(Call call) {
    call.query().requireNone();
    call.reads()
        .value(
            call.engine()
                .policies()
                .delete(call.reads().caller(), new AssignmentPolicy.Id(call.id())));
    return Answer.empty(204);
  }

  private static Optional<UUID> accessPackage(Body body) {
    return body.reference(PACKAGE, PACKAGE_ID);
  }
}
