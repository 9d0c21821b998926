package dev.regrant.http;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The paths of one version, found as {@link Routes} finds them: from each collection of {@link
 * Roots} to its entities, and along their navigations. For one document; not thread-safe.
 */
final class OpenApiPaths {
  /** Paths go on without end; those that are described go along so many navigations. */
  static final int MAX_NAVIGATIONS = 2;

  private static final String JSON = "application/json";
  private static final int GONE = 410;
  private static final Set<String> SHOWN = Set.of("$select", "$expand");
  private static final Set<String> OF_LISTS =
      Set.of(
          "$select",
          "$expand",
          "$filter",
          "$orderby",
          "$search",
          "$top",
          "$skip",
          "$skiptoken",
          "$count");
  private static final Set<String> OF_COUNTS = Set.of("$filter", "$search");

  private final ApiVersion version;
  private final OpenApiSchemas schemas;
  private final Map<String, JsonObject> paths;

  OpenApiPaths(ApiVersion version, OpenApiSchemas schemas, Map<String, JsonObject> paths) {
    this.version = version;
    this.schemas = schemas;
    this.paths = paths;
  }

  /**
   * A place on the way along a path.
   *
   * @param path as it is described
   * @param canonical the same in canonical names, from the collection on
   * @param name what operations there are called by
   */
  private record Place(Root<?> root, String path, String canonical, String name, List<String> ids) {
    Place to(String segment, String canonicalSegment) {
      String called = segment.replaceAll("\\(.*", "").replace("$", "");
      return new Place(
          root, path + "/" + segment, canonical + "/" + canonicalSegment, name + "." + called, ids);
    }

    Place item(String of) {
      String id = ids.isEmpty() ? "id" : of + "Id";
      while (ids.contains(id)) {
        id += "2";
      }
      var more = new ArrayList<>(ids);
      more.add(id);
      return new Place(root, path + "/{" + id + "}", canonical + "/{id}", name, more);
    }
  }

  void describe() {
    var subscriptions = SubscriptionsApi.ROOT;
    String called = subscriptions.name().canonical();
    root(
        subscriptions,
        new Place(subscriptions, "/" + version.path() + "/" + called, "", called, List.of()));
    Roots.AREAS.forEach(
        (area, roots) -> {
          for (Root<?> root : roots) {
            String service = "/" + version.path() + "/" + area + "/entitlementManagement/";
            Stream.concat(
                    root.name().in(version).stream(),
                    root.alsoOnBeta().filter(other -> version == ApiVersion.BETA).stream())
                .forEach(name -> root(root, new Place(root, service + name, "", name, List.of())));
          }
        });
  }

  private <T> void root(Root<T> root, Place place) {
    if (root.isSingle()) {
      entity(root.type(), place, 0);
      return;
    }
    list(root.type(), place);
    below(place);
    for (BoundFunction<T> function : root.functions()) {
      String call =
          function.name()
              + "("
              + String.join(
                  ",", function.parameters().stream().map(one -> one + "='{" + one + "}'").toList())
              + ")";
      var ids = List.copyOf(function.parameters());
      var called =
          new Place(
              root,
              place.path() + "/" + call,
              place.canonical() + "/" + function.name(),
              place.name() + "." + function.name(),
              ids);
      list(root.type(), called);
    }
    entity(root.type(), place.item("id"), 0);
    root.key()
        .flatMap(key -> key.name().in(version))
        .ifPresent(
            key -> {
              var keyed =
                  new Place(
                      root,
                      "%s(%s='{%s}')".formatted(place.path(), key, key),
                      "/{id}",
                      place.name()
                          + ".by"
                          + key.substring(0, 1).toUpperCase(Locale.ROOT)
                          + key.substring(1),
                      List.of(key));
              read(keyed, "get", schemas.entity(root.type()), SHOWN);
              actions(keyed, root.type());
            });
  }

  private void list(EntityType<?> type, Place place) {
    read(place, "list", schemas.page(type), OF_LISTS);
    actions(place, type);
    var count = place.to("$count", "$count");
    var operation =
        operation(count, count.name(), OF_COUNTS)
            .answer(
                200, "How many there are.", "text/plain", new JsonObject().put("type", "integer"));
    put(count, "GET", operation);
  }

