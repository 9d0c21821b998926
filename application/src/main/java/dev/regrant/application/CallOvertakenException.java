package dev.regrant.application;

/**
 * A call took so long that a repeat of it under the same key has begun, or the key is forgotten.
 * Nothing was written by the call that is told so.
 */
public final class CallOvertakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CallOvertakenException() {
    super("a repeat of this call has begun");
  }
}
