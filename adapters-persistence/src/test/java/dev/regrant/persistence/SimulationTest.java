package dev.regrant.persistence;

import dev.regrant.testkit.Simulation;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test kit's random histories, fewer of them, on PostgreSQL. */
class SimulationTest {
  private static final int HISTORIES = Integer.getInteger("regrant.postgresql.histories", 30);
  private static final Logger ENGINE = Logger.getLogger("dev.regrant.application");

  /** The engine warns of each fault, and here there is nothing but faults. */
  @BeforeEach
  void quiet() {
    ENGINE.setLevel(Level.OFF);
  }

  @AfterEach
  void loud() {
    ENGINE.setLevel(null);
  }

  @Test
  void invariants_hold_on_postgresql_too() {
    try (var store = JdbiStore.open(TestDatabase.in("simulation", 4))) {
      for (long seed = 0; seed < HISTORIES; seed++) {
        Simulation.run(store, seed, 40);
      }
    }
  }
}