  private <T> void entity(EntityType<T> type, Place place, int depth) {
    read(place, "get", schemas.entity(type), SHOWN);
    actions(place, type);
    for (Navigation<T, ?> navigation : type.navigations()) {
      navigation.name().in(version).ifPresent(name -> along(navigation, name, place, depth));
    }
    below(place);
  }

  private void along(Navigation<?, ?> navigation, String name, Place place, int depth) {
    if (depth == MAX_NAVIGATIONS) {
      return;
    }
    var to = place.to(name, navigation.name().canonical());
    var type = navigation.type().get();
    if (!navigation.isMany()) {
      entity(type, to, depth + 1);
      return;
    }
    list(type, to);
    below(to);
    entity(type, to.item(type.name()), depth + 1);
  }

  /** What is done below a place by a name that leads nowhere else. */
  private void below(Place place) {
    for (String action : new TreeMap<>(place.root().actions()).keySet()) {
      String path =
          action.substring(action.indexOf('/') < 0 ? action.length() : action.indexOf('/'));
      String start = place.canonical() + "/";
      if (path.startsWith(start)) {
        String rest = path.substring(start.length());
        boolean isNavigation =
            rest.contains("/") || rest.equals("{id}") || isNavigation(place, path);
        if (!isNavigation) {
          actions(place.to(rest, rest), place.root().type());
        }
      }
    }
  }

  private static boolean isNavigation(Place place, String path) {
    return path.matches("/\\{id}/[^/]+")
        && place.root().type().navigations().stream()
            .anyMatch(one -> path.equals("/{id}/" + one.name().canonical()));
  }

  /**
   * @param type what is at the place, or led there
   */
  private void actions(Place place, EntityType<?> type) {
    for (var action : new TreeMap<>(place.root().actions()).entrySet()) {
      String[] methodAndPath = action.getKey().split("/", 2);
      String path = methodAndPath.length == 1 ? "" : "/" + methodAndPath[1];
      if (path.equals(place.canonical()) && action.getValue().versions().contains(version)) {
        put(place, methodAndPath[0], action.getValue(), type);
      }
    }
  }

  private void put(Place place, String method, Action action, EntityType<?> type) {
    boolean isReference = place.path().endsWith("/$ref");
    String verb =
        switch (method) {
          case "GET" -> ".list";
          case "POST" -> isReference ? ".add" : action.answers().get(201) != null ? ".create" : "";
          case "PUT" -> ".replace";
          case "PATCH" -> ".update";
          default -> isReference ? ".remove" : ".delete";
        };
    var operation = operation(place, place.name() + verb, action.queries()).changing(method);
    action.body().ifPresent(body -> operation.body(schemas.sent(body), needsBody(body)));
    action.answers().forEach((status, content) -> answer(operation, status, content));
    if (method.equals("PATCH") && !action.answers().containsKey(200)) {
      operation.answer(
          200, "What it is now: Prefer: return=representation.", JSON, schemas.entity(type));
    }
    put(place, method, operation);
  }

  private boolean needsBody(Structure body) {
    return body.members(version).stream().anyMatch(Structure.Member::isRequired);
  }

  private void answer(OpenApiOperation operation, int status, Action.Content content) {
    if (content instanceof Action.Nothing) {
      operation.answer(status, "It is done, or taken on.");
    } else {
      operation.answer(status, "What was asked for.", JSON, schemas.content(content));
    }
    if (content instanceof Action.Changes) {
      operation.error(GONE);
    }
  }

  private void read(Place place, String verb, JsonObject schema, Set<String> queries) {
    put(
        place,
        "GET",
        operation(place, place.name() + "." + verb, queries)
            .answer(200, "What was asked for.", JSON, schema));
  }

  private OpenApiOperation operation(Place place, String id, Set<String> queries) {
    return new OpenApiOperation(
        version.path().replace(".0", "") + "." + id,
        Optional.of(version.path() + " " + place.root().name().canonical()),
        place.ids(),
        queries);
  }

  private void put(Place place, String method, OpenApiOperation operation) {
    paths
        .computeIfAbsent(place.path(), unknown -> new JsonObject())
        .put(method.toLowerCase(Locale.ROOT), operation.json());
  }
}
