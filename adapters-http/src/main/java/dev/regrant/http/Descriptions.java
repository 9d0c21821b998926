package dev.regrant.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the server tells about itself, to everybody and without a token, as Graph does: it is the
 * same for all. Thread-safe.
 */
final class Descriptions {
  private static final String METADATA = "$metadata";

  private final Map<ApiVersion, Metadata.Documents> documents = new EnumMap<>(ApiVersion.class);

  Descriptions() {
    for (ApiVersion version : ApiVersion.values()) {
      documents.put(version, new Metadata.Documents(version));
    }
  }

  /**
   * The answer to a call for a description; empty if it is none.
   *
   * @param segments of the path
   */
  Optional<Answer> answer(HttpServerRequest request, List<String> segments, Exchange exchange) {
    var version = Dispatcher.version(segments);
    boolean isService = segments.size() == 1;
    boolean isMetadata = segments.size() == 2 && segments.get(1).equalsIgnoreCase(METADATA);
    if (version.isEmpty() || !(isService || isMetadata)) {
      return Optional.empty();
    }
    String route = "/" + version.get().path() + (isMetadata ? "/" + METADATA : "");
    exchange.leadsTo(route);
    if (!request.method().name().equals("GET")) {
      throw GraphError.methodNotAllowed(request.method().name(), "GET");
    }
    return Optional.ofNullable(documents.get(version.get()))
        .map(
            all ->
                isMetadata
                    ? all.description(wantsJson(request))
                    : all.service(exchange.origin() + "/" + version.get().path()));
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
