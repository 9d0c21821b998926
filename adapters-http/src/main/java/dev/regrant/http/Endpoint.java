package dev.regrant.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a path leads to.
 *
 * @param route the path in canonical names, with placeholders for ids; of those there are not many
 * @param methods what can be done there, by HTTP method
 * @param ids the ids in the path, in order
 * @param arguments of the function in the path, by name
 */
record Endpoint(
    String route,
    Map<String, Function<Call, Answer>> methods,
    List<String> ids,
    Map<String, String> arguments) {
  Endpoint {
    methods = new TreeMap<>(methods);
    ids = List.copyOf(ids);
    arguments = Map.copyOf(arguments);
  }

  Endpoint(String route, Map<String, Function<Call, Answer>> methods, List<String> ids) {
    this(route, methods, ids, Map.of());
  }

  /** What is done on this method. */
  Function<Call, Answer> on(String method) {
    var handler = methods.get(method);
    if (handler == null) {
      throw GraphError.methodNotAllowed(method, String.join(", ", methods.keySet()));
    }
    return handler;
  }
}
