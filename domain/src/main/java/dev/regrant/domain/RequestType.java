package dev.regrant.domain;

/** What a request asks for, and who may ask: Graph's {@code accessPackageRequestType}. */
public enum RequestType {
  /** A person asks for access. */
  USER_ADD,
  /** A person asks to change or extend the access held. */
  USER_UPDATE,
  /** A person gives access up. */
  USER_REMOVE,
  /** An administrator gives access directly. */
  ADMIN_ADD,
  /** An administrator changes or extends an assignment. */
  ADMIN_UPDATE,
  /** An administrator takes access away. */
  ADMIN_REMOVE,
  /** The engine gives access by an automatic policy. */
  SYSTEM_ADD,
  /** An assignment is brought in line with what it should be, at its target. */
  SYSTEM_UPDATE,
  /** The engine takes access away, on expiry for instance. */
  SYSTEM_REMOVE,
  /** Someone asks for another person, a manager for instance. */
  ON_BEHALF_ADD,
  /** An approver takes access away. */
  APPROVER_REMOVE;

  /** Whether the request changes what an assignment says, and gives and takes nothing. */
  public boolean isUpdate() {
    return this == USER_UPDATE || this == ADMIN_UPDATE;
  }

  /** Whether the request takes access away. */
  public boolean isRemoval() {
    return switch (this) {
      case USER_REMOVE, ADMIN_REMOVE, SYSTEM_REMOVE, APPROVER_REMOVE -> true;
      case USER_ADD,
          USER_UPDATE,
          ADMIN_ADD,
          ADMIN_UPDATE,
          SYSTEM_ADD,
          SYSTEM_UPDATE,
          ON_BEHALF_ADD ->
          false;
    };
  }
}
