package dev.regrant.testkit;

import dev.regrant.application.Change;
import dev.regrant.application.Order;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/** The entities of one kind and one tenant. */
final class Rows<I, T> {
  final Kind<I, T> kind;

  /** By id, in the order in which lists show them. */
  final NavigableMap<UUID, T> byId = new TreeMap<>(Order::compare);

  /** Who has which identity. */
  final Map<Object, UUID> identities = new HashMap<>();

  /** The latest change of each. */
  final Map<UUID, Change> changes = new HashMap<>();

  Rows(Kind<I, T> kind) {
    this.kind = kind;
  }
}
