package dev.regrant.application;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import java.util.Set;

/** In what way assignments are somebody's own. */
public enum OwnAssignments {
  /** The person has, or had, the access. */
  TARGET,
  /** The person asked for it, for whomever. */
  CREATED_BY,
  /** They are of somebody whose direct manager the person is. */
  TARGET_MANAGER;

  /**
   * The assignments of which it is so.
   *
   * @param reports whose direct manager the person is
   */
  Filter<Assignment> filter(Actor person, Set<String> reports) {
    return switch (this) {
      case TARGET -> Filter.eq(AssignmentField.TARGET, person.id());
      case CREATED_BY -> Filter.eq(AssignmentField.CREATED_BY, person.id());
      case TARGET_MANAGER -> Filter.anyOf(AssignmentField.TARGET, reports);
    };
  }
}
