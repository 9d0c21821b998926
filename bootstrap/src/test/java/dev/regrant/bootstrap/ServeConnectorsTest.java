package dev.regrant.bootstrap;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
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
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server without LDAP: its people are a SCIM server's, and others give the access. */
@Timeout(300)
class ServeConnectorsTest {
  private static final String KEY = "c2VjcmV0".repeat(5);

  private static final BlockingQueue<JsonObject> MESSAGES = new LinkedBlockingQueue<>();

  @TempDir private static Path data;
  private static TestScim hub;
  private static HttpServer badges;
  private static RegrantProcess server;

  /** One for all tests: making a database takes longest. */
  @BeforeAll
  static void start() throws Exception {
    hub = new TestScim();
    badges = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    badges.createContext("/", ServeConnectorsTest::promise);
    badges.start();
    server = serve();
  }

  @AfterAll
  static void stop() {
    server.close();
    badges.stop(0);
    hub.close();
  }

  /** Answers that a callback will come, if the message is signed. */
  private static void promise(HttpExchange exchange) throws IOException {
    try (exchange) {
      var text = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      var headers = exchange.getRequestHeaders();
      boolean isSigned =
          signature(headers.getFirst("webhook-id"), headers.getFirst("webhook-timestamp"), text)
              .equals(headers.getFirst("webhook-signature"));
      exchange.sendResponseHeaders(isSigned ? 202 : 401, -1);
      if (isSigned) {
        MESSAGES.add(new JsonObject(text));
      }
    }
  }

  @Test
  void people_of_a_scim_server_get_its_groups() throws Exception {
    String ann = hub.addUser("ann", "ext-ann");
    String group = hub.addGroup("Engineers");
    var client = client();

    String request = request(client, "hub", group, "ext-ann");

    client.await(request, "delivered");
    assertThat(hub.members(group)).containsExactly(ann);
    assertThat(String.join("\n", server.err())).doesNotContain(TestScim.TOKEN);
  }

  @Test
  void somebody_whom_the_scim_server_does_not_know_gets_nothing() throws Exception {
    String group = hub.addGroup("Testers");
    var client = client();
    var body = adminAdd(client, "hub", group, "ext-nobody");

    var refusal = client.post("/assignmentRequests", body, 400);

    assertThat(refusal.getJsonObject("error").getString("message")).contains("ext-nobody");
    assertThat(hub.members(group)).isEmpty();
  }

  @Test
  void a_system_behind_a_webhook_completes_a_delivery_when_it_calls_back() throws Exception {
    hub.addUser("bob", "ext-bob");
    var client = client();

    String request = request(client, "badges", "lab-3", "ext-bob");

    var message = MESSAGES.poll(30, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    assertThat(message.getJsonObject("subject").getString("objectId")).isEqualTo("ext-bob");
    assertThat(client.get(request).getString("state")).isEqualTo("delivering");
    assertThat(callBack(message)).isBetween(200, 299);
    client.await(request, "delivered");
  }

  private static RegrantProcess serve() throws Exception {
    return RegrantProcess.start(
        Map.ofEntries(
            Map.entry("REGRANT_DIRECTORY", "hub"),
            Map.entry("REGRANT_CONNECTORS", "hub,badges"),
            Map.entry("REGRANT_CONNECTOR_HUB_KIND", "scim"),
            Map.entry("REGRANT_CONNECTOR_HUB_URL", hub.url()),
            Map.entry("REGRANT_CONNECTOR_HUB_TOKEN", TestScim.TOKEN),
            Map.entry("REGRANT_CONNECTOR_BADGES_KIND", "webhook"),
            Map.entry(
                "REGRANT_CONNECTOR_BADGES_URL",
                "http://127.0.0.1:" + badges.getAddress().getPort() + "/"),
            Map.entry("REGRANT_CONNECTOR_BADGES_SECRET", "whsec_" + KEY),
            Map.entry("REGRANT_CONNECTOR_BADGES_ALLOW_PRIVATE_ADDRESSES", "true")),
        "serve",
        "--port",
        "0",
        "--data",
        data.toString());
  }

  private static DemoClient client() {
    var claims =
        DevelopmentIssuer.application(
            DevelopmentIssuer.TENANT, "test", List.of(Permission.READ_WRITE_ALL));
    String token = DevelopmentIssuer.of(data).token(claims, Instant.now(), Duration.ofMinutes(10));
    return new DemoClient(server.ready(), token, new PrintWriter(Writer.nullWriter()));
  }

  /** Requests a package with the one resource for a person; answers the request's path. */
  private static String request(
      DemoClient client, String originSystem, String originId, String person) {
    var body = adminAdd(client, originSystem, originId, person);
    return "/assignmentRequests/" + client.post("/assignmentRequests", body, 201).getString("id");
  }

  private static JsonObject adminAdd(
      DemoClient client, String originSystem, String originId, String person) {
    String catalog = post(client, "/catalogs", described("Engineering"));
    var reference = new JsonObject().put("id", catalog);
    client.post(
        "/resourceRequests",
        new JsonObject()
            .put("requestType", "adminAdd")
            .put("catalog", reference)
            .put(
                "resource",
                new JsonObject()
                    .put("displayName", originId)
                    .put("originSystem", originSystem)
                    .put("originId", originId)),
        201);
    var resource =
        client
            .get("/catalogs/" + catalog + "/resources?$expand=roles,scopes")
            .getJsonArray("value")
            .getJsonObject(0);
    String accessPackage =
        post(client, "/accessPackages", described("Engineer").put("catalog", reference));
    client.post(
        "/accessPackages/" + accessPackage + "/resourceRoleScopes",
        new JsonObject()
            .put(
                "role",
                origin(resource.getJsonArray("roles").getJsonObject(0))
                    .put("resource", new JsonObject().put("id", resource.getString("id"))))
            .put("scope", origin(resource.getJsonArray("scopes").getJsonObject(0))),
        201);
    String policy =
        post(
            client,
            "/assignmentPolicies",
            described("By administrators")
                .put("allowedTargetScope", "notSpecified")
                .put("expiration", new JsonObject().put("type", "noExpiration"))
                .put("accessPackage", new JsonObject().put("id", accessPackage)));
    return Narration.adminAdd(person, "An engineer from today", accessPackage, policy);
  }

  private static String post(DemoClient client, String path, JsonObject body) {
    return client.post(path, body, 201).getString("id");
  }

  private static JsonObject described(String name) {
    return new JsonObject().put("displayName", name).put("description", name);
  }

  private static JsonObject origin(JsonObject of) {
    return new JsonObject()
        .put("id", of.getString("id"))
        .put("originId", of.getString("originId"))
        .put("originSystem", of.getString("originSystem"));
  }

  /** Says that what the message asked for is done; answers the status. */
  private static int callBack(JsonObject message) throws Exception {
    var body = new JsonObject().put("outcome", "done");
    for (String member : List.of("tenantId", "requestId", "itemId", "operationKey")) {
      body.put(member, message.getString(member));
    }
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    var request =
        HttpRequest.newBuilder(server.ready().resolve("/regrant/callbacks/badges"))
            .header("Content-Type", "application/json")
            .header("webhook-id", "callback-1")
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature("callback-1", timestamp, body.encode()))
            .POST(BodyPublishers.ofString(body.encode()))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, ofString()).statusCode();
    }
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
