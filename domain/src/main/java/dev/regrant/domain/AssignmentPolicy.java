package dev.regrant.domain;

import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Who may get a package, for how long, and who must approve: Graph's {@code
 * accessPackageAssignmentPolicy}.
 *
 * @param terms what it says
 */
public record AssignmentPolicy(
    Id id,
    long version,
    AccessPackage.Id accessPackage,
    Catalog.Id catalog,
    PolicyTerms terms,
    Instant createdDateTime,
    Instant modifiedDateTime) {
  /** Identifies a policy. */
  public record Id(UUID value) {}

  /**
   * The circle of people who may get the package: Graph's {@code allowedTargetScope}. The directory
   * knows people and no applications: a circle of others is kept, and holds nobody. So is that of
   * everybody outside.
   */
  public enum AllowedTargetScope {
    /** Nobody asks for it; administrators assign it. */
    NOT_SPECIFIED,
    /** The listed people, and those in the listed groups. */
    SPECIFIC_DIRECTORY_USERS,
    /** Those of the listed connected organisations. */
    SPECIFIC_CONNECTED_ORGANIZATION_USERS,
    /** The listed applications. */
    SPECIFIC_DIRECTORY_SERVICE_PRINCIPALS,
    /** Every member of the directory. */
    ALL_MEMBER_USERS,
    /** Everybody in the directory. */
    ALL_DIRECTORY_USERS,
    /** Every application. */
    ALL_DIRECTORY_SERVICE_PRINCIPALS,
    /** Those of all connected organisations. */
    ALL_CONFIGURED_CONNECTED_ORGANIZATION_USERS,
    /** Everybody outside. */
    ALL_EXTERNAL_USERS,
    /** Every agent. */
    ALL_DIRECTORY_AGENT_IDENTITIES
  }

  /**
   * What people may do for themselves, and for others.
   *
   * @param enableTargetsToSelfAddAccess ask for the package
   * @param enableTargetsToSelfUpdateAccess extend or change it
   * @param enableTargetsToSelfRemoveAccess give it up
   * @param allowCustomAssignmentSchedule say from when to when they want it
   * @param onBehalf what others may do for them
   */
  public record RequestorSettings(
      boolean enableTargetsToSelfAddAccess,
      boolean enableTargetsToSelfUpdateAccess,
      boolean enableTargetsToSelfRemoveAccess,
      boolean allowCustomAssignmentSchedule,
      OnBehalf onBehalf) {
    /** Everything is an administrator's to do. */
    public static final RequestorSettings NONE =
        new RequestorSettings(false, false, false, false, OnBehalf.NOBODY);

    /** What people may do for themselves; nobody may do it for them. */
    public static RequestorSettings self(boolean add, boolean remove, boolean customSchedule) {
      return new RequestorSettings(add, false, remove, customSchedule, OnBehalf.NOBODY);
    }
  }

  /**
   * What some may do for others.
   *
   * @param requestors who they are
   */
  public record OnBehalf(
      boolean mayAdd, boolean mayUpdate, boolean mayRemove, List<SubjectSet> requestors) {
    /** Nobody may do anything for others. */
    public static final OnBehalf NOBODY = new OnBehalf(false, false, false, List.of());

    public OnBehalf {
      Lists.limited("onBehalfRequestors", requestors, PolicyTerms.MAX_TARGETS);
      requestors = List.copyOf(requestors);
    }

    /** The groups of which one must know who is in them, to tell who may. */
    public Set<String> groups() {
      return requestors.stream().flatMap(one -> one.groupId().stream()).collect(toSet());
    }

    /**
     * Whether a person may ask for another. Where nobody is named, it is the direct manager.
     *
     * @param managers the target's, from the direct one up
     * @param groups those of {@link #groups} that hold the person
     */
    public boolean lets(String person, List<String> managers, Set<String> groups) {
      return mayAdd
          && (requestors.isEmpty()
              ? managers.stream().findFirst().filter(person::equals).isPresent()
              : requestors.stream().anyMatch(one -> one.holds(person, managers, groups)));
    }
  }

  /** The name, which is taken once in a package. */
  public String displayName() {
    return terms.displayName();
  }

  /** The circle of people who may get the package. */
  public AllowedTargetScope allowedTargetScope() {
    return terms.allowedTargetScope();
  }

  /** When access ends if a request says nothing. */
  public Expiration expiration() {
    return terms.expiration();
  }

  /** What people may do for themselves. */
  public RequestorSettings requestorSettings() {
    return terms.requestorSettings();
  }

  /**
   * The groups of which one must know who is in them, to tell whom the policy admits. Connected
   * organisations are among them, by {@link ConnectedOrganization.Id#asGroup} and {@link
   * ConnectedOrganization#ALL_CONFIGURED}.
   */
  public Set<String> groupsOfTargets() {
    return switch (allowedTargetScope()) {
      case SPECIFIC_DIRECTORY_USERS ->
          terms.specificAllowedTargets().stream()
              .flatMap(one -> one.groupId().stream())
              .collect(toSet());
      case SPECIFIC_CONNECTED_ORGANIZATION_USERS ->
          terms.specificAllowedTargets().stream()
              .filter(one -> one.kind() == SubjectSet.Kind.CONNECTED_ORGANIZATION_MEMBERS)
              .flatMap(one -> one.id().stream())
              .map(ConnectedOrganization.Id::asGroup)
              .collect(toSet());
      case ALL_CONFIGURED_CONNECTED_ORGANIZATION_USERS ->
          Set.of(ConnectedOrganization.ALL_CONFIGURED);
      case NOT_SPECIFIED,
          SPECIFIC_DIRECTORY_SERVICE_PRINCIPALS,
          ALL_MEMBER_USERS,
          ALL_DIRECTORY_USERS,
          ALL_DIRECTORY_SERVICE_PRINCIPALS,
          ALL_EXTERNAL_USERS,
          ALL_DIRECTORY_AGENT_IDENTITIES ->
          Set.of();
    };
  }

  /**
   * Whether the person may hold the package when they ask for it themselves.
   *
   * @param groups those of {@link #groupsOfTargets} that hold the person
   */
  public boolean admits(Subject target, Set<String> groups) {
    return switch (allowedTargetScope()) {
      case SPECIFIC_DIRECTORY_USERS ->
          terms.specificAllowedTargets().stream().anyMatch(one -> holds(one, target, groups));
      case ALL_MEMBER_USERS, ALL_DIRECTORY_USERS -> true;
      case SPECIFIC_CONNECTED_ORGANIZATION_USERS, ALL_CONFIGURED_CONNECTED_ORGANIZATION_USERS ->
          groupsOfTargets().stream().anyMatch(groups::contains);
      case NOT_SPECIFIED,
          SPECIFIC_DIRECTORY_SERVICE_PRINCIPALS,
          ALL_DIRECTORY_SERVICE_PRINCIPALS,
          ALL_EXTERNAL_USERS,
          ALL_DIRECTORY_AGENT_IDENTITIES ->
          false;
    };
  }

  private static boolean holds(SubjectSet listed, Subject target, Set<String> groups) {
    return switch (listed.kind()) {
      case SINGLE_USER -> listed.id().filter(target.objectId()::equals).isPresent();
      case GROUP_MEMBERS -> listed.id().filter(groups::contains).isPresent();
      case REQUESTOR_MANAGER,
          TARGET_MANAGER,
          CONNECTED_ORGANIZATION_MEMBERS,
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

  /**
   * Whether the person may hold the package by a request of this type. A policy that lets nobody
   * ask is there for administrators to assign by.
   */
  public boolean admits(Subject target, Set<String> groups, RequestType type) {
    return switch (type) {
      case ADMIN_ADD, ADMIN_UPDATE, SYSTEM_ADD, SYSTEM_UPDATE ->
          allowedTargetScope() == AllowedTargetScope.NOT_SPECIFIED || admits(target, groups);
      case USER_ADD, USER_UPDATE, ON_BEHALF_ADD -> admits(target, groups);
      case USER_REMOVE, ADMIN_REMOVE, SYSTEM_REMOVE, APPROVER_REMOVE -> true;
    };
  }

  /** This policy, saying something else from {@code now} on. */
  public AssignmentPolicy saying(PolicyTerms others, Instant now) {
    return new AssignmentPolicy(id, version, accessPackage, catalog, others, createdDateTime, now);
  }

  /** This policy, of a package that is in another catalog from now on. */
  public AssignmentPolicy movedTo(Catalog.Id other) {
    return new AssignmentPolicy(
        id, version, accessPackage, other, terms, createdDateTime, modifiedDateTime);
  }

  /** This policy, as stored under {@code version}. */
  public AssignmentPolicy withVersion(long version) {
    return new AssignmentPolicy(
        id, version, accessPackage, catalog, terms, createdDateTime, modifiedDateTime);
  }
}
