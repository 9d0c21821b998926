package dev.regrant.http;

import dev.regrant.domain.Expiration;
import dev.regrant.domain.InvalidMemberException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * An object that a client sent. Members are found under either version's name; whatever is wrong is
 * told by its path in the words that the client used. An explicit null is as good as nothing, and
 * members that nobody asks for are ignored.
 */
final class Body {
  private final ApiVersion version;
  private final JsonObject json;
  private final String path;
  private final String canonicalPath;
  private final Map<String, String> clientsWords;

  private Body(
      ApiVersion version,
      JsonObject json,
      String path,
      String canonicalPath,
      Map<String, String> clientsWords) {
    this.version = version;
    this.json = json;
    this.path = path;
    this.canonicalPath = canonicalPath;
    this.clientsWords = clientsWords;
  }

  /** The object that {@code bytes} is; an empty one if there is nothing. */
  static Body of(ApiVersion version, Buffer bytes) {
    Object value = bytes.length() == 0 ? new JsonObject() : StrictJson.read(bytes);
    if (!(value instanceof JsonObject object)) {
      throw new GraphError(ErrorCode.INVALID_MODEL, "The body must be a JSON object.");
    }
    return new Body(version, object, "", "", new HashMap<>());
  }

  /**
   * Turns the path of a member, in v1.0's words, into what the client wrote. The path may lack its
   * beginning, and may lead to what the client did not write.
   */
  String clientsWord(String canonical) {
    String known = clientsWords.get(canonical);
    if (known != null) {
      return known;
    }
    int dot = canonical.lastIndexOf('.');
    String start = dot < 0 ? null : clientsWords.get(canonical.substring(0, dot));
    if (start != null) {
      return at(start, canonical.substring(dot + 1));
    }
    return clientsWords.entrySet().stream()
        .filter(one -> one.getKey().endsWith("." + canonical))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(canonical);
  }

  /** What is wrong with the member of these names. */
  GraphError invalid(Name name, String message) {
    return GraphError.badRequest(ErrorCode.INVALID_MODEL, pathOf(name), message);
  }

  /** What a record says is wrong with the member of these names. */
  GraphError invalid(Name name, InvalidMemberException e) {
    return invalid(name, "'%s' %s.".formatted(pathOf(name), e.reason()));
  }

  /** What {@code make} gives; a record that refuses one of its members means one of this object. */
  <T> T made(Supplier<T> make) {
    try {
      return make.get();
    } catch (InvalidMemberException e) {
      String known = clientsWords.get(at(canonicalPath, e.member()));
      String member = known != null ? known : at(path, e.member());
      throw GraphError.badRequest(
          ErrorCode.INVALID_MODEL, member, "'%s' %s.".formatted(member, e.reason()));
    }
  }

  /** A member that means something which is not there yet. */
  GraphError unsupported(Name name, String message) {
    return GraphError.badRequest(ErrorCode.NOT_SUPPORTED, pathOf(name), message);
  }

  /** The path of the member that is there, or of the one that should be. */
  private String pathOf(Name name) {
    return at(path, found(name).orElseGet(() -> wanted(name)));
  }

  private String wanted(Name name) {
    return name.in(version).orElseGet(name::canonical);
  }

  private static String at(String path, String member) {
    return path.isEmpty() ? member : path + "." + member;
  }

  private Optional<String> found(Name name) {
    Optional<String> own = name.in(version).filter(this::holds);
    return own.or(() -> name.in(version.other()).filter(this::holds));
  }

  private boolean holds(String member) {
    return json.getValue(member) != null;
  }

  private <T> Optional<T> value(Name name, Class<T> type, String kind) {
    return found(name)
        .map(
            member -> {
              clientsWords.put(at(canonicalPath, name.canonical()), at(path, member));
              Object value = json.getValue(member);
              if (!type.isInstance(value)) {
                throw invalid(name, "'%s' must be %s.".formatted(at(path, member), kind));
              }
              return type.cast(value);
            });
  }

  /** The same member, which must be there. */
  <T> T required(Name name, Optional<T> value) {
    return value.orElseThrow(() -> invalid(name, "'%s' is missing.".formatted(pathOf(name))));
  }

  Optional<Body> object(Name name) {
    clientsWords.put(at(canonicalPath, name.canonical()), pathOf(name));
    return value(name, JsonObject.class, "an object")
        .map(
            inner ->
                new Body(
                    version,
                    inner,
                    pathOf(name),
                    at(canonicalPath, name.canonical()),
                    clientsWords));
  }

  List<Body> objects(Name name) {
    var array = value(name, JsonArray.class, "an array").orElseGet(JsonArray::new);
    return IntStream.range(0, array.size())
        .mapToObj(
            i -> {
              String element = "%s[%d]".formatted(pathOf(name), i);
              if (!(array.getValue(i) instanceof JsonObject inner)) {
                throw GraphError.badRequest(
                    ErrorCode.INVALID_MODEL, element, "'%s' must be an object.".formatted(element));
              }
              return new Body(
                  version,
                  inner,
                  element,
                  "%s[%d]".formatted(at(canonicalPath, name.canonical()), i),
                  clientsWords);
            })
        .toList();
  }

  boolean isObject(Name name) {
    return found(name).filter(member -> json.getValue(member) instanceof JsonObject).isPresent();
  }

