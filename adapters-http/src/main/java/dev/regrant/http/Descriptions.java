package dev.regrant.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the server tells about itself, to everybody and without a token, as Graph does: it is the
 * same for all.
 */
final class Descriptions {
  private static final String METADATA = "$metadata";

  private Descriptions() {}

  /**
   * What makes the answer to a call for a description, which may take a while the first time; empty
   * if it is none.
   *
   * @param segments of the path
   */
  static Optional<Supplier<Answer>> answer(
      HttpServerRequest request, List<String> segments, Exchange exchange) {
    if (segments.size() == 1 && segments.getFirst().equalsIgnoreCase(OpenApi.PATH)) {
      exchange.leadsTo("/" + OpenApi.PATH);
      requireGet(request);
      return Optional.of(() -> Answer.text(Answer.PLAIN, OpenApi.document()));
    }
    var version = Dispatcher.version(segments);
    boolean isService = segments.size() == 1;
    boolean isMetadata = segments.size() == 2 && segments.get(1).equalsIgnoreCase(METADATA);
    if (version.isEmpty() || !(isService || isMetadata)) {
      return Optional.empty();
    }
    String route = "/" + version.get().path() + (isMetadata ? "/" + METADATA : "");
    exchange.leadsTo(route);
    requireGet(request);
    if (isService) {
      String root = exchange.origin() + "/" + version.get().path();
      return Optional.of(
          () -> Answer.text(Answer.ENTITY, ODataModel.of(version.get()).service(root)));
    }
    boolean isJson = wantsJson(request);
    return Optional.of(
        () ->
            isJson
                ? Answer.text(Answer.PLAIN, ODataModel.of(version.get()).json())
                : Answer.text("application/xml;charset=utf-8", ODataModel.of(version.get()).xml()));
  }

  private static void requireGet(HttpServerRequest request) {
    String method = request.method().name();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw GraphError.methodNotAllowed(method, "GET, HEAD");
    }
  }

  /** XML unless JSON alone is asked for, in the query or the header. */
  private static boolean wantsJson(HttpServerRequest request) {
    String wanted =
        ODataQuery.of(ApiVersion.V1, request.query())
            .format()
            .or(() -> Optional.ofNullable(request.getHeader("Accept")))
            .orElse("")
            .toLowerCase(Locale.ROOT);
    return wanted.contains("json") && !wanted.contains("xml");
  }
}
