package dev.regrant.application;

/** What a token can allow, by Graph's names. */
public enum Permission {
  /** Read everything of entitlement management. */
  READ_ALL("EntitlementManagement.Read.All"),
  /** Read and change everything of entitlement management. */
  READ_WRITE_ALL("EntitlementManagement.ReadWrite.All"),
  /** Ask for access for oneself; delegated tokens only. */
  SUBJECT_ACCESS("EntitlementMgmt-SubjectAccess.ReadWrite");

  private final String value;

  Permission(String value) {
    this.value = value;
  }

  /** The name in a token's {@code scp} or {@code roles}. */
  public String value() {
    return value;
  }
}
