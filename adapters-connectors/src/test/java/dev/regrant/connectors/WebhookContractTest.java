package dev.regrant.connectors;

import static dev.regrant.connectors.WebhookReceiver.SECRET;
import static dev.regrant.connectors.WebhookReceiver.answers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regrant.application.Connector;
import dev.regrant.connectors.WebhookReceiver.Received;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import dev.regrant.testkit.BreakableProxy;
import dev.regrant.testkit.BreakableProxy.Mode;
import dev.regrant.testkit.ConnectorContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Against a receiver that keeps the members of one group. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebhookContractTest extends ConnectorContract {
  private static final String GROUP = "staff";

  private final AtomicInteger lastSubject = new AtomicInteger();
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Set<String> members = ConcurrentHashMap.newKeySet();
  private WebhookReceiver receiver;
  private BreakableProxy proxy;
  private WebhookConnector connector;

  @BeforeEach
  void start() throws IOException {
    receiver = new WebhookReceiver(answers(received -> 200, this::answer));
    proxy = new BreakableProxy(receiver.port(), sent -> sent.matches("(?s).*\"(grant|revoke)\".*"));
    var url = URI.create("http://127.0.0.1:" + proxy.port() + "/hook?key=in-url");
    var target = new WebhookTarget(url, List.of(SECRET), Optional.empty(), true);
    connector =
        new WebhookConnector(
            new WebhookSettings(
                "Ldap",
                List.of("Member"),
                target,
                Optional.empty(),
                WebhookSettings.DEFAULT_LIMITS),
            clock());
  }

  @AfterEach
  void stop() {
    connector.close();
    proxy.close();
    receiver.close();
  }

  private String answer(Received received) {
    if (received.method().equals("HEAD")) {
      return "";
    }
    if (!received.isSigned(SECRET)) {
      return refused("unauthenticated");
    }
    JsonNode asked = asked(received);
    String subject = asked.path("subject").path("objectId").asText();
    if (!asked.path("roleScope").path("resource").path("originId").asText().equals(GROUP)) {
      return refused("resourceNotFound");
    }
    if (!known.contains(subject)) {
      return refused("subjectNotFound");
    }
    return switch (asked.path("operation").asText()) {
      case "grant" -> done(members.add(subject));
      case "revoke" -> done(members.remove(subject));
      case "verify" ->
          "{\"presence\":\"%s\"}".formatted(members.contains(subject) ? "present" : "absent");
      default -> refused("invalidRequest");
    };
  }

  private static JsonNode asked(Received received) {
    try {
      return new ObjectMapper().readTree(received.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String done(boolean changed) {
    return "{\"outcome\":\"done\",\"alreadyInPlace\":%s}".formatted(!changed);
  }

  private static String refused(String errorClass) {
    return "{\"outcome\":\"refused\",\"errorClass\":\"%s\"}".formatted(errorClass);
  }

  @Override
  protected Connector connector() {
    return connector;
  }

  @Override
  protected Subject newSubject() {
    var subject = Subject.of("person-" + lastSubject.incrementAndGet());
    known.add(subject.objectId());
    return subject;
  }

  @Override
  protected ResourceRoleScope roleScope() {
    return Calls.member("anyone", GROUP).roleScope();
  }

  @Override
  protected ResourceRoleScope unknownResource() {
    return Calls.member("anyone", "no such group").roleScope();
  }

  @Override
  protected boolean holds(Subject subject, ResourceRoleScope roleScope) {
    return members.contains(subject.objectId());
  }

  @Override
  protected void set(Mode mode) {
    proxy.set(mode);
  }

  @Override
  protected Set<String> secrets() {
    return Set.of(SECRET, SECRET.substring("whsec_".length()), "in-url");
  }

  @Override
  protected InstantSource clock() {
    return InstantSource.system();
  }
}
