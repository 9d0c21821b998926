package dev.regrant.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * People as policies name them: Graph's {@code subjectSet} (beta: {@code userSet}). Who they are is
 * found out when it is needed, from the directory.
 *
 * @param kind how they are named
 * @param id the id, or the rule, where the kind has one
 * @param description for a person
 * @param managerLevel how many managers up, from 1 on; 0 where the kind has no manager
 */
public record SubjectSet(
    Kind kind, Optional<String> id, Optional<String> description, int managerLevel) {
  /** How people are named. */
  public enum Kind {
    /** One person, by object id. */
    SINGLE_USER(true),
    /** Everybody in a group, and in the groups in it. */
    GROUP_MEMBERS(true),
    /** The manager of whoever asks. */
    REQUESTOR_MANAGER(false),
    /** The manager of whoever gets the access. */
    TARGET_MANAGER(false),
    /** Everybody of a connected organisation; as approvers, nobody is found by it. */
    CONNECTED_ORGANIZATION_MEMBERS(true),
    /** An application; kept, but nobody is found by it. */
    SINGLE_SERVICE_PRINCIPAL(true),
    /** Everybody whom a rule describes; kept, but nobody is found by it. */
    ATTRIBUTE_RULE_MEMBERS(true),
    /** The sponsors inside of the connected organisation of whoever gets the access. */
    INTERNAL_SPONSORS(false),
    /** The sponsors outside of the connected organisation of whoever gets the access. */
    EXTERNAL_SPONSORS(false),
    /** The sponsors of the target; kept, but nobody is found by it. */
    TARGET_USER_SPONSORS(false),
    /** The owners of the application that gets the access; kept, but nobody is found by it. */
    TARGET_APPLICATION_OWNERS(false),
    /** Sponsors or owners of an agent; kept, but nobody is found by it. */
    TARGET_AGENT_IDENTITY_SPONSORS_OR_OWNERS(false);

    private final boolean hasId;

    Kind(boolean hasId) {
      this.hasId = hasId;
    }

    /** Whether it takes an id, or a rule, to name them. */
    public boolean hasId() {
      return hasId;
    }

    /** Whether it counts managers. */
    public boolean isManager() {
      return this == REQUESTOR_MANAGER || this == TARGET_MANAGER;
    }
  }

  /** The longest id or rule, in characters: the length of the longest rules of Graph's groups. */
  public static final int MAX_ID = 3_072;

  /** The highest {@code managerLevel}. */
  public static final int MAX_LEVEL = 10;

  public SubjectSet {
    if (kind.hasId() != id.isPresent()) {
      throw new InvalidMemberException("id", kind.hasId() ? "is missing" : "does not belong here");
    }
    id.ifPresent(
        value ->
            Texts.required("id", value, kind == Kind.SINGLE_USER ? Subject.MAX_OBJECT_ID : MAX_ID));
    description.ifPresent(text -> Texts.limited("description", text, Catalog.MAX_DESCRIPTION));
    if (kind.isManager() ? managerLevel < 1 || managerLevel > MAX_LEVEL : managerLevel != 0) {
      throw new InvalidMemberException(
          "managerLevel",
          kind.isManager()
              ? "must be between 1 and %d, not %d".formatted(MAX_LEVEL, managerLevel)
              : "belongs to a manager only");
    }
  }

  /** One person. */
  public static SubjectSet user(String objectId) {
    return new SubjectSet(Kind.SINGLE_USER, Optional.of(objectId), Optional.empty(), 0);
  }

  /** Everybody in a group. */
  public static SubjectSet group(String groupId) {
    return new SubjectSet(Kind.GROUP_MEMBERS, Optional.of(groupId), Optional.empty(), 0);
  }

  /** The manager of whoever asks. */
  public static SubjectSet requestorManager(int level) {
    return new SubjectSet(Kind.REQUESTOR_MANAGER, Optional.empty(), Optional.empty(), level);
  }

  /**
   * Whether a person is one of them.
   *
   * @param managers of whom it is about, from the direct one up
   * @param groups groups that hold the person
   */
  public boolean holds(String person, List<String> managers, Set<String> groups) {
    return switch (kind) {
      case SINGLE_USER -> id.filter(person::equals).isPresent();
      case GROUP_MEMBERS -> id.filter(groups::contains).isPresent();
      case REQUESTOR_MANAGER, TARGET_MANAGER ->
          managers.size() >= managerLevel && managers.get(managerLevel - 1).equals(person);
      case CONNECTED_ORGANIZATION_MEMBERS,
          SINGLE_SERVICE_PRINCIPAL,
          ATTRIBUTE_RULE_MEMBERS,
          INTERNAL_SPONSORS,
          EXTERNAL_SPONSORS,
          TARGET_USER_SPONSORS,
          TARGET_APPLICATION_OWNERS,
          TARGET_AGENT_IDENTITY_SPONSORS_OR_OWNERS ->
          false;
    };
  }

  /** The group's id, if this is a group. */
  public Optional<String> groupId() {
    return kind == Kind.GROUP_MEMBERS ? id : Optional.empty();
  }
}
