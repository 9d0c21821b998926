package dev.regrant.persistence;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database is away. A pool only knows that it has no connection to give: all may be in
 * use, or none can be made. So who waited in vain asks the database itself, one at a time, and from
 * then on until a connection is had again, nobody waits long. Thread-safe.
 */
final class Outage {
  /** A connection of one's own, which is given up at once. */
  interface Probe {
    /**
     * Connects.
     *
     * @throws SQLException if that fails
     */
    void connect() throws SQLException;
  }

  private final Probe probe;
  private final ReentrantLock probing = new ReentrantLock();
  private volatile @Nullable SQLException known;

  Outage(Probe probe) {
    this.probe = probe;
  }

  /** Why the database is away, if it is; to be called by who got no connection. */
  Optional<SQLException> found() {
    if (known == null && probing.tryLock()) {
      try {
        probe.connect();
      } catch (SQLException failed) {
        known = Database.isAway(failed) ? failed : null;
      } finally {
        probing.unlock();
      }
    }
    return Optional.ofNullable(known);
  }

  /** A connection was had. */
  void isOver() {
    known = null;
  }
}
