package dev.regrant.domain;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * Who may get a package, and for how long: Graph's {@code accessPackageAssignmentPolicy}.
 *
 * @param allowedTargetScope the circle of people who may get the package
 * @param specificAllowedTargets their object ids, where the circle is a list
 * @param expiration when access ends if a request says nothing
 * @param requestorSettings what people may do for themselves
 */
public record AssignmentPolicy(
    Id id,
    long version,
    AccessPackage.Id accessPackage,
    Catalog.Id catalog,
    String displayName,
    String description,
    AllowedTargetScope allowedTargetScope,
    Set<String> specificAllowedTargets,
    Expiration expiration,
    RequestorSettings requestorSettings,
    Instant createdDateTime,
    Instant modifiedDateTime) {
  /** Identifies a policy. */
  public record Id(UUID value) {}

  /** The circle of people who may get the package: Graph's {@code allowedTargetScope}. */
  public enum AllowedTargetScope {
    /** Nobody asks for it; administrators assign it. */
    NOT_SPECIFIED,
    /** The listed people. */
    SPECIFIC_DIRECTORY_USERS,
    /** Every member of the directory. */
    ALL_MEMBER_USERS,
    /** Everybody in the directory. */
    ALL_DIRECTORY_USERS
  }

  /**
   * What people may do for themselves.
   *
   * @param enableTargetsToSelfAddAccess ask for the package
   * @param enableTargetsToSelfRemoveAccess give it up
   * @param allowCustomAssignmentSchedule say from when to when they want it
   */
  public record RequestorSettings(
      boolean enableTargetsToSelfAddAccess,
      boolean enableTargetsToSelfRemoveAccess,
      boolean allowCustomAssignmentSchedule) {}

  /** The most people that a policy lists by name. */
  public static final int MAX_TARGETS = 1_000;

  public AssignmentPolicy {
    Texts.required("displayName", displayName, Catalog.MAX_NAME);
    Texts.limited("description", description, Catalog.MAX_DESCRIPTION);
    if (specificAllowedTargets.size() > MAX_TARGETS) {
      throw new InvalidMemberException(
          "specificAllowedTargets", "names at most " + MAX_TARGETS + " users");
    }
    specificAllowedTargets = Set.copyOf(specificAllowedTargets);
  }

  /** Whether the person may hold the package when they ask for it themselves. */
  public boolean admits(Subject target) {
    return switch (allowedTargetScope) {
      case NOT_SPECIFIED -> false;
      case SPECIFIC_DIRECTORY_USERS -> specificAllowedTargets.contains(target.objectId());
      case ALL_MEMBER_USERS, ALL_DIRECTORY_USERS -> true;
    };
  }

  /**
   * Whether the person may hold the package by a request of this type. A policy that lets nobody
   * ask is there for administrators to assign by.
   */
  public boolean admits(Subject target, RequestType type) {
    return switch (type) {
      case ADMIN_ADD, ADMIN_UPDATE, SYSTEM_ADD, SYSTEM_UPDATE ->
          allowedTargetScope == AllowedTargetScope.NOT_SPECIFIED || admits(target);
      case USER_ADD, USER_UPDATE, ON_BEHALF_ADD -> admits(target);
      case USER_REMOVE, ADMIN_REMOVE, SYSTEM_REMOVE, APPROVER_REMOVE -> true;
    };
  }

  /** This policy, as stored under {@code version}. */
  public AssignmentPolicy withVersion(long version) {
    return new AssignmentPolicy(
        id,
        version,
        accessPackage,
        catalog,
        displayName,
        description,
        allowedTargetScope,
        specificAllowedTargets,
        expiration,
        requestorSettings,
        createdDateTime,
        modifiedDateTime);
  }
}
