package dev.regrant.domain;

import java.util.Collection;

/** Checks of lists that come with records; the message names the member and the limit. */
final class Lists {
  private Lists() {}

  static void limited(String member, Collection<?> list, int max) {
    if (list.size() > max) {
      throw new InvalidMemberException(
          member, "has %d elements, at most %d are allowed".formatted(list.size(), max));
    }
  }
}
