package dev.regrant.http;

import dev.regrant.application.Completion;
import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.TenantId;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A system in which people do what is asked, and which tells later, with a password. */
final class Deskwork implements Connector {
  static final String SYSTEM = "desk";

  @Override
  public Description description() {
    return new Description(SYSTEM, List.of("Member"), Limits.concurrent(2));
  }

  @Override
  public DeliveryOutcome grant(ConnectorCall call) {
    return DeliveryOutcome.Refused.because(ErrorClass.MANUAL_ACTION_PENDING, "on a desk");
  }

  @Override
  public DeliveryOutcome revoke(ConnectorCall call) {
    return grant(call);
  }

  @Override
  public Presence verify(ConnectorCall call) {
    return Presence.CANNOT_TELL;
  }

  @Override
  public Optional<Completion> completion(Map<String, String> headers, byte[] body) {
    if (!"s3cret, again".equals(headers.get("x-desk-password"))) {
      return Optional.empty();
    }
    var told = new JsonObject(new String(body, StandardCharsets.UTF_8));
    return Optional.of(
        new Completion(
            new TenantId(UUID.fromString(told.getString("tenant"))),
            new AssignmentRequest.Id(UUID.fromString(told.getString("request"))),
            new DeliveryItem.Id(UUID.fromString(told.getString("item"))),
            told.getString("key"),
            new DeliveryOutcome.Done(false)));
  }
}
