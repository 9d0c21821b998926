package dev.regrant.application;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;

/** In what way assignments are somebody's own. */
public enum OwnAssignments {
  /** The person has, or had, the access. */
  TARGET,
  /** The person asked for it, for whomever. */
  CREATED_BY;

  Filter<Assignment> filter(Actor person) {
    return switch (this) {
      case TARGET -> Filter.eq(AssignmentField.TARGET, person.id());
      case CREATED_BY -> Filter.eq(AssignmentField.CREATED_BY, person.id());
    };
  }
}
