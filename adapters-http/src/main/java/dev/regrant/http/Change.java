package dev.regrant.http;

import dev.regrant.application.EntityKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A call that may change something: on which condition, and how its client wants it answered. */
record Change(Incoming incoming, Endpoint endpoint, Preferences preferences) {
  private static final Set<String> CONDITIONAL = Set.of("PUT", "PATCH", "DELETE");

  /** What actions are answered with, by the end of their routes, beside 204. */
  private static final Map<String, Integer> STATUSES =
      Map.of("/reprocess", 202, "/cancel", 200, "/moveToCatalog", 200);

  /** Actions that answer with something else than that they were made. */
  private static final List<String> TELLING =
      List.of("/getApplicablePolicyRequirements", "/startMaintenance", "/endMaintenance");

  /**
   * How the entity must be to be changed, as the client has it.
   *
   * @throws GraphError if it is otherwise already
   */
  Optional<EntityKind.Version> expected(Call call) {
    var match = incoming.header().apply(EntityTags.IF_MATCH);
    var noneMatch = incoming.header().apply(EntityTags.IF_NONE_MATCH);
    var version = endpoint.about().flatMap(Endpoint.About::now);
    if (version.isEmpty()
        || match.or(() -> noneMatch).isEmpty()
        || !CONDITIONAL.contains(incoming.method())) {
      return Optional.empty();
    }
    var now = version.get().apply(call.reads());
    String tag = EntityTags.of(now);
    boolean holds =
        match.stream().allMatch(one -> EntityTags.matches(EntityTags.IF_MATCH, one, tag))
            && noneMatch.stream()
                .noneMatch(one -> EntityTags.matches(EntityTags.IF_NONE_MATCH, one, tag));
    if (!holds) {
      throw preconditionFailed();
    }
    boolean isExact = match.filter(one -> !EntityTags.isAny(one)).or(() -> noneMatch).isPresent();
    return isExact ? Optional.of(now) : Optional.empty();
  }

  static GraphError preconditionFailed() {
    return new GraphError(
        ErrorCode.PRECONDITION_FAILED,
        "The entity is not as 'If-Match' or 'If-None-Match' wants it: read it again.");
  }

  /** Makes the call. */
  Answer answer(Call call) {
    var answer = endpoint.on(incoming.method()).apply(call);
    if (answer.status() == 201) {
      return preferred(call, located(call, answer));
    }
    boolean isUpdate = incoming.method().equals("PATCH") || incoming.method().equals("PUT");
    if (!isUpdate) {
      return preferences.applied(answer, false);
    }
    var tag =
        endpoint
            .about()
            .flatMap(about -> call.reads().change().flatMap(one -> one.written(about.kind())))
            .map(EntityTags::of)
            .filter(any -> !answer.headers().containsKey(EntityTags.HEADER));
    return preferred(call, tag.map(value -> answer.with(EntityTags.HEADER, value)).orElse(answer));
  }

  /** Where what was made can be read. */
  private static Answer located(Call call, Answer answer) {
    return answer
        .body()
        .flatMap(body -> Optional.ofNullable(body.getString("id")))
        .map(id -> answer.with("Location", call.address(id)))
        .orElse(answer);
  }

  private Answer preferred(Call call, Answer answer) {
    if (preferences.content().isEmpty()) {
      return preferences.applied(answer, false);
    }
    return switch (preferences.content().get()) {
      case MINIMAL -> preferences.applied(minimal(answer), answer.body().isPresent());
      case REPRESENTATION -> {
        var shown = answer.body().isPresent() ? Optional.of(answer) : representation(call);
        yield preferences.applied(shown.orElse(answer), shown.isPresent());
      }
    };
  }

  /** OData 4.01, Part 1, section 8.3.4: where what was made is, as no body says so. */
  private static Answer minimal(Answer answer) {
    if (answer.body().isEmpty()) {
      return answer;
    }
    var minimal = Answer.empty(204);
    for (var header : answer.headers().entrySet()) {
      minimal = minimal.with(header.getKey(), header.getValue());
    }
    String address = answer.headers().get("Location");
    return address == null ? minimal : minimal.with("OData-EntityId", address);
  }

  /** The entity as it has become, if its changer may read it. */
  private Optional<Answer> representation(Call call) {
    try {
      return Optional.ofNullable(endpoint.methods().get("GET")).map(read -> read.apply(call));
    } catch (GraphError notReadable) {
      return Optional.empty();
    }
  }

  /**
   * The answer to a call that was made, made anew: from how things are now.
   *
   * @param entity what it made or changed
   * @throws GraphError if that cannot be told
   */
  Answer remade(Call call, Optional<UUID> entity) {
    var answer =
        switch (incoming.method()) {
          case "POST" -> entity.flatMap(id -> made(call, id)).or(this::done);
          case "PUT" -> representation(call);
          default -> Optional.of(Answer.empty(204));
        };
    return answer
        .map(one -> preferred(call, one))
        .orElseThrow(
            () ->
                new GraphError(
                    ErrorCode.CALL_MADE,
                    "The call was made before, and what it was answered with is not known.",
                    Optional.empty(),
                    List.of(),
                    entity
                        .filter(id -> endpoint.about().flatMap(Endpoint.About::made).isPresent())
                        .map(id -> Map.of("Location", call.address(id.toString())))
                        .orElse(Map.of())));
  }

  private Optional<Answer> made(Call call, UUID id) {
    try {
      return endpoint
          .about()
          .flatMap(Endpoint.About::made)
          .map(made -> located(call, made.apply(call, id)));
    } catch (GraphError gone) {
      return Optional.empty();
    }
  }

  /** What an action is answered with that tells nothing. */
  private Optional<Answer> done() {
    String route = endpoint.route();
    boolean isCreation = endpoint.methods().containsKey("GET") && !route.endsWith("/$ref");
    return isCreation || TELLING.stream().anyMatch(route::endsWith)
        ? Optional.empty()
        : Optional.of(
            Answer.empty(
                STATUSES.entrySet().stream()
                    .filter(one -> route.endsWith(one.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(204)));
  }
}
