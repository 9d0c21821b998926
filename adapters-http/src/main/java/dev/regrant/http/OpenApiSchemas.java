package dev.regrant.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The schemas of one version's entities and structures. What is answered has the members that are
 * described and no others; what is sent may have more, which are ignored. For one document; not
 * thread-safe.
 */
final class OpenApiSchemas {
  private static final String INPUT = "Input";
  private static final String ENUM = "enum";
  private static final String TYPE = "type";
  private static final String PROPERTIES = "properties";

  private final ApiVersion version;
  private final Map<String, JsonObject> all;

  /**
   * What is described goes to {@code all}, by name.
   *
   * @param all the schemas of the document
   */
  OpenApiSchemas(ApiVersion version, Map<String, JsonObject> all) {
    this.version = version;
    this.all = all;
  }

  private String name(String of) {
    return (version == ApiVersion.V1 ? "v1." : "beta.") + of;
  }

  static JsonObject reference(String name) {
    return new JsonObject().put("$ref", "#/components/schemas/" + name);
  }

  private static JsonObject string() {
    return new JsonObject().put(TYPE, "string");
  }

  private static JsonObject string(String format) {
    return string().put("format", format);
  }

  private static JsonObject array(JsonObject of) {
    return new JsonObject().put(TYPE, "array").put("items", of);
  }

  private static JsonObject closed(JsonObject properties) {
    return new JsonObject()
        .put(TYPE, "object")
        .put(PROPERTIES, properties)
        .put("additionalProperties", false);
  }

  /** The same, or null. */
  private static JsonObject nullable(JsonObject schema) {
    if (schema.containsKey("anyOf")) {
      schema.getJsonArray("anyOf").add(new JsonObject().put(TYPE, "null"));
    }
    if (schema.containsKey("$ref")) {
      return new JsonObject()
          .put("anyOf", new JsonArray().add(schema).add(new JsonObject().put(TYPE, "null")));
    }
    if (schema.containsKey(ENUM)) {
      schema.getJsonArray(ENUM).addNull();
    }
    return schema.containsKey(TYPE)
        ? schema.put(TYPE, new JsonArray().add(schema.getString(TYPE)).add("null"))
        : schema;
  }

  /** An entity, with what it leads to where that is expanded. */
  JsonObject entity(EntityType<?> type) {
    String name = name(type.name());
    if (!all.containsKey(name)) {
      all.put(name, new JsonObject()); // It may lead to itself.
      all.put(name, described(type));
    }
    return reference(name);
  }

  private <T> JsonObject described(EntityType<T> type) {
    var properties = new JsonObject().put("@odata.context", string()).put("@odata.etag", string());
    for (Property<T> property : type.properties()) {
      property.name().in(version).ifPresent(name -> properties.put(name, property(property)));
    }
    type.annotation()
        .ifPresent(one -> properties.put(one.name(), nullable(answered(one.structure()))));
    for (Navigation<T, ?> navigation : type.navigations()) {
      navigation
          .name()
          .in(version)
          .ifPresent(
              name -> {
                var target = entity(navigation.type().get());
                properties.put(name, navigation.isMany() ? array(target) : nullable(target));
                if (navigation.isMany()) {
                  properties.put(name + "@odata.count", new JsonObject().put(TYPE, "integer"));
                }
              });
    }
    return closed(properties);
  }

  private JsonObject property(Property<?> property) {
    var field = property.field();
    var type = field.<Class<?>>map(one -> one.type()).orElse(Object.class);
    return switch (property.kind()) {
      case TEXT -> nullable(type == UUID.class ? string("uuid") : string());
      case BOOLEAN -> new JsonObject().put(TYPE, "boolean");
      case INTEGER -> nullable(new JsonObject().put(TYPE, "integer"));
      case TIME -> nullable(string("date-time"));
      case CHOICE, STATUS, ENUM -> nullable(constants(property.kind(), type));
      case STRUCTURE -> nullable(answered(Structures.of(property.name().canonical())));
      case STRUCTURES -> array(answered(Structures.of(property.name().canonical())));
      case TEXTS -> array(string());
    };
  }

  private JsonObject constants(Property.Kind kind, Class<?> type) {
    if (!type.isEnum()) {
      return string();
    }
    boolean isPascal =
        kind == Property.Kind.STATUS
            || (kind == Property.Kind.CHOICE && version == ApiVersion.BETA);
    var names = new JsonArray();
    for (Object constant : type.getEnumConstants()) {
      var one = (Enum<?>) constant;
      names.add(isPascal ? WireFormat.pascal(one) : WireFormat.lowerCamel(one));
    }
    if (kind == Property.Kind.CHOICE && version == ApiVersion.V1) {
      names.add("unknownFutureValue");
    }
    return string().put(ENUM, names);
  }

  /** An object as it is answered. */
  JsonObject answered(Structure structure) {
    return structure(structure, false);
  }

  /** An object as it is sent. */
  JsonObject sent(Structure structure) {
    return structure(structure, true);
  }

  private JsonObject structure(Structure structure, boolean isSent) {
    String name = name(structure.name() + (isSent ? INPUT : ""));
    if (!all.containsKey(name)) {
      all.put(name, new JsonObject());
      all.put(name, described(structure, isSent));
    }
    return reference(name);
  }

