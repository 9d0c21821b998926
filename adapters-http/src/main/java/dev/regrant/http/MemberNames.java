package dev.regrant.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings the names in a query option to their exact spelling before it is parsed: Graph takes paths
 * in any casing, and a name of the other version deserves a better answer than a syntax error.
 */
final class MemberNames {
  /** Parentheses deeper than that are nobody's filter; the parser would recurse as deep. */
  static final int MAX_DEPTH = 30;

  static final int MAX_EXPAND_DEPTH = 5;

  static final int MAX_FILTER = 8_000;

  /** Its parser recurses at every word. */
  static final int MAX_SEARCH = 1_000;

  private static final Set<String> FUNCTIONS = Set.of("contains", "startswith", "endswith");

  private static final Set<String> FILTER_WORDS =
      Set.of(
          "eq", "ne", "gt", "ge", "lt", "le", "and", "or", "not", "null", "true", "false", "in",
          "has", "add", "sub", "mul", "div", "mod");

  private static final String GUID =
      "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}(?![\\w-])";
  private static final String NAME = "[$@]?[A-Za-z_][\\w.]*";
  // Possessive: what is repeated by backtracking takes a frame of the stack each time.
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<text>'(?:[^']++|'')*+')|(?<guid>"
              + GUID
              + ")|(?<value>[0-9][\\w:.+-]*)|(?<path>"
              + NAME
              + "(?:/"
              + NAME
              + ")*+)|(?<other>.)",
          Pattern.DOTALL);

  private static final Pattern LAMBDA = Pattern.compile("(.+)/(any|all)", Pattern.CASE_INSENSITIVE);

  /** What follows {@code any} and {@code all}. */
  private static final Pattern VARIABLE =
      Pattern.compile("\\(\\s*(?:(?<name>[A-Za-z_]\\w*)\\s*:\\s*)?");

  private final ApiVersion version;

  MemberNames(ApiVersion version) {
    this.version = version;
  }

  /** A {@code $filter}; ids may come without quotes. */
  String filter(EntityType<?> type, String filter) {
    if (filter.length() > MAX_FILTER) {
      throw invalid(
          ErrorCode.INVALID_FILTER,
          "$filter",
          "It is longer than %d characters.".formatted(MAX_FILTER));
    }
    var out = new StringBuilder();
    Map<String, EntityType<?>> variables = new HashMap<>();
    int depth = 0;
    Matcher token = TOKEN.matcher(filter);
    Matcher variable = VARIABLE.matcher(filter);
    int from = 0;
    while (token.find(from)) {
      from = token.end();
      String text = token.group();
      if (token.group("guid") != null) {
        out.append('\'').append(text).append('\'');
      } else if (token.group("path") != null) {
        Matcher lambda = LAMBDA.matcher(text);
        if (lambda.matches() && variable.region(from, filter.length()).lookingAt()) {
          out.append(lambda(type, variables, lambda, variable.group("name")));
          from = variable.end();
          depth++;
        } else {
          out.append(filterPath(type, variables, text, isCalled(filter, from)));
        }
      } else {
        depth += text.equals("(") ? 1 : text.equals(")") ? -1 : 0;
        out.append(text);
      }
      if (depth > MAX_DEPTH) {
        throw invalid(
            ErrorCode.INVALID_FILTER,
            "$filter",
            "It has more than %d parentheses in each other.".formatted(MAX_DEPTH));
      }
    }
    return out.toString();
  }

  /** The beginning of {@code any} or {@code all}, up to its condition. */
  private String lambda(
      EntityType<?> type,
      Map<String, EntityType<?>> variables,
      Matcher lambda,
      @Nullable String variable) {
    String spelled = filterPath(type, variables, lambda.group(1), false);
    String begun = spelled + "/" + lambda.group(2).toLowerCase(Locale.ROOT) + "(";
    if (variable == null) {
      return begun;
    }
    variables.put(variable, typeOf(type, variables, spelled));
    return begun + variable + ":";
  }

  /** What a path in this version's names leads to. */
  private EntityType<?> typeOf(
      EntityType<?> type, Map<String, EntityType<?>> variables, String path) {
    EntityType<?> current = type;
    for (String segment : path.split("/", -1)) {
      var variable = variables.get(segment);
      current = variable == null ? next(current, segment) : variable;
    }
    return current;
  }

  private EntityType<?> next(EntityType<?> type, String name) {
    return type.navigation(version, name).<EntityType<?>>map(one -> one.type().get()).orElse(type);
  }

  private String filterPath(
      EntityType<?> type, Map<String, EntityType<?>> variables, String path, boolean isCalled) {
    String word = path.toLowerCase(Locale.ROOT);
    if (FILTER_WORDS.contains(word)) {
      // The parser takes what has no space after it for a function.
      return isCalled ? word + " " : word;
    }
    if (isCalled && FUNCTIONS.contains(word)) {
      return word;
    }
    if (isCalled) {
      throw GraphError.badRequest(
          ErrorCode.NOT_SUPPORTED,
          "$filter",
          "'%s' is not supported in $filter; these functions are: contains, endswith, startswith."
              .formatted(path));
    }
    String[] firstAndRest = path.split("/", 2);
    var variable = variables.get(firstAndRest[0]);
    if (variable == null) {
      return path(type, path, ErrorCode.INVALID_FILTER, "$filter");
    }
    return firstAndRest.length == 1
        ? path
        : firstAndRest[0]
            + "/"
            + path(variable, firstAndRest[1], ErrorCode.INVALID_FILTER, "$filter");
  }

  private static boolean isCalled(String text, int end) {
    return end < text.length() && text.charAt(end) == '(';
  }

  /** A {@code $search}, in which there are no names. */
  static String search(String search) {
    if (search.length() > MAX_SEARCH) {
      throw invalid(
          ErrorCode.INVALID_SEARCH,
          "$search",
          "It is longer than %d characters.".formatted(MAX_SEARCH));
    }
    return search;
  }

  /** A {@code $orderby}. */
  String orderBy(EntityType<?> type, String orderBy) {
    return split(orderBy, ',').stream()
        .map(item -> ordered(type, item.strip()))
        .collect(Collectors.joining(","));
  }

  private String ordered(EntityType<?> type, String item) {
    String[] pathAndDirection = item.split("\\s+", 2);
    String path = path(type, pathAndDirection[0], ErrorCode.INVALID_ORDER_BY, "$orderby");
    return pathAndDirection.length == 1
        ? path
        : path + " " + pathAndDirection[1].toLowerCase(Locale.ROOT);
  }

  /** A {@code $select}. */
  String select(EntityType<?> type, String select) {
    return split(select, ',').stream()
        .map(String::strip)
        .map(item -> item.equals("*") ? item : listed(type, item, true))
        .collect(Collectors.joining(","));
  }

  /**
   * An {@code $expand}, with all that is nested in it, and without what is there anyway.
   *
   * @return empty text if nothing is left
   */
  String expand(EntityType<?> type, String expand) {
    return expand(type, expand, 1);
  }

  private String expand(EntityType<?> type, String expand, int depth) {
    if (depth > MAX_EXPAND_DEPTH) {
      throw invalid(
          ErrorCode.INVALID_EXPAND,
          "$expand",
          "It is nested more than %d times.".formatted(MAX_EXPAND_DEPTH));
    }
    return split(expand, ',').stream()
        .map(String::strip)
        .filter(item -> !type.isInlined(version, item.split("[(\\s]", 2)[0]))
        .map(item -> expanded(type, item, depth))
        .collect(Collectors.joining(","));
  }

  private String expanded(EntityType<?> type, String item, int depth) {
    int open = item.indexOf('(');
    if (open < 0) {
      return item.equals("*") ? item : listed(type, item, false);
    }
    if (!item.endsWith(")")) {
      throw invalid(ErrorCode.INVALID_EXPAND, "$expand", "'%s' has no end: ')'.".formatted(item));
    }
    String name = listed(type, item.substring(0, open).strip(), false);
    var inner = next(type, name);
    return name
        + split(item.substring(open + 1, item.length() - 1), ';').stream()
            .map(option -> nested(inner, option.strip(), depth))
            .filter(option -> !option.isEmpty())
            .collect(Collectors.joining(";", "(", ")"))
            .replace("()", "");
  }

  private String nested(EntityType<?> type, String option, int depth) {
    String[] nameAndValue = option.split("=", 2);
    String name = ODataQuery.bare(nameAndValue[0].strip());
    String value = nameAndValue.length == 1 ? "" : nameAndValue[1].strip();
    String spelled =
        switch (name) {
          case "select" -> select(type, value);
          case "expand" -> expand(type, value, depth + 1);
          case "filter" -> filter(type, value);
          case "orderby" -> orderBy(type, value);
          case "top", "skip", "count" -> value;
          default ->
              throw GraphError.badRequest(
                  ErrorCode.NOT_SUPPORTED,
                  "$expand",
                  "'%s' is not supported inside $expand.".formatted(nameAndValue[0]));
        };
    return spelled.isEmpty() && !value.isEmpty() ? "" : "$" + name + "=" + spelled;
  }

  /** Splits at what is neither in parentheses nor in quotes. */
  private static List<String> split(String list, char separator) {
    List<String> items = new ArrayList<>();
    int depth = 0;
    int start = 0;
    boolean isQuoted = false;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      isQuoted ^= c == '\'';
      depth += isQuoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == separator && depth == 0 && !isQuoted) {
        items.add(list.substring(start, i));
        start = i + 1;
      }
    }
    items.add(list.substring(start));
    return items;
  }

  private String listed(EntityType<?> type, String path, boolean isSelect) {
    String option = isSelect ? "$select" : "$expand";
    var code = isSelect ? ErrorCode.INVALID_SELECT : ErrorCode.INVALID_EXPAND;
    String name = path(type, path, code, option);
    if (name.contains("/")) {
      throw invalid(code, option, "'%s' is a path; name what it starts with.".formatted(path));
    }
    boolean isNavigation = type.navigation(version, name).isPresent();
    if (isSelect && isNavigation) {
      throw invalid(code, option, "'%s' leads to other entities; use $expand.".formatted(name));
    }
    if (!isSelect && !isNavigation) {
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
      current = next(current, name);
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
