package dev.regrant.testkit;

import dev.regrant.application.ExtensionCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Custom extensions that remember how they were called, and answer as they are told to.
 * Thread-safe.
 */
public final class RecordingExtensions implements ExtensionCaller {
  private final List<Call> calls = new ArrayList<>();
  private Function<Call, Answer> answer = call -> new Answer.Arrived(Optional.empty());

  /** Extensions that can all be called. */
  public RecordingExtensions() {}

  /** From now on, answers so; what it does with the call comes before the answer has arrived. */
  public synchronized void answer(Function<Call, Answer> other) {
    answer = other;
  }

  @Override
  public Optional<String> objectionTo(String url) {
    return url.startsWith("https://") ? Optional.empty() : Optional.of("must use https");
  }

  @Override
  public Answer call(Call call) {
    Function<Call, Answer> how;
    synchronized (this) {
      calls.add(call);
      how = answer;
    }
    return how.apply(call);
  }

  /** The calls, each time that they came. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }
}