  private JsonObject described(Structure structure, boolean isSent) {
    var properties = new JsonObject();
    List<String> required = new ArrayList<>();
    for (Structure.Member member : structure.members(version)) {
      String name = member.name().in(version).orElseThrow();
      var type = type(member.type(), isSent);
      boolean mayBeNull = isSent ? !member.isRequired() : mayBeNull(member.type());
      properties.put(name, mayBeNull ? nullable(type) : type);
      // What goes by two names is taken by either.
      if (member.isRequired() && member.name().is(version.other(), name)) {
        required.add(name);
      }
    }
    var schema =
        isSent || structure.isOpen()
            ? new JsonObject().put(TYPE, "object").put(PROPERTIES, properties)
            : closed(properties);
    return required.isEmpty() ? schema : schema.put("required", new JsonArray(required));
  }

  private static boolean mayBeNull(Structure.Type type) {
    return !(type == Structure.Plain.BOOLEAN || type instanceof Structure.Many);
  }

  private JsonObject type(Structure.Type type, boolean isSent) {
    return switch (type) {
      case Structure.Inner inner -> structure(inner.of().get(), isSent);
      case Structure.Many many -> array(type(many.of(), isSent));
      case Structure.Either(var answered, var alsoTaken) ->
          isSent
              ? new JsonObject()
                  .put(
                      "anyOf", new JsonArray().add(type(answered, true)).add(type(alsoTaken, true)))
              : type(answered, false);
      case Structure.OneOf oneOf ->
          isSent
              ? string()
                  .put(
                      "description", "In any casing: " + String.join(", ", oneOf.constants()) + ".")
              : string().put(ENUM, new JsonArray(new ArrayList<>(oneOf.constants())));
      case Structure.Plain plain ->
          switch (plain) {
            case TEXT -> string();
            case GUID -> string("uuid");
            case TIME -> string("date-time");
            case DATE -> string("date");
            case DURATION -> string("duration");
            case BOOLEAN -> new JsonObject().put(TYPE, "boolean");
            case INTEGER -> new JsonObject().put(TYPE, "integer");
            case ANY -> new JsonObject();
          };
    };
  }

  /** A page of entities. */
  JsonObject page(EntityType<?> type) {
    String name = name(type.name() + "Page");
    if (!all.containsKey(name)) {
      all.put(
          name,
          closed(
                  new JsonObject()
                      .put("@odata.context", string())
                      .put("@odata.count", new JsonObject().put(TYPE, "integer"))
                      .put("@odata.nextLink", string("uri"))
                      .put("value", array(entity(type))))
              .put("required", new JsonArray().add("value")));
    }
    return reference(name);
  }

  /** A part of what changed. */
  private JsonObject changes(EntityType<?> type) {
    String name = name(type.name() + "Changes");
    if (!all.containsKey(name)) {
      var reason = string().put(ENUM, new JsonArray().add("deleted").add("changed"));
      var removed =
          closed(
                  new JsonObject()
                      .put("id", string("uuid"))
                      .put(
                          "@removed",
                          closed(new JsonObject().put("reason", reason))
                              .put("required", new JsonArray().add("reason"))))
              .put("required", new JsonArray().add("id").add("@removed"));
      all.put(
          name,
          closed(
                  new JsonObject()
                      .put("@odata.context", string())
                      .put("@odata.nextLink", string("uri"))
                      .put("@odata.deltaLink", string("uri"))
                      .put(
                          "value",
                          array(
                              new JsonObject()
                                  .put("anyOf", new JsonArray().add(entity(type)).add(removed)))))
              .put("required", new JsonArray().add("value")));
    }
    return reference(name);
  }

  private static JsonObject listed(JsonObject of) {
    return closed(new JsonObject().put("@odata.context", string()).put("value", array(of)))
        .put("required", new JsonArray().add("value"));
  }

  /** What an action gives. */
  JsonObject content(Action.Content content) {
    return switch (content) {
      case Action.Nothing nothing -> new JsonObject();
      case Action.Entity(var type) -> entity(type);
      case Action.Plain(var structure) -> answered(structure);
      case Action.Listed(var structure) -> listed(answered(structure));
      case Action.Own(var type, var isList) -> isList ? ownList(entity(type)) : entity(type);
      case Action.Changes(var type) -> changes(type);
      case Action.References references ->
          listed(closed(new JsonObject().put("@odata.id", string("uri"))));
    };
  }

  private static JsonObject ownList(JsonObject of) {
    return closed(new JsonObject().put("value", array(of)).put("nextLink", string("uri")))
        .put("required", new JsonArray().add("value"));
  }

  /** Graph's error body. */
  static JsonObject error() {
    var codes = new JsonArray();
    Stream.of(ErrorCode.values()).map(ErrorCode::value).distinct().sorted().forEach(codes::add);
    var detail =
        closed(new JsonObject().put("code", string()).put("message", string()))
            .put("required", new JsonArray().add("code").add("message"));
    var inner =
        closed(
                new JsonObject()
                    .put("date", string())
                    .put("request-id", string("uuid"))
                    .put("client-request-id", string()))
            .put("required", new JsonArray().add("date").add("request-id"));
    var error =
        closed(
                new JsonObject()
                    .put("code", string().put(ENUM, codes))
                    .put("message", string())
                    .put("target", string())
                    .put("details", array(detail))
                    .put("innerError", inner))
            .put("required", new JsonArray().add("code").add("message").add("innerError"));
    return closed(new JsonObject().put("error", error))
        .put("required", new JsonArray().add("error"));
  }

  /** The schemas of a document, in order. */
  static JsonObject sorted(Map<String, JsonObject> all) {
    var json = new JsonObject();
    new TreeMap<>(all).forEach(json::put);
    return json;
  }
}
