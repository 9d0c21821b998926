package dev.regrant.application;

import org.jspecify.annotations.Nullable;

/** Something the engine depends on cannot be reached now; trying again later may help. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What cannot be reached, without secrets, and why. */
  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
