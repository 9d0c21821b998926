package dev.regrant.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regrant.application.ExtensionCaller;
import dev.regrant.connectors.WebhookReply.Answered;
import dev.regrant.connectors.WebhookReply.NoAnswer;
import dev.regrant.connectors.WebhookReply.NotSent;
import dev.regrant.domain.ErrorClass;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.core5.http.ContentType;

/**
 * Calls custom extensions by HTTP: each call is one POST of JSON, signed by the Standard Webhooks
 * scheme, whose {@code webhook-id} is the callout's id and the same at each repeat. Any 2xx means
 * that it has arrived; a member {@code externalCorrelationId} of the answer is kept. 408, 425, 429
 * and 5xx are tried again, as is a call without an answer; other statuses are not. Thread-safe.
 */
public final class WebhookExtensionCaller implements ExtensionCaller, AutoCloseable {
  private static final int CONNECTIONS = 64;
  private static final int MAX_CORRELATION = 256;
  private static final Set<Integer> AGAIN = Set.of(408, 425, 429);

  private final WebhookCallSettings settings;
  private final WebhookSignature signature;
  private final WebhookTransport transport;

  /**
   * Connects to nothing yet.
   *
   * @throws IllegalArgumentException if the file of certificates cannot be read
   */
  public WebhookExtensionCaller(WebhookCallSettings settings, InstantSource clock) {
    this(settings, clock, SystemDefaultDnsResolver.INSTANCE);
  }

  /** With a look-up of names that is not the system's. */
  WebhookExtensionCaller(WebhookCallSettings settings, InstantSource clock, DnsResolver names) {
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
  public Optional<String> objectionTo(String url) {
    return settings.objectionTo(url);
  }

  @Override
  public Answer call(Call call) {
    WebhookTarget target;
    try {
      target = settings.target(call.extension().terms().endpoint().url());
    } catch (IllegalArgumentException changed) {
      // What was allowed when it was set need not be any more.
      return new Answer.Refused(String.valueOf(changed.getMessage()));
    }
    byte[] body = Json.bytes(ExtensionPayload.of(call));
    var headers = signature.sign(call.callout().id().value().toString(), body);
    var patience = call.extension().terms().client().timeout();
    return switch (transport.post(
        target.url(), headers, ContentType.APPLICATION_JSON, body, patience)) {
      case Answered answer when answer.isSuccess() -> new Answer.Arrived(correlation(answer));
      case Answered answer -> failed(target, answer);
      case NotSent(var errorClass, var message) ->
          errorClass == ErrorClass.FORBIDDEN
              ? new Answer.Refused(message)
              : new Answer.Failed(message, Optional.empty());
      case NoAnswer noAnswer -> new Answer.Failed(noAnswer.message(), Optional.empty());
    };
  }

  private static Answer failed(WebhookTarget target, Answered answer) {
    String message = target.origin() + " answered " + answer.status();
    return answer.status() >= 500 || AGAIN.contains(answer.status())
        ? new Answer.Failed(message, answer.retryAfter())
        : new Answer.Refused(message);
  }

  private static Optional<String> correlation(Answered answer) {
    return answer
        .body()
        .flatMap(Json::object)
        .map(json -> json.path("externalCorrelationId"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(text -> text.length() <= MAX_CORRELATION && text.indexOf('\0') < 0);
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    transport.close();
  }
}
