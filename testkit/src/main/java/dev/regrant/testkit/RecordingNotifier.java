package dev.regrant.testkit;

import dev.regrant.application.ChangeNotifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Receivers of subscriptions that remember what they were told, and answer as they are told to.
 * Thread-safe.
 */
public final class RecordingNotifier implements ChangeNotifier {
  private final List<Message> messages = new ArrayList<>();
  private Function<Message, Answer> answer = message -> new Answer.Accepted();

  /** Receivers that all want to be told. */
  public RecordingNotifier() {}

  /** From now on, answers so. */
  public synchronized void answer(Function<Message, Answer> other) {
    answer = other;
  }

  @Override
  public Optional<String> objectionTo(String url, String token) {
    return url.startsWith("https://") ? Optional.empty() : Optional.of("must use https");
  }

  @Override
  public Answer tell(Message message) {
    Function<Message, Answer> how;
    synchronized (this) {
      messages.add(message);
      how = answer;
    }
    return how.apply(message);
  }

  /** What they were told, each time that it came. */
  public synchronized List<Message> messages() {
    return List.copyOf(messages);
  }
}
