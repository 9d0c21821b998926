package dev.regrant.application;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.RequestType;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the store has around some requests, read for all of them at once.
 *
 * @param packages those asked for and those that the people hold
 * @param policies those asked under
 * @param assignments by the person's object id, ended ones too
 * @param open requests under way, by the person's object id
 * @param ofPeople all requests about the people of whom something may be taken away, by their
 *     object id
 * @param ofAssignments requests about the assignments that others than removals bring about
 */
record Surroundings(
    Map<AccessPackage.Id, AccessPackage> packages,
    Map<AssignmentPolicy.Id, AssignmentPolicy> policies,
    Map<String, List<Assignment>> assignments,
    Map<String, List<AssignmentRequest>> open,
    Map<String, List<AssignmentRequest>> ofPeople,
    Map<Assignment.Id, List<AssignmentRequest>> ofAssignments) {
  static Surroundings of(Collection<AssignmentRequest> requests, Store.Tx tx) {
    var people = requests.stream().map(Surroundings::person).collect(toSet());
    var assignments = Circumstances.assignmentsOf(people, tx);
    var packages = new HashSet<AccessPackage.Id>();
    requests.forEach(request -> packages.add(request.terms().accessPackage()));
    assignments.stream()
        .filter(Circumstances::isHeld)
        .forEach(held -> packages.add(held.accessPackage()));
    var taking = requests.stream().filter(Surroundings::mayTake).toList();
    var grants = requests.stream().filter(request -> !request.terms().type().isRemoval()).toList();
    return new Surroundings(
        tx.accessPackages().findAll(packages),
        tx.policies().findAll(requests.stream().map(of -> of.terms().policy()).collect(toSet())),
        assignments.stream().collect(groupingBy(of -> of.target().objectId())),
        Circumstances.open(people, tx).stream().collect(groupingBy(Surroundings::person)),
        all(RequestField.TARGET, taking.stream().map(Surroundings::person).collect(toSet()), tx)
            .stream()
            .collect(groupingBy(Surroundings::person)),
        all(
                RequestField.ASSIGNMENT,
                grants.stream().map(of -> of.terms().assignment().value()).collect(toSet()),
                tx)
            .stream()
            .collect(groupingBy(of -> of.terms().assignment())));
  }

  private static List<AssignmentRequest> all(
      RequestField field, Set<? extends Comparable<?>> values, Store.Tx tx) {
    return values.isEmpty() ? List.of() : tx.requests().all(Filter.anyOf(field, values));
  }

  private static boolean mayTake(AssignmentRequest request) {
    return request.terms().type().isRemoval()
        || request.terms().type() == RequestType.SYSTEM_UPDATE;
  }

  private static String person(AssignmentRequest request) {
    return request.terms().target().objectId();
  }

  /** The assignments of the person whom {@code request} is about. */
  List<Assignment> assignments(AssignmentRequest request) {
    return assignments.getOrDefault(person(request), List.of());
  }

  /** Requests under way about the same person, without this one. */
  List<AssignmentRequest> othersOpen(AssignmentRequest request) {
    return open.getOrDefault(person(request), List.of()).stream()
        .filter(other -> !other.id().equals(request.id()))
        .toList();
  }

  /** All requests about the person whom a removal or a change is about. */
  List<AssignmentRequest> ofPerson(AssignmentRequest taking) {
    return ofPeople.getOrDefault(person(taking), List.of());
  }

  /** All requests about the assignment that a request brings about. */
  List<AssignmentRequest> ofAssignment(AssignmentRequest grant) {
    return ofAssignments.getOrDefault(grant.terms().assignment(), List.of());
  }
}