  /** Constants, in any casing. */
  <E extends Enum<E>> List<E> several(Name name, Class<E> type) {
    var array = value(name, JsonArray.class, "an array").orElseGet(JsonArray::new);
    return array.stream()
        .map(
            one ->
                WireFormat.constant(type, String.valueOf(one))
                    .orElseThrow(
                        () ->
                            invalid(
                                name,
                                "'%s' holds '%s'; it can hold: %s."
                                    .formatted(pathOf(name), one, WireFormat.names(type)))))
        .toList();
  }

  /** The object as it came. */
  JsonObject json() {
    return json;
  }

  List<String> texts(Name name) {
    var array = value(name, JsonArray.class, "an array").orElseGet(JsonArray::new);
    return array.stream()
        .map(
            one -> {
              if (!(one instanceof String text)) {
                throw invalid(name, "'%s' must hold strings.".formatted(pathOf(name)));
              }
              return text;
            })
        .toList();
  }

  /** A text; of the characters that there are, only those that can be kept. */
  Optional<String> text(Name name) {
    var text = value(name, String.class, "a string");
    if (text.filter(one -> !WireFormat.isText(one)).isPresent()) {
      throw invalid(
          name,
          "'%s' must contain neither U+0000 nor half of a surrogate pair.".formatted(pathOf(name)));
    }
    return text;
  }

  Optional<Boolean> bool(Name name) {
    return value(name, Boolean.class, "true or false");
  }

  Optional<Integer> integer(Name name) {
    return value(name, Integer.class, "a whole number");
  }

  Optional<UUID> id(Name name) {
    return text(name)
        .map(
            text ->
                WireFormat.guid(text)
                    .orElseThrow(
                        () ->
                            invalid(
                                name,
                                "'%s' must be a GUID, not '%s'.".formatted(pathOf(name), text))));
  }

  /** What an entity is named by: an object with its id, or its id in a member of its own. */
  Optional<UUID> reference(Name navigation, Name flat) {
    var nested = object(navigation).flatMap(inner -> inner.id(Name.both("id")));
    var id = id(flat);
    if (nested.isPresent()) {
      if (id.filter(other -> !nested.equals(Optional.of(other))).isPresent()) {
        throw invalid(
            flat,
            "'%s' is another than '%s.id': leave one out."
                .formatted(pathOf(flat), pathOf(navigation)));
      }
      return nested;
    }
    if (id.isPresent()) {
      clientsWords.put(at(canonicalPath, navigation.canonical()) + ".id", pathOf(flat));
    }
    return id;
  }

  Optional<Instant> time(Name name) {
    return text(name)
        .map(
            text -> {
              try {
                return WireFormat.instant(text);
              } catch (DateTimeException e) {
                throw invalid(
                    name,
                    "'%s' must be a time such as 2026-01-31T12:00:00Z, not '%s'."
                        .formatted(pathOf(name), text));
              }
            });
  }

  Optional<LocalDate> date(Name name) {
    return text(name)
        .map(
            text -> {
              try {
                return WireFormat.date(text);
              } catch (DateTimeException e) {
                throw invalid(
                    name,
                    "'%s' must be a date such as 2026-01-31, not '%s'."
                        .formatted(pathOf(name), text));
              }
            });
  }

  /** A duration, or as one version has it, a count of a unit. */
  Optional<Duration> durationOrCount(Name name, ChronoUnit unit) {
    boolean isCount =
        found(name).filter(member -> json.getValue(member) instanceof Number).isPresent();
    return isCount ? integer(name).map(count -> Duration.of(count, unit)) : duration(name);
  }

  Optional<Duration> duration(Name name) {
    return text(name)
        .map(
            text -> {
              try {
                return Duration.parse(text);
              } catch (DateTimeException e) {
                throw invalid(
                    name,
                    "'%s' must be a duration of days, hours, minutes and seconds such as P14D or"
                            .formatted(pathOf(name))
                        + " PT3H, not '"
                        + text
                        + "'.");
              }
            });
  }

  /** A constant, in any casing. */
  <E extends Enum<E>> Optional<E> oneOf(Name name, Class<E> type) {
    return text(name)
        .map(
            text ->
                WireFormat.constant(type, text)
                    .orElseThrow(
                        () ->
                            invalid(
                                name,
                                "'%s' is '%s'; it can be: %s."
                                    .formatted(pathOf(name), text, WireFormat.names(type)))));
  }

  /** What {@code make} gives; what it does not accept is this member's fault. */
  <T> T checked(Name name, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw invalid(name, e.getMessage() + ".");
    }
  }

  /** How Graph writes {@code expirationPattern}; the type may be left out where it is plain. */
  Expiration expiration() {
    var type = Name.both("type");
    var end = Name.both("endDateTime");
    var duration = Name.both("duration");
    String given =
        text(type)
            .orElseGet(
                () ->
                    time(end).isPresent()
                        ? "afterDateTime"
                        : duration(duration).isPresent() ? "afterDuration" : "notSpecified");
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "notspecified" -> new Expiration.NotSpecified();
      case "noexpiration" -> new Expiration.NoExpiration();
      case "afterdatetime" -> new Expiration.AfterDateTime(required(end, time(end)));
      case "afterduration" -> {
        var length = required(duration, duration(duration));
        yield checked(duration, () -> new Expiration.AfterDuration(length));
      }
      default ->
          throw invalid(
              type,
              "'%s' is '%s'; it can be: notSpecified, noExpiration, afterDateTime, afterDuration."
                  .formatted(pathOf(type), given));
    };
  }
}
