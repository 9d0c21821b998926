package dev.regrant.http;

import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.olingo.server.api.uri.UriResource;
import org.apache.olingo.server.api.uri.queryoption.expression.Binary;
import org.apache.olingo.server.api.uri.queryoption.expression.BinaryOperatorKind;
import org.apache.olingo.server.api.uri.queryoption.expression.Expression;
import org.apache.olingo.server.api.uri.queryoption.expression.Literal;
import org.apache.olingo.server.api.uri.queryoption.expression.Member;
import org.apache.olingo.server.api.uri.queryoption.expression.Method;
import org.apache.olingo.server.api.uri.queryoption.expression.MethodKind;
import org.apache.olingo.server.api.uri.queryoption.expression.Unary;

/** Turns parsed {@code $filter}s on one type into the application's. */
final class Filters<T> {
  /** What people write that is not the name of a constant of ours. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "fulfilled", "delivered",
          "fulfillednotificationtriggered", "delivered",
          "cancelled", "canceled",
          "userextend", "userupdate");

  private final EntityType<T> type;
  private final ApiVersion version;

  Filters(EntityType<T> type, ApiVersion version) {
    this.type = type;
    this.version = version;
  }

  Filter<T> of(Expression expression) {
    if (expression instanceof Unary) {
      throw unsupported("'not' and '-'");
    }
    if (expression instanceof Method method) {
      return contains(method);
    }
    if (!(expression instanceof Binary binary)) {
      throw invalid("$filter must be made of comparisons, such as id eq '…'.");
    }
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
      case HAS, IN, ADD, SUB, MUL, DIV, MOD -> throw unsupported(name(binary.getOperator()));
    };
  }

  private static String name(BinaryOperatorKind operator) {
    return "the operator '" + operator + "'";
  }

  private Filter<T> compare(Filter.Operator operator, Expression left, Expression right) {
    if (left instanceof Literal && right instanceof Member) {
      return compare(mirrored(operator), right, left);
    }
    if (!(left instanceof Member member) || !(right instanceof Literal literal)) {
      throw unsupported("comparing anything but a property with a value");
    }
    String path = path(member);
    Field<T> field = field(path);
    if (literal.getText().equals("null")) {
      throw unsupported("comparing with null");
    }
    boolean isOrder = operator != Filter.Operator.EQ && operator != Filter.Operator.NE;
    if (isOrder && field.type() != Instant.class) {
      throw unsupported("comparing '" + path + "' by more than eq and ne");
    }
    return new Filter.Compare<>(field, operator, value(path, field.type(), literal.getText()));
  }

  private Filter<T> contains(Method method) {
    var parameters = method.getParameters();
    if (method.getMethod() != MethodKind.CONTAINS
        || !(parameters.getFirst() instanceof Member member)
        || !(parameters.getLast() instanceof Literal literal)) {
      throw unsupported("any function but contains, of a property and a value");
    }
    String path = path(member);
    Field<T> field = field(path);
    if (field.type() != String.class) {
      throw unsupported("contains on '" + path + "', which is no text");
    }
    return new Filter.Compare<>(field, Filter.Operator.CONTAINS, text(literal.getText()));
  }

  private static Filter.Operator mirrored(Filter.Operator operator) {
    return switch (operator) {
      case EQ, NE -> operator;
      case GT -> Filter.Operator.LT;
      case GE -> Filter.Operator.LE;
      case LT -> Filter.Operator.GT;
      case LE -> Filter.Operator.GE;
      case CONTAINS -> throw new IllegalStateException("has two sides");
    };
  }

  private static String path(Member member) {
    return member.getResourcePath().getUriResourceParts().stream()
        .map(UriResource::getSegmentValue)
        .collect(Collectors.joining("/"));
  }

  private Field<T> field(String path) {
    return type.respelled(
            path,
            (name, segment) -> name.is(version, segment),
            name -> Optional.of(name.canonical()))
        .flatMap(type::field)
        .orElseThrow(
            () ->
                invalid(
                    "'%s' cannot be filtered by. These can: %s."
                        .formatted(path, String.join(", ", filterable()))));
  }

  private List<String> filterable() {
    return type.fields().keySet().stream()
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
