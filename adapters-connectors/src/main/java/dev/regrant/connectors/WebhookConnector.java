package dev.regrant.connectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regrant.application.Completion;
import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.connectors.WebhookReply.Answered;
import dev.regrant.connectors.WebhookReply.NoAnswer;
import dev.regrant.connectors.WebhookReply.NotSent;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.core5.http.ContentType;

/**
 * Has a system of one's own give and take access: each call is one POST, signed by the Standard
 * Webhooks scheme. Thread-safe.
 *
 * <p>The body tells {@code operation} ({@code grant}, {@code revoke} or {@code verify}), {@code
 * operationKey}, {@code tenantId}, {@code requestId}, {@code itemId}, {@code deadline}, {@code
 * subject}, {@code roleScope} and, if there is one, {@code callbackUrl}. A repeat of a grant or
 * revoke has the same {@code webhook-id} and {@code Idempotency-Key}. A verify is a question, and
 * so has an id of its own each time and no such key: a remembered answer would be a wrong one.
 *
 * <p>The target answers 200 with {@code {"outcome":"done","alreadyInPlace":false}}, with {@code
 * {"outcome":"refused","errorClass":"conflict","message":"…","retryAfter":30}}, or to a verify with
 * {@code {"presence":"present"}}, {@code absent} or {@code cannotTell}. With 202 it promises a
 * callback: see {@link #completion}. Other statuses mean what HTTP says; one that leaves open
 * whether something was done is {@link Unknown}, and so is a success that cannot be understood.
 */
public final class WebhookConnector implements Connector, AutoCloseable {
  private final WebhookSettings settings;
  private final InstantSource clock;
  private final WebhookSignature signature;
  private final WebhookTransport transport;
  private final AtomicLong questions = new AtomicLong();

  /**
   * Connects to nothing yet.
   *
   * @throws IllegalArgumentException if the file of certificates cannot be read
   */
  public WebhookConnector(WebhookSettings settings, InstantSource clock) {
    this(
        settings,
        clock,
        new WebhookTransport(
            WebhookTransport.Reach.of(settings.target()),
            settings.limits().maxConcurrentCalls(),
            clock));
  }

  /** With a look-up of names that is not the system's. */
  WebhookConnector(WebhookSettings settings, InstantSource clock, DnsResolver names) {
    this(
        settings,
        clock,
        new WebhookTransport(
            WebhookTransport.Reach.of(settings.target()),
            settings.limits().maxConcurrentCalls(),
            clock,
            names));
  }

  private WebhookConnector(
      WebhookSettings settings, InstantSource clock, WebhookTransport transport) {
    this.settings = settings;
    this.clock = clock;
    this.signature = new WebhookSignature(settings.target().secrets(), clock);
    this.transport = transport;
  }

  @Override
  public Description description() {
    return new Description(settings.originSystem(), settings.roles(), settings.limits());
  }

  @Override
  public DeliveryOutcome grant(ConnectorCall call) {
    return change("grant", call);
  }

  @Override
  public DeliveryOutcome revoke(ConnectorCall call) {
    return change("revoke", call);
  }

  @Override
  public Presence verify(ConnectorCall call) {
    String id = "%s-verify-%d-%d".formatted(id(call), clock.millis(), questions.incrementAndGet());
    return send(id, Map.of(), body("verify", call), call.deadline()) instanceof Answered answer
        ? WebhookAnswers.presence(answer)
        : Presence.CANNOT_TELL;
  }

  /** Asks by {@code HEAD}, without a message; whatever the target answers, it can be reached. */
  @Override
  public Optional<Refused> probe(Instant deadline) {
    var patience = Duration.between(clock.instant(), deadline);
    return switch (patience.isPositive()
        ? transport.head(settings.target().url(), patience)
        : tooLate()) {
      case Answered answer -> WebhookAnswers.outage(settings.target().origin(), answer);
      case NotSent notSent -> Optional.of(refused(notSent));
      case NoAnswer(var cause, var message) ->
          Optional.of(Refused.because(cause.errorClass(), message));
    };
  }

  /**
   * Reads a callback: a message signed with the target's secret in the same scheme, at most five
   * minutes ago. Its body has {@code tenantId}, {@code requestId}, {@code itemId} and {@code
   * operationKey} as they were sent, {@code outcome} ({@code done} or {@code refused}), for done
   * optionally {@code alreadyInPlace}, for refused {@code errorClass} and optionally {@code
   * message}.
   */
  @Override
  public Optional<Completion> completion(Map<String, String> headers, byte[] body) {
    return signature.isAuthentic(headers, body)
        ? Optional.of(WebhookCompletions.parse(body))
        : Optional.empty();
  }

  private DeliveryOutcome change(String operation, ConnectorCall call) {
    var more = Map.of("Idempotency-Key", call.operationKey());
    return switch (send(id(call), more, body(operation, call), call.deadline())) {
      case Answered answer -> WebhookAnswers.outcome(settings.target().origin(), answer);
      case NotSent notSent -> refused(notSent);
      case NoAnswer(var cause, var message) -> new Unknown(cause, message);
    };
  }

  private WebhookReply send(
      String id, Map<String, String> more, ObjectNode message, Instant deadline) {
    byte[] body = Json.bytes(message);
    var headers = new LinkedHashMap<>(signature.sign(id, body));
    headers.putAll(more);
    var patience = Duration.between(clock.instant(), deadline);
    return patience.isPositive()
        ? transport.post(
            settings.target().url(), headers, ContentType.APPLICATION_JSON, body, patience)
        : tooLate();
  }

  private NotSent tooLate() {
    return new NotSent(
        ErrorClass.TIMEOUT, settings.target().origin() + " was not asked: the deadline had passed");
  }

  private static Refused refused(NotSent notSent) {
    return Refused.because(notSent.errorClass(), notSent.message());
  }

  // The scheme joins by full stops, and wants none in an id.
  private static String id(ConnectorCall call) {
    return call.operationKey().replace('.', '-');
  }

  private ObjectNode body(String operation, ConnectorCall call) {
    var body =
        Json.object()
            .put("operation", operation)
            .put("operationKey", call.operationKey())
            .put("tenantId", call.tenant().toString())
            .put("requestId", call.request().value().toString())
            .put("itemId", call.item().value().toString())
            .put("deadline", call.deadline().toString());
    body.set("subject", subject(call.subject()));
    body.set("roleScope", roleScope(call.roleScope()));
    settings.callbackUrl().map(URI::toString).ifPresent(url -> body.put("callbackUrl", url));
    return body;
  }

  private static ObjectNode subject(Subject subject) {
    var object = Json.object().put("objectId", subject.objectId());
    subject.displayName().ifPresent(name -> object.put("displayName", name));
    subject.principalName().ifPresent(name -> object.put("principalName", name));
    subject.email().ifPresent(email -> object.put("email", email));
    return object;
  }

  private static ObjectNode roleScope(ResourceRoleScope roleScope) {
    var object = Json.object();
    object
        .putObject("resource")
        .put("originSystem", roleScope.resourceOrigin().system())
        .put("originId", roleScope.resourceOrigin().id());
    object
        .putObject("role")
        .put("displayName", roleScope.role().displayName())
        .put("originId", roleScope.role().origin().id());
    object.putObject("scope").put("originId", roleScope.scope().origin().id());
    return object;
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    transport.close();
  }
}
