package dev.regrant.http;

import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;

import dev.regrant.application.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where paths lead. What can be read follows from the entity types: each collection, each entity in
 * it, and from there along every navigation. What can be done beside is listed here.
 */
final class Routes {

  private static final String SERVICE = "entitlementmanagement";

  private static final Pattern KEYED = Pattern.compile("([^(]+)\\('?([^')]*)'?\\)");

  /** A function, such as {@code filterByCurrentUser(on='target')}. */
  private static final Pattern FUNCTION =
      Pattern.compile("(?i:microsoft\\.graph\\.)?(\\w+)\\((\\w+)='([^']*)'\\)");

  private static final int MAX_SEGMENTS = 20;

  /** The segments after a collection that the name of a route has at most. */
  private static final int MAX_NAMED = 4;

  /**
   * A collection.
   *
   * @param alsoOnBeta a second name that beta has for it
   * @param functions what gives a part of it
   * @param actions what can be done beside reading, by method and path in canonical names
   */
  private record Root<T>(
      Name name,
      Optional<String> alsoOnBeta,
      EntityType<T> type,
      Source<T> source,
      List<BoundFunction<T>> functions,
      Map<String, Function<Call, Answer>> actions) {
    <I> Root(
        Name name,
        Optional<String> alsoOnBeta,
        EntityType<T> type,
        Reads.Stored<I, T> kind,
        Map<String, Function<Call, Answer>> actions) {
      this(name, alsoOnBeta, type, Source.stored(kind), List.of(), actions);
    }

    /** One that has no functions but those among its actions. */
    Root(
        Name name,
        Optional<String> alsoOnBeta,
        EntityType<T> type,
        Source<T> source,
        Map<String, Function<Call, Answer>> actions) {
      this(name, alsoOnBeta, type, source, List.of(), actions);
    }

    /** One that the store keeps, with functions. */
    <I> Root(
        Name name,
        Optional<String> alsoOnBeta,
        EntityType<T> type,
        Reads.Stored<I, T> kind,
        List<BoundFunction<T>> functions,
        Map<String, Function<Call, Answer>> actions) {
      this(name, alsoOnBeta, type, Source.stored(kind), functions, actions);
    }

    /** Whether the function can be called here. */
    boolean has(Matcher function) {
      String action = "GET/%s(%s)".formatted(function.group(1), function.group(2));
      return actions.keySet().stream().anyMatch(action::equalsIgnoreCase);
    }

    boolean is(ApiVersion version, String segment) {
      return name.is(version, segment)
          || (version == ApiVersion.BETA
              && alsoOnBeta.filter(segment::equalsIgnoreCase).isPresent());
    }
  }

  /** Where the entities of a collection come from: all of them, and the one with an id. */
  private record Source<T>(Function<Reads, Listing<T>> all, BiFunction<Reads, UUID, T> one) {
    static <I, T> Source<T> stored(Reads.Stored<I, T> kind) {
      return new Source<>(
          reads -> Listing.stored(reads, kind.lookup().apply(reads.engine()), Filter.everything()),
          (reads, id) -> reads.find(kind, id));
    }
  }

