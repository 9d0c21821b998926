package dev.regrant.http;

import dev.regrant.application.Caller;
import dev.regrant.application.KeyedCalls;
import dev.regrant.application.UseCases;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the calls of callers who are known. Thread-safe. */
final class Dispatcher {
  private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");

  private final UseCases useCases;

  Dispatcher(UseCases useCases) {
    this.useCases = useCases;
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
    var handler = endpoint.on(incoming.method());
    var version = version(incoming.segments()).orElse(ApiVersion.V1);
    var preferences = Preferences.of(incoming.header().apply("Prefer"));
    boolean isChange = CHANGING.contains(incoming.method());
    var call =
        new Call(
            new Reads(useCases, caller, Optional.empty()),
            new View(version, caller.tenant(), preferences.knowsAllEnumMembers()),
            endpoint.ids(),
            ODataQuery.of(version, incoming.query()),
            incoming.body(),
            origin + incoming.path(),
            origin + "/" + version.path(),
            isChange ? Optional.empty() : incoming.header().apply(EntityTags.IF_NONE_MATCH));
    if (!isChange) {
      return preferences.applied(handler.apply(call), false);
    }
    var change = new Change(incoming, endpoint, preferences);
    return incoming
        .header()
        .apply(KeyedAnswers.HEADER)
        .map(
            key ->
                KeyedAnswers.once(
                    call,
                    key,
                    KeyedAnswers.what(incoming),
                    endpoint,
                    running -> made(change, call, Optional.of(running)),
                    entity -> change.remade(call, entity)))
        .orElseGet(() -> made(change, call, Optional.empty()));
  }

  /**
   * What has neither key nor tag is done by all callers' use cases, perhaps with what others do.
   */
  private Answer made(Change change, Call call, Optional<KeyedCalls.Running> running) {
    boolean isByItself = running.isPresent() || change.endpoint().about().isPresent();
    return change.answer(
        isByItself ? call.by(useCases.call(running, change.expected(call))) : call);
  }
}
