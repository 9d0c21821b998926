package dev.regrant.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the server tells about itself, to everybody and without a token, as Graph does: it is the
 * same for all.
 */
final class Descriptions {
  private static final String METADATA = "$metadata";

  private Descriptions() {}

  /**
   * The answer to a call for a description; empty if it is none.
   *
   * @param segments of the path
   */
  static Optional<Answer> answer(
      HttpServerRequest request, List<String> segments, Exchange exchange) {
    var version = Dispatcher.version(segments);
    boolean isService = segments.size() == 1;
    boolean isMetadata = segments.size() == 2 && segments.get(1).equalsIgnoreCase(METADATA);
    if (version.isEmpty() || !(isService || isMetadata)) {
      return Optional.empty();
    }
    String route = "/" + version.get().path() + (isMetadata ? "/" + METADATA : "");
    exchange.leadsTo(route);
    String method = request.method().name();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw GraphError.methodNotAllowed(method, "GET, HEAD");
    }
    var model = ODataModel.of(version.get());
    if (isService) {
      return Optional.of(
          Answer.text(
              Answer.ENTITY, model.service(exchange.origin() + "/" + version.get().path())));
    }
    return Optional.of(
        wantsJson(request)
            ? Answer.text(Answer.PLAIN, model.json())
            : Answer.text("application/xml;charset=utf-8", model.xml()));
  }

  /** XML unless JSON alone is asked for, in the query or the header. */
  private static boolean wantsJson(HttpServerRequest request) {
    String wanted =
        Optional.ofNullable(request.getParam("$format"))
            .or(() -> Optional.ofNullable(request.getHeader("Accept")))
            .orElse("")
            .toLowerCase(Locale.ROOT);
    return wanted.contains("json") && !wanted.contains("xml");
  }
}
