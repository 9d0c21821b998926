package dev.regrant.application;

import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Answer;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes in requests for access that somebody does not have yet.
 *
 * @param subject who is to get the package
 * @param standing what the directory says of them
 * @param behalf what decides whether the caller may ask for them
 */
record Additions(Asked asked, Subject subject, TargetStanding standing, Behalf behalf) {

  static Function<Store.Tx, Outcome<AssignmentRequest>> prepared(Asked asked) {
    var submission = asked.submission();
    var accessPackage = required(submission.accessPackage(), Asked.PACKAGE);
    if (submission.type() == RequestType.ADMIN_ADD) {
      required(submission.policy(), Asked.POLICY);
    }
    var caller = new Submission.Target.ByObjectId(asked.callerId());
    var named =
        submission.type() == RequestType.USER_ADD
            ? caller
            : required(submission.target(), Asked.TARGET);
    var subject =
        asked
            .people()
            .find(named)
            .orElseThrow(
                () ->
                    new InvalidMemberException(
                        Asked.TARGET, "names nobody in the directory: " + People.name(named)));
    if (!submission.target().map(name -> People.names(name, subject)).orElse(true)) {
      throw new InvalidMemberException(
          Asked.TARGET, "must be the caller in a userAdd request, or be left out");
    }
    if (submission.type() == RequestType.ON_BEHALF_ADD && People.names(caller, subject)) {
      throw new InvalidMemberException(
          Asked.TARGET, "must be somebody else than the caller; ask for yourself by userAdd");
    }
    return prepared(asked, accessPackage, subject)::added;
  }

  private static Additions prepared(Asked asked, AccessPackage.Id accessPackage, Subject subject) {
    var tenant = asked.caller().tenant();
    // Those of all policies that may come to be chosen.
    var candidates =
        asked
            .parts()
            .transactions()
            .run(tenant, tx -> candidates(tx, asked.submission(), accessPackage));
    var groups = new HashSet<String>();
    candidates.forEach(policy -> groups.addAll(policy.groupsOfTargets()));
    groups.addAll(groupsExcluded(asked, accessPackage));
    var standing = asked.parts().standing(tenant, subject, true, groups);
    if (asked.submission().type() != RequestType.ON_BEHALF_ADD) {
      return new Additions(asked, subject, standing, Behalf.SELF);
    }
    var settings =
        candidates.stream().map(policy -> policy.requestorSettings().onBehalf()).toList();
    return new Additions(
        asked, subject, standing, Behalf.of(asked.people(), asked.callerId(), subject, settings));
  }

  private static Set<String> groupsExcluded(Asked asked, AccessPackage.Id accessPackage) {
    return asked
        .parts()
        .transactions()
        .run(
            asked.caller().tenant(),
            tx -> TargetStanding.groups(Optional.empty(), tx.accessPackages().find(accessPackage)));
  }

  private static <T> T required(Optional<T> value, String member) {
    return value.orElseThrow(() -> new InvalidMemberException(member, "is required"));
  }

  private Outcome<AssignmentRequest> added(Store.Tx tx) {
    var submission = asked.submission();
    var packageId = submission.accessPackage().orElseThrow();
    var accessPackage =
        tx.accessPackages()
            .find(packageId)
            .orElseThrow(
                () ->
                    new InvalidMemberException(
                        Asked.PACKAGE, "names no access package: " + packageId.value()));
    if (!asked.reach().covers(accessPackage.catalog())) {
      return asked.reach().forbidden();
    }
    var policies = policies(tx, submission, packageId);
    if (policies.size() != 1) {
      throw new InvalidMemberException(Asked.POLICY, policyProblem(submission, policies));
    }
    var policy = policies.getFirst();
    var refusal = refusal(tx, policy);
    if (refusal.isPresent()) {
      return new Outcome.Refused<>(refusal.get());
    }
    var questions = policy.terms().questions();
    var answers = Answer.complete(questions, List.of(), Answer.to(questions, submission.answers()));
    var of =
        new Asked.Of(
            subject,
            policy.id(),
            packageId,
            policy.catalog(),
            new Assignment.Id(asked.parts().ids().next(asked.now())));
    var request = asked.request(of, submission.schedule().orElse(policy.expiration()), answers);
    return asked.taken(tx, request, standing);
  }

  private Optional<Refusal> refusal(Store.Tx tx, AssignmentPolicy policy) {
    var type = asked.submission().type();
    if (type == RequestType.ADMIN_ADD) {
      return Optional.empty();
    }
    var settings = policy.requestorSettings();
    if (type == RequestType.USER_ADD && !settings.enableTargetsToSelfAddAccess()) {
      return Asked.policyRefusal(policy, "does not let people request the package themselves");
    }
    if (type == RequestType.ON_BEHALF_ADD
        && !behalf.isLetBy(settings.onBehalf(), asked.callerId())) {
      return Asked.policyRefusal(
          policy,
          "does not let %s request the package for user %s"
              .formatted(asked.callerId(), subject.objectId()));
    }
    var refusal = asked.requestorRefusal(tx, policy, Schedule.UNSPECIFIED);
    if (refusal.isEmpty() && !asked.submission().schedule().equals(Schedule.UNSPECIFIED)) {
      Asked.checkEnd(
          policy, asked.submission().schedule().orElse(policy.expiration()), asked.now());
    }
    return refusal;
  }

  private static List<AssignmentPolicy> candidates(
      Store.Tx tx, Submission submission, AccessPackage.Id accessPackage) {
    if (submission.policy().isPresent()) {
      return tx.policies()
          .find(submission.policy().get())
          .filter(policy -> policy.accessPackage().equals(accessPackage))
          .map(List::of)
          .orElse(List.of());
    }
    return tx.policies().all(Filter.eq(PolicyField.ACCESS_PACKAGE, accessPackage.value())).stream()
        .filter(
            policy ->
                submission.type() == RequestType.ON_BEHALF_ADD
                    ? policy.requestorSettings().onBehalf().mayAdd()
                    : policy.requestorSettings().enableTargetsToSelfAddAccess())
        .toList();
  }

  private List<AssignmentPolicy> policies(
      Store.Tx tx, Submission submission, AccessPackage.Id accessPackage) {
    var candidates = candidates(tx, submission, accessPackage);
    if (submission.policy().isPresent()) {
      return candidates;
    }
    // Graph: the policies with the narrowest circle that holds the person; if they are several,
    // the person chooses.
    var open =
        candidates.stream()
            .filter(policy -> policy.admits(subject, standing.standing().groups()))
            .collect(groupingBy(AssignmentPolicy::allowedTargetScope));
    return open.keySet().stream().min(naturalOrder()).map(open::get).orElse(List.of());
  }

  private static String policyProblem(Submission submission, List<AssignmentPolicy> fitting) {
    if (submission.policy().isPresent()) {
      return "names no policy of the access package: " + submission.policy().get().value();
    }
    return fitting.isEmpty()
        ? "is not given, and no policy of the access package lets the caller request it"
        : "is required, since several policies apply: "
            + fitting.stream().map(policy -> policy.id().value().toString()).collect(joining(", "));
  }
}
