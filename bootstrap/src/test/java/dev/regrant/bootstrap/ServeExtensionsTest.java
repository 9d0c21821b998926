package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.regrant.application.Permission;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server process that calls custom extensions, which answer, fail, call back, and are waited for.
 */
@Timeout(300)
class ServeExtensionsTest {
  private static final String KEY = "c2VjcmV0".repeat(5);

  /** A call as it came. */
  private record Message(String id, JsonObject body) {}

  private static final BlockingQueue<Message> CALLS = new LinkedBlockingQueue<>();
  private static final AtomicInteger FAILURES = new AtomicInteger();

  @TempDir private static Path data;
  private static TestScim hub;
  private static HttpServer receiver;
  private static RegrantProcess server;
  private static DemoClient client;

  /** One for all tests: making a database takes longest. */
  @BeforeAll
  static void start() throws Exception {
    hub = new TestScim();
    hub.addUser("ann", "ext-ann");
    hub.addUser("bob", "ext-bob");
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", ServeExtensionsTest::receive);
    receiver.start();
    server =
        RegrantProcess.start(
            Map.of(
                "REGRANT_DIRECTORY", "hub",
                "REGRANT_CONNECTORS", "hub",
                "REGRANT_CONNECTOR_HUB_KIND", "scim",
                "REGRANT_CONNECTOR_HUB_URL", hub.url(),
                "REGRANT_CONNECTOR_HUB_TOKEN", TestScim.TOKEN,
                "REGRANT_EXTENSIONS_SECRET", "whsec_" + KEY,
                "REGRANT_EXTENSIONS_ALLOW_PRIVATE_ADDRESSES", "true",
                "REGRANT_RETRY_BASE_DELAY", "PT0.05S"),
            "serve",
            "--port",
            "0",
            "--data",
            data.toString());
    var claims =
        DevelopmentIssuer.application(
            DevelopmentIssuer.TENANT, "test", List.of(Permission.READ_WRITE_ALL));
    String token = DevelopmentIssuer.of(data).token(claims, Instant.now(), Duration.ofMinutes(10));
    client = new DemoClient(server.ready(), token, new PrintWriter(Writer.nullWriter()));
  }

  @AfterAll
  static void stop() {
    server.close();
    receiver.stop(0);
    hub.close();
  }

