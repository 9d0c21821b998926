package dev.regrant.testkit;

import dev.regrant.testkit.Simulation.Happening;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Sees what happens in a {@link Simulation}, and keeps the first thing that an engine did and must
 * not do: where it is seen, inside a call, an exception would be taken for a fault of the target.
 * Thread-safe.
 */
final class Witness {
  private final Set<Happening> happenings = EnumSet.noneOf(Happening.class);
  private Optional<String> violation = Optional.empty();

  synchronized void saw(Happening happening) {
    happenings.add(happening);
  }

  synchronized void violated(String message) {
    violation = violation.or(() -> Optional.of(message));
  }

  synchronized Optional<String> violation() {
    return violation;
  }

  synchronized Set<Happening> happenings() {
    return EnumSet.copyOf(happenings);
  }
}
