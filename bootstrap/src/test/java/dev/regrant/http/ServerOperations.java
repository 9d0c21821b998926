package dev.regrant.http;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the server can be asked for, by its own table of routes. In the server's package, so that
 * nothing of it has to be public for tests.
 */
public final class ServerOperations {
  private ServerOperations() {}

  /**
   * Every operation of a version, named as the metrics name them, such as {@code POST
   * /beta/assignmentRequests/{id}/cancel}: what can be done, and what can be read in one step from
   * each entity. Names are compared without casing.
   *
   * @param version the first segment of its paths
   */
  public static SortedSet<String> of(String version) {
    var known = ApiVersion.of(version).orElseThrow();
    SortedSet<String> operations = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Roots.AREAS
        .values()
        .forEach(
            roots ->
                roots.stream()
                    .filter(root -> root.name().in(known).isPresent())
                    .forEach(root -> add(operations, known, root)));
    add(operations, known, SubscriptionsApi.ROOT);
    return operations;
  }

  /**
   * Whether there is such an operation.
   *
   * @param operation a method and a path, such as {@code DELETE
   *     /beta/identityGovernance/entitlementManagement/catalogs/{id}}
   */
  public static boolean has(String operation) {
    String[] methodAndPath = operation.split(" /", 2);
    var path = List.of(methodAndPath[1].split("/"));
    try {
      var endpoint =
          Routes.resolve(
              ApiVersion.of(path.getFirst()).orElseThrow(), path.subList(1, path.size()));
      // The call of a function that there is not would be taken for an id.
      return endpoint.ids().stream().noneMatch(BoundFunction::isCall)
          && endpoint.methods().containsKey(methodAndPath[0]);
    } catch (GraphError leadsNowhere) {
      return false;
    }
  }

  /** Whether an action is below what the version does not have. */
  private static <T> boolean isOtherVersions(Root<T> root, ApiVersion version, String action) {
    var segments = List.of(action.split("/"));
    return root.type().navigations().stream()
        .filter(navigation -> navigation.name().in(version).isEmpty())
        .anyMatch(navigation -> segments.contains(navigation.name().canonical()));
  }

  private static <T> void add(SortedSet<String> operations, ApiVersion version, Root<T> root) {
    String path = "/" + version.path() + "/" + root.name().canonical();
    operations.add("GET " + path);
    if (!root.isSingle()) {
      operations.add("GET " + path + "/$count");
      operations.add("GET " + path + "/{id}");
    }
    for (var function : root.functions()) {
      operations.add("GET " + path + "/" + function.name());
      operations.add("GET " + path + "/" + function.name() + "/$count");
    }
    for (String action : root.actions().keySet()) {
      String[] methodAndPath = action.split("/", 2);
      if (isOtherVersions(root, version, action)) {
        continue;
      }
      operations.add(
          methodAndPath[0]
              + " "
              + path
              + (methodAndPath.length == 1 ? "" : "/" + methodAndPath[1]));
    }
    for (var navigation : root.type().navigations()) {
      if (navigation.name().in(version).isPresent()) {
        String along = path + "/{id}/" + navigation.name().canonical();
        operations.add("GET " + along);
        if (navigation.isMany()) {
          operations.add("GET " + along + "/$count");
          operations.add("GET " + along + "/{id}");
        }
      }
    }
  }
}
