package dev.regrant.http;

import static dev.regrant.http.Name.both;

import java.util.Optional;

/** The member that says which of several types an object is of: {@code @odata.type}. */
final class ODataType {
  static final Name NAME = both("@odata.type");

  /** Graph's, which all of its types are in. */
  static final String NAMESPACE = "microsoft.graph";

  private static final String PREFIX = NAMESPACE + ".";

  private ODataType() {}

  /** How a type is written. */
  static String of(String name) {
    return "#" + PREFIX + name;
  }

  /** The name of a type of Graph's, with and without {@code #}; nothing if it is another's. */
  static Optional<String> name(String type) {
    String qualified = type.startsWith("#") ? type.substring(1) : type;
    return qualified.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
        ? Optional.of(qualified.substring(PREFIX.length()))
        : Optional.empty();
  }

  /** The same, where the namespace may be left out. */
  static String unqualified(String type) {
    return name(type).orElseGet(() -> type.startsWith("#") ? type.substring(1) : type);
  }
}
