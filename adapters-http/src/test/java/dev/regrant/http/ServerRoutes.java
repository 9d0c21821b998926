package dev.regrant.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The routes that the server has, read from the tables that it routes by. */
final class ServerRoutes {
  private ServerRoutes() {}

  /**
   * All of them, as {@code GET assignments/{id}} in canonical names: each collection, each function
   * on it, each entity, each navigation of one, and each action. Counting a list and one item of a
   * list are left out: they are ways of reading the list.
   */
  static Set<String> all() {
    Set<String> routes = new TreeSet<>();
    var areas = new ArrayList<>(Roots.AREAS.values());
    areas.add(List.of(SubscriptionsApi.ROOT));
    for (var roots : areas) {
      for (var root : roots) {
        String name = root.name().canonical();
        routes.add("GET " + name);
        if (!root.isSingle()) {
          routes.add("GET " + name + "/{id}");
        }
        root.functions().forEach(one -> routes.add("GET " + name + "/" + one.name()));
        root.type()
            .navigations()
            .forEach(one -> routes.add("GET " + name + "/{id}/" + one.name().canonical()));
        root.actions()
            .keySet()
            .forEach(
                action -> {
                  String[] methodAndPath = action.split("/", 2);
                  routes.add(
                      methodAndPath[0]
                          + " "
                          + name
                          + (methodAndPath.length == 1 ? "" : "/" + methodAndPath[1]));
                });
      }
    }
    OwnRoutes.ACTIONS
        .keySet()
        .forEach(
            action -> {
              String[] methodAndPath = action.split("/", 2);
              routes.add(methodAndPath[0] + " " + OwnRoutes.ROOT + "/" + methodAndPath[1]);
            });
    return routes;
  }

  /**
   * The address of a route, whose ids and query are there already, in this version; nothing where
   * the version does not have it.
   */
  static Optional<String> address(ApiVersion version, String route) {
    if (route.startsWith(OwnRoutes.ROOT)) {
      return Optional.of("/" + route);
    }
    if (route.startsWith("subscriptions")) {
      return Optional.of("/" + version.path() + "/" + route);
    }
    String[] pathAndQuery = route.split("\\?", 2);
    String[] segments = pathAndQuery[0].split("/", -1);
    for (var area : Roots.AREAS.entrySet()) {
      for (var root : area.getValue()) {
        if (root.name().canonical().equals(segments[0])) {
          return spelled(version, root, segments)
              .map(
                  path ->
                      "/%s/%s/entitlementManagement/%s%s"
                          .formatted(
                              version.path(),
                              area.getKey(),
                              path,
                              pathAndQuery.length == 1 ? "" : "?" + pathAndQuery[1]));
        }
      }
    }
    throw new IllegalArgumentException("There is no collection " + segments[0]);
  }

  private static Optional<String> spelled(ApiVersion version, Root<?> root, String[] segments) {
    EntityType<?> type = root.type();
    var path = new StringBuilder();
    var first = root.name().in(version);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    path.append(first.get());
    for (int i = 1; i < segments.length; i++) {
      String segment = segments[i];
      var navigation =
          type.navigations().stream()
              .filter(one -> one.name().canonical().equals(segment))
              .findFirst();
      if (navigation.isPresent()) {
        var name = navigation.get().name().in(version);
        if (name.isEmpty()) {
          return Optional.empty();
        }
        path.append('/').append(name.get());
        type = navigation.get().type().get();
      } else {
        path.append('/').append(segment);
      }
    }
    return Optional.of(path.toString());
  }

  /** The route with placeholders for ids, which are written in capitals, and without its query. */
  static String canonical(String route) {
    return route
        .replaceAll("\\?.*", "")
        .replaceAll("\\(.*\\)", "")
        .replaceAll("(?<=[/_])[A-Z]{2,}(?:_[A-Z]+)?", "{id}")
        .strip();
  }
}
