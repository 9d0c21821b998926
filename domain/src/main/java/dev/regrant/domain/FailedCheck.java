package dev.regrant.domain;

/**
 * A check before delivery that did not pass.
 *
 * @param check which one
 * @param message what was found, for a person
 */
public record FailedCheck(Check check, String message) {
  /** What is checked before anything is delivered, at the start and at each reprocess. */
  public enum Check {
    /** The access package still exists. */
    ACCESS_PACKAGE_EXISTS("accessPackageNotFound"),
    /** The policy still exists and admits the target. */
    POLICY_ALLOWS("policyNoLongerAllows"),
    /** The package still holds something of what is left to deliver. */
    ROLE_SCOPES_EXIST("roleScopesNotFound"),
    /** The target is still in the directory. */
    TARGET_EXISTS("targetNotFound"),
    /** The schedule has not ended. */
    SCHEDULE_NOT_OVER("scheduleOver"),
    /** The target holds no package that excludes this one. */
    NO_INCOMPATIBLE_ACCESS("incompatibleAccess"),
    /** Nothing has overtaken the request, such as a later one for the same access. */
    NOT_SUPERSEDED("superseded"),
    /** Nothing under way does the opposite to one of the same roles. */
    NOT_OPPOSED("opposedByOther"),
    /** A connector serves each system concerned, and is not quarantined. */
    CONNECTOR_AVAILABLE("connectorUnavailable");

    private final String code;

    Check(String code) {
      this.code = code;
    }

    /** The stable code on the wire of this check's failure. */
    public String code() {
      return code;
    }
  }
}
