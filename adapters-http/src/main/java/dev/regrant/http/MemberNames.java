package dev.regrant.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Brings the names in a query option to their exact spelling before it is parsed: Graph takes paths
 * in any casing, and a name of the other version deserves a better answer than a syntax error.
 */
final class MemberNames {
  /** Parentheses deeper than that are nobody's filter; the parser would recurse as deep. */
  private static final int MAX_DEPTH = 30;

  private static final int MAX_EXPAND_DEPTH = 5;

  private static final Set<String> FILTER_WORDS =
      Set.of(
          "eq", "ne", "gt", "ge", "lt", "le", "and", "or", "not", "null", "true", "false", "in",
          "has", "add", "sub", "mul", "div", "mod");

  private static final String GUID =
      "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}(?![\\w-])";
  private static final String NAME = "[$@]?[A-Za-z_][\\w.]*";
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<text>'(?:[^']|'')*')|(?<guid>"
              + GUID
              + ")|(?<value>[0-9][\\w:.+-]*)|(?<path>"
              + NAME
              + "(?:/"
              + NAME
              + ")*)|(?<other>.)",
          Pattern.DOTALL);

  private final ApiVersion version;

  MemberNames(ApiVersion version) {
    this.version = version;
  }

  /** A {@code $filter}; ids may come without quotes. */
  String filter(EntityType<?> type, String filter) {
    var out = new StringBuilder();
    int depth = 0;
    Matcher token = TOKEN.matcher(filter);
    while (token.find()) {
      String text = token.group();
      if (token.group("guid") != null) {
        out.append('\'').append(text).append('\'');
      } else if (token.group("path") != null) {
        out.append(filterPath(type, text, isCalled(filter, token.end())));
      } else {
        depth += text.equals("(") ? 1 : text.equals(")") ? -1 : 0;
        if (depth > MAX_DEPTH) {
          throw invalid(ErrorCode.INVALID_FILTER, "$filter", "It has too many parentheses.");
        }
        out.append(text);
      }
    }
    return out.toString();
  }

  private String filterPath(EntityType<?> type, String path, boolean isCalled) {
    String word = path.toLowerCase(Locale.ROOT);
    if (FILTER_WORDS.contains(word)) {
      return word;
    }
    if (isCalled && word.equals("contains")) {
      return word;
    }
    if (isCalled) {
      throw GraphError.badRequest(
          ErrorCode.NOT_SUPPORTED, "$filter", "'%s' is not supported in $filter.".formatted(path));
    }
    return path(type, path, ErrorCode.INVALID_FILTER, "$filter");
  }

  private static boolean isCalled(String text, int end) {
    return end < text.length() && text.charAt(end) == '(';
  }

  /** A {@code $select}. */
  String select(EntityType<?> type, String select) {
    return list(type, select, true);
  }

  /**
   * An {@code $expand}, with all that is nested in it, and without what is there anyway.
   *
   * @return empty text if nothing is left
   */
  String expand(EntityType<?> type, String expand) {
    var wanted =
        items(expand).stream()
            .filter(item -> !type.isInlined(version, item.split("[(\\s]", 2)[0]))
            .collect(Collectors.joining(","));
    return list(type, wanted, false);
  }

  private static List<String> items(String list) {
    List<String> items = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        items.add(list.substring(start, i));
        start = i + 1;
      }
    }
    items.add(list.substring(start));
    return items.stream().map(String::strip).toList();
  }

  private record Level(EntityType<?> type, boolean isSelect) {}

  private String list(EntityType<?> type, String text, boolean isSelect) {
    var out = new StringBuilder();
    Deque<Level> outer = new ArrayDeque<>();
    var level = new Level(type, isSelect);
    Optional<EntityType<?>> last = Optional.empty();
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      String part = token.group();
      if (token.group("path") != null && isOption(text, token.end())) {
        level = new Level(level.type(), isSelectOption(part));
        out.append(level.isSelect() ? "$select" : "$expand");
      } else if (token.group("path") != null) {
        String path = listed(level, part);
        last = level.type().navigation(version, path).map(one -> one.type().get());
        out.append(path);
      } else if (part.equals("(")) {
        outer.push(level);
        if (outer.size() >= MAX_EXPAND_DEPTH) {
          throw invalid(ErrorCode.INVALID_EXPAND, "$expand", "It is nested too deeply.");
        }
        level = new Level(last.orElse(level.type()), false);
        out.append(part);
      } else {
        if (part.equals(")") && !outer.isEmpty()) {
          level = outer.pop();
        }
        out.append(part);
      }
    }
    return out.toString();
  }

  private static boolean isOption(String text, int end) {
    return end < text.length() && text.charAt(end) == '=';
  }

  private static boolean isSelectOption(String option) {
    return switch (ODataQuery.bare(option)) {
      case "select" -> true;
      case "expand" -> false;
      default ->
          throw GraphError.badRequest(
              ErrorCode.NOT_SUPPORTED,
              "$expand",
              "'%s' is not supported inside $expand.".formatted(option));
    };
  }

  private String listed(Level level, String path) {
    String option = level.isSelect() ? "$select" : "$expand";
    var code = level.isSelect() ? ErrorCode.INVALID_SELECT : ErrorCode.INVALID_EXPAND;
    String name = path(level.type(), path, code, option);
    if (name.contains("/")) {
      throw invalid(code, option, "'%s' is a path; name what it starts with.".formatted(path));
    }
    boolean isNavigation = level.type().navigation(version, name).isPresent();
    if (level.isSelect() && isNavigation) {
      throw invalid(code, option, "'%s' leads to other entities; use $expand.".formatted(name));
    }
    if (!level.isSelect() && !isNavigation) {
      throw invalid(
          code, option, "'%s' is a property, which is always there or $select-ed.".formatted(name));
    }
    return name;
  }

  private String path(EntityType<?> type, String path, ErrorCode code, String option) {
    EntityType<?> current = type;
    List<String> spelled = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      String name = member(current, segment, code, option);
      spelled.add(name);
      current =
          current
              .navigation(version, name)
              .<EntityType<?>>map(one -> one.type().get())
              .orElse(current);
    }
    return String.join("/", spelled);
  }

  private String member(EntityType<?> type, String name, ErrorCode code, String option) {
    return type.spelling(version, name).orElseThrow(() -> unknown(type, name, code, option));
  }

  private GraphError unknown(EntityType<?> type, String name, ErrorCode code, String option) {
    var other = version.other();
    var elsewhere = type.memberNames().filter(one -> one.is(other, name)).findFirst();
    String hint =
        elsewhere
            .map(
                one ->
                    one.in(version)
                        .map(
                            here ->
                                "That is its name in %s; in %s it is '%s'."
                                    .formatted(other.path(), version.path(), here))
                        .orElse("It exists in %s only.".formatted(other.path())))
            .orElseGet(
                () ->
                    "It has: "
                        + type.memberNames()
                            .flatMap(one -> one.in(version).stream())
                            .collect(Collectors.joining(", "))
                        + ".");
    return invalid(code, option, "%s has no '%s'. %s".formatted(type.name(), name, hint));
  }

  private static GraphError invalid(ErrorCode code, String option, String message) {
    return GraphError.badRequest(code, option, message);
  }
}
