package dev.regrant.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where paths lead: to each collection of {@link Roots}, each entity in it, and from there along
 * every navigation.
 */
final class Routes {
  private static final String SERVICE = "entitlementmanagement";

  private static final Pattern KEYED = Pattern.compile("([^(]+)\\('?([^')]*)'?\\)");

  private static final int MAX_SEGMENTS = 20;

  /** The segments after a collection that the name of a route has at most. */
  private static final int MAX_NAMED = 4;

  private Routes() {}

  /**
   * What the path leads to.
   *
   * @param path the decoded segments after the version
   */
  static Endpoint resolve(ApiVersion version, List<String> path) {
    var roots =
        path.isEmpty() ? List.<Root<?>>of() : Roots.AREAS.getOrDefault(path.getFirst(), List.of());
    List<String> segments = new ArrayList<>();
    for (String segment : path) {
      Matcher keyed = KEYED.matcher(segment);
      var alternate =
          segments.size() == 2
              ? AlternateKey.split(version, roots, segment)
              : Optional.<List<String>>empty();
      if (alternate.isPresent()) {
        segments.addAll(alternate.get());
      } else if (keyed.matches() && !BoundFunction.isCall(segment)) {
        segments.add(keyed.group(1));
        if (!segment.endsWith("()")) {
          segments.add(keyed.group(2));
        }
      } else {
        segments.add(segment);
      }
    }
    if (!segments.isEmpty() && SubscriptionsApi.ROOT.is(version, segments.getFirst())) {
      return endpoint(version, SubscriptionsApi.ROOT, segments.subList(1, segments.size()));
    }
    if (segments.size() < 3
        || segments.size() > MAX_SEGMENTS
        || roots.isEmpty()
        || !segments.get(1).toLowerCase(Locale.ROOT).equals(SERVICE)) {
      throw unknown(String.join("/", path));
    }
    String collection = segments.get(2);
    return roots.stream()
        .filter(root -> root.is(version, collection))
        .findFirst()
        .map(root -> endpoint(version, root, segments.subList(3, segments.size())))
        .orElseThrow(() -> unknownCollection(version, roots, collection));
  }

  private static GraphError unknownCollection(
      ApiVersion version, List<Root<?>> roots, String collection) {
    return roots.stream()
        .filter(root -> root.is(version.other(), collection))
        .findFirst()
        .map(
            root ->
                new GraphError(
                    ErrorCode.RESOURCE_NOT_FOUND,
                    "There is no '%s' in %s; it is '%s' there."
                        .formatted(
                            collection,
                            version.path(),
                            root.name().in(version).orElseGet(root.name()::canonical))))
        .orElseGet(() -> unknown(collection));
  }

  private static GraphError unknown(String segment) {
    return new GraphError(
        ErrorCode.RESOURCE_NOT_FOUND, "There is nothing at '%s'.".formatted(segment));
  }

  /** A list on the way along a path. */
  private record Many<T>(EntityType<T> type, Function<Reads, Listing<T>> listing) {}

  /** An entity on the way along a path. */
  private record One<T>(EntityType<T> type, Function<Reads, T> entity) {}

  private static <T> Endpoint endpoint(ApiVersion version, Root<T> root, List<String> segments) {
    var walk = new Walk(version, root);
    if (root.isSingle()) {
      return walk.from(
          new One<>(root.type(), reads -> root.entities().one().apply(reads, "")), segments);
    }
    var all = new Many<>(root.type(), root.entities().all());
    if (segments.isEmpty()) {
      return walk.at(all);
    }
    if (isCount(segments)) {
      return walk.countOf(all);
    }
    String id = segments.getFirst();
    for (var function : root.functions()) {
      var called = function.calledBy(id);
      if (called.isPresent()) {
        return walk.called(
            function.name(),
            new Many<>(root.type(), called.get()::list),
            segments.subList(1, segments.size()));
      }
    }
    String read = "GET/" + ODataType.unqualified(id);
    if (segments.size() == 1 && root.actions().keySet().stream().anyMatch(read::equalsIgnoreCase)) {
      return walk.read(ODataType.unqualified(id).toLowerCase(Locale.ROOT));
    }
    walk.key(id);
    return walk.from(
        new One<>(root.type(), reads -> root.entities().one().apply(reads, root.idOf(reads, id))),
        segments.subList(1, segments.size()));
  }

  private static boolean isCount(List<String> rest) {
    return rest.size() == 1 && rest.getFirst().equalsIgnoreCase("$count");
  }

  /** The way along a path, which remembers what it was in canonical names. */
  private static final class Walk {
    private final ApiVersion version;
    private final Root<?> root;
    private final StringBuilder canonical = new StringBuilder();
    private final List<String> ids = new ArrayList<>();

    Walk(ApiVersion version, Root<?> root) {
      this.version = version;
      this.root = root;
    }

    void key(String id) {
      ids.add(id);
      canonical.append("/{id}");
    }

    /** What is read of the whole collection in a way of its own. */
    Endpoint read(String function) {
      canonical.append('/').append(function);
      return endpoint(Optional.empty(), function, Optional.empty());
    }

