package dev.regrant.http;

import dev.regrant.application.Field;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the entities of a collection are called by beside their ids, such as in {@code
 * catalogs(uniqueName='staff')}.
 *
 * @param id the id of the one that is called this
 */
record AlternateKey(Name name, BiFunction<Reads, String, UUID> id) {
  private static final Pattern SEGMENT = Pattern.compile("(\\w+)\\((\\w+)='((?:[^']++|'')*+)'\\)");
  private static final Pattern KEY = Pattern.compile("(\\w+)='(.*)'", Pattern.DOTALL);

  /** By a field whose values no two entities share. */
  static <T> AlternateKey of(
      Name name, Reads.Stored<?, T> kind, Field<T> field, Function<T, UUID> id) {
    return new AlternateKey(
        name,
        (reads, value) ->
            id.apply(
                reads.value(
                    kind.lookup().apply(reads.engine()).called(reads.caller(), field, value))));
  }

  /** The name of the collection and the key, if a segment of a path has one of {@code roots}. */
  static Optional<List<String>> split(ApiVersion version, List<Root<?>> roots, String segment) {
    Matcher parts = SEGMENT.matcher(segment);
    return parts.matches()
            && roots.stream()
                .filter(root -> root.is(version, parts.group(1)))
                .flatMap(root -> root.key().stream())
                .anyMatch(key -> key.name().is(version, parts.group(2)))
        ? Optional.of(
            List.of(parts.group(1), segment.substring(parts.start(2), segment.length() - 1)))
        : Optional.empty();
  }

  /** The id of what a key of a path is; the key itself if it is one already. */
  String idOf(Reads reads, String key) {
    Matcher parts = KEY.matcher(key);
    return parts.matches() ? id.apply(reads, parts.group(2).replace("''", "'")).toString() : key;
  }
}
