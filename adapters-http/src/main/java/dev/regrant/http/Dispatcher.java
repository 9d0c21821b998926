package dev.regrant.http;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes the calls of callers who are known. Thread-safe. */
final class Dispatcher {
  private static final String ALL_ENUM_MEMBERS = "include-unknown-enum-members";

  private final AccessRequestEngine engine;

  Dispatcher(AccessRequestEngine engine) {
    this.engine = engine;
  }

  /** What a call leads to. */
  static Endpoint endpoint(List<String> segments) {
    return OwnRoutes.lead(segments)
        ? OwnRoutes.resolve(segments)
        : Routes.resolve(
            version(segments).orElse(ApiVersion.V1), segments.subList(1, segments.size()));
  }

  static Optional<ApiVersion> version(List<String> segments) {
    return segments.isEmpty() ? Optional.empty() : ApiVersion.of(segments.getFirst());
  }

  /**
   * What a call is answered with.
   *
   * @param endpoint what its path leads to
   * @param origin the address of the server, without a slash at its end
   */
  Answer answer(Incoming incoming, Endpoint endpoint, Caller caller, String origin) {
    var version = version(incoming.segments()).orElse(ApiVersion.V1);
    boolean knowsAll = knowsAllEnumMembers(incoming);
    var answer =
        endpoint
            .on(incoming.method())
            .apply(
                new Call(
                    new Reads(engine, caller),
                    new View(version, caller.tenant(), knowsAll),
                    endpoint.ids(),
                    ODataQuery.of(version, incoming.query()),
                    incoming.body(),
                    origin + incoming.path(),
                    origin + "/" + version.path(),
                    incoming.header().apply("Idempotency-Key")));
    return knowsAll ? answer.with("Preference-Applied", ALL_ENUM_MEMBERS) : answer;
  }

  private static boolean knowsAllEnumMembers(Incoming incoming) {
    return incoming
        .header()
        .apply("Prefer")
        .filter(all -> all.toLowerCase(Locale.ROOT).contains(ALL_ENUM_MEMBERS))
        .isPresent();
  }
}
