package dev.regrant.application;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Part of a list.
 *
 * @param next what to give {@link Query#after} for the following page; empty on the last one
 */
public record Page<T>(List<T> items, Optional<UUID> next) {
  public Page {
    items = List.copyOf(items);
  }
}
