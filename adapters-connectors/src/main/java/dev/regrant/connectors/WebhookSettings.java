package dev.regrant.connectors;

import dev.regrant.application.Connector;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A system that gives and takes access as signed messages ask it to. Checks itself; the message of
 * the {@link IllegalArgumentException} names the setting. {@link #toString} shows no secret.
 *
 * @param originSystem the resources served, by their {@code originSystem}
 * @param roles the names of the roles that each resource offers unless told otherwise
 * @param target where the messages go
 * @param callbackUrl told to the target, to be called when something was completed later
 * @param limits what the target bears
 */
public record WebhookSettings(
    String originSystem,
    List<String> roles,
    WebhookTarget target,
    Optional<URI> callbackUrl,
    Connector.Limits limits) {
  /** The name of the system unless told otherwise. */
  public static final String DEFAULT_ORIGIN_SYSTEM = "Webhook";

  /** Eight calls at once, 15 s for each. */
  public static final Connector.Limits DEFAULT_LIMITS =
      new Connector.Limits(8, Optional.empty(), Optional.of(Duration.ofSeconds(15)));

  public WebhookSettings {
    roles = List.copyOf(roles);
    check(!originSystem.isBlank(), "originSystem must not be blank");
    check(
        !roles.isEmpty() && roles.stream().noneMatch(String::isBlank),
        "roles must name at least one role");
    check(
        callbackUrl.filter(url -> !url.isAbsolute() || url.getHost() == null).isEmpty(),
        "callbackUrl must be an absolute URL");
  }

  /** A target whose resources have members, with the usual limits and without callbacks. */
  public static WebhookSettings of(WebhookTarget target) {
    return new WebhookSettings(
        DEFAULT_ORIGIN_SYSTEM, List.of("Member"), target, Optional.empty(), DEFAULT_LIMITS);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
