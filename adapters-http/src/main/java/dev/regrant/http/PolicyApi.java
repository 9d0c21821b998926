package dev.regrant.http;

import static dev.regrant.http.Name.both;

import dev.regrant.application.Outcome;
import dev.regrant.application.PolicyAddress;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.PolicyTerms;
import java.util.Optional;

/** Makes, replaces and takes away assignment policies. */
final class PolicyApi {
  private static final Name PACKAGE = both("accessPackage");
  private static final Name PACKAGE_ID = both("accessPackageId");

  private PolicyApi() {}

  /** Makes a policy of the package in whose path this is. */
  static Answer createInPackage(Call call) {
    call.query().requireNone();
    var body = call.body();
    return created(
        call,
        body,
        call.engine()
            .policies()
            .createBelow(
                call.reads().caller(),
                new AccessPackage.Id(call.id()),
                accessPackage(body),
                terms(call, body)));
  }

  static Answer replaceInPackage(Call call) {
    return replace(call, inPackage(call));
  }

  static Answer deleteInPackage(Call call) {
    return delete(call, inPackage(call));
  }

  private static PolicyAddress inPackage(Call call) {
    return new PolicyAddress(
        new AssignmentPolicy.Id(Call.guid(call.ids().get(1))),
        Optional.of(new AccessPackage.Id(call.id())));
  }

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
    return created(
        call,
        body,
        call.engine().policies().create(call.reads().caller(), accessPackage, terms(call, body)));
  }

  private static PolicyTerms terms(Call call, Body body) {
    return PolicyBody.terms(body, call.view().version(), Optional.empty());
  }

  private static Answer created(Call call, Body body, Outcome<AssignmentPolicy> made) {
    return Answer.created(call, PolicyEntities.POLICY, Refusals.valueOf(made, body::clientsWord));
  }

  static Answer replace(Call call) {
    return replace(call, address(call));
  }

  private static PolicyAddress address(Call call) {
    return PolicyAddress.of(new AssignmentPolicy.Id(call.id()));
  }

  private static Answer replace(Call call, PolicyAddress address) {
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
                    address,
                    accessPackage(body),
                    before -> PolicyBody.terms(body, version, Optional.of(before))),
            body::clientsWord);
    return Answer.entity(200, call, PolicyEntities.POLICY, policy, Selection.all());
  }

  static Answer delete(Call call) {
    return delete(call, address(call));
  }

  private static Answer delete(Call call, PolicyAddress address) {
    call.query().requireNone();
    call.reads().value(call.engine().policies().delete(call.reads().caller(), address));
    return Answer.empty(204);
  }

  private static Optional<AccessPackage.Id> accessPackage(Body body) {
    return body.reference(PACKAGE, PACKAGE_ID).map(AccessPackage.Id::new);
  }
}
