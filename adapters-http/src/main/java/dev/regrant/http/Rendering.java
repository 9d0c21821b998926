package dev.regrant.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.List;

/** Turns entities into JSON, as their type declares. */
record Rendering(View view, Reads reads) {
  /** All of the entities, in order; each expansion costs one look-up for all of them. */
  <T> List<JsonObject> render(EntityType<T> type, List<T> entities, Selection<T> selection) {
    var rendered = entities.stream().map(one -> properties(type, one, selection)).toList();
    for (var expansion : selection.expand()) {
      expand(entities, rendered, expansion);
    }
    return rendered;
  }

  private <T> JsonObject properties(EntityType<T> type, T entity, Selection<T> selection) {
    var json = new JsonObject();
    for (Property<T> property : selection.properties(type)) {
      property
          .name()
          .in(view.version())
          .ifPresent(name -> json.put(name, property.json(entity, view)));
    }
    return json;
  }

  private <T, R> void expand(
      List<T> entities, List<JsonObject> rendered, Selection.Expansion<T, R> expansion) {
    if (entities.isEmpty()) {
      return;
    }
    var navigation = expansion.navigation();
    String name = navigation.name().in(view.version()).orElseThrow();
    List<List<R>> related = navigation.fetch().fetch(reads, entities);
    Iterator<JsonObject> all =
        render(
                navigation.type().get(),
                related.stream().flatMap(List::stream).toList(),
                expansion.selection())
            .iterator();
    for (int i = 0; i < rendered.size(); i++) {
      var ofThis = new JsonArray();
      related.get(i).forEach(one -> ofThis.add(all.next()));
      rendered
          .get(i)
          .put(
              name,
              navigation.isMany() ? ofThis : ofThis.isEmpty() ? null : ofThis.getJsonObject(0));
    }
  }
}
