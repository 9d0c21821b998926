package dev.regrant.benchmarks;

import java.sql.SQLException;
import java.time.Duration;

/** Something that works off what waits in a database. */
interface Contender {
  /**
   * What a round took.
   *
   * @param items how many were worked off
   */
  record Round(int items, Duration time) {
    double perSecond() {
      return items * 1e9 / time.toNanos();
    }
  }

  String name();

  /**
   * Prepares about so many items, and then works them off.
   *
   * @param concurrency how many items at once
   * @throws IllegalStateException if it did not do each item once
   */
  Round round(int items, int concurrency) throws SQLException, InterruptedException;
}
