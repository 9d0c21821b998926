package dev.regrant.application;

import java.util.Optional;

/** For an engine that calls no custom extensions. */
final class NoExtensions implements ExtensionCaller {
  private static final String WHY =
      "cannot be called: this engine is not set up to call extensions";

  @Override
  public Optional<String> objectionTo(String url) {
    return Optional.of(WHY);
  }

  @Override
  public Answer call(Call call) {
    return new Answer.Refused("the custom extension " + WHY);
  }
}
