package dev.regrant.bootstrap;

/** Something that keeps a command from working, told to whoever runs it in one line. */
final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  FailureException(String message) {
    super(message);
  }

  FailureException(String message, Throwable cause) {
    super(message + ": " + reason(cause), cause);
  }

  /** What went wrong, in one line. */
  static String reason(Throwable problem) {
    String message = problem.getMessage();
    String text = message == null ? problem.getClass().getSimpleName() : message;
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
