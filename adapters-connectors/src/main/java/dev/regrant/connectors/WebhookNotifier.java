package dev.regrant.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regrant.application.ChangeNotifier;
import dev.regrant.application.Subscription;
import dev.regrant.connectors.WebhookReply.Answered;
import dev.regrant.connectors.WebhookReply.NoAnswer;
import dev.regrant.connectors.WebhookReply.NotSent;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.core5.http.ContentType;

/**
 * Tells receivers of subscriptions by HTTP, in the words of Graph's change notifications: a POST of
 * JSON, signed by the Standard Webhooks scheme as all messages are. Any 2xx within ten seconds
 * means that it has arrived. A receiver first gives a token back, as text. Thread-safe.
 */
public final class WebhookNotifier implements ChangeNotifier, AutoCloseable {
  /** How long a receiver may take; Graph's limit for the token. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int CONNECTIONS = 64;
  private static final Map<String, String> TYPES =
      Map.of(
          "REQUESTS", "#microsoft.graph.accessPackageAssignmentRequest",
          "ASSIGNMENTS", "#microsoft.graph.accessPackageAssignment");

  private final WebhookCallSettings settings;
  private final WebhookSignature signature;
  private final WebhookTransport transport;

  /**
   * Connects to nothing yet.
   *
   * @throws IllegalArgumentException if the file of certificates cannot be read
   */
  public WebhookNotifier(WebhookCallSettings settings, InstantSource clock) {
    this(settings, clock, SystemDefaultDnsResolver.INSTANCE);
  }

  /** With a look-up of names that is not the system's. */
  WebhookNotifier(WebhookCallSettings settings, InstantSource clock, DnsResolver names) {
    this.settings = settings;
    this.signature = new WebhookSignature(settings.secrets(), clock);
    this.transport =
        new WebhookTransport(
            new WebhookTransport.Reach(settings.caFile(), settings.allowPrivateAddresses()),
            CONNECTIONS,
            clock,
            names);
  }

  @Override
  public Optional<String> objectionTo(String url, String token) {
    var objection = settings.objectionTo(url);
    if (objection.isPresent()) {
      return objection;
    }
    // With what has to be escaped, so that only who reads it rightly can give it back.
    String text = "Validation: " + token;
    var target = settings.target(url);
    var query = "validationToken=" + URLEncoder.encode(text, UTF_8).replace("+", "%20");
    var address = URI.create(url + (target.url().getRawQuery() == null ? "?" : "&") + query);
    byte[] nothing = {};
    return switch (transport.post(
        address, signature.sign(token, nothing), ContentType.TEXT_PLAIN, nothing, PATIENCE)) {
      case Answered answer -> objectionTo(answer, text);
      case NotSent(var errorClass, var message) ->
          Optional.of("cannot be reached to be validated: " + message);
      case NoAnswer noAnswer -> Optional.of("did not answer its validation: " + noAnswer.message());
    };
  }

  private static Optional<String> objectionTo(Answered answer, String text) {
    if (answer.status() != 200) {
      return Optional.of("answered its validation with %d, not 200".formatted(answer.status()));
    }
    if (answer.contentType().filter(WebhookNotifier::isPlainText).isEmpty()) {
      return Optional.of("did not answer its validation as text/plain");
    }
    return answer.body().map(body -> new String(body, UTF_8)).filter(text::equals).isPresent()
        ? Optional.empty()
        : Optional.of("did not give the validationToken back as it is when decoded");
  }

  private static boolean isPlainText(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("text/plain");
  }

  @Override
  public Answer tell(Message message) {
    WebhookTarget target;
    try {
      target = settings.target(message.subscription().terms().notificationUrl());
    } catch (IllegalArgumentException changed) {
      // What was allowed when it was set need not be any more.
      return new Answer.Failed(String.valueOf(changed.getMessage()), Optional.empty());
    }
    byte[] body = Json.bytes(payload(message));
    var headers = signature.sign(message.id().toString(), body);
    return switch (transport.post(
        target.url(), headers, ContentType.APPLICATION_JSON, body, PATIENCE)) {
      case Answered answer when answer.isSuccess() -> new Answer.Accepted();
      case Answered answer ->
          new Answer.Failed(target.origin() + " answered " + answer.status(), answer.retryAfter());
      case NotSent notSent -> new Answer.Failed(notSent.message(), Optional.empty());
      case NoAnswer noAnswer -> new Answer.Failed(noAnswer.message(), Optional.empty());
    };
  }

  private static ObjectNode payload(Message message) {
    var payload = Json.object();
    var value = payload.putArray("value");
    message.changes().forEach(change -> value.add(notification(message, change)));
    return payload;
  }

  private static ObjectNode notification(Message message, Change change) {
    Subscription subscription = message.subscription();
    var watched = subscription.terms().watched();
    String entity = change.entity().toString();
    String resource = watched.collection() + "/" + entity;
    var notification =
        Json.object()
            .put("id", id(subscription, change).toString())
            .put("subscriptionId", subscription.id().value().toString())
            .put(
                "subscriptionExpirationDateTime",
                subscription.terms().expiresAt().truncatedTo(ChronoUnit.MILLIS).toString())
            .put("changeType", Json.lowerCamel(change.type()))
            .put("resource", resource)
            .put("clientState", subscription.terms().clientState().orElse(null))
            .put("tenantId", message.tenant().toString());
    notification
        .putObject("resourceData")
        .put("@odata.type", TYPES.get(watched.of().name()))
        .put("@odata.id", resource)
        .put("id", entity);
    return notification;
  }

  /** The same each time that it is told. */
  private static UUID id(Subscription subscription, Change change) {
    return UUID.nameUUIDFromBytes(
        "%s %s %s %d"
            .formatted(subscription.id().value(), change.entity(), change.type(), change.position())
            .getBytes(UTF_8));
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    transport.close();
  }
}
