package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.EventSink;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** An event sink that fails as a seed says, and remembers what came first. For one thread. */
final class ChaosSink implements EventSink {
  private final Random random;
  private final Runnable meanwhile;
  private final Map<AssignmentRequest.Id, Set<UUID>> arrived = new HashMap<>();
  private boolean isHealed;

  /**
   * A sink.
   *
   * @param meanwhile what may happen while it takes its time
   */
  ChaosSink(Random random, Runnable meanwhile) {
    this.random = random;
    this.meanwhile = meanwhile;
  }

  /** From now on, accepts everything at once. */
  void heal() {
    isHealed = true;
  }

  @Override
  public String name() {
    return "chaos";
  }

  @Override
  public Publication publish(Event event) {
    int fate = isHealed ? 9 : random.nextInt(10);
    if (fate == 0) {
      return new Publication.Failed("down", Optional.empty());
    }
    if (fate == 1) {
      return new Publication.Failed("busy", Optional.of(Duration.ofMinutes(random.nextInt(30))));
    }
    if (fate == 2) {
      meanwhile.run();
    }
    arrived
        .computeIfAbsent(event.entry().request(), request -> new LinkedHashSet<>())
        .add(event.entry().id());
    if (fate == 3) {
      throw new IllegalStateException("its answer is lost");
    }
    if (fate == 4) {
      meanwhile.run();
    }
    return new Publication.Accepted();
  }

  /** Whether every entry has come, and those of each request in the order of their commits. */
  void check(String when, List<HistoryEntry> committed) {
    var expected = new HashMap<AssignmentRequest.Id, Set<UUID>>();
    for (HistoryEntry entry : committed) {
      expected.computeIfAbsent(entry.request(), request -> new LinkedHashSet<>()).add(entry.id());
    }
    assertThat(arrived.keySet()).as("%s: who is told of", when).isEqualTo(expected.keySet());
    expected.forEach(
        (request, entries) ->
            assertThat(arrived.get(request))
                .as("%s: events of request %s", when, request.value())
                .containsExactlyElementsOf(entries));
  }
}
