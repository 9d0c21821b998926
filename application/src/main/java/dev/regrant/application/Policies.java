package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.PolicyTerms.CustomExtensionStageSetting;
import dev.regrant.domain.PolicyTerms.Extras;
import dev.regrant.domain.Question;
import dev.regrant.domain.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Who may get packages, for how long, and who must approve. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class Policies {
  private final Writes writes;
  private final Lookup<AssignmentPolicy.Id, AssignmentPolicy> lookup;

  Policies(EngineParts parts) {
    this.writes = new Writes(parts);
    this.lookup =
        new Lookup<>(
            parts,
            new Lookup.Kind<>(
                "assignment policy",
                AssignmentPolicy.Id::value,
                Store.Tx::policies,
                PolicyField.CATALOG,
                Task.READ_CATALOGS));
  }

  /** Reads policies. */
  public Lookup<AssignmentPolicy.Id, AssignmentPolicy> lookup() {
    return lookup;
  }

  /** Makes a policy for a package. Questions and stage settings without an id are given one. */
  public Outcome<AssignmentPolicy> create(
      Caller caller, AccessPackage.Id accessPackage, PolicyTerms terms) {
    return create(
        caller,
        accessPackage,
        Optional.empty(),
        terms,
        () ->
            Writes.invalid(
                "accessPackage.id", "names no access package: " + accessPackage.value()));
  }

  /**
   * As {@link #create}, where the policy is made below its package.
   *
   * @param named what the caller takes for its package, too; it must be that one
   */
  public Outcome<AssignmentPolicy> createBelow(
      Caller caller,
      AccessPackage.Id accessPackage,
      Optional<AccessPackage.Id> named,
      PolicyTerms terms) {
    return create(
        caller,
        accessPackage,
        named,
        terms,
        () -> new Outcome.NotFound<>("access package", accessPackage.value().toString()));
  }

  private Outcome<AssignmentPolicy> create(
      Caller caller,
      AccessPackage.Id accessPackage,
      Optional<AccessPackage.Id> named,
      PolicyTerms terms,
      Supplier<Outcome<AssignmentPolicy>> unknown) {
    var reach = writes.reach(caller, Task.MANAGE_PACKAGES);
    return writes.run(
        caller,
        reach,
        (tx, now) -> {
          var found = tx.accessPackages().find(accessPackage);
          if (found.isEmpty()) {
            return unknown.get();
          }
          if (!reach.covers(found.get().catalog())) {
            return reach.forbidden();
          }
          if (isOther(named, accessPackage)) {
            return otherPackage(accessPackage);
          }
          var policy =
              new AssignmentPolicy(
                  new AssignmentPolicy.Id(writes.id(now)),
                  0,
                  accessPackage,
                  found.get().catalog(),
                  identified(terms, now),
                  now,
                  now);
          return saved(tx, policy);
        });
  }

  /**
   * Replaces what a policy says. Requests under way keep the approvals they were asked for under.
   *
   * @param accessPackage what the caller takes for its package; a policy stays with its own
   * @param terms what it is to say; it is given what it says so far
   */
  public Outcome<AssignmentPolicy> replace(
      Caller caller,
      AssignmentPolicy.Id id,
      Optional<AccessPackage.Id> accessPackage,
      UnaryOperator<PolicyTerms> terms) {
    return replace(caller, PolicyAddress.of(id), accessPackage, terms);
  }

  /** As {@link #replace(Caller, AssignmentPolicy.Id, Optional, UnaryOperator)}. */
  public Outcome<AssignmentPolicy> replace(
      Caller caller,
      PolicyAddress address,
      Optional<AccessPackage.Id> accessPackage,
      UnaryOperator<PolicyTerms> terms) {
    return changing(
        caller,
        address,
        (tx, policy, now) -> {
          if (isOther(accessPackage, policy.accessPackage())) {
            return otherPackage(policy.accessPackage());
          }
          return saved(tx, policy.saying(identified(terms.apply(policy.terms()), now), now));
        });
  }

  /** Takes a policy away. Refused while anybody has access by it, or is getting it. */
  public Outcome<AssignmentPolicy> delete(Caller caller, AssignmentPolicy.Id id) {
    return delete(caller, PolicyAddress.of(id));
  }

  /** As {@link #delete(Caller, AssignmentPolicy.Id)}. */
  public Outcome<AssignmentPolicy> delete(Caller caller, PolicyAddress address) {
    return changing(
        caller,
        address,
        (tx, policy, now) -> {
          var user = user(tx, policy.id());
          if (user.isPresent()) {
            return new Outcome.Refused<>(
                new Refusal.InUse("the policy is in use by " + user.get()));
          }
          tx.policies().delete(policy);
          return new Outcome.Done<>(policy);
        });
  }

  private static Optional<String> user(Store.Tx tx, AssignmentPolicy.Id id) {
    var live =
        tx.assignments()
            .first(
                List.of(
                    Filter.eq(AssignmentField.POLICY, id.value()),
                    new Filter.Compare<>(
                        AssignmentField.STATE, Filter.Operator.NE, Assignment.State.EXPIRED)));
    return live.map(assignment -> "assignment " + assignment.id().value())
        .or(
            () ->
                tx.requests()
                    .first(
                        List.of(Filter.eq(RequestField.POLICY, id.value()), Circumstances.isOpen()))
                    .map(AssignmentRequest::id)
                    .map(request -> "request " + request.value()));
  }

  private Outcome<AssignmentPolicy> saved(Store.Tx tx, AssignmentPolicy policy) {
    var namesake =
        tx.policies()
            .first(
                List.of(
                    Filter.eq(PolicyField.ACCESS_PACKAGE, policy.accessPackage().value()),
                    Filter.eq(PolicyField.DISPLAY_NAME, policy.displayName())))
            .filter(other -> !other.id().equals(policy.id()));
    if (namesake.isPresent()) {
      return Writes.duplicate(
          "displayName",
          namesake.get().id().value(),
          "the access package has a policy of this name");
    }
    var unknown = checkedExtensions(tx, policy);
    if (unknown.isPresent()) {
      return new Outcome.Refused<>(unknown.get());
    }
    tx.policies().save(policy);
    return new Outcome.Done<>(policy);
  }

  /** What is wrong with the extensions that a policy has called. */
  private static Optional<Refusal> checkedExtensions(Store.Tx tx, AssignmentPolicy policy) {
    var settings = policy.terms().extras().customExtensionStageSettings();
    var ids =
        settings.stream()
            .map(setting -> new CustomExtension.Id(setting.customExtension()))
            .distinct()
            .toList();
    var found = tx.customExtensions().findAll(ids);
    for (int i = 0; i < settings.size(); i++) {
      var setting = settings.get(i);
      var member = "customExtensionStageSettings[%d]".formatted(i);
      var extension = found.get(new CustomExtension.Id(setting.customExtension()));
      if (extension == null || !extension.catalog().equals(policy.catalog())) {
        return Optional.of(
            new Refusal.Invalid(
                member + ".customExtension.id",
                "names no custom extension of the policy's catalog: " + setting.customExtension()));
      }
      if (!extension.terms().type().serves(setting.stage())) {
        return Optional.of(
            new Refusal.Invalid(
                member + ".stage", "is not for custom extensions of the type that is named"));
      }
    }
    // So that nobody takes one of them away meanwhile.
    tx.customExtensions().saveAll(found.values());
    return Optional.empty();
  }

  private PolicyTerms identified(PolicyTerms terms, Instant now) {
    var questions =
        terms.questions().stream()
            .map(
                question ->
                    question.id().equals(Question.Id.NONE)
                        ? question.withId(new Question.Id(writes.id(now)))
                        : question)
            .toList();
    var settings =
        terms.extras().customExtensionStageSettings().stream()
            .map(
                setting ->
                    setting.id().equals(CustomExtensionStageSetting.NO_ID)
                        ? new CustomExtensionStageSetting(
                            writes.id(now), setting.stage(), setting.customExtension())
                        : setting)
            .toList();
    var extras = terms.extras();
    return terms
        .asking(questions)
        .with(
            new Extras(
                extras.automaticRequestSettings(),
                extras.reviewSettings(),
                extras.isAssignmentNotificationDisabled(),
                settings));
  }

  private interface Change {
    Outcome<AssignmentPolicy> apply(Store.Tx tx, AssignmentPolicy policy, Instant now);
  }

  private static boolean isOther(Optional<AccessPackage.Id> named, AccessPackage.Id own) {
    return named.filter(other -> !other.equals(own)).isPresent();
  }

  private static Outcome<AssignmentPolicy> otherPackage(AccessPackage.Id own) {
    return Writes.invalid(
        "accessPackage.id",
        "must be the policy's own access package, %s, or be left out".formatted(own.value()));
  }

  private Outcome<AssignmentPolicy> changing(Caller caller, PolicyAddress address, Change change) {
    var reach = writes.reach(caller, Task.MANAGE_PACKAGES);
    return writes.run(
        caller,
        reach,
        (tx, now) -> {
          var found =
              tx.policies()
                  .find(address.policy())
                  .filter(policy -> !isOther(address.below(), policy.accessPackage()));
          if (found.isEmpty()) {
            return new Outcome.NotFound<>("assignment policy", address.policy().value().toString());
          }
          return reach.covers(found.get().catalog())
              ? change.apply(tx, found.get(), now)
              : reach.forbidden();
        });
  }
}
