package dev.regrant.http;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What can be done at a path by one method, and how it is described.
 *
 * @param body what it takes
 * @param answers what it gives when it went well, by status
 * @param queries the query options that it knows
 * @param versions those that have it
 */
record Action(
    Function<Call, Answer> handler,
    Optional<Structure> body,
    Map<Integer, Content> answers,
    Set<String> queries,
    Set<ApiVersion> versions) {
  Action {
    answers = new TreeMap<>(answers);
    queries = new TreeSet<>(queries);
    versions = Set.copyOf(versions);
  }

  /** What is answered. */
  sealed interface Content {}

  /** Nothing. */
  record Nothing() implements Content {}

  /** An entity. */
  record Entity(EntityType<?> type) implements Content {}

  /** Something else. */
  record Plain(Structure structure) implements Content {}

  /** A list of something else. */
  record Listed(Structure structure) implements Content {}

  /** Entities outside Graph, on pages or not. */
  record Own(EntityType<?> type, boolean isList) implements Content {}

  /** Entities that changed, and the ids of others that are gone. */
  record Changes(EntityType<?> type) implements Content {}

  /** A list of addresses. */
  record References() implements Content {}

  /** Answers with this status, and nothing else. */
  static Action does(int status, Function<Call, Answer> handler) {
    return does(status, handler, new Nothing());
  }

  static Action does(int status, Function<Call, Answer> handler, Content content) {
    return new Action(
        handler, Optional.empty(), Map.of(status, content), Set.of(), Set.of(ApiVersion.values()));
  }

  /** Makes an entity. */
  static Action makes(EntityType<?> type, Structure body, Function<Call, Answer> handler) {
    // Prefer: return=minimal is answered by 204.
    return new Action(
        handler,
        Optional.of(body),
        Map.of(201, new Entity(type), 204, new Nothing()),
        Set.of(),
        Set.of(ApiVersion.values()));
  }

  Action taking(Structure taken) {
    return new Action(handler, Optional.of(taken), answers, queries, versions);
  }

  /** The same, which gives something else where a query option says so. */
  Action or(String query, int status, Content content) {
    var more = new TreeMap<>(answers);
    more.put(status, content);
    return new Action(handler, body, more, Set.of(query), versions);
  }

  /** The same, which may answer otherwise, too. */
  Action or(int status, Content content) {
    var more = new TreeMap<>(answers);
    more.put(status, content);
    return new Action(handler, body, more, queries, versions);
  }

  /** The same, with query options. */
  Action with(String... options) {
    return new Action(handler, body, answers, Set.of(options), versions);
  }

  /** The same, in one version. */
  Action in(ApiVersion only) {
    return new Action(handler, body, answers, queries, Set.of(only));
  }
}