  /** Accepts what is signed, after as many failures as are wanted. */
  private static void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      var text = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      var headers = exchange.getRequestHeaders();
      String id = headers.getFirst("webhook-id");
      boolean isSigned =
          signature(id, headers.getFirst("webhook-timestamp"), text)
              .equals(headers.getFirst("webhook-signature"));
      CALLS.add(new Message(isSigned ? id : "not signed", new JsonObject(text)));
      if (FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        exchange.sendResponseHeaders(503, -1);
      } else {
        byte[] answer = "{\"externalCorrelationId\":\"run-7\"}".getBytes(UTF_8);
        exchange.sendResponseHeaders(202, answer.length);
        exchange.getResponseBody().write(answer);
      }
    }
  }

  private static Message call() throws InterruptedException {
    var call = CALLS.poll(30, TimeUnit.SECONDS);
    assertThat(call).isNotNull();
    return call;
  }

  @Test
  void a_request_waits_for_an_extension_that_fails_at_first_and_goes_on_when_it_calls_back()
      throws Exception {
    FAILURES.set(1);
    String group = hub.addGroup("Engineers");

    String request = request(group, "ext-ann", "assignmentRequestCreated");

    var first = call();
    var second = call();
    assertThat(second.id()).isEqualTo(first.id()).isNotEqualTo("not signed");
    var told = second.body();
    assertThat(told.getString("Stage")).isEqualTo("AssignmentRequestCreated");
    assertThat(told.getString("CustomExtensionStageInstanceId")).isEqualTo(second.id());
    assertThat(told.getJsonObject("Target").getString("ObjectId")).isEqualTo("ext-ann");
    assertThat(client.get(request).getString("status")).isEqualTo("WaitingForCallback");
    assertThat(hub.members(group)).isEmpty();

    client.post(path(told), answer(told, new JsonObject()), 204);

    client.await(request, "delivered");
    assertThat(hub.members(group)).hasSize(1);
    var shown = client.get(request).getJsonArray("customExtensionCalloutInstances");
    assertThat(shown.getJsonObject(0).getString("status")).isEqualTo("callbackReceived");
    // The same again, as by a client that has lost the answer.
    client.post(path(told), answer(told, new JsonObject()), 204);
    assertThat(String.join("\n", server.err())).doesNotContain(KEY);
  }

  @Test
  void an_extension_denies_a_request_that_was_approved() throws Exception {
    String group = hub.addGroup("Testers");

    String request = request(group, "ext-bob", "assignmentRequestApproved");
    var told = call().body();
    client.post(path(told), answer(told, new JsonObject().put("state", "denied")), 204);

    client.await(request, "denied");
    assertThat(hub.members(group)).isEmpty();
  }

  /** Where the extension calls back, below the version. */
  private static String path(JsonObject told) {
    return told.getString("CallbackUriPath")
        .replaceFirst("^/identityGovernance/entitlementManagement", "");
  }

  private static JsonObject answer(JsonObject told, JsonObject data) {
    String stage = told.getString("Stage");
    return new JsonObject()
        .put("source", "Tickets")
        .put("type", "microsoft.graph.accessPackageCustomExtensionStage." + stage)
        .put(
            "data",
            data.put("@odata.type", "microsoft.graph.accessPackageAssignmentRequestCallbackData")
                .put("stage", stage)
                .put(
                    "customExtensionStageInstanceId",
                    told.getString("CustomExtensionStageInstanceId"))
                .put("customExtensionStageInstanceDetail", "Ticket 7"));
  }

  /** Asks for a package of the group, under a policy with an extension at that stage. */
  private static String request(String group, String person, String stage) {
    String catalog = post("/catalogs", described(group));
    var reference = new JsonObject().put("id", catalog);
    client.post(
        "/resourceRequests",
        new JsonObject()
            .put("requestType", "adminAdd")
            .put("catalog", reference)
            .put("resource", described(group).put("originSystem", "hub").put("originId", group)),
        201);
    String accessPackage = post("/accessPackages", described(group).put("catalog", reference));
    var origin = new JsonObject().put("originSystem", "hub");
    client.post(
        "/accessPackages/" + accessPackage + "/resourceRoleScopes",
        new JsonObject()
            .put("role", origin.copy().put("originId", "Member_" + group))
            .put("scope", origin.copy().put("originId", group)),
        201);
    String extension = post("/catalogs/" + catalog + "/customWorkflowExtensions", extension());
    String policy =
        post(
            "/assignmentPolicies",
            described("By administrators")
                .put("allowedTargetScope", "notSpecified")
                .put("accessPackage", new JsonObject().put("id", accessPackage))
                .put(
                    "customExtensionStageSettings",
                    List.of(
                        new JsonObject()
                            .put("stage", stage)
                            .put("customExtension", new JsonObject().put("id", extension)))));
    var body = Narration.adminAdd(person, "An engineer from today", accessPackage, policy);
    return "/assignmentRequests/" + client.post("/assignmentRequests", body, 201).getString("id");
  }

  private static JsonObject extension() {
    return described("Tickets")
        .put("@odata.type", "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension")
        .put(
            "endpointConfiguration",
            new JsonObject()
                .put("url", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/in"))
        .put("callbackConfiguration", new JsonObject().put("timeoutDuration", "PT5M"));
  }

  private static String post(String path, JsonObject body) {
    return client.post(path, body, 201).getString("id");
  }

  private static JsonObject described(String name) {
    return new JsonObject().put("displayName", name).put("description", name);
  }

  /** By the Standard Webhooks scheme. */
  private static String signature(String id, String timestamp, String body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
      byte[] code = mac.doFinal("%s.%s.%s".formatted(id, timestamp, body).getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
