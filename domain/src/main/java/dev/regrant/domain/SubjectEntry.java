package dev.regrant.domain;

import java.util.UUID;

/**
 * Somebody whom requests are or were about, as they were described last.
 *
 * @param lifecycle what an administrator says about who governs them
 */
public record SubjectEntry(Id id, long version, Subject subject, Lifecycle lifecycle) {
  /** Identifies an entry: {@link Subject#id}. */
  public record Id(UUID value) {}

  /** Who governs somebody from outside: Graph's {@code accessPackageSubjectLifecycle}. */
  public enum Lifecycle {
    /** Nobody has said. */
    NOT_DEFINED,
    /** Not entitlement management. */
    NOT_GOVERNED,
    /** Entitlement management. */
    GOVERNED
  }

  /** The entry of somebody who has none yet. */
  public static SubjectEntry of(TenantId tenant, Subject subject) {
    return new SubjectEntry(new Id(subject.id(tenant)), 0, subject, Lifecycle.NOT_DEFINED);
  }

  /** This entry, of somebody who is described otherwise now. */
  public SubjectEntry describedAs(Subject other) {
    return new SubjectEntry(id, version, other, lifecycle);
  }

  /** This entry with another lifecycle. */
  public SubjectEntry with(Lifecycle other) {
    return new SubjectEntry(id, version, subject, other);
  }

  /** This entry, as stored under {@code version}. */
  public SubjectEntry withVersion(long version) {
    return new SubjectEntry(id, version, subject, lifecycle);
  }
}
