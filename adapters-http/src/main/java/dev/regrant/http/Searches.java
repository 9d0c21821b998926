package dev.regrant.http;

import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import java.util.List;
import java.util.Locale;
import org.apache.olingo.server.api.uri.queryoption.search.SearchBinaryOperatorKind;
import org.apache.olingo.server.api.uri.queryoption.search.SearchExpression;

/** Turns parsed {@code $search}es on one type into the application's filters. */
record Searches<T>(EntityType<T> type) {
  Filter<T> of(SearchExpression search) {
    var text =
        type.search()
            .orElseThrow(
                () ->
                    GraphError.badRequest(
                        ErrorCode.NOT_SUPPORTED,
                        "$search",
                        "%s cannot be searched; use $filter.".formatted(type.name())));
    return of(search, text);
  }

  private Filter<T> of(SearchExpression search, Field<T> text) {
    if (search.isSearchTerm()) {
      String term = search.asSearchTerm().getSearchTerm().toLowerCase(Locale.ROOT);
      if (!WireFormat.isText(term)) {
        throw GraphError.badRequest(
            ErrorCode.INVALID_SEARCH, "$search", "A term must not contain U+0000.");
      }
      return new Filter.Compare<>(text, Filter.Operator.CONTAINS, term);
    }
    if (search.isSearchUnary()) {
      return new Filter.Not<>(of(search.asSearchUnary().getOperand(), text));
    }
    var binary = search.asSearchBinary();
    var both = List.of(of(binary.getLeftOperand(), text), of(binary.getRightOperand(), text));
    return binary.getOperator() == SearchBinaryOperatorKind.AND
        ? new Filter.And<>(both)
        : new Filter.Or<>(both);
  }
}
