package dev.regrant.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function that is bound to a collection and gives some of its entities, such as {@code
 * filterByCurrentUser(on='target')}.
 *
 * @param parameters their names; all are needed
 * @param listing what it gives for these arguments
 */
record BoundFunction<T>(
    String name,
    List<String> parameters,
    BiFunction<Reads, Map<String, String>, Listing<T>> listing) {
  private static final Pattern CALL =
      Pattern.compile("(?:microsoft\\.graph\\.)?(\\w+)(?:\\((.*)\\))?", Pattern.CASE_INSENSITIVE);
  private static final Pattern ARGUMENT =
      Pattern.compile("\\s*(\\w+)\\s*=\\s*(?:'((?:[^']++|'')*+)'|([^',()]*))\\s*(?:,|$)");

  /** Whether a segment of a path calls something by name, so that it is no key. */
  static boolean isCall(String segment) {
    Matcher call = CALL.matcher(segment);
    return call.matches() && call.group(2) != null && call.group(2).contains("=");
  }

  /** What a segment of a path gives, if it calls this. */
  Optional<Listed<T>> calledBy(String segment) {
    Matcher call = CALL.matcher(segment);
    if (!call.matches() || !call.group(1).equalsIgnoreCase(name)) {
      return Optional.empty();
    }
    var arguments = arguments(Optional.ofNullable(call.group(2)).orElse(""));
    return Optional.of(reads -> listing.apply(reads, arguments));
  }

  /** What is listed for a caller. */
  @FunctionalInterface
  interface Listed<T> {
    Listing<T> list(Reads reads);
  }

  private Map<String, String> arguments(String text) {
    Map<String, String> arguments = new LinkedHashMap<>();
    Matcher argument = ARGUMENT.matcher(text);
    int end = 0;
    while (end < text.length() && argument.find(end) && argument.start() == end) {
      String given = argument.group(1).toLowerCase(Locale.ROOT);
      String value =
          argument.group(2) == null
              ? argument.group(3).strip()
              : argument.group(2).replace("''", "'");
      arguments.put(parameter(given), value);
      end = argument.end();
    }
    if (end < text.length()) {
      throw new GraphError(
          ErrorCode.BAD_REQUEST,
          "'%s(%s)' is not a call such as %s.".formatted(name, text, example()));
    }
    for (String parameter : parameters) {
      if (!arguments.containsKey(parameter)) {
        throw GraphError.badRequest(
            ErrorCode.BAD_REQUEST,
            parameter,
            "'%s' is missing: call %s.".formatted(parameter, example()));
      }
    }
    return arguments;
  }

  private String parameter(String given) {
    return parameters.stream()
        .filter(given::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                GraphError.badRequest(
                    ErrorCode.BAD_REQUEST,
                    given,
                    "'%s' has no parameter '%s': call %s.".formatted(name, given, example())));
  }

  private String example() {
    return name
        + "("
        + String.join(",", parameters.stream().map(one -> one + "='…'").toList())
        + ")";
  }
}
