package dev.regrant.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regrant.domain.ErrorClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server says it can do (RFC 7644, section 4), read once in a while. A server that does
 * not tell is taken to do all that is optional, until it refuses. Thread-safe.
 */
final class ScimFeatures {
  private static final String PATH = "/ServiceProviderConfig";
  private static final Duration MAX_AGE = Duration.ofHours(1);

  private record Told(boolean patches, boolean filters, Instant since) {}

  private final ScimHttp http;
  private volatile @Nullable Told told;
  private volatile boolean refusesMemberFilters;
  private volatile boolean knowsMemberFilters;

  ScimFeatures(ScimHttp http) {
    this.http = http;
  }

  /** Whether resources can be changed by PATCH. */
  boolean patches(Instant deadline) throws ScimFailure {
    return known(deadline).patches();
  }

  /** Whether groups can be found by their members. */
  boolean filtersMembers(Instant deadline) throws ScimFailure {
    return !refusesMemberFilters && known(deadline).filters();
  }

  /** Whether the server has shown that it looks at members when it filters. */
  boolean knowsMemberFilters() {
    return knowsMemberFilters;
  }

  /** The server has shown it. */
  void tookMemberFilter() {
    knowsMemberFilters = true;
  }

  /** The server cannot find groups by their members; it is not asked again. */
  void refusesMemberFilters() {
    refusesMemberFilters = true;
  }

  /**
   * Asks the server, whatever is known.
   *
   * @throws ScimFailure if it does not answer as a SCIM server does
   */
  void ask(Instant deadline) throws ScimFailure {
    ScimAnswer answer = http.read(PATH, "", deadline);
    var config = config(answer);
    if (config.isEmpty()) {
      throw http.refused(answer, ErrorClass.RESOURCE_NOT_FOUND);
    }
    told = told(config.get());
  }

  private Told known(Instant deadline) throws ScimFailure {
    Told known = told;
    if (known == null || known.since().plus(MAX_AGE).isBefore(http.now())) {
      ScimAnswer answer = http.read(PATH, "", deadline);
      if (answer.status() == 401 || answer.status() == 429 || answer.status() >= 500) {
        throw http.refused(answer, ErrorClass.RESOURCE_NOT_FOUND);
      }
      known = config(answer).map(this::told).orElse(new Told(true, true, http.now()));
      told = known;
    }
    return known;
  }

  private static Optional<ObjectNode> config(ScimAnswer answer) {
    return answer.body().filter(json -> answer.status() == 200 && json.has("patch"));
  }

  private Told told(ObjectNode config) {
    return new Told(supports(config.path("patch")), supports(config.path("filter")), http.now());
  }

  private static boolean supports(JsonNode feature) {
    return feature.path("supported").asBoolean(true);
  }
}
