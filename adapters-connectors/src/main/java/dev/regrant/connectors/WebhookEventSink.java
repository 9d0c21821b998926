package dev.regrant.connectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regrant.application.EventSink;
import dev.regrant.connectors.WebhookReply.Answered;
import dev.regrant.connectors.WebhookReply.NoAnswer;
import dev.regrant.connectors.WebhookReply.NotSent;
import dev.regrant.domain.HistoryEntry;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.hc.core5.http.ContentType;

/**
 * Tells events to an HTTP receiver as CloudEvents 1.0: each is one POST in structured JSON mode,
 * signed by the Standard Webhooks scheme. Thread-safe.
 *
 * <p>The event's {@code id} is the history entry's and so the same at each repeat, in {@code
 * webhook-id} too; {@code source} is {@code /tenants/} and the tenant's id, {@code type} {@code
 * dev.regrant.request.} and the activity, {@code subject} the request's id, {@code time} when it
 * happened. The data has {@code requestId}, {@code tenantId}, {@code activity}, {@code actor} with
 * {@code kind} and {@code id}, and {@code details}. Any 2xx is acceptance.
 */
public final class WebhookEventSink implements EventSink, AutoCloseable {
  private static final String TYPE = "dev.regrant.request.";
  private static final ContentType CONTENT_TYPE =
      ContentType.create("application/cloudevents+json");
  // Each holds up its own request only.
  private static final int CONNECTIONS = 16;

  private final WebhookEventSettings settings;
  private final WebhookSignature signature;
  private final WebhookTransport transport;
  private final JsonFormat format = new JsonFormat();

  /**
   * Connects to nothing yet.
   *
   * @throws IllegalArgumentException if the file of certificates cannot be read
   */
  public WebhookEventSink(WebhookEventSettings settings, InstantSource clock) {
    this.settings = settings;
    this.signature = new WebhookSignature(settings.target().secrets(), clock);
    this.transport =
        new WebhookTransport(WebhookTransport.Reach.of(settings.target()), CONNECTIONS, clock);
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Publication publish(Event event) {
    byte[] body = serialized(event);
    var headers = signature.sign(event.entry().id().toString(), body);
    return switch (transport.post(
        settings.target().url(), headers, CONTENT_TYPE, body, settings.timeout())) {
      case Answered answer when answer.isSuccess() -> new Publication.Accepted();
      case Answered answer ->
          new Publication.Failed(
              settings.target().origin() + " answered " + answer.status(), answer.retryAfter());
      case NotSent notSent -> new Publication.Failed(notSent.message(), Optional.empty());
      case NoAnswer noAnswer -> new Publication.Failed(noAnswer.message(), Optional.empty());
    };
  }

  private byte[] serialized(Event event) {
    HistoryEntry entry = event.entry();
    return format.serialize(
        CloudEventBuilder.v1()
            .withId(entry.id().toString())
            .withSource(URI.create("/tenants/" + event.tenant()))
            .withType(TYPE + Json.lowerCamel(entry.activity()))
            .withSubject(entry.request().value().toString())
            .withTime(entry.at().atOffset(ZoneOffset.UTC))
            .withDataContentType("application/json")
            .withData(JsonCloudEventData.wrap(data(event)))
            .build());
  }

  private static ObjectNode data(Event event) {
    HistoryEntry entry = event.entry();
    var data =
        Json.object()
            .put("requestId", entry.request().value().toString())
            .put("tenantId", event.tenant().toString())
            .put("activity", Json.lowerCamel(entry.activity()));
    data.putObject("actor")
        .put("kind", Json.lowerCamel(entry.actor().kind()))
        .put("id", entry.actor().id());
    var details = data.putObject("details");
    entry.details().forEach(details::put);
    return data;
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    transport.close();
  }
}