    <T> Endpoint called(String function, Many<T> many, List<String> rest) {
      canonical.append('/').append(function);
      if (isCount(rest)) {
        return countOf(many);
      }
      if (!rest.isEmpty()) {
        throw unknown(rest.getFirst());
      }
      return at(many);
    }

    <T> Endpoint from(One<T> one, List<String> rest) {
      if (rest.isEmpty()) {
        return at(one);
      }
      String segment = rest.getFirst();
      var navigation = one.type().navigation(version, segment);
      if (navigation.isPresent()) {
        return along(one, navigation.get(), rest.subList(1, rest.size()));
      }
      boolean isOtherVersions =
          one.type()
              .navigation(version.other(), segment)
              .filter(other -> other.name().in(version).isEmpty())
              .isPresent();
      if (rest.size() > 1 || isOtherVersions) {
        throw unknown(segment);
      }
      // Actions may carry the name of their namespace.
      canonical.append('/').append(ODataType.unqualified(segment));
      return endpoint(Optional.empty(), segment, Optional.empty());
    }

    private <T, R> Endpoint along(One<T> one, Navigation<T, R> navigation, List<String> rest) {
      canonical.append('/').append(navigation.name().canonical());
      if (!navigation.isMany()) {
        return from(
            new One<>(navigation.type().get(), reads -> only(reads, one, navigation)), rest);
      }
      var many =
          new Many<>(
              navigation.type().get(),
              reads -> navigation.listing().apply(reads, one.entity().apply(reads)));
      if (rest.isEmpty()) {
        return at(many);
      }
      String key = rest.getFirst();
      if (isCount(rest)) {
        return countOf(many);
      }
      if (key.startsWith("$")) {
        canonical.append('/').append(key.toLowerCase(Locale.ROOT));
        return endpoint(Optional.empty(), key, Optional.empty());
      }
      key(key);
      return from(
          new One<>(many.type(), reads -> many.listing().apply(reads).one(many.type(), key)),
          rest.subList(1, rest.size()));
    }

    private static <T, R> R only(Reads reads, One<T> one, Navigation<T, R> navigation) {
      return navigation.fetch().fetch(reads, List.of(one.entity().apply(reads))).getFirst().stream()
          .findFirst()
          .orElseThrow(
              () ->
                  new GraphError(
                      ErrorCode.RESOURCE_NOT_FOUND,
                      "The %s has no %s."
                          .formatted(one.type().name(), navigation.name().canonical())));
    }

    <T> Endpoint at(Many<T> many) {
      return endpoint(
          Optional.of(call -> Answer.page(call, many.type(), many.listing().apply(call.reads()))),
          many.type().name(),
          many.type()
              .kind()
              .map(
                  kind ->
                      new Endpoint.About(
                          kind,
                          Optional.empty(),
                          Optional.of((call, id) -> made(call, many, id)))));
    }

    <T> Endpoint countOf(Many<T> many) {
      canonical.append("/$count");
      return endpoint(
          Optional.of(call -> Answer.count(call, many.type(), many.listing().apply(call.reads()))),
          "$count",
          Optional.empty());
    }

    private <T> Endpoint at(One<T> one) {
      return endpoint(
          Optional.of(
              call -> {
                var selection = call.query().selection(one.type());
                return Answer.entity(
                    200, call, one.type(), one.entity().apply(call.reads()), selection);
              }),
          one.type().name(),
          one.type()
              .kind()
              .map(
                  kind ->
                      new Endpoint.About(
                          kind,
                          Optional.of(
                              reads ->
                                  one.type()
                                      .version(reads, one.entity().apply(reads))
                                      .orElseThrow()),
                          Optional.empty())));
    }

    private static <T> Answer made(Call call, Many<T> many, UUID id) {
      var listing = many.listing().apply(call.reads());
      return Answer.created(call, many.type(), listing.one(many.type(), id.toString()));
    }

    private Endpoint endpoint(
        Optional<Function<Call, Answer>> read, String segment, Optional<Endpoint.About> about) {
      Map<String, Function<Call, Answer>> methods = new HashMap<>();
      read.ifPresent(get -> methods.put("GET", get));
      for (var action : root.actions().entrySet()) {
        String[] methodAndPath = action.getKey().split("/", 2);
        String path = methodAndPath.length == 1 ? "" : "/" + methodAndPath[1];
        if (path.equalsIgnoreCase(canonical.toString())) {
          if (!action.getValue().versions().contains(version)) {
            throw new GraphError(
                ErrorCode.RESOURCE_NOT_FOUND,
                "There is no '%s' in %s; %s has it."
                    .formatted(segment, version.path(), version.other().path()));
          }
          methods.put(
              methodAndPath[0], call -> action.getValue().handler().apply(call.byIdIn(root)));
        }
      }
      if (methods.isEmpty()) {
        throw unknown(segment);
      }
      return new Endpoint(route(), methods, ids, about);
    }

    /** Paths can lead in circles: what is far along one is not told apart. */
    private String route() {
      String[] along = canonical.toString().split("/", MAX_NAMED + 2);
      String rest =
          along.length <= MAX_NAMED + 1
              ? canonical.toString()
              : String.join("/", Arrays.copyOf(along, MAX_NAMED + 1)) + "/…";
      return "/" + version.path() + "/" + root.name().canonical() + rest;
    }
  }
}
