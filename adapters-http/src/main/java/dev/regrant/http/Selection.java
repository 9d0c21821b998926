package dev.regrant.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What of an entity is shown.
 *
 * @param select the properties; all, if empty
 * @param expand what is shown of what it leads to
 */
record Selection<T>(Optional<List<Property<T>>> select, List<Expansion<T, ?>> expand) {
  /**
   * What is shown of what one navigation leads to.
   *
   * @param part which of it
   * @param isCounted whether it is told how many there are without {@code part}'s limits
   */
  record Expansion<T, R>(
      Navigation<T, R> navigation, Selection<R> selection, Part<R> part, boolean isCounted) {}

  static <T> Selection<T> all() {
    return new Selection<>(Optional.empty(), List.of());
  }

  List<Property<T>> properties(EntityType<T> type) {
    return select.orElse(type.properties());
  }

  /** Whether what is shown looks the same as long as the entity's version is the same. */
  boolean isOfVersion(EntityType<T> type) {
    return expand.isEmpty()
        && type.isWhole()
        && properties(type).stream().allMatch(one -> one.fetch().isEmpty())
        && (select.isPresent() || type.annotation().isEmpty());
  }

  /** What {@code @odata.context} says about it. */
  String context(ApiVersion version) {
    List<String> parts = new ArrayList<>();
    select.ifPresent(some -> some.forEach(one -> parts.add(one.name().in(version).orElseThrow())));
    for (Expansion<T, ?> expansion : expand) {
      String nested = expansion.selection().context(version);
      parts.add(
          expansion.navigation().name().in(version).orElseThrow()
              + (nested.isEmpty() ? "()" : nested));
    }
    return parts.isEmpty() ? "" : parts.stream().collect(Collectors.joining(",", "(", ")"));
  }
}
