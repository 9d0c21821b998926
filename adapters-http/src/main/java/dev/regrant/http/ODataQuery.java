package dev.regrant.http;

import dev.regrant.application.Filter;
import dev.regrant.application.Query;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.olingo.commons.api.edm.Edm;
import org.apache.olingo.server.api.OData;
import org.apache.olingo.server.api.ODataLibraryException;
import org.apache.olingo.server.api.uri.UriInfo;
import org.apache.olingo.server.api.uri.queryoption.ExpandItem;
import org.apache.olingo.server.api.uri.queryoption.ExpandOption;
import org.apache.olingo.server.api.uri.queryoption.SelectOption;
import org.apache.olingo.server.core.uri.parser.Parser;
import org.jspecify.annotations.Nullable;

/** The query options of a call. An option that is not supported is refused, never ignored. */
final class ODataQuery {
  /** The entities of a page if the client does not say. */
  static final int DEFAULT_PAGE = 100;

  private static final OData ODATA = OData.newInstance();
  private static final Set<String> OF_LISTS =
      Set.of("select", "expand", "filter", "top", "skiptoken", "count");
  private static final Set<String> OF_ENTITIES = Set.of("select", "expand");
  private static final Set<String> NOT_SUPPORTED =
      Set.of(
          "orderby",
          "search",
          "skip",
          "apply",
          "compute",
          "format",
          "deltatoken",
          "levels",
          "index",
          "schemaversion",
          "id");

  private final ApiVersion version;
  private final Edm model;
  private final String raw;
  private final Map<String, String> options;

  private ODataQuery(ApiVersion version, Edm model, String raw, Map<String, String> options) {
    this.version = version;
    this.model = model;
    this.raw = raw;
    this.options = options;
  }

