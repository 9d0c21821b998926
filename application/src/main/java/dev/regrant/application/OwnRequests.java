package dev.regrant.application;

import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import java.util.List;
import java.util.Set;

/** In what way requests are somebody's own. */
public enum OwnRequests {
  /** They are about the person. */
  TARGET,
  /** The person made them, for whomever. */
  CREATED_BY,
  /** One of both. */
  TARGET_OR_REQUESTOR,
  /** The person made them for others. */
  REQUEST_FOR_OTHERS,
  /** They are about somebody whose direct manager the person is. */
  TARGET_MANAGER,
  /** They wait for the person's decision. */
  APPROVER;

  /**
   * The requests of which it is so, where they say so themselves.
   *
   * @param reports whose direct manager the person is
   */
  Filter<AssignmentRequest> filter(Actor person, Set<String> reports) {
    var about = Filter.eq(RequestField.TARGET, person.id());
    var by = Filter.eq(RequestField.REQUESTED_BY, person.id());
    return switch (this) {
      case TARGET -> about;
      case CREATED_BY -> by;
      case TARGET_OR_REQUESTOR -> new Filter.Or<>(List.of(about, by));
      case REQUEST_FOR_OTHERS ->
          Filter.and(
              by, new Filter.Compare<>(RequestField.TARGET, Filter.Operator.NE, person.id()));
      case TARGET_MANAGER -> Filter.anyOf(RequestField.TARGET, reports);
      case APPROVER -> throw new IllegalArgumentException("approvals know who is asked");
    };
  }
}
