package dev.regrant.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes bad bodies of good ones. */
final class Spoiling {
  private static final String GUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String UNKNOWN = "00000000-0000-4000-8000-00000000ffff";
  private static final String NAMES_NOTHING = "names nothing";
  private static final Set<String> CONSTANTS =
      Set.of(
          "requestType",
          "state",
          "catalogStatus",
          "allowedTargetScope",
          "scopeType",
          "approverInformationVisibility",
          "expirationBehavior",
          "type",
          "index",
          "firstDayOfWeek",
          "reviewResult",
          "errorClass",
          "recurrenceType",
          "reviewerType",
          "externalUserLifecycleAction",
          "subjectLifecycle",
          "@odata.type",
          "appScopeId",
          "@odata.id");

  private Spoiling() {}

  /**
   * A body that is bad in one member.
   *
   * @param path the member that the refusal is to name
   * @param mayPass whether it may turn out to be good
   */
  record Spoiled(String path, String how, boolean mayPass, JsonObject body) {
    boolean fits(int status, @Nullable JsonObject error) {
      if (status < 300) {
        return mayPass;
      }
      String target = error == null ? null : error.getString("target");
      // What names nothing by its id may do so by its origin or name, too: the whole is named then.
      return status == 400
          && target != null
          && (target.startsWith(path)
              || (how.equals(NAMES_NOTHING) && path.startsWith(target + ".")));
    }

    @Override
    public String toString() {
      return path + " " + how;
    }
  }

  /** The body with one member spoiled, in each way that there is for each member. */
  static List<Spoiled> of(JsonObject good, GoodBody about) {
    List<Spoiled> all = new ArrayList<>();
    walk(
        good,
        "",
        member -> {
          for (var way : ways(member, about.free()).entrySet()) {
            Object old = member.put(way.getValue());
            all.add(
                new Spoiled(
                    member.path(), way.getKey(), isEither(member, way.getKey()), good.copy()));
            member.put(old);
          }
        });
    return all;
  }

  /**
   * Whether it may be good all the same: a number that fits, and v1.0's shape of a text on beta.
   */
  private static boolean isEither(Member member, String how) {
    return how.startsWith("huge")
        || (how.equals("is a text") && Set.of("text", "displayValue").contains(member.name()));
  }

  /** A member where it is, which can be given another value. */
  private record Member(String path, String name, @Nullable Object value, Consumer<Object> to) {
    @Nullable Object put(@Nullable Object other) {
      to.accept(other);
      return value;
    }
  }

  private static void walk(JsonObject object, String path, Consumer<Member> visitor) {
    for (String name : List.copyOf(object.fieldNames())) {
      Object value = object.getValue(name);
      String at = path.isEmpty() ? name : path + "." + name;
      visitor.accept(new Member(at, name, value, other -> object.put(name, other)));
      if (value instanceof JsonObject inner) {
        walk(inner, at, visitor);
      } else if (value instanceof JsonArray several) {
        for (int i = 0; i < several.size(); i++) {
          if (several.getValue(i) instanceof JsonObject inner) {
            walk(inner, "%s[%d]".formatted(at, i), visitor);
          }
        }
      }
    }
  }

  private static Map<String, Object> ways(Member member, Set<String> free) {
    return switch (member.value()) {
      case JsonObject object -> Map.of("is a text", "x", "is a list", new JsonArray());
      case JsonArray array ->
          Map.of(
              "is an object", new JsonObject(),
              "holds a null", new JsonArray().addNull(),
              "holds a number", new JsonArray().add(7));
      case Boolean bool -> Map.of("is a text", "yes", "is a number", 1);
      case Number number ->
          Map.of(
              "is a text",
              "many",
              "is no whole number",
              1.5,
              "is beyond all numbers",
              99_999_999_999L,
              "huge",
              Integer.MAX_VALUE,
              "huge, below zero",
              Integer.MIN_VALUE);
      case String text -> ofText(member, text, free);
      case null, default -> Map.of();
    };
  }

  private static Map<String, Object> ofText(Member member, String text, Set<String> free) {
    Map<String, Object> ways = new TreeMap<>();
    ways.put("is true", true);
    ways.put("is an object", new JsonObject());
    ways.put("holds U+0000", text + "\0");
    ways.put("holds half a surrogate pair", text + "\ud83d");
    ways.put("is too long", "x".repeat(5_000));
    if (text.matches(GUID)) {
      ways.put("is no GUID", "x");
      if (!free.contains(member.path())) {
        ways.put(NAMES_NOTHING, UNKNOWN);
      }
    } else if (text.matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
      ways.put("is no time", "soon");
      ways.put("is beyond all times", "+999999999-12-31T23:59:59Z");
      ways.put("is before all times", "-999999999-01-01T00:00:00Z");
    } else if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
      ways.put("is no date", "soon");
      ways.put("is beyond all dates", "+999999999-12-31");
    } else if (text.matches("P[\\dDTHMS]+")) {
      ways.put("is no duration", "long");
      ways.put("is below zero", "-P1D");
      ways.put("is beyond all durations", "PT2562047788015215H");
    } else if (CONSTANTS.contains(member.name())) {
      ways.put("is none of those", "nonsense");
    }
    return ways;
  }

  /** The body without the members that need not be there. */
  static JsonObject withoutOptional(JsonObject good, GoodBody about) {
    var body = good.copy();
    good.fieldNames().stream().filter(name -> isOptional(name, about)).forEach(body::remove);
    return body;
  }

  /** The same, with an explicit null for each. */
  static JsonObject withNulls(JsonObject good, GoodBody about) {
    var body = good.copy();
    good.fieldNames().stream().filter(name -> isOptional(name, about)).forEach(body::putNull);
    return body;
  }

  private static boolean isOptional(String name, GoodBody about) {
    return about.required().stream()
            .noneMatch(one -> one.equals(name) || one.startsWith(name + "."))
        && !Set.of("accessPackage", "accessPackageId", "catalogId", "accessPackageAssignment")
            .contains(name);
  }

  /** The body without this member, or with null there. */
  static JsonObject lacking(JsonObject good, String path, boolean isNull) {
    walk(
        good,
        "",
        member -> {
          if (member.path().equals(path)) {
            member.put(null);
          }
        });
    return isNull ? good : withoutNulls(good);
  }

  private static JsonObject withoutNulls(JsonObject json) {
    var result = new JsonObject();
    json.forEach(
        one -> {
          switch (one.getValue()) {
            case null -> {}
            case JsonObject inner -> result.put(one.getKey(), withoutNulls(inner));
            case JsonArray several -> {
              var kept = new JsonArray();
              several.forEach(
                  item -> kept.add(item instanceof JsonObject inner ? withoutNulls(inner) : item));
              result.put(one.getKey(), kept);
            }
            case Object other -> result.put(one.getKey(), other);
          }
        });
    return result;
  }
}
