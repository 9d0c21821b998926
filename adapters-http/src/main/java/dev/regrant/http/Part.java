package dev.regrant.http;

import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import dev.regrant.application.Order;
import dev.regrant.application.Query;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which part of a list is wanted.
 *
 * @param order by what it is sorted; as the list is by itself, if empty
 * @param limit the most items
 * @param skip how many of the first items are left out
 * @param after the {@code next} of the part before
 */
record Part<T>(
    Filter<T> filter, List<Order<T>> order, int limit, int skip, Optional<String> after) {
  /** A part of a list as it is by itself. */
  static <T> Part<T> of(Filter<T> filter, int limit, Optional<String> after) {
    return new Part<>(filter, List.of(), limit, 0, after);
  }

  /** Refuses to sort, and to leave out the first ones, where a list can do neither. */
  void requireAsItIs() {
    if (!order.isEmpty() || skip > 0) {
      String option = order.isEmpty() ? "$skip" : "$orderby";
      throw GraphError.badRequest(
          ErrorCode.NOT_SUPPORTED, option, option + " is not supported on this list.");
    }
  }

  /** What a store is asked. */
  Query<T> query() {
    return new Query<>(filter, order, limit, after.isEmpty() ? skip : 0, after.map(this::place));
  }

  /** What follows an item of a stored list. */
  String tokenAfter(T item, UUID id) {
    var token = new JsonArray().add(id.toString());
    query()
        .placeOf(item, id)
        .values()
        .forEach(value -> token.add(value.map(Part::text).orElse(null)));
    return token.encode();
  }

  private static String text(Comparable<?> value) {
    return value instanceof Enum<?> constant ? constant.name() : value.toString();
  }

  private Query.Place place(String token) {
    try {
      var parts = new JsonArray(token);
      if (parts.size() != order.size() + 1) {
        throw Listing.invalidToken();
      }
      var values = new ArrayList<Optional<? extends Comparable<?>>>();
      for (int i = 0; i < order.size(); i++) {
        Field<T> field = order.get(i).field();
        values.add(Optional.ofNullable(parts.getString(i + 1)).map(text -> value(field, text)));
      }
      return new Query.Place(values, Listing.storedToken(parts.getString(0)));
    } catch (DecodeException
        | ClassCastException
        | IllegalArgumentException
        | DateTimeException e) {
      throw Listing.invalidToken();
    }
  }

  private static Comparable<?> value(Field<?> field, String text) {
    var type = field.type();
    if (type == UUID.class) {
      return Listing.storedToken(text);
    }
    if (type == Instant.class) {
      return Instant.parse(text);
    }
    if (type == Boolean.class) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw Listing.invalidToken();
      };
    }
    return type == String.class
        ? text
        : (Comparable<?>) WireFormat.constantNamed(type, text).orElseThrow(Listing::invalidToken);
  }
}
