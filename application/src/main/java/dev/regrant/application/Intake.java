package dev.regrant.application;

import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryGate;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Takes requests in: who may ask for what, and what is made of it. */
final class Intake {
  private static final Set<Assignment.State> REMOVABLE =
      EnumSet.of(
          Assignment.State.DELIVERED,
          Assignment.State.PARTIALLY_DELIVERED,
          Assignment.State.DELIVERY_FAILED);

  private static final String PACKAGE = "assignment.accessPackageId";
  private static final String POLICY = "assignment.assignmentPolicyId";
  private static final String TARGET = "assignment.targetId";
  private static final String ASSIGNMENT = "assignment.id";

  private final EngineParts parts;
  private final Transactions transactions;
  private final SubjectDirectory directory;
  private final Circumstances circumstances;
  private final Ids ids;

  Intake(EngineParts parts) {
    this.parts = parts;
    this.transactions = parts.transactions();
    this.directory = parts.directory();
    this.circumstances = parts.circumstances();
    this.ids = parts.ids();
  }

  Outcome<AssignmentRequest> submit(
      Caller caller, Submission submission, Optional<String> key, Instant now) {
    try {
      return switch (submission.type()) {
        case ADMIN_ADD, ADMIN_REMOVE ->
            taken(caller, Task.MANAGE_ASSIGNMENTS, submission, key, now);
        case USER_ADD, USER_REMOVE -> taken(caller, Task.ACT_FOR_SELF, submission, key, now);
        case USER_UPDATE,
            ADMIN_UPDATE,
            SYSTEM_ADD,
            SYSTEM_UPDATE,
            SYSTEM_REMOVE,
            ON_BEHALF_ADD,
            APPROVER_REMOVE ->
            invalid(
                "requestType",
                "must be one of adminAdd, adminRemove, userAdd and userRemove; no other can be"
                    + " submitted");
      };
    } catch (InvalidMemberException invalid) {
      return invalid(invalid.member(), invalid.reason());
    }
  }

  private Outcome<AssignmentRequest> taken(
      Caller caller, Task task, Submission submission, Optional<String> key, Instant now) {
    var reach = parts.reach(caller, task);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    if (submission.type().isRemoval()) {
      return once(caller, submission, key, now, tx -> removed(tx, caller, reach, submission, now));
    }
    var missing = missing(submission);
    if (missing.isPresent()) {
      return new Outcome.Refused<>(missing.get());
    }
    // The directory is asked first: no network call happens inside a transaction.
    var named = submission.type() == RequestType.USER_ADD ? self(caller) : submission.target();
    var subject = named.flatMap(name -> find(caller, name));
    if (subject.isEmpty()) {
      return invalid(
          TARGET, "names nobody in the directory: " + named.map(Intake::name).orElse(""));
    }
    if (!submission.target().map(name -> names(name, subject.get())).orElse(true)) {
      return invalid(TARGET, "must be the caller in a userAdd request, or be left out");
    }
    var target = new Target(subject.get(), standing(caller, submission, subject.get()));
    return once(
        caller, submission, key, now, tx -> added(tx, caller, reach, submission, target, now));
  }

  /** Who is to get the package, and what the directory says of them. */
  private record Target(Subject subject, TargetStanding standing) {
    Set<String> groups() {
      return standing.standing().groups();
    }
  }

  /** The groups are those of the package, and of all policies that may come to be chosen. */
  private TargetStanding standing(Caller caller, Submission submission, Subject subject) {
    var groups =
        transactions.run(
            caller.tenant(),
            tx -> groups(tx, submission, submission.accessPackage().orElseThrow()));
    return parts.standing(caller.tenant(), subject, true, groups);
  }

  private static Set<String> groups(
      Store.Tx tx, Submission submission, AccessPackage.Id accessPackage) {
    var groups =
        new HashSet<>(
            TargetStanding.groups(Optional.empty(), tx.accessPackages().find(accessPackage)));
    candidates(tx, submission, accessPackage)
        .forEach(policy -> groups.addAll(policy.groupsOfTargets()));
    return groups;
  }