  /**
   * The options of a call, taken apart.
   *
   * @param raw the query of the URL as sent
   */
  static ODataQuery of(ApiVersion version, Edm model, @Nullable String raw) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String part : split(raw)) {
      int equals = part.indexOf('=');
      String name = decoded(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
      if (options.putIfAbsent(bare(name), value) != null) {
        throw new GraphError(
            ErrorCode.BAD_REQUEST, "The query option '%s' is there twice.".formatted(name));
      }
    }
    return new ODataQuery(version, model, raw == null ? "" : raw, options);
  }

  private static List<String> split(@Nullable String raw) {
    return raw == null
        ? List.of()
        : List.of(raw.split("&")).stream().filter(part -> !part.isEmpty()).toList();
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new GraphError(
          ErrorCode.BAD_REQUEST, "The query '%s' is not percent-encoded rightly.".formatted(text));
    }
  }

  /** An option's name, which Graph takes with and without {@code $}. */
  static String bare(String option) {
    return (option.startsWith("$") ? option.substring(1) : option).toLowerCase(Locale.ROOT);
  }

  /** Refuses every option. */
  void requireNone() {
    allowOnly(Set.of(), "with this method");
  }

  /** Refuses every option but those for paging. */
  void requirePaging() {
    allowOnly(Set.of("top", "skiptoken"), "on this list");
  }

  /** What is to be shown of one entity. */
  <T> Selection<T> selection(EntityType<T> type) {
    allowOnly(OF_ENTITIES, "on a single entity");
    return parsed(type).selection();
  }

  /** What belongs to a list, and what is to be shown of it. */
  <T> Parsed<T> list(EntityType<T> type) {
    allowOnly(OF_LISTS, "on a list");
    return parsed(type);
  }

  /** What of a list is counted. */
  <T> Filter<T> count(EntityType<T> type) {
    allowOnly(Set.of("filter"), "on a count");
    return parsed(type).filter();
  }

  /** The options that concern what entities are listed and how. */
  record Parsed<T>(Selection<T> selection, Filter<T> filter, boolean isCounted) {}

  private boolean isCounted() {
    String count = options.getOrDefault("count", "false");
    return switch (count.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw GraphError.badRequest(
              ErrorCode.BAD_REQUEST,
              "$count",
              "$count must be true or false, not '%s'.".formatted(count));
    };
  }

  private void allowOnly(Set<String> allowed, String where) {
    for (String option : options.keySet()) {
      if (!allowed.contains(option)) {
        throw GraphError.badRequest(
            NOT_SUPPORTED.contains(option) || OF_LISTS.contains(option)
                ? ErrorCode.NOT_SUPPORTED
                : ErrorCode.BAD_REQUEST,
            "$" + option,
            NOT_SUPPORTED.contains(option) || OF_LISTS.contains(option)
                ? "The query option '$%s' is not supported %s.".formatted(option, where)
                : "There is no query option '%s'.".formatted(option));
      }
    }
  }

  /** The most entities of the page. */
  int top() {
    String top = options.get("top");
    if (top == null) {
      return DEFAULT_PAGE;
    }
    int value = top.matches("[0-9]{1,6}") ? Integer.parseInt(top) : 0;
    if (value < 1 || value > Query.MAX_LIMIT) {
      throw GraphError.badRequest(
          ErrorCode.INVALID_TOP,
          "$top",
          "$top must be a number from 1 to %d, not '%s'.".formatted(Query.MAX_LIMIT, top));
    }
    return value;
  }

  /** Where the page starts. */
  Optional<String> skipToken() {
    return Optional.ofNullable(options.get("skiptoken"))
        .map(
            token -> {
              try {
                return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
              } catch (IllegalArgumentException e) {
                throw GraphError.badRequest(
                    ErrorCode.INVALID_SKIP_TOKEN,
                    "$skiptoken",
                    "The $skiptoken is none of this list.");
              }
            });
  }

  /** This query, for the page that starts at {@code token}. */
  String next(String token) {
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(token.getBytes(StandardCharsets.UTF_8));
    List<String> parts = new ArrayList<>();
    for (String part : split(raw)) {
      if (!bare(decoded(part.split("=", 2)[0])).equals("skiptoken")) {
        parts.add(part);
      }
    }
    parts.add("$skiptoken=" + encoded);
    return String.join("&", parts);
  }

  private <T> Parsed<T> parsed(EntityType<T> type) {
    var names = new MemberNames(version);
    Map<String, String> spelled = new LinkedHashMap<>();
    put(spelled, "filter", text -> names.filter(type, text));
    put(spelled, "select", text -> names.select(type, text));
    put(spelled, "expand", text -> names.expand(type, text));
    if (spelled.isEmpty()) {
      return new Parsed<>(Selection.all(), Filter.everything(), isCounted());
    }
    UriInfo info = parse(type, spelled);
    return new Parsed<>(
        selection(type, info.getSelectOption(), info.getExpandOption()),
        info.getFilterOption() == null
            ? Filter.everything()
            : new Filters<>(type, version).of(info.getFilterOption().getExpression()),
        isCounted());
  }

  private void put(Map<String, String> spelled, String option, UnaryOperator<String> names) {
    String text = options.get(option);
    if (text != null) {
      String spelling = names.apply(text);
      if (!spelling.isEmpty() || text.isEmpty()) {
        spelled.put(option, spelling);
      }
    }
  }

  private UriInfo parse(EntityType<?> type, Map<String, String> spelled) {
    String query =
        spelled.entrySet().stream()
            .map(one -> "$" + one.getKey() + "=" + encoded(one.getValue()))
            .collect(Collectors.joining("&"));
    try {
      return new Parser(model, ODATA).parseUri(type.name(), query, null, "");
    } catch (ODataLibraryException e) {
      var codes =
          Map.of(
              "filter", ErrorCode.INVALID_FILTER,
              "select", ErrorCode.INVALID_SELECT,
              "expand", ErrorCode.INVALID_EXPAND);
      // The parser does not say which option it stumbled over.
      String option = spelled.size() == 1 ? spelled.keySet().iterator().next() : "filter";
      throw GraphError.badRequest(
          spelled.size() == 1
              ? codes.getOrDefault(option, ErrorCode.BAD_REQUEST)
              : ErrorCode.BAD_REQUEST,
          spelled.keySet().stream().map(one -> "$" + one).collect(Collectors.joining(", ")),
          "OData query is invalid: %s It was read as: %s"
              .formatted(
                  e.getTranslatedMessage(Locale.ENGLISH).getMessage(),
                  String.join(" & ", spelled.values())));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private <T> Selection<T> selection(
      EntityType<T> type, @Nullable SelectOption select, @Nullable ExpandOption expand) {
    return new Selection<>(
        Optional.ofNullable(select).flatMap(some -> properties(type, some)),
        expand == null
            ? List.of()
            : expand.getExpandItems().stream()
                .<Selection.Expansion<T, ?>>map(item -> expansion(type, item))
                .toList());
  }

  private <T> Optional<List<Property<T>>> properties(EntityType<T> type, SelectOption select) {
    if (select.getSelectItems().stream().anyMatch(item -> item.isStar())) {
      return Optional.empty();
    }
    return Optional.of(
        select.getSelectItems().stream()
            .map(item -> item.getResourcePath().getUriResourceParts().getFirst().getSegmentValue())
            .map(name -> type.property(version, name).orElseThrow())
            .distinct()
            .toList());
  }

  private <T> Selection.Expansion<T, ?> expansion(EntityType<T> type, ExpandItem item) {
    if (item.isStar() || item.isRef() || item.hasCountPath()) {
      throw GraphError.badRequest(
          ErrorCode.NOT_SUPPORTED, "$expand", "$expand takes names; '*' and '/$' do not work.");
    }
    String name = item.getResourcePath().getUriResourceParts().getFirst().getSegmentValue();
    return expansion(type.navigation(version, name).orElseThrow(), item);
  }

  private <T, R> Selection.Expansion<T, R> expansion(Navigation<T, R> navigation, ExpandItem item) {
    return new Selection.Expansion<>(
        navigation,
        selection(navigation.type().get(), item.getSelectOption(), item.getExpandOption()));
  }
}
