package dev.regrant.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Bodies by the description of what is taken, and spoiled ones. */
final class FuzzBody {
  private static final int DEEPEST = 6;

  private final SplittableRandom random;
  private final FuzzText text;
  private final List<String> ids;

  /**
   * Makes bodies.
   *
   * @param ids of what there is
   */
  FuzzBody(SplittableRandom random, FuzzText text, List<String> ids) {
    this.random = random;
    this.text = text;
    this.ids = ids;
  }

  /** A body of a schema, as bytes that may be no JSON. */
  byte[] of(JsonObject schema) {
    Object value = text.chance(95) ? value(schema, 0) : any();
    String json =
        value == null ? "null" : value instanceof String one ? "\"" + one + "\"" : encoded(value);
    return spoiled(json);
  }

  /** A good body, or one that is bad in little. */
  byte[] near(JsonObject good) {
    if (text.chance(75)) {
      spoil(good);
    }
    return spoiled(good.encode());
  }

  private void spoil(JsonObject object) {
    var names = List.copyOf(object.fieldNames());
    if (names.isEmpty()) {
      return;
    }
    String name = text.oneOf(names);
    switch (object.getValue(name)) {
      case JsonObject inner when text.chance(85) -> spoil(inner);
      case JsonArray several
          when !several.isEmpty()
              && several.getValue(0) instanceof JsonObject inner
              && text.chance(85) ->
          spoil(inner);
      case String kept when text.chance(25) -> object.put(name, kept + text.value());
      case null, default -> {
        if (text.chance(20)) {
          object.remove(name);
        } else {
          object.put(name, text.chance(10) ? null : text.chance(30) ? text.oneOf(ids) : any());
        }
      }
    }
  }

  private static String encoded(Object value) {
    return switch (value) {
      case JsonObject object -> object.encode();
      case JsonArray array -> array.encode();
      default -> value.toString();
    };
  }

  private byte[] spoiled(String json) {
    byte[] good = json.getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(40)) {
      case 0 -> ("[".repeat(random.nextInt(3_000)) + json).getBytes(StandardCharsets.UTF_8);
      case 1 -> "{\"a\":".repeat(random.nextInt(2_000)).getBytes(StandardCharsets.UTF_8);
      case 2 ->
          json.replaceFirst("\\{", "{\"displayName\":\"x\",\"displayName\":\"y\",")
              .getBytes(StandardCharsets.UTF_8);
      case 3 ->
          json.replaceFirst(":", ":" + "9".repeat(random.nextInt(2_000)) + ",\"z\":")
              .getBytes(StandardCharsets.UTF_8);
      case 4 -> json.replaceFirst(":\"", ":\"\\\\ud83d").getBytes(StandardCharsets.UTF_8);
      case 5 -> json.replaceFirst(":\"", ":\"\\\\u0000").getBytes(StandardCharsets.UTF_8);
      case 6, 7 -> mutated(good);
      case 8 -> json.getBytes(StandardCharsets.UTF_16);
      case 9 -> (json + json).getBytes(StandardCharsets.UTF_8);
      case 10 -> new byte[0];
      default -> good;
    };
  }

  private byte[] mutated(byte[] good) {
    byte[] bad = good.clone();
    for (int i = 0; i < 3 && bad.length > 0; i++) {
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
    }
    return bad;
  }

  private Object any() {
    return switch (random.nextInt(7)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextDouble() * 1e300;
      case 2 -> random.nextBoolean();
      case 3 -> new JsonArray().add(text.value());
      case 4 -> new JsonObject().put("a", text.value());
      case 5 -> Long.MAX_VALUE;
      default -> text.value();
    };
  }

  private @Nullable Object value(JsonObject given, int depth) {
    if (text.chance(6)) {
      return text.chance(40) ? null : any();
    }
    var schema = resolved(given);
    String type = type(schema);
    return switch (type) {
      case "object" -> object(schema, depth);
      case "array" -> {
        var array = new JsonArray();
        for (int i = depth > DEEPEST ? 3 : random.nextInt(3); i < 3; i++) {
          array.add(value(schema.getJsonObject("items", new JsonObject()), depth + 1));
        }
        yield array;
      }
      case "boolean" -> random.nextBoolean();
      case "integer" -> text.chance(70) ? random.nextInt(100) : random.nextInt();
      case "string" -> string(schema);
      default -> any();
    };
  }

  private static String type(JsonObject schema) {
    Object type = schema.getValue("type");
    return type instanceof JsonArray several
        ? several.getString(0)
        : type == null ? "" : (String) type;
  }

  private JsonObject object(JsonObject schema, int depth) {
    var object = new JsonObject();
    var required = schema.getJsonArray("required", new JsonArray());
    for (var member : schema.getJsonObject("properties", new JsonObject())) {
      boolean isWanted = required.contains(member.getKey()) ? text.chance(96) : text.chance(55);
      if (isWanted && depth <= DEEPEST) {
        object.put(member.getKey(), value((JsonObject) member.getValue(), depth + 1));
      }
    }
    return text.chance(4) ? object.put(text.value(), any()) : object;
  }

  private Object string(JsonObject schema) {
    String constants = schema.getString("description", "");
    if (constants.startsWith("In any casing: ") && text.chance(85)) {
      return text.oneOf(
          List.of(constants.replace("In any casing: ", "").replace(".", "").split(", ", -1)));
    }
    return switch (text.chance(75) ? schema.getString("format", "") : "x") {
      case "uuid" -> text.oneOf(ids);
      case "date-time" -> "2026-03-0" + (1 + random.nextInt(9)) + "T10:00:00Z";
      case "duration" -> "P" + (1 + random.nextInt(30)) + "D";
      case "date" -> "2026-07-02";
      default -> text.chance(15) ? text.oneOf(ids) : text.value();
    };
  }

  private JsonObject resolved(JsonObject schema) {
    var either = schema.getJsonArray("anyOf");
    if (either != null) {
      return resolved(either.getJsonObject(random.nextInt(either.size())));
    }
    String reference = schema.getString("$ref");
    return reference == null
        ? schema
        : Description.DOCUMENT
            .getJsonObject("components")
            .getJsonObject("schemas")
            .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
  }
}