  private static final List<Root<?>> ROOTS =
      List.of(
          new Root<>(
              both("assignmentRequests"),
              Optional.of("accessPackageAssignmentRequests"),
              RequestEntities.REQUEST,
              RequestEntities.REQUESTS,
              List.of(CurrentUser.REQUESTS),
              Map.of(
                  "POST", RequestsApi::create,
                  "DELETE/{id}", RequestsApi::delete,
                  "POST/{id}/cancel", RequestsApi::cancel,
                  "POST/{id}/reprocess", RequestsApi::reprocess,
                  "POST/{id}/deliveries/{id}/confirm", CompletionsApi::confirm,
                  "POST/{id}/deliveries/{id}/refuse", CompletionsApi::refuse)),
          new Root<>(
              names("assignments", "accessPackageAssignments"),
              Optional.empty(),
              AssignmentEntities.ASSIGNMENT,
              AssignmentEntities.ASSIGNMENTS,
              List.of(CurrentUser.ASSIGNMENTS),
              Map.of("POST/{id}/reprocess", RequestsApi::reprocessAssignment)),
          new Root<>(
              names("catalogs", "accessPackageCatalogs"),
              Optional.empty(),
              CatalogEntities.CATALOG,
              CatalogEntities.CATALOGS,
              Map.of("POST", CatalogApi::createCatalog)),
          new Root<>(
              names("resources", "accessPackageResources"),
              Optional.empty(),
              CatalogEntities.RESOURCE,
              CatalogEntities.RESOURCES,
              Map.of()),
          new Root<>(
              names("resourceRequests", "accessPackageResourceRequests"),
              Optional.empty(),
              CatalogEntities.RESOURCE_REQUEST,
              CatalogEntities.RESOURCES,
              Map.of("POST", CatalogApi::createResourceRequest)),
          new Root<>(
              both("accessPackages"),
              Optional.empty(),
              PackageEntities.PACKAGE,
              PackageEntities.PACKAGES,
              Map.of(
                  "POST", CatalogApi::createAccessPackage,
                  "POST/{id}/resourceRoleScopes", CatalogApi::addRoleScope,
                  "DELETE/{id}/resourceRoleScopes/{id}", CatalogApi::removeRoleScope,
                  "POST/{id}/incompatibleAccessPackages/$ref", CatalogApi::addIncompatible)),
          new Root<>(
              names("assignmentPolicies", "accessPackageAssignmentPolicies"),
              Optional.empty(),
              PolicyEntities.POLICY,
              PolicyEntities.POLICIES,
              Map.of(
                  "POST", PolicyApi::create,
                  "PUT/{id}", PolicyApi::replace,
                  "DELETE/{id}", PolicyApi::delete)),
          new Root<>(
              both("accessPackageAssignmentApprovals"),
              Optional.empty(),
              ApprovalEntities.APPROVAL,
              new Source<>(ApprovalsApi::awaiting, ApprovalEntities::find),
              Map.of(
                  "GET/filterByCurrentUser(on)", ApprovalsApi::filterByCurrentUser,
                  "PATCH/{id}/stages/{id}", ApprovalsApi::decide)));

  private static final List<Root<?>> ROLE_ROOTS =
      List.of(
          new Root<>(
              both("roleAssignments"),
              Optional.empty(),
              RoleEntities.ASSIGNMENT,
              RoleEntities.ASSIGNMENTS,
              Map.of("POST", RolesApi::give, "DELETE/{id}", RolesApi::take)),
          new Root<>(
              both("roleDefinitions"),
              Optional.empty(),
              RoleEntities.DEFINITION,
              new Source<>(
                  reads -> Listing.of(RoleEntities.definitions(reads)),
                  (reads, id) ->
                      Listing.of(RoleEntities.definitions(reads))
                          .find(RoleEntities.DEFINITION.idField(), id)
                          .orElseThrow(() -> Refusals.notFound("role definition", id.toString()))),
              Map.of()));

  /** By the first segment; the second is always the service. */
  private static final Map<String, List<Root<?>>> AREAS =
      Map.of("identitygovernance", ROOTS, "rolemanagement", ROLE_ROOTS);

  private Routes() {}

  /** The types that queries can start from. */
  static List<EntityType<?>> types() {
    List<EntityType<?>> types = new ArrayList<>();
    AREAS.values().forEach(roots -> roots.forEach(root -> types.add(root.type())));
    return types;
  }

