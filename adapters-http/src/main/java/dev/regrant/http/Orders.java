package dev.regrant.http;

import dev.regrant.application.Order;
import dev.regrant.application.Query;
import java.util.List;
import org.apache.olingo.server.api.uri.queryoption.OrderByItem;
import org.apache.olingo.server.api.uri.queryoption.OrderByOption;
import org.apache.olingo.server.api.uri.queryoption.expression.Member;

/** Turns parsed {@code $orderby}s on one type into the application's. */
record Orders<T>(Filters<T> filters) {
  List<Order<T>> of(OrderByOption orderBy) {
    if (orderBy.getOrders().size() > Query.MAX_ORDERS) {
      throw invalid("A list is sorted by at most %d properties.".formatted(Query.MAX_ORDERS));
    }
    return orderBy.getOrders().stream().map(this::order).toList();
  }

  private Order<T> order(OrderByItem item) {
    if (!(item.getExpression() instanceof Member member)) {
      throw invalid("$orderby takes names of properties.");
    }
    String path = filters.path(member.getResourcePath().getUriResourceParts());
    var field =
        filters
            .known(path)
            .filter(one -> !one.isMany())
            .orElseThrow(
                () ->
                    invalid(
                        "Nothing can be sorted by '%s'. By these: %s."
                            .formatted(path, String.join(", ", filters.filterable()))));
    return new Order<>(field, item.isDescending());
  }

  private static GraphError invalid(String message) {
    return GraphError.badRequest(ErrorCode.INVALID_ORDER_BY, "$orderby", message);
  }
}
