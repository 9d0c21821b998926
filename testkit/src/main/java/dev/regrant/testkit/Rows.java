package dev.regrant.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/** The entities of one kind and one tenant. */
final class Rows<I, T> {
  final Kind<I, T> kind;

  /** By id, in the order in which lists show them. */
  final NavigableMap<UUID, T> byId = new TreeMap<>(Rows::compareUnsigned);

  /** Who has which identity. */
  final Map<Object, UUID> identities = new HashMap<>();

  Rows(Kind<I, T> kind) {
    this.kind = kind;
  }

  /** As databases compare them: {@link UUID#compareTo} takes the first bit for a sign. */
  static int compareUnsigned(UUID one, UUID other) {
    int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }
}
