package dev.regrant.application;

import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds people in a tenant's directory. Network calls: never inside a transaction. */
record People(SubjectDirectory directory, TenantId tenant) {
  Optional<Subject> find(Submission.Target target) {
    return switch (target) {
      case Submission.Target.ByObjectId(var id) ->
          Optional.ofNullable(directory.findAll(tenant, List.of(id)).get(id));
      case Submission.Target.ByName(var name) -> directory.findByName(tenant, name);
    };
  }

  /** A person's managers, from the direct one up to so many levels. */
  List<String> managers(String objectId, int levels) {
    var managers = new ArrayList<String>();
    Optional<String> next = Optional.of(objectId);
    while (managers.size() < levels && next.isPresent()) {
      next = directory.managerOf(tenant, next.get()).map(Subject::objectId);
      if (next.filter(managers::contains).isPresent()) {
        break;
      }
      next.ifPresent(managers::add);
    }
    return managers;
  }

  /** Which of the groups hold the person. */
  Set<String> groups(String objectId, Set<String> groups) {
    return groups.isEmpty() ? Set.of() : directory.groupsOf(tenant, objectId, groups);
  }

  static String name(Submission.Target target) {
    return switch (target) {
      case Submission.Target.ByObjectId(var id) -> id;
      case Submission.Target.ByName(var name) -> name;
    };
  }

  static boolean names(Submission.Target target, Subject subject) {
    return switch (target) {
      case Submission.Target.ByObjectId(var id) -> id.equals(subject.objectId());
      case Submission.Target.ByName(var name) ->
          Stream.of(subject.principalName(), subject.email())
              .flatMap(Optional::stream)
              .anyMatch(name::equalsIgnoreCase);
    };
  }
}
