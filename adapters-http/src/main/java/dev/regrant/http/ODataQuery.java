package dev.regrant.http;

import dev.regrant.application.Filter;
import dev.regrant.application.Order;
import dev.regrant.application.Query;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.olingo.server.api.OData;
import org.apache.olingo.server.api.ODataLibraryException;
import org.apache.olingo.server.api.uri.UriInfo;
import org.apache.olingo.server.api.uri.queryoption.ExpandItem;
import org.apache.olingo.server.api.uri.queryoption.ExpandOption;
import org.apache.olingo.server.api.uri.queryoption.OrderByOption;
import org.apache.olingo.server.api.uri.queryoption.SelectOption;
import org.apache.olingo.server.core.uri.parser.Parser;
import org.jspecify.annotations.Nullable;

/** The query options of a call. An option that is not supported is refused, never ignored. */
final class ODataQuery {
  /** The entities of a page if the client does not say. */
  static final int DEFAULT_PAGE = 100;

  /** How the parser begins where it passes on what its tokenizer threw. */
  private static final Pattern INTERNAL = Pattern.compile("^Exception .* with message ");

  private static final OData ODATA = OData.newInstance();
  private static final Set<String> OF_LISTS =
      Set.of(
          "select", "expand", "filter", "orderby", "search", "top", "skip", "skiptoken", "count");
  private static final Map<String, ErrorCode> CODES =
      Map.of(
          "filter", ErrorCode.INVALID_FILTER,
          "orderby", ErrorCode.INVALID_ORDER_BY,
          "search", ErrorCode.INVALID_SEARCH,
          "select", ErrorCode.INVALID_SELECT,
          "expand", ErrorCode.INVALID_EXPAND);
  private static final Set<String> OF_ENTITIES = Set.of("select", "expand");
  private static final Set<String> NOT_SUPPORTED =
      Set.of("apply", "compute", "format", "deltatoken", "levels", "index", "schemaversion", "id");

  private final ApiVersion version;
  private final String raw;
  private final Map<String, String> options;

  private ODataQuery(ApiVersion version, String raw, Map<String, String> options) {
    this.version = version;
    this.raw = raw;
    this.options = options;
  }

