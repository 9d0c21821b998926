package dev.regrant.http;

import dev.regrant.application.EntityKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a path leads to.
 *
 * @param route the path in canonical names, with placeholders for ids; of those there are not many
 * @param methods what can be done there, by HTTP method
 * @param ids the ids in the path, in order
 * @param about the stored entities that are there, if there are
 */
record Endpoint(
    String route,
    Map<String, Function<Call, Answer>> methods,
    List<String> ids,
    Optional<About> about) {
  /**
   * Entities that the store keeps.
   *
   * @param now the version of the one that is there; empty if it is a list
   * @param made the answer to having made one of the list
   */
  record About(
      EntityKind<?> kind,
      Optional<Function<Reads, EntityKind.Version>> now,
      Optional<BiFunction<Call, UUID, Answer>> made) {}

  Endpoint {
    methods = new TreeMap<>(methods);
    ids = List.copyOf(ids);
  }

  /** What is done on this method. */
  Function<Call, Answer> on(String method) {
    var handler = methods.get(method);
    if (handler == null) {
      var allowed = new ArrayList<>(methods.keySet());
      if (methods.containsKey("GET")) {
        allowed.add(allowed.indexOf("GET") + 1, "HEAD");
      }
      throw GraphError.methodNotAllowed(method, String.join(", ", allowed));
    }
    return handler;
  }
}
