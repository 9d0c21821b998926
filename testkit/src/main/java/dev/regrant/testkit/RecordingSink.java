package dev.regrant.testkit;

import dev.regrant.application.EventSink;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** An event sink that remembers what it was told, and fails when it is told to. Thread-safe. */
public final class RecordingSink implements EventSink {
  private record Failure(Predicate<Event> of, Publication.Failed publication) {}

  private final String name;
  private final List<Event> arrived = new ArrayList<>();
  private final List<Event> refused = new ArrayList<>();
  private Optional<Failure> failure = Optional.empty();

  /** A sink that accepts everything. */
  public RecordingSink(String name) {
    this.name = name;
  }

  /** From now on, fails for events that satisfy {@code of}. */
  public synchronized void fail(Predicate<Event> of, Publication.Failed publication) {
    failure = Optional.of(new Failure(of, publication));
  }

  /** From now on, accepts everything. */
  public synchronized void heal() {
    failure = Optional.empty();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized Publication publish(Event event) {
    var failing = failure.filter(one -> one.of().test(event));
    if (failing.isPresent()) {
      refused.add(event);
      return failing.get().publication();
    }
    arrived.add(event);
    return new Publication.Accepted();
  }

  /** What was accepted, in the order in which it came, and each time that it came. */
  public synchronized List<Event> arrived() {
    return List.copyOf(arrived);
  }

  /** What of {@link #arrived} is about one request. */
  public List<HistoryEntry> arrived(AssignmentRequest.Id request) {
    return arrived().stream()
        .map(Event::entry)
        .filter(entry -> entry.request().equals(request))
        .toList();
  }

  /** What was not accepted, each time that it came. */
  public synchronized List<Event> refused() {
    return List.copyOf(refused);
  }
}
