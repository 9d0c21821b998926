package dev.regrant.testkit;

import dev.regrant.application.ExtensionCaller;
import dev.regrant.domain.Callout;
import dev.regrant.testkit.Simulation.Happening;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** Custom extensions that fail as a seed says, and remember what they were called for. */
final class ChaosExtensions implements ExtensionCaller {
  private final Random random;
  private final Witness witness;
  private final Consumer<Callout.Id> during;
  private final Map<Callout.Id, Integer> calls = new HashMap<>();
  private boolean isHealed;

  /**
   * Extensions.
   *
   * @param during what may happen while one is called
   */
  ChaosExtensions(Random random, Witness witness, Consumer<Callout.Id> during) {
    this.random = random;
    this.witness = witness;
    this.during = during;
  }

  /** From now on, all can be called. */
  void heal() {
    isHealed = true;
  }

  /** How often a call came. */
  int calls(Callout.Id callout) {
    return calls.getOrDefault(callout, 0);
  }

  @Override
  public Optional<String> objectionTo(String url) {
    return Optional.empty();
  }

  @Override
  public Answer call(Call call) {
    var id = call.callout().id();
    int fate = isHealed ? 9 : random.nextInt(12);
    if (fate == 0) {
      return new Answer.Failed("down", Optional.empty());
    }
    if (fate == 1) {
      return new Answer.Failed("busy", Optional.of(Duration.ofSeconds(random.nextInt(90))));
    }
    if (calls.merge(id, 1, Integer::sum) > 1) {
      witness.saw(Happening.CALLED_AGAIN);
    }
    if (fate == 2) {
      return new Answer.Refused("no such thing");
    }
    if (fate < 5) {
      during.accept(id);
    }
    if (fate == 3 || fate == 5) {
      throw new IllegalStateException("its answer is lost");
    }
    return new Answer.Arrived(Optional.of("run of " + id.value()));
  }
}
