package dev.regrant.testkit;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.testkit.Simulation.Happening;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final int HISTORIES = Integer.getInteger("regrant.histories", 10_000);
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
  void invariants_hold_in_random_histories_of_faults_crashes_and_concurrency() {
    var happenings =
        LongStream.range(0, HISTORIES)
            .parallel()
            .mapToObj(seed -> Simulation.run(new InMemoryStore(), seed, 40))
            .flatMap(Set::stream)
            .collect(toSet());

    assertThat(happenings).as("what happened").containsExactlyInAnyOrder(Happening.values());
  }
}