  /**
   * What the path leads to.
   *
   * @param path the decoded segments after the version
   */
  static Endpoint resolve(ApiVersion version, List<String> path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path) {
      Matcher keyed = KEYED.matcher(segment);
      if (keyed.matches() && !BoundFunction.isCall(segment)) {
        segments.add(keyed.group(1));
        segments.add(keyed.group(2));
      } else {
        segments.add(segment);
      }
    }
    if (segments.size() < 3
        || segments.size() > MAX_SEGMENTS
        || !AREAS.containsKey(segments.get(0).toLowerCase(Locale.ROOT))
        || !segments.get(1).toLowerCase(Locale.ROOT).equals(SERVICE)) {
      throw unknown(String.join("/", path));
    }
    String collection = segments.get(2);
    var roots = AREAS.getOrDefault(segments.get(0).toLowerCase(Locale.ROOT), List.of());
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
    if (segments.isEmpty()) {
      return walk.at(new Many<>(root.type(), root.source().all()));
    }
    String id = segments.getFirst();
    for (var bound : root.functions()) {
      var called = bound.calledBy(id);
      if (called.isPresent()) {
        return walk.called(
            bound.name(),
            new Many<>(root.type(), called.get()::list),
            segments.subList(1, segments.size()));
      }
    }
    Matcher function = FUNCTION.matcher(id);
    if (function.matches() && segments.size() == 1 && root.has(function)) {
      return walk.called(function.group(1), function.group(2), function.group(3));
    }
    walk.key(id);
    return walk.from(
        new One<>(root.type(), reads -> root.source().one().apply(reads, Call.guid(id))),
        segments.subList(1, segments.size()));
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

    <T> Endpoint called(String function, Many<T> many, List<String> rest) {
      canonical.append('/').append(function);
      if (!rest.isEmpty()) {
        throw unknown(rest.getFirst());
      }
      return at(many);
    }

    /** A function with one argument, which stands among the ids. */
    Endpoint called(String function, String parameter, String argument) {
      ids.add(argument);
      canonical.append("/%s(%s)".formatted(function, parameter).toLowerCase(Locale.ROOT));
      return endpoint(Optional.empty(), function);
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
      if (rest.size() > 1) {
        throw unknown(segment);
      }
      // Actions may carry the name of their namespace.
      canonical.append('/').append(unqualified(segment));
      return endpoint(Optional.empty(), segment);
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
      if (key.startsWith("$")) {
        canonical.append('/').append(key.toLowerCase(Locale.ROOT));
        return endpoint(Optional.empty(), key);
      }
      key(key);
      return from(
          new One<>(many.type(), reads -> find(many.type(), many.listing().apply(reads), key)),
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

    private static <T> T find(EntityType<T> type, Listing<T> listing, String key) {
      var field = type.idField();
      Comparable<?> value =
          field.type() == String.class ? key.toLowerCase(Locale.ROOT) : Call.guid(key);
      return listing.find(field, value).orElseThrow(() -> Refusals.notFound(type.name(), key));
    }

    private static String unqualified(String action) {
      String name = action.toLowerCase(Locale.ROOT);
      return name.startsWith("microsoft.graph.")
          ? name.substring("microsoft.graph.".length())
          : name;
    }

    <T> Endpoint at(Many<T> many) {
      return endpoint(
          Optional.of(call -> Answer.page(call, many.type(), many.listing().apply(call.reads()))),
          many.type().name());
    }

    private <T> Endpoint at(One<T> one) {
      return endpoint(
          Optional.of(
              call -> {
                var selection = call.query().selection(one.type());
                return Answer.entity(
                    200, call, one.type(), one.entity().apply(call.reads()), selection);
              }),
          one.type().name());
    }

    private Endpoint endpoint(Optional<Function<Call, Answer>> read, String segment) {
      Map<String, Function<Call, Answer>> methods = new HashMap<>();
      read.ifPresent(get -> methods.put("GET", get));
      for (var action : root.actions().entrySet()) {
        String[] methodAndPath = action.getKey().split("/", 2);
        String path = methodAndPath.length == 1 ? "" : "/" + methodAndPath[1];
        if (path.equalsIgnoreCase(canonical.toString())) {
          methods.put(methodAndPath[0], action.getValue());
        }
      }
      if (methods.isEmpty()) {
        throw unknown(segment);
      }
      return new Endpoint(route(), methods, ids);
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
