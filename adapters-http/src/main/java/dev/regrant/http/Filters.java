package dev.regrant.http;

import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.olingo.server.api.uri.UriResource;
import org.apache.olingo.server.api.uri.UriResourceLambdaAll;
import org.apache.olingo.server.api.uri.UriResourceLambdaAny;
import org.apache.olingo.server.api.uri.UriResourceLambdaVariable;
import org.apache.olingo.server.api.uri.queryoption.expression.Binary;
import org.apache.olingo.server.api.uri.queryoption.expression.BinaryOperatorKind;
import org.apache.olingo.server.api.uri.queryoption.expression.Expression;
import org.apache.olingo.server.api.uri.queryoption.expression.Literal;
import org.apache.olingo.server.api.uri.queryoption.expression.Member;
import org.apache.olingo.server.api.uri.queryoption.expression.Method;
import org.apache.olingo.server.api.uri.queryoption.expression.MethodKind;
import org.apache.olingo.server.api.uri.queryoption.expression.Unary;
import org.apache.olingo.server.api.uri.queryoption.expression.UnaryOperatorKind;
import org.jspecify.annotations.Nullable;

/**
 * Turns parsed {@code $filter}s on one type into the application's.
 *
 * @param type whose properties are named
 * @param fields those of them that can be asked about, by path in canonical names
 * @param variable what the entity is called, inside {@code any} and {@code all}
 */
