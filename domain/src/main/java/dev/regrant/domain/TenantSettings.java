package dev.regrant.domain;

import java.time.Duration;

/**
 * What is set for a whole tenant: Graph's {@code entitlementManagementSettings}. Kept and shown;
 * nothing here blocks or deletes people, which is their directory's matter.
 *
 * @param externalUserLifecycleAction what is to become of somebody from outside whose last access
 *     has ended
 * @param durationUntilExternalUserDeletedAfterBlocked how long they are blocked before they are
 *     deleted
 */
public record TenantSettings(
    TenantId tenant,
    long version,
    LifecycleAction externalUserLifecycleAction,
    Duration durationUntilExternalUserDeletedAfterBlocked) {
  /** What is to become of somebody: Graph's {@code accessPackageExternalUserLifecycleAction}. */
  public enum LifecycleAction {
    /** Nothing. */
    NONE,
    /** They can no longer sign in. */
    BLOCK_SIGN_IN,
    /** They can no longer sign in, and are deleted later. */
    BLOCK_SIGN_IN_AND_DELETE
  }

  /** The longest time until somebody who is blocked is deleted. */
  public static final Duration MAX_DURATION = Duration.ofDays(3_650);

  public TenantSettings {
    if (durationUntilExternalUserDeletedAfterBlocked.isNegative()
        || durationUntilExternalUserDeletedAfterBlocked.compareTo(MAX_DURATION) > 0) {
      throw new InvalidMemberException(
          "durationUntilExternalUserDeletedAfterBlocked",
          "must not be negative, and at most %d days".formatted(MAX_DURATION.toDays()));
    }
  }

  /** Those of a tenant for which nobody has set anything. */
  public static TenantSettings unset(TenantId tenant) {
    return new TenantSettings(tenant, 0, LifecycleAction.NONE, Duration.ofDays(30));
  }

  /** These settings, as stored under {@code version}. */
  public TenantSettings withVersion(long version) {
    return new TenantSettings(
        tenant, version, externalUserLifecycleAction, durationUntilExternalUserDeletedAfterBlocked);
  }
}
