package dev.regrant.application;

/** What was to be changed is no longer as the caller has seen it. Nothing was written. */
public final class PreconditionFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PreconditionFailedException(EntityKind.Version expected, long found) {
    super("%s is at version %d, not %d".formatted(expected.id(), found, expected.version()));
  }
}
