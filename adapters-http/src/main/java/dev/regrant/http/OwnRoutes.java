package dev.regrant.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Where paths outside Graph lead: those that begin with {@code /regrant}. */
final class OwnRoutes {
  static final String ROOT = "regrant";

  private static final String CALLBACKS = "callbacks";
  private static final String ID = "{id}";

  /** The name of the route on which systems tell what became of a call. */
  static final String CALLBACK = "/" + ROOT + "/" + CALLBACKS + "/" + ID;

  /** What can be done, by method and path. */
  static final Map<String, Action> ACTIONS =
      Map.of(
          "GET/connectors",
          Action.does(200, ConnectorsApi::list, new Action.Own(ConnectorsApi.CONNECTOR, true)),
          "GET/connectors/{id}",
          Action.does(200, ConnectorsApi::find, new Action.Own(ConnectorsApi.CONNECTOR, false)),
          "POST/connectors/{id}/startMaintenance",
          Action.does(
                  200,
                  ConnectorsApi::startMaintenance,
                  new Action.Own(ConnectorsApi.CONNECTOR, false))
              .taking(Bodies.MAINTENANCE),
          "POST/connectors/{id}/endMaintenance",
          Action.does(
              200, ConnectorsApi::endMaintenance, new Action.Own(ConnectorsApi.CONNECTOR, false)),
          "GET/manualActions",
          Action.does(
                  200,
                  CompletionsApi::manualActions,
                  new Action.Own(CompletionsApi.MANUAL_ACTION, true))
              .with("$top", "$skiptoken"));

  private OwnRoutes() {}

  /** Whether the path is one of these. */
  static boolean lead(List<String> path) {
    return !path.isEmpty() && path.getFirst().equalsIgnoreCase(ROOT);
  }

  /** The system whose callback the path takes, if it is one for that. */
  static Optional<String> callback(List<String> path) {
    return lead(path) && path.size() == 3 && path.get(1).equalsIgnoreCase(CALLBACKS)
        ? Optional.of(path.get(2))
        : Optional.empty();
  }

  /**
   * What the path leads to.
   *
   * @param path the decoded segments
   */
  static Endpoint resolve(List<String> path) {
    var rest = path.subList(1, path.size());
    Map<String, Function<Call, Answer>> methods = new HashMap<>();
    List<String> ids = new ArrayList<>();
    String route = "";
    for (var action : ACTIONS.entrySet()) {
      String[] methodAndPath = action.getKey().split("/", 2);
      var pattern = List.of(methodAndPath[1].split("/"));
      var found = match(pattern, rest);
      if (found.isPresent()) {
        methods.put(methodAndPath[0], action.getValue().handler());
        ids = found.get();
        route = "/" + ROOT + "/" + methodAndPath[1];
      }
    }
    if (methods.isEmpty()) {
      throw new GraphError(
          ErrorCode.RESOURCE_NOT_FOUND,
          "There is nothing at '%s'.".formatted(String.join("/", path)));
    }
    return new Endpoint(route, methods, ids, Optional.empty());
  }

  /** The ids in the path, if it is of this pattern. */
  private static Optional<List<String>> match(List<String> pattern, List<String> path) {
    if (pattern.size() != path.size()) {
      return Optional.empty();
    }
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      if (pattern.get(i).equals(ID)) {
        ids.add(path.get(i));
      } else if (!pattern.get(i).equalsIgnoreCase(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(ids);
  }
}