  /**
   * The options of a call, taken apart.
   *
   * @param raw the query of the URL as sent
   */
  static ODataQuery of(ApiVersion version, @Nullable String raw) {
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
    return new ODataQuery(version, raw == null ? "" : raw, options);
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

  /** The format that is asked for. */
  Optional<String> format() {
    return Optional.ofNullable(options.get("format"));
  }

  /** Refuses every option. */
  void requireNone() {
    allowOnly(Set.of(), "with this method");
  }

  /** Refuses every option but one of ours, and tells whether that is on. */
  boolean requireFlag(String name) {
    allowOnly(Set.of(name), "with this method");
    return truth(name, name);
  }

  /** Refuses every option but those for paging. */
  void requirePaging() {
    allowOnly(Set.of("top", "skiptoken"), "on this list");
  }

  /** What is to be shown of one entity. */
  <T> Selection<T> selection(EntityType<T> type) {
    allowOnly(OF_ENTITIES, "on a single entity");
    return shown(type);
  }

  /** What belongs to a list, and what is to be shown of it. */
  <T> Parsed<T> list(EntityType<T> type) {
    allowOnly(OF_LISTS, "on a list");
    return new Parsed<>(
        shown(type),
        new Part<>(asked(type), orders(type), top(), skip(), skipToken()),
        isCounted());
  }

  /** What of a list is counted. */
  <T> Filter<T> count(EntityType<T> type) {
    allowOnly(Set.of("filter", "search"), "on a count");
    return asked(type);
  }

  /** The options that concern what entities are listed and how. */
  record Parsed<T>(Selection<T> selection, Part<T> part, boolean isCounted) {}

  private boolean isCounted() {
    return truth("count", "$count");
  }

  private boolean truth(String option, String called) {
    String value = options.getOrDefault(option, "false");
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw GraphError.badRequest(
              ErrorCode.BAD_REQUEST,
              called,
              "%s must be true or false, not '%s'.".formatted(called, value));
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
    String others = without(Set.of("skip", "skiptoken"));
    return (others.isEmpty() ? "" : others + "&") + "$skiptoken=" + encoded;
  }

  /** The query as it was sent, without some options. */
  String without(Set<String> names) {
    return split(raw).stream()
        .filter(part -> !names.contains(bare(decoded(part.split("=", 2)[0]))))
        .collect(Collectors.joining("&"));
  }

  /** What an option says that a link was given. */
  Optional<String> token(String name) {
    return Optional.ofNullable(options.get(name));
  }

  /** Refuses every option but that of a link, which remembers all others. */
  void requireOnly(String name) {
    if (options.size() > 1) {
      throw new GraphError(
          ErrorCode.BAD_REQUEST,
          "The $%s remembers the query options of the first call; call the link as it was given."
              .formatted(name));
    }
  }

  /** What is to be shown of a list and its changes. */
  <T> Parsed<T> changes(EntityType<T> type) {
    allowOnly(Set.of("select", "filter", "top"), "on a delta query");
    return new Parsed<>(shown(type), Part.of(asked(type), top(), Optional.empty()), false);
  }

  /** How many of the first entities are left out. */
  private int skip() {
    String skip = options.getOrDefault("skip", "0");
    int value = skip.matches("[0-9]{1,6}") ? Integer.parseInt(skip) : -1;
    if (value < 0 || value > Query.MAX_SKIP) {
      throw GraphError.badRequest(
          ErrorCode.INVALID_SKIP,
          "$skip",
          "$skip must be a number from 0 to %d, not '%s'; further on, follow @odata.nextLink."
              .formatted(Query.MAX_SKIP, skip));
    }
    return value;
  }

  private <T> Selection<T> shown(EntityType<T> type) {
    var names = new MemberNames(version);
    var select = option("select", text -> names.select(type, text));
    var expand = option("expand", text -> names.expand(type, text));
    return selection(
        type,
        select.map(text -> parse(type, "select", text).getSelectOption()).orElse(null),
        expand.map(text -> parse(type, "expand", text).getExpandOption()).orElse(null));
  }

  /** What is asked by {@code $filter} and {@code $search}. */
  private <T> Filter<T> asked(EntityType<T> type) {
    var names = new MemberNames(version);
    var filter =
        option("filter", text -> names.filter(type, text))
            .map(text -> parse(type, "filter", text).getFilterOption().getExpression())
            .map(Filters.on(type, version)::of);
    var search =
        option("search", MemberNames::search)
            .map(text -> parse(type, "search", text).getSearchOption().getSearchExpression())
            .map(new Searches<>(type)::of);
    return filter
        .map(one -> search.map(other -> Filter.and(one, other)).orElse(one))
        .or(() -> search)
        .orElseGet(Filter::everything);
  }

  private <T> List<Order<T>> orders(EntityType<T> type) {
    return option("orderby", text -> new MemberNames(version).orderBy(type, text))
        .map(text -> orders(type, parse(type, "orderby", text).getOrderByOption()))
        .orElseGet(List::of);
  }

  private <T> List<Order<T>> orders(EntityType<T> type, @Nullable OrderByOption orderBy) {
    return orderBy == null ? List.of() : new Orders<>(Filters.on(type, version)).of(orderBy);
  }

  private Optional<String> option(String name, UnaryOperator<String> spelled) {
    return Optional.ofNullable(options.get(name))
        .map(spelled)
        .filter(text -> !text.isEmpty() || options.getOrDefault(name, "").isEmpty());
  }

  private UriInfo parse(EntityType<?> type, String option, String spelled) {
    try {
      return new Parser(ODataModel.of(version).edm(), ODATA)
          .parseUri(type.name(), "$" + option + "=" + encoded(spelled), null, "");
    } catch (ODataLibraryException e) {
      throw GraphError.badRequest(
          CODES.getOrDefault(option, ErrorCode.BAD_REQUEST),
          "$" + option,
          "OData query is invalid: %s It was read as: %s"
              .formatted(told(e.getTranslatedMessage(Locale.ENGLISH).getMessage()), spelled));
    } catch (RuntimeException parsersOwn) {
      // It does not foresee everything: of "x add null" it asks the type of null.
      throw GraphError.badRequest(
          CODES.getOrDefault(option, ErrorCode.BAD_REQUEST),
          "$" + option,
          "OData query is invalid. It was read as: " + spelled);
    }
  }

  /** What the parser says, without whereof. */
  private static String told(String message) {
    return INTERNAL.matcher(message).replaceFirst("");
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
    var type = navigation.type().get();
    return new Selection.Expansion<>(
        navigation,
        selection(type, item.getSelectOption(), item.getExpandOption()),
        part(type, navigation.isMany(), item),
        item.getCountOption() != null && item.getCountOption().getValue());
  }

  private <R> Part<R> part(EntityType<R> type, boolean isMany, ExpandItem item) {
    int top = item.getTopOption() == null ? Query.MAX_LIMIT : item.getTopOption().getValue();
    int skip = item.getSkipOption() == null ? 0 : item.getSkipOption().getValue();
    Filter<R> filter =
        item.getFilterOption() == null
            ? Filter.everything()
            : Filters.on(type, version).of(item.getFilterOption().getExpression());
    if (!isMany
        && (item.getFilterOption() != null
            || item.getOrderByOption() != null
            || item.getTopOption() != null
            || item.getSkipOption() != null
            || item.getCountOption() != null)) {
      throw GraphError.badRequest(
          ErrorCode.INVALID_EXPAND,
          "$expand",
          "'%s' is one entity: only $select and $expand work inside it."
              .formatted(item.getResourcePath().getUriResourceParts().getFirst()));
    }
    return new Part<>(filter, orders(type, item.getOrderByOption()), top, skip, Optional.empty());
  }
}
