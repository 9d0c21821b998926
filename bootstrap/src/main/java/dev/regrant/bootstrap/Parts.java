package dev.regrant.bootstrap;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been started. It is ended in the reverse order, by {@link #close} or when the process is
 * told to end (SIGTERM, SIGINT), which then exits with 0. Thread-safe.
 */
final class Parts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Parts.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private record Part(String name, AutoCloseable closing) {}

  private final Deque<Part> parts = new ArrayDeque<>();
  private final Thread hook = new Thread(this::endProcess, "shutdown");

  Parts() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Keeps {@code part} for closing. */
  synchronized <T extends AutoCloseable> T add(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // Then the hook closes, too; whoever comes second finds nothing left.
    }
    closeAll();
  }

  private synchronized boolean closeAll() {
    boolean closed = true;
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.closing().close();
      } catch (Exception failed) {
        closed = false;
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} did not close: {1}",
            part.name(),
            FailureException.reason(failed));
      }
    }
    return closed;
  }

  private void endProcess() {
    LOG.log(System.Logger.Level.INFO, "Stopping");
    var closed = new boolean[1];
    Thread closing = Thread.ofPlatform().daemon().start(() -> closed[0] = closeAll());
    boolean inTime = false;
    try {
      inTime = closing.join(PATIENCE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    LOG.log(
        System.Logger.Level.INFO,
        inTime ? "Stopped" : "Not stopped within " + PATIENCE.toSeconds() + " s: giving up");
    // Ends at once, with our exit code: after a signal it would be 128 and more.
    Runtime.getRuntime().halt(inTime && closed[0] ? 0 : 1);
  }
}
