package dev.regrant.domain;

/**
 * Why an attempt did not succeed: a closed set, with stable codes on the wire. The class alone
 * decides whether the engine tries again by itself.
 */
public enum ErrorClass {
  /** The target asked for fewer calls. */
  THROTTLED("throttled", true),
  /** The target is down, or cannot be reached. */
  UNAVAILABLE("unavailable", true),
  /** No answer in time. */
  TIMEOUT("timeout", true),
  /** The target does not know the connector's credentials. */
  UNAUTHENTICATED("unauthenticated", false),
  /** The target knows the connector and does not let it. */
  FORBIDDEN("forbidden", false),
  /** The person does not exist there. */
  SUBJECT_NOT_FOUND("subjectNotFound", false),
  /** The resource does not exist there. */
  RESOURCE_NOT_FOUND("resourceNotFound", false),
  /** The resource exists and has no such role. */
  ROLE_NOT_FOUND("roleNotFound", false),
  /** Something else changed at the same time, or stands in the way. */
  CONFLICT("conflict", true),
  /** The target does not accept what it was asked. */
  INVALID_REQUEST("invalidRequest", false),
  /** The connector or the target cannot do this. */
  UNSUPPORTED("unsupported", false),
  /**
   * Somebody else completes it, and will tell; the engine waits for that, and does not ask again.
   */
  MANUAL_ACTION_PENDING("manualActionPending", false),
  /** The connector itself failed. */
  INTERNAL("internal", true);

  private final String code;
  private final boolean isRetried;

  ErrorClass(String code, boolean isRetried) {
    this.code = code;
    this.isRetried = isRetried;
  }

  /** The stable code on the wire. */
  public String code() {
    return code;
  }

  /** Whether the engine tries again by itself; if not, the item fails at once. */
  public boolean isRetried() {
    return isRetried;
  }
}