  private Outcome<AssignmentRequest> once(
      Caller caller,
      Submission submission,
      Optional<String> key,
      Instant now,
      Function<Store.Tx, Outcome<AssignmentRequest>> call) {
    // The first answer was the request as submitted.
    return transactions.run(
        caller.tenant(),
        tx ->
            KeyedCalls.once(
                tx,
                caller,
                key,
                submission.toString(),
                now,
                found -> AssignmentRequest.submitted(found.id(), found.terms()),
                call));
  }

  private static Optional<Refusal> missing(Submission submission) {
    if (submission.accessPackage().isEmpty()) {
      return Optional.of(new Refusal.Invalid(PACKAGE, "is required"));
    }
    if (submission.type() == RequestType.ADMIN_ADD) {
      if (submission.policy().isEmpty()) {
        return Optional.of(new Refusal.Invalid(POLICY, "is required"));
      }
      if (submission.target().isEmpty()) {
        return Optional.of(new Refusal.Invalid(TARGET, "is required"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Submission.Target> self(Caller caller) {
    return Optional.of(new Submission.Target.ByObjectId(caller.actor().id()));
  }

  private Optional<Subject> find(Caller caller, Submission.Target target) {
    return switch (target) {
      case Submission.Target.ByObjectId(var id) ->
          Optional.ofNullable(directory.findAll(caller.tenant(), List.of(id)).get(id));
      case Submission.Target.ByName(var name) -> directory.findByName(caller.tenant(), name);
    };
  }

  private static String name(Submission.Target target) {
    return switch (target) {
      case Submission.Target.ByObjectId(var id) -> id;
      case Submission.Target.ByName(var name) -> name;
    };
  }

  private static boolean names(Submission.Target target, Subject subject) {
    return switch (target) {
      case Submission.Target.ByObjectId(var id) -> id.equals(subject.objectId());
      case Submission.Target.ByName(var name) ->
          Stream.of(subject.principalName(), subject.email())
              .flatMap(Optional::stream)
              .anyMatch(name::equalsIgnoreCase);
    };
  }

  private Outcome<AssignmentRequest> added(
      Store.Tx tx, Caller caller, Reach reach, Submission submission, Target target, Instant now) {
    var packageId = submission.accessPackage().orElseThrow();
    var accessPackage = tx.accessPackages().find(packageId);
    if (accessPackage.isEmpty()) {
      return invalid(PACKAGE, "names no access package: " + packageId.value());
    }
    if (!reach.covers(accessPackage.get().catalog())) {
      return reach.forbidden();
    }
    var policies = policies(tx, submission, packageId, target);
    if (policies.size() != 1) {
      return invalid(POLICY, policyProblem(submission, policies));
    }
    var policy = policies.getFirst();
    if (submission.type() == RequestType.USER_ADD) {
      var no = SelfService.refusal(tx, submission, policy, now);
      if (no.isPresent()) {
        return new Outcome.Refused<>(no.get());
      }
    }
    var request =
        AssignmentRequest.submitted(
            new AssignmentRequest.Id(ids.next(now)),
            new AssignmentRequest.Terms(
                submission.type(),
                caller.actor(),
                target.subject(),
                packageId,
                policy.id(),
                policy.catalog(),
                new Assignment.Id(ids.next(now)),
                submission.schedule().orElse(policy.expiration()),
                submission.justification(),
                now));
    var facts = circumstances.about(request, target.standing(), tx);
    if (facts.otherAccess().supersededBy().isPresent()) {
      var duplicate = duplicate(request, tx);
      if (duplicate.isPresent()) {
        return new Outcome.Refused<>(duplicate.get());
      }
    }
    var failed = DeliveryGate.failedChecks(request, facts, now);
    return failed.isEmpty()
        ? saved(tx, request, now)
        : new Outcome.Refused<>(new Refusal.NotAllowed(failed));
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
        .filter(policy -> policy.requestorSettings().enableTargetsToSelfAddAccess())
        .toList();
  }

  private static List<AssignmentPolicy> policies(
      Store.Tx tx, Submission submission, AccessPackage.Id accessPackage, Target target) {
    var candidates = candidates(tx, submission, accessPackage);
    if (submission.policy().isPresent()) {
      return candidates;
    }
    // Graph: the policies with the narrowest circle that holds the person; if they are several,
    // the person chooses.
    var open =
        candidates.stream()
            .filter(policy -> policy.admits(target.subject(), target.groups()))
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

  private static Optional<Refusal> duplicate(AssignmentRequest request, Store.Tx tx) {
    var target = request.terms().target().objectId();
    Optional<Refusal> open =
        Circumstances.sameAccess(request, Circumstances.othersOpen(request, tx))
            .map(
                other ->
                    new Refusal.Duplicate(
                        PACKAGE,
                        Optional.of(other.id().value().toString()),
                        "request %s of user %s for the same package is under way"
                            .formatted(other.id().value(), target)));
    return open.or(
        () ->
            Circumstances.otherHeld(request, Circumstances.assignmentsOf(target, tx))
                .map(
                    held ->
                        new Refusal.Duplicate(
                            PACKAGE,
                            Optional.of(held.id().value().toString()),
                            "user %s has the package by assignment %s"
                                .formatted(target, held.id().value()))));
  }

  private Outcome<AssignmentRequest> removed(
      Store.Tx tx, Caller caller, Reach reach, Submission submission, Instant now) {
    if (submission.assignment().isEmpty()) {
      return invalid(ASSIGNMENT, "is required");
    }
    var id = submission.assignment().get();
    var found = tx.assignments().find(id);
    boolean self = submission.type() == RequestType.USER_REMOVE;
    // To someone else's assignment a person gets the same answer as to none.
    if (found.isEmpty() || (self && !isOf(caller, found.get()))) {
      return invalid(ASSIGNMENT, "names no assignment: " + id.value());
    }
    var assignment = found.get();
    if (!reach.covers(assignment.catalog())) {
      return reach.forbidden();
    }
    if (self) {
      var policy = tx.policies().find(assignment.policy());
      if (policy.isPresent()
          && !policy.get().requestorSettings().enableTargetsToSelfRemoveAccess()) {
        return new Outcome.Refused<>(
            SelfService.refusal(policy.get(), "does not let people give the package up themselves")
                .orElseThrow());
      }
    }
    if (!REMOVABLE.contains(assignment.state())) {
      return new Outcome.Refused<>(new Refusal.NotRemovable(id, assignment.state()));
    }
    var request =
        AssignmentRequest.submitted(
            new AssignmentRequest.Id(ids.next(now)),
            new AssignmentRequest.Terms(
                submission.type(),
                caller.actor(),
                assignment.target(),
                assignment.accessPackage(),
                assignment.policy(),
                assignment.catalog(),
                id,
                Schedule.UNSPECIFIED,
                submission.justification(),
                now));
    return Circumstances.sameAccess(request, Circumstances.othersOpen(request, tx))
        .<Outcome<AssignmentRequest>>map(
            other ->
                new Outcome.Refused<>(
                    other.terms().type().isRemoval()
                        ? new Refusal.RemovalUnderWay(id, other.id())
                        : new Refusal.NotRemovable(id, Assignment.State.DELIVERING)))
        .orElseGet(() -> saved(tx, request, now));
  }

  private static boolean isOf(Caller caller, Assignment assignment) {
    return assignment.target().objectId().equals(caller.actor().id());
  }

  private Outcome<AssignmentRequest> saved(Store.Tx tx, AssignmentRequest request, Instant now) {
    tx.requests().save(request);
    var history = parts.history(now);
    history.add(
        request,
        request.terms().requestedBy(),
        Activity.SUBMITTED,
        Map.of("requestType", request.terms().type().name()));
    history.appendTo(tx);
    return new Outcome.Done<>(request);
  }

  private static <T> Outcome<T> invalid(String member, String message) {
    return new Outcome.Refused<>(new Refusal.Invalid(member, message));
  }
}
