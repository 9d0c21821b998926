package dev.regrant.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is answered. */
record Answer(
    int status,
    String contentType,
    Optional<JsonObject> body,
    Optional<String> text,
    Map<String, String> headers) {
  static final String ENTITY =
      "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;"
          + "charset=utf-8";

  /** What is no part of Graph is this. */
  static final String PLAIN = "application/json; charset=utf-8";

  Answer(int status, String contentType, Optional<JsonObject> body) {
    this(status, contentType, body, Optional.empty(), Map.of());
  }

  /** This answer with one more header. */
  Answer with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, text, more);
  }

  static Answer empty(int status) {
    return new Answer(status, PLAIN, Optional.empty());
  }

  /** How many entities a list has, as a number and nothing else. */
  static <T> Answer count(Call call, EntityType<T> type, Listing<T> listing) {
    long count = listing.count(call.query().count(type));
    return text("text/plain", Long.toString(count));
  }

  /** Text of another kind. */
  static Answer text(String contentType, String text) {
    return new Answer(200, contentType, Optional.empty(), Optional.of(text), Map.of());
  }

  /** What is sent. */
  Optional<String> content() {
    return body.map(JsonObject::encode).or(() -> text);
  }

  /** Something that is no part of Graph. */
  static Answer own(JsonObject body) {
    return new Answer(200, PLAIN, Optional.of(body));
  }

  /** One entity. */
  static <T> Answer entity(
      int status, Call call, EntityType<T> type, T entity, Selection<T> selection) {
    var rendered =
        new Rendering(call.view(), call.reads())
            .render(type, List.of(entity), selection)
            .getFirst();
    Optional<String> tag = Optional.ofNullable(rendered.getString("@odata.etag"));
    boolean isKnown =
        call.ifNoneMatch().isPresent()
            && tag.isPresent()
            && selection.isOfVersion(type)
            && EntityTags.matches(EntityTags.IF_NONE_MATCH, call.ifNoneMatch().get(), tag.get());
    var answer = isKnown ? empty(304) : full(status, call, type, selection, rendered);
    return tag.map(value -> answer.with(EntityTags.HEADER, value)).orElse(answer);
  }

  private static <T> Answer full(
      int status, Call call, EntityType<T> type, Selection<T> selection, JsonObject rendered) {
    return new Answer(
        status,
        ENTITY,
        Optional.of(
            new JsonObject()
                .put(
                    "@odata.context",
                    call.context(
                        type.set() + selection.context(call.view().version()) + "/$entity"))
                .mergeIn(rendered)));
  }

  /** An entity that was just made. */
  static <T> Answer created(Call call, EntityType<T> type, T entity) {
    return entity(201, call, type, entity, Selection.all());
  }

  /**
   * The addresses of entities, and nothing else of them.
   *
   * @param paths below the address of the version
   */
  static Answer references(Call call, List<String> paths) {
    var value = new JsonArray();
    paths.forEach(path -> value.add(new JsonObject().put("@odata.id", call.root() + "/" + path)));
    return collection(call, "Collection($ref)", value);
  }

  /** A list of what is no entity. */
  static Answer collection(Call call, String type, JsonArray value) {
    return new Answer(
        200,
        ENTITY,
        Optional.of(
            new JsonObject().put("@odata.context", call.context(type)).put("value", value)));
  }

  /** A page of a list. */
  static <T> Answer page(Call call, EntityType<T> type, Listing<T> listing) {
    var query = call.query();
    var parsed = query.list(type);
    var slice = listing.page(parsed.part());
    var json =
        new JsonObject()
            .put(
                "@odata.context",
                call.context(type.set() + parsed.selection().context(call.view().version())));
    if (parsed.isCounted()) {
      json.put("@odata.count", listing.count(parsed.part().filter()));
    }
    slice
        .next()
        .ifPresent(next -> json.put("@odata.nextLink", call.url() + "?" + query.next(next)));
    json.put(
        "value",
        new Rendering(call.view(), call.reads()).render(type, slice.items(), parsed.selection()));
    return new Answer(200, ENTITY, Optional.of(json));
  }
}
