package dev.regrant.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.List;

/** Turns entities into JSON, as their type declares. For one answer; not thread-safe. */
final class Rendering {
  /** The most entities in one answer; expansions multiply quickly. */
  static final int MAX_ENTITIES = 20_000;

  private final View view;
  private final Reads reads;
  private long rendered;

  Rendering(View view, Reads reads) {
    this.view = view;
    this.reads = reads;
  }

  /** All of the entities, in order; each expansion costs one look-up for all of them. */
  <T> List<JsonObject> render(EntityType<T> type, List<T> entities, Selection<T> selection) {
    rendered += entities.size();
    if (rendered > MAX_ENTITIES) {
      throw tooMany();
    }
    var json = entities.stream().map(one -> new JsonObject()).toList();
    for (int i = 0; i < json.size(); i++) {
      var into = json.get(i);
      type.version(reads, entities.get(i))
          .ifPresent(version -> into.put("@odata.etag", EntityTags.of(version)));
    }
    for (Property<T> property : selection.properties(type)) {
      property.name().in(view.version()).ifPresent(name -> put(json, name, property, entities));
    }
    if (selection.select().isEmpty()) {
      type.annotation().ifPresent(annotation -> put(json, annotation, entities));
    }
    for (var expansion : selection.expand()) {
      expand(entities, json, expansion);
    }
    return json;
  }

  private <T> void put(List<JsonObject> json, String name, Property<T> property, List<T> entities) {
    var values = property.json(entities, view, reads);
    for (int i = 0; i < json.size(); i++) {
      json.get(i).put(name, values.get(i));
    }
  }

  private <T> void put(
      List<JsonObject> json, EntityType.Annotation<T> annotation, List<T> entities) {
    for (int i = 0; i < json.size(); i++) {
      json.get(i).put(annotation.name(), annotation.read().apply(reads, entities.get(i)));
    }
  }

  private <T, R> void expand(
      List<T> entities, List<JsonObject> owners, Selection.Expansion<T, R> expansion) {
    if (entities.isEmpty()) {
      return;
    }
    var navigation = expansion.navigation();
    String name = navigation.name().in(view.version()).orElseThrow();
    var part = expansion.part();
    List<List<R>> matching =
        navigation.fetch().fetch(reads, entities).stream()
            .map(all -> Listing.matching(all, part.filter()))
            .toList();
    List<List<R>> related =
        matching.stream()
            .map(
                all ->
                    Listing.sorted(all, part.order()).stream()
                        .skip(part.skip())
                        .limit(part.limit())
                        .toList())
            .toList();
    Iterator<JsonObject> all =
        render(
                navigation.type().get(),
                related.stream().flatMap(List::stream).toList(),
                expansion.selection())
            .iterator();
    for (int i = 0; i < owners.size(); i++) {
      var ofThis = new JsonArray();
      related.get(i).forEach(one -> ofThis.add(all.next()));
      if (expansion.isCounted()) {
        owners.get(i).put(name + "@odata.count", matching.get(i).size());
      }
      owners
          .get(i)
          .put(
              name,
              navigation.isMany() ? ofThis : ofThis.isEmpty() ? null : ofThis.getJsonObject(0));
    }
  }

  static GraphError tooMany() {
    return GraphError.badRequest(
        ErrorCode.INVALID_EXPAND,
        "$expand",
        "The answer would hold more than %d entities; expand less, or take a smaller $top."
            .formatted(MAX_ENTITIES));
  }
}
