package dev.regrant.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a path leads to.
 *
 * @param methods what can be done there, by HTTP method
 * @param ids the ids in the path, in order
 */
record Endpoint(Map<String, Function<Call, Answer>> methods, List<String> ids) {
  Endpoint {
    methods = new TreeMap<>(methods);
    ids = List.copyOf(ids);
  }

  /** What is done on this method. */
  Function<Call, Answer> on(String method) {
    var handler = methods.get(method);
    if (handler == null) {
      String allowed = String.join(", ", methods.keySet());
      throw new GraphError(
          ErrorCode.METHOD_NOT_ALLOWED,
          "%s is not possible here; these are: %s.".formatted(method, allowed),
          Optional.empty(),
          List.of(),
          Map.of("Allow", allowed));
    }
    return handler;
  }
}
