package dev.regrant.application;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Part of a list.
 *
 * @param next the id of the last item if another page follows; {@link Query#placeOf} makes of it
 *     where that page begins
 */
public record Page<T>(List<T> items, Optional<UUID> next) {
  public Page {
    items = List.copyOf(items);
  }
}
