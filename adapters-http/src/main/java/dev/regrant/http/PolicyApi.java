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

  /** Makes a policy of the package in whose path this is. */
  static Answer createInPackage(Call call) {
    call.query().requireNone();
    var body = call.body();
    var owner = call.reads().find(PackageEntities.PACKAGES, call.id());
    accessPackage(body)
        .filter(other -> !other.equals(owner.id().value()))
        .ifPresent(
            other -> {
              throw body.invalid(
                  body.isObject(PACKAGE) ? PACKAGE : PACKAGE_ID,
                  "The access package is not the one in the address, '%s'; leave it out."
                      .formatted(owner.id().value()));
            });
    return created(call, body, owner.id());
  }

  static Answer replaceInPackage(Call call) {
    return replace(call, ofPackage(call));
  }

  static Answer deleteInPackage(Call call) {
    return delete(call, ofPackage(call));
  }

  /** The policy that the second id of the path names, if it is one of the package's. */
  private static UUID ofPackage(Call call) {
    var policy = Call.guid(call.ids().get(1));
    var found = call.reads().find(PolicyEntities.POLICIES, policy);
    if (!found.accessPackage().value().equals(call.id())) {
      throw Refusals.notFound("assignment policy", policy.toString());
    }
    return policy;
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
    return created(call, body, new AccessPackage.Id(accessPackage));
  }

  private static Answer created(Call call, Body body, AccessPackage.Id accessPackage) {
    var policy =
        Refusals.valueOf(
            call.engine()
                .policies()
                .create(
                    call.reads().caller(),
                    accessPackage,
                    PolicyBody.terms(body, call.view().version(), Optional.empty())),
            body::clientsWord);
    return Answer.created(call, PolicyEntities.POLICY, policy);
  }

  static Answer replace(Call call) {
    return replace(call, call.id());
  }

  private static Answer replace(Call call, UUID id) {
    call.query().requireNone();
    var body = call.body();
    var before = call.reads().find(PolicyEntities.POLICIES, id);
    var policy =
        Refusals.valueOf(
            call.engine()
                .policies()
                .replace(
                    call.reads().caller(),
                    before.id(),
                    accessPackage(body).map(AccessPackage.Id::new),
                    PolicyBody.terms(body, call.view().version(), Optional.of(before.terms()))),
            body::clientsWord);
    return Answer.entity(200, call, PolicyEntities.POLICY, policy, Selection.all());
  }

  static Answer delete(Call call) {
    return delete(call, call.id());
  }

  private static Answer delete(Call call, UUID id) {
    call.query().requireNone();
    call.reads()
        .value(call.engine().policies().delete(call.reads().caller(), new AssignmentPolicy.Id(id)));
    return Answer.empty(204);
  }

  private static Optional<UUID> accessPackage(Body body) {
    return body.reference(PACKAGE, PACKAGE_ID);
  }
}
