package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.PolicyTerms.CustomExtensionStageSetting;
import dev.regrant.domain.PolicyTerms.Extras;
import dev.regrant.domain.Question;
import dev.regrant.domain.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Who may get packages, for how long, and who must approve. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class Policies {
  private final EngineParts parts;
  private final Lookup<AssignmentPolicy.Id, AssignmentPolicy> lookup;

  Policies(EngineParts parts) {
    this.parts = parts;
    this.lookup =
        new Lookup<>(
            parts.store(), "assignment policy", AssignmentPolicy.Id::value, Store.Tx::policies);
  }

  /** Reads policies. */
  public Lookup<AssignmentPolicy.Id, AssignmentPolicy> lookup() {
    return lookup;
  }

  /** Makes a policy for a package. Questions and stage settings without an id are given one. */
  public Outcome<AssignmentPolicy> create(
      Caller caller, AccessPackage.Id accessPackage, PolicyTerms terms) {
    return writing(
        caller,
        (tx, now) -> {
          var found = tx.accessPackages().find(accessPackage);
          if (found.isEmpty()) {
            return invalid("accessPackage.id", "names no access package: " + accessPackage.value());
          }
          var policy =
              new AssignmentPolicy(
                  new AssignmentPolicy.Id(parts.ids().next(now)),
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
   */
  public Outcome<AssignmentPolicy> replace(
      Caller caller,
      AssignmentPolicy.Id id,
      Optional<AccessPackage.Id> accessPackage,
      PolicyTerms terms) {
    return writing(
        caller,
        (tx, now) -> {
          var found = tx.policies().find(id);
          if (found.isEmpty()) {
            return notFound(id);
          }
          var policy = found.get();
          if (accessPackage.filter(other -> !other.equals(policy.accessPackage())).isPresent()) {
            return invalid(
                "accessPackage.id",
                "must be the policy's own access package, %s, or be left out"
                    .formatted(policy.accessPackage().value()));
          }
          return saved(tx, policy.saying(identified(terms, now), now));
        });
  }

  /** Takes a policy away. Refused while anybody has access by it, or is getting it. */
  public Outcome<AssignmentPolicy> delete(Caller caller, AssignmentPolicy.Id id) {
    return writing(
        caller,
        (tx, now) -> {
          var found = tx.policies().find(id);
          if (found.isEmpty()) {
            return notFound(id);
          }
          var user = user(tx, id);
          if (user.isPresent()) {
            return new Outcome.Refused<>(
                new Refusal.InUse("the policy is in use by " + user.get()));
          }
          tx.policies().delete(found.get());
          return new Outcome.Done<>(found.get());
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
      return new Outcome.Refused<>(
          new Refusal.Duplicate(
              "displayName",
              Optional.of(namesake.get().id().value().toString()),
              "the access package has a policy of this name"));
    }
    tx.policies().save(policy);
    return new Outcome.Done<>(policy);
  }

  private PolicyTerms identified(PolicyTerms terms, Instant now) {
    var questions =
        terms.questions().stream()
            .map(
                question ->
                    question.id().equals(Question.Id.NONE)
                        ? question.withId(new Question.Id(parts.ids().next(now)))
                        : question)
            .toList();
    var settings =
        terms.extras().customExtensionStageSettings().stream()
            .map(
                setting ->
                    setting.id().equals(CustomExtensionStageSetting.NO_ID)
                        ? new CustomExtensionStageSetting(
                            parts.ids().next(now), setting.stage(), setting.customExtension())
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

  private Outcome<AssignmentPolicy> writing(
      Caller caller, BiFunction<Store.Tx, Instant, Outcome<AssignmentPolicy>> write) {
    if (!caller.mayWrite()) {
      return caller.mayNotWrite();
    }
    var now = parts.now();
    try {
      return parts.transactions().run(caller.tenant(), tx -> write.apply(tx, now));
    } catch (InvalidMemberException invalid) {
      return invalid(invalid.member(), invalid.reason());
    }
  }

  private static <T> Outcome<T> invalid(String member, String message) {
    return new Outcome.Refused<>(new Refusal.Invalid(member, message));
  }

  private static <T> Outcome<T> notFound(AssignmentPolicy.Id id) {
    return new Outcome.NotFound<>("assignment policy", id.value().toString());
  }
}
