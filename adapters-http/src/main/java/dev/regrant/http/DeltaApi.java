package dev.regrant.http;

import dev.regrant.application.ChangeFeed;
import dev.regrant.application.ChangeFeed.Cursor;
import dev.regrant.application.ChangeFeed.Position;
import dev.regrant.application.ChangeFeed.Read;
import dev.regrant.application.Filter;
import dev.regrant.application.Lookup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code delta}: a list, and then what changed in it, as OData 4.01 has it (Part 1, 11.3) and Graph
 * for other collections.
 *
 * @param <T> what is listed
 */
final class DeltaApi<T> {
  /** What a link can hold of the first call's query. */
  private static final int MAX_OPTIONS = 8 * 1_024;

  private static final String SKIP = "skiptoken";
  private static final String DELTA = "deltatoken";
  private static final String LATEST = "latest";

  private final Call call;
  private final EntityType<T> type;
  private final Lookup<?, T> lookup;
  private final ChangeFeed<?, T> feed;

  private DeltaApi(Call call, EntityType<T> type, Lookup<?, T> lookup, ChangeFeed<?, T> feed) {
    this.call = call;
    this.type = type;
    this.lookup = lookup;
    this.feed = feed;
  }

  /** How it is described. */
  static Action action(EntityType<?> type, Function<Call, Answer> handler) {
    return Action.does(200, handler, new Action.Changes(type))
        .with("$select", "$filter", "$top", "$" + SKIP, "$" + DELTA);
  }

  static Answer requests(Call call) {
    var requests = call.engine().requests();
    return new DeltaApi<>(call, RequestEntities.REQUEST, requests.lookup(), requests.changes())
        .answer();
  }

  static Answer assignments(Call call) {
    var held = call.engine().heldAccess();
    return new DeltaApi<>(
            call, AssignmentEntities.ASSIGNMENT, call.engine().assignments(), held.changes())
        .answer();
  }

  private Answer answer() {
    var skip = call.query().token(SKIP);
    var delta = call.query().token(DELTA);
    if (skip.isPresent()) {
      call.query().requireOnly(SKIP);
      return followed(DeltaToken.of(scope(SKIP), "$" + SKIP, skip.get()));
    }
    // An empty one is what the address to begin again has.
    if (delta.filter(token -> !token.isEmpty() && !token.equalsIgnoreCase(LATEST)).isPresent()) {
      call.query().requireOnly(DELTA);
      return followed(DeltaToken.of(scope(DELTA), "$" + DELTA, delta.get()));
    }
    return begun(delta.filter(token -> !token.isEmpty()).isPresent());
  }

  private Answer begun(boolean isLatest) {
    var options = call.query().without(Set.of(SKIP, DELTA));
    if (options.length() > MAX_OPTIONS) {
      throw new GraphError(
          ErrorCode.BAD_REQUEST,
          "The links of a delta query hold %d characters of query options, and these are %d."
              .formatted(MAX_OPTIONS, options.length()));
    }
    var asked = ODataQuery.of(call.view().version(), options).changes(type);
    var now = call.reads().value(feed.now(call.reads().caller()));
    return isLatest
        ? page(asked, options, List.of(), List.of(), Cursor.at(now), Optional.empty())
        : listed(asked, options, now, Optional.empty());
  }

  private Answer followed(DeltaToken token) {
    var options = token.options();
    var asked = ODataQuery.of(call.view().version(), options).changes(type);
    var from = token.cursor().from();
    if (token.list().isPresent()) {
      var gap = call.reads().value(feed.gap(call.reads().caller(), from));
      if (gap.isPresent()) {
        throw gone(options, gap.get());
      }
      return listed(asked, options, from, token.list());
    }
    var read = feed.read(call.reads().caller(), token.cursor(), asked.part().limit());
    return switch (call.reads().value(read)) {
      case Read.Gone<T>(var why) -> throw gone(options, why);
      case Read.Part<T>(var changed, var deleted, var next) -> {
        var removed = new ArrayList<JsonObject>();
        deleted.forEach(id -> removed.add(removed(id.toString(), "deleted")));
        var shown = new ArrayList<T>();
        for (T one : changed) {
          // Whether it was in the list before is not known; one that the client has not got is told
          // for nothing.
          if (asked.part().filter().matches(one)) {
            shown.add(one);
          } else {
            removed.add(removed(idOf(one), "changed"));
          }
        }
        yield page(asked, options, shown, removed, next, Optional.empty());
      }
    };
  }

  /** A part of the list itself; whatever changes while it is read is told afterwards. */
  private Answer listed(
      ODataQuery.Parsed<T> asked, String options, Position began, Optional<String> after) {
    var part = Part.of(asked.part().filter(), asked.part().limit(), after);
    var slice = Listing.stored(call.reads(), lookup, Filter.everything()).page(part);
    return page(asked, options, slice.items(), List.of(), Cursor.at(began), slice.next());
  }

  private Answer page(
      ODataQuery.Parsed<T> asked,
      String options,
      List<T> entities,
      List<JsonObject> removed,
      Cursor next,
      Optional<String> restOfList) {
    var version = call.view().version();
    var value = new JsonArray();
    var rendered =
        new Rendering(call.view(), call.reads()).render(type, entities, asked.selection());
    for (int i = 0; i < entities.size(); i++) {
      // By it the client knows what has changed, whatever it has selected.
      value.add(new JsonObject().put("id", idOf(entities.get(i))).mergeIn(rendered.get(i)));
    }
    removed.forEach(value::add);
    boolean isLast = restOfList.isEmpty() && !next.isWithinRound();
    var link = isLast ? DELTA : SKIP;
    var token = new DeltaToken(next, restOfList, options).encoded(scope(link));
    return new Answer(
        200,
        Answer.ENTITY,
        Optional.of(
            new JsonObject()
                .put(
                    "@odata.context",
                    call.context(type.set() + asked.selection().context(version) + "/$delta"))
                .put(
                    isLast ? "@odata.deltaLink" : "@odata.nextLink",
                    call.url() + "?$" + link + "=" + token)
                .put("value", value)));
  }

  private String idOf(T entity) {
    return type.idField().of(entity).orElseThrow().toString();
  }

  private static JsonObject removed(String id, String reason) {
    return new JsonObject().put("id", id).put("@removed", new JsonObject().put("reason", reason));
  }

  /** Whose tokens they are, and of what. */
  private String scope(String link) {
    return "%s %s %s %s"
        .formatted(call.reads().caller().tenant(), call.view().version().path(), type.set(), link);
  }

  /** As Graph has it: the client begins again at the address that it is told. */
  private GraphError gone(String options, String why) {
    return new GraphError(
        ErrorCode.SYNC_STATE_NOT_FOUND,
        "The changes since the token cannot be told, as %s. Begin again, and take what is not told then for deleted."
            .formatted(why),
        Optional.empty(),
        List.of(),
        Map.of(
            "Location",
            call.url() + "?" + (options.isEmpty() ? "" : options + "&") + "$deltatoken="));
  }
}
