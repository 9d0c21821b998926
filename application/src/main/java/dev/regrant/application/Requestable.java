package dev.regrant.application;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Answer;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Question;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.Subject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What people may ask for now, by published catalogs and by policies whose circle holds them. Only
 * people ask, never applications. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException}, as those of {@link AccessRequests} do.
 */
public final class Requestable {
  /**
   * What a request by a policy needs.
   *
   * @param existingAnswers what was answered to the policy's questions for access that runs
   */
  public record Requirements(AssignmentPolicy policy, List<Answer> existingAnswers) {
    public Requirements {
      existingAnswers = List.copyOf(existingAnswers);
    }
  }

  private final EngineParts parts;

  Requestable(EngineParts parts) {
    this.parts = parts;
  }

  /** The packages that the caller may ask for, newest first, without hidden ones. */
  public Outcome<List<AccessPackage>> packages(Caller caller) {
    var own = parts.reach(caller, Task.READ_OWN);
    if (own.isNowhere()) {
      return own.forbidden();
    }
    var person = people(caller).find(self(caller));
    if (person.isEmpty()) {
      return new Outcome.Done<>(List.of());
    }
    var offered = inTenant(caller, tx -> offered(tx, Filter.everything(), Requestable::isForSelf));
    var ids =
        admitting(caller, person.get(), offered).stream()
            .map(AssignmentPolicy::accessPackage)
            .collect(toSet());
    return new Outcome.Done<>(
        inTenant(caller, tx -> tx.accessPackages().findAll(ids)).values().stream()
            .filter(found -> !found.terms().isHidden())
            // As stores order ids.
            .sorted(comparing((AccessPackage found) -> found.id().value().toString()).reversed())
            .toList());
  }

  /**
   * The policies by which the caller may ask for a package, the narrowest circle first; hidden
   * packages, too.
   *
   * @param subject for whom; for the caller, if it is left out
   */
  public Outcome<List<Requirements>> requirements(
      Caller caller, AccessPackage.Id id, Optional<Submission.Target> subject) {
    var own = parts.reach(caller, Task.READ_OWN);
    if (own.isNowhere()) {
      return own.forbidden();
    }
    if (inTenant(caller, tx -> tx.accessPackages().find(id)).isEmpty()) {
      return new Outcome.NotFound<>("access package", id.value().toString());
    }
    var found = people(caller).find(subject.orElseGet(() -> self(caller)));
    if (found.isEmpty()) {
      return subject.isEmpty()
          ? new Outcome.Done<>(List.of())
          : new Outcome.Refused<>(
              new Refusal.Invalid(
                  "subject", "names nobody in the directory: " + People.name(subject.get())));
    }
    return new Outcome.Done<>(requirements(caller, id, found.get()));
  }

  private List<Requirements> requirements(Caller caller, AccessPackage.Id id, Subject subject) {
    boolean isSelf = subject.objectId().equals(caller.actor().id());
    var offered =
        inTenant(
            caller,
            tx ->
                offered(
                    tx,
                    Filter.eq(PolicyField.ACCESS_PACKAGE, id.value()),
                    isSelf ? Requestable::isForSelf : Requestable::isForOthers));
    if (offered.isEmpty()) {
      return List.of();
    }
    var open =
        isSelf
            ? admitting(caller, subject, offered)
            : letting(caller, subject, admitting(caller, subject, offered));
    var answers = inTenant(caller, tx -> answers(tx, id, subject));
    return open.stream()
        .sorted(
            comparing(AssignmentPolicy::allowedTargetScope)
                .thenComparing(AssignmentPolicy::displayName))
        .map(policy -> new Requirements(policy, answered(answers, policy)))
        .toList();
  }

  private static boolean isForSelf(AssignmentPolicy policy) {
    return policy.requestorSettings().enableTargetsToSelfAddAccess();
  }

  private static boolean isForOthers(AssignmentPolicy policy) {
    return policy.requestorSettings().onBehalf().mayAdd();
  }

  private static List<AssignmentPolicy> offered(
      Store.Tx tx, Filter<AssignmentPolicy> filter, Predicate<AssignmentPolicy> condition) {
    var policies = tx.policies().all(filter).stream().filter(condition).toList();
    var catalogs =
        tx.catalogs().findAll(policies.stream().map(AssignmentPolicy::catalog).collect(toSet()));
    return policies.stream()
        .filter(
            policy ->
                Optional.ofNullable(catalogs.get(policy.catalog()))
                    .filter(Catalog::isPublished)
                    .isPresent())
        .toList();
  }

  private List<AssignmentPolicy> admitting(
      Caller caller, Subject subject, List<AssignmentPolicy> policies) {
    var asked = new HashSet<String>();
    policies.forEach(policy -> asked.addAll(policy.groupsOfTargets()));
    Set<String> groups = people(caller).groups(subject.objectId(), asked);
    return policies.stream().filter(policy -> policy.admits(subject, groups)).toList();
  }

  private List<AssignmentPolicy> letting(
      Caller caller, Subject subject, List<AssignmentPolicy> policies) {
    var asking = caller.actor().id();
    var settings = policies.stream().map(policy -> policy.requestorSettings().onBehalf()).toList();
    var behalf = Behalf.of(people(caller), asking, subject, settings);
    return policies.stream()
        .filter(policy -> behalf.isLetBy(policy.requestorSettings().onBehalf(), asking))
        .toList();
  }

  private static List<Answer> answers(Store.Tx tx, AccessPackage.Id id, Subject subject) {
    return Circumstances.assignmentsOf(subject.objectId(), tx).stream()
        .filter(held -> held.accessPackage().equals(id) && Circumstances.isHeld(held))
        .map(Assignment::id)
        .findFirst()
        .map(held -> Updates.answersBefore(tx, held))
        .orElse(List.of());
  }

  private static List<Answer> answered(List<Answer> answers, AssignmentPolicy policy) {
    var asked = policy.terms().questions().stream().map(Question::id).collect(toSet());
    return answers.stream().filter(answer -> asked.contains(answer.question().id())).toList();
  }

  private static Submission.Target self(Caller caller) {
    return new Submission.Target.ByObjectId(caller.actor().id());
  }

  private People people(Caller caller) {
    return new People(parts.directory(), caller.tenant());
  }

  private <T> T inTenant(Caller caller, Function<Store.Tx, T> read) {
    return parts.store().inTransaction(caller.tenant(), read);
  }
}