record Filters<T>(
    EntityType<?> type,
    Map<String, Field<T>> fields,
    Lambdas<T> lambdas,
    ApiVersion version,
    Optional<String> variable) {
  /** What people write that is not the name of a constant of ours. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "fulfilled", "delivered",
          "fulfillednotificationtriggered", "delivered",
          "cancelled", "canceled",
          "userextend", "userupdate");

  private static final Set<String> TRUTHS = Set.of("true", "false");

  /** Finds what {@code any} and {@code all} can ask about. */
  @FunctionalInterface
  interface Lambdas<T> {
    Optional<EntityType.Lambda<T, ?>> of(String canonicalName);
  }

  /** Filters on a type as such. */
  static <T> Filters<T> on(EntityType<T> type, ApiVersion version) {
    return new Filters<>(type, type.fields(), type::lambda, version, Optional.empty());
  }

  /** The values that a filter requires a field to equal, whatever else it asks. */
  static List<Comparable<?>> required(Filter<?> filter, String field) {
    return switch (filter) {
      case Filter.And<?> and ->
          and.all().stream().flatMap(one -> required(one, field).stream()).toList();
      case Filter.Compare<?> compare
          when compare.field().name().equals(field) && compare.operator() == Filter.Operator.EQ ->
          List.of(compare.value());
      case Filter.Compare<?> other -> List.of();
      case Filter.Or<?> or -> List.of();
      case Filter.Not<?> not -> List.of();
      case Filter.Absent<?> absent -> List.of();
      case Filter.Any<?, ?> any -> List.of();
      case Filter.Everything<?> everything -> List.of();
    };
  }

  Filter<T> of(Expression expression) {
    return switch (expression) {
      case Unary unary when unary.getOperator() == UnaryOperatorKind.NOT ->
          new Filter.Not<>(of(unary.getOperand()));
      case Unary minus -> throw unsupported("'-'");
      case Method method -> method(method);
      case Member member -> member(member);
      case Binary binary -> binary(binary);
      default -> throw invalid("$filter must be made of comparisons, such as id eq '…'.");
    };
  }

  private Filter<T> binary(Binary binary) {
    Expression left = binary.getLeftOperand();
    Expression right = binary.getRightOperand();
    return switch (binary.getOperator()) {
      case AND -> new Filter.And<>(List.of(of(left), of(right)));
      case OR -> new Filter.Or<>(List.of(of(left), of(right)));
      case EQ -> compare(Filter.Operator.EQ, left, right);
      case NE -> compare(Filter.Operator.NE, left, right);
      case GT -> compare(Filter.Operator.GT, left, right);
      case GE -> compare(Filter.Operator.GE, left, right);
      case LT -> compare(Filter.Operator.LT, left, right);
      case LE -> compare(Filter.Operator.LE, left, right);
      case IN -> in(left, binary.getExpressions());
      case HAS, ADD, SUB, MUL, DIV, MOD -> throw unsupported(name(binary.getOperator()));
    };
  }

  private static String name(BinaryOperatorKind operator) {
    return "the operator '" + operator + "'";
  }

  private Filter<T> in(Expression left, @Nullable List<Expression> values) {
    if (values == null) {
      // The parser lets null stand in the place of a list, and nothing else.
      throw invalid("$filter: 'in' needs a list in parentheses.");
    }
    return new Filter.Or<>(
        values.stream().map(value -> compare(Filter.Operator.EQ, left, value)).toList());
  }

  private Filter<T> compare(Filter.Operator operator, Expression left, Expression right) {
    if (left instanceof Literal && right instanceof Member) {
      return compare(mirrored(operator), right, left);
    }
    if (operator == Filter.Operator.EQ
        && !(left instanceof Member)
        && !(left instanceof Literal)
        && right instanceof Literal truth
        && TRUTHS.contains(truth.getText())) {
      return truth.getText().equals("true") ? of(left) : new Filter.Not<>(of(left));
    }
    if (!(left instanceof Member member) || !(right instanceof Literal literal)) {
      throw unsupported("comparing anything but a property with a value");
    }
    String path = path(member.getResourcePath().getUriResourceParts());
    Field<T> field = field(path);
    boolean isOrder = operator != Filter.Operator.EQ && operator != Filter.Operator.NE;
    if (literal.getText().equals("null")) {
      if (isOrder) {
        throw invalid("'%s' can be compared with null by eq and ne only.".formatted(path));
      }
      var absent = new Filter.Absent<>(field);
      return operator == Filter.Operator.EQ ? absent : new Filter.Not<>(absent);
    }
    if (isOrder && field.type() != Instant.class && field.type() != String.class) {
      throw unsupported("comparing '" + path + "' by more than eq and ne");
    }
    return new Filter.Compare<>(field, operator, value(path, field.type(), literal.getText()));
  }

  private Filter<T> method(Method method) {
    var operator =
        switch (method.getMethod()) {
          case CONTAINS -> Filter.Operator.CONTAINS;
          case STARTSWITH -> Filter.Operator.STARTS_WITH;
          case ENDSWITH -> Filter.Operator.ENDS_WITH;
          default -> throw unsupported("the function '" + name(method.getMethod()) + "'");
        };
    var parameters = method.getParameters();
    if (!(parameters.getFirst() instanceof Member member)
        || !(parameters.getLast() instanceof Literal literal)) {
      throw unsupported(
          "'%s' of anything but a property and a value".formatted(name(method.getMethod())));
    }
    String path = path(member.getResourcePath().getUriResourceParts());
    Field<T> field = field(path);
    if (field.type() != String.class) {
      throw unsupported("'%s' on '%s', which is no text".formatted(name(method.getMethod()), path));
    }
    return new Filter.Compare<>(field, operator, text(literal.getText()));
  }

  private static String name(MethodKind method) {
    return method.name().toLowerCase(Locale.ROOT);
  }

  /** A property that is true or false, or a question about what the entity leads to. */
  private Filter<T> member(Member member) {
    var parts = member.getResourcePath().getUriResourceParts();
    var before = parts.subList(0, parts.size() - 1);
    return switch (parts.getLast()) {
      case UriResourceLambdaAny any ->
          any(lambda(path(before)), any.getExpression(), any.getLambdaVariable(), false);
      case UriResourceLambdaAll all ->
          new Filter.Not<>(
              any(lambda(path(before)), all.getExpression(), all.getLambdaVariable(), true));
      default -> isTrue(path(parts));
    };
  }

  private Filter<T> isTrue(String path) {
    Field<T> field = field(path);
    if (field.type() != Boolean.class) {
      throw invalid("'%s' is to be compared with something.".formatted(path));
    }
    return Filter.eq(field, true);
  }

  private EntityType.Lambda<T, ?> lambda(String path) {
    return canonical(path)
        .flatMap(lambdas::of)
        .orElseThrow(() -> unsupported("'any' and 'all' on '" + path + "'"));
  }

  private <R> Filter<T> any(
      EntityType.Lambda<T, R> lambda,
      @Nullable Expression condition,
      @Nullable String name,
      boolean isOpposite) {
    if (condition == null) {
      return new Filter.Any<>(lambda.relation(), Filter.everything());
    }
    var filter = lambda.filters(version, Optional.ofNullable(name)).of(condition);
    return new Filter.Any<>(lambda.relation(), isOpposite ? new Filter.Not<>(filter) : filter);
  }

  private static Filter.Operator mirrored(Filter.Operator operator) {
    return switch (operator) {
      case EQ, NE -> operator;
      case GT -> Filter.Operator.LT;
      case GE -> Filter.Operator.LE;
      case LT -> Filter.Operator.GT;
      case LE -> Filter.Operator.GE;
      case CONTAINS, STARTS_WITH, ENDS_WITH -> throw new IllegalStateException("has two sides");
    };
  }

  /** A path from the entity, whatever it is called. */
  String path(List<UriResource> parts) {
    boolean isOfVariable =
        parts.getFirst() instanceof UriResourceLambdaVariable named
            && variable.filter(named.getVariableName()::equals).isPresent();
    if (variable.isPresent() && !isOfVariable) {
      throw unsupported("naming anything but '" + variable.get() + "' inside 'any' and 'all'");
    }
    return parts.stream()
        .skip(isOfVariable ? 1 : 0)
        .map(UriResource::getSegmentValue)
        .collect(Collectors.joining("/"));
  }

  private Optional<String> canonical(String path) {
    return type.respelled(
        path, (name, segment) -> name.is(version, segment), name -> Optional.of(name.canonical()));
  }

  Optional<Field<T>> known(String path) {
    return canonical(path).flatMap(canonical -> Optional.ofNullable(fields.get(canonical)));
  }

  private Field<T> field(String path) {
    return known(path)
        .orElseThrow(
            () ->
                invalid(
                    "'%s' cannot be filtered by. These can: %s."
                        .formatted(path, String.join(", ", filterable()))));
  }

  List<String> filterable() {
    return fields.keySet().stream()
        .flatMap(
            path ->
                type
                    .respelled(
                        path,
                        (name, segment) -> name.canonical().equals(segment),
                        name -> name.in(version))
                    .stream())
        .toList();
  }

  private static Comparable<?> value(
      String path, Class<? extends Comparable<?>> type, String literal) {
    if (type == UUID.class) {
      return WireFormat.guid(unquoted(literal))
          .orElseThrow(
              () ->
                  invalid(
                      "OData query is invalid: Unrecognized Guid format: '%s' for '%s'."
                          .formatted(unquoted(literal), path)));
    }
    if (type == String.class) {
      return text(literal);
    }
    if (type == Instant.class) {
      try {
        return WireFormat.instant(literal);
      } catch (DateTimeException e) {
        throw invalid("'%s' is not a time such as 2026-01-31T12:00:00Z.".formatted(literal));
      }
    }
    if (type == Boolean.class) {
      return literal.equals("true");
    }
    return constant(path, type, unquoted(literal));
  }

  private static <E extends Comparable<?>> E constant(String path, Class<E> type, String text) {
    String name = text.toLowerCase(Locale.ROOT);
    return WireFormat.constant(type, name)
        .or(() -> WireFormat.constant(type, ALIASES.getOrDefault(name, name)))
        .orElseThrow(
            () ->
                invalid(
                    "'%s' is no value of '%s'. These are: %s."
                        .formatted(text, path, WireFormat.names(type))));
  }

  private static String text(String literal) {
    String text = unquoted(literal);
    if (!WireFormat.isText(text)) {
      throw invalid("A text must not contain U+0000.");
    }
    return text;
  }

  private static String unquoted(String literal) {
    return literal.length() >= 2 && literal.startsWith("'") && literal.endsWith("'")
        ? literal.substring(1, literal.length() - 1).replace("''", "'")
        : literal;
  }

  private static GraphError unsupported(String what) {
    return GraphError.badRequest(
        ErrorCode.NOT_SUPPORTED, "$filter", "$filter does not support %s.".formatted(what));
  }

  private static GraphError invalid(String message) {
    return GraphError.badRequest(ErrorCode.INVALID_FILTER, "$filter", message);
  }
}
