package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Connector;
import dev.regrant.application.Store;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.InMemoryDirectory;
import dev.regrant.testkit.InMemoryStore;
import dev.regrant.testkit.InMemoryTarget;
import dev.regrant.testkit.ManualClock;
import dev.regrant.testkit.RecordingExtensions;
import dev.regrant.testkit.RecordingNotifier;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** A real server before a real engine, which is stepped by hand, on a store in memory. */
final class TestServer implements AutoCloseable {
  static final String AUDIENCE = "https://graph.test";
  static final String ISSUER = "https://issuer.test/";
  static final TenantId TENANT = new TenantId(new UUID(0x11, 0x22));
  static final Subject ANN =
      new Subject(
          "7d7e4a4e-0000-4000-8000-00000000000a",
          Optional.of("Ann"),
          Optional.of("ann@test"),
          Optional.of("ann.a@test"));
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00.120Z");

  private static final SigningKey KEY = SigningKey.rsa("key-1");
  private static final TokenIssuer LOCAL =
      new TokenIssuer.Local(ISSUER, AUDIENCE, SigningKey.jwks(KEY), TokenIssuer.Claims.ENTRA);
  private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();
  static final String BASE = "/identityGovernance/entitlementManagement";

  final ManualClock clock = new ManualClock(NOW);
  final InMemoryDirectory directory = new InMemoryDirectory().with(ANN);
  final InMemoryTarget target = new InMemoryTarget("ldap");
  final RecordingExtensions extensions = new RecordingExtensions();
  final RecordingNotifier notifier = new RecordingNotifier();
  final AtomicReference<Runnable> readiness = new AtomicReference<>(() -> {});
  final AccessRequestEngine engine;
  final GraphServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  TestServer() {
    this(new InMemoryStore(), Settings.Limits.DEFAULT);
  }

  TestServer(Store store, Settings.Limits limits) {
    this(store, limits, LOCAL);
  }

  TestServer(Store store, Settings.Limits limits, TokenIssuer issuer) {
    this(store, limits, issuer, List.of(), Optional.empty(), Optional.empty());
  }

  TestServer(Store store, Settings.Limits limits, Settings.Tls tls) {
    this(store, limits, LOCAL, List.of(), Optional.empty(), Optional.of(tls));
  }

  /** A server with these connectors besides, whose metrics can be read. */
  TestServer(Connector... others) {
    this(
        new InMemoryStore(),
        Settings.Limits.DEFAULT,
        LOCAL,
        List.of(others),
        Optional.of(new Settings.MetricsAddress("127.0.0.1", 0)),
        Optional.empty());
  }

  private TestServer(
      Store store,
      Settings.Limits limits,
      TokenIssuer issuer,
      List<Connector> others,
      Optional<Settings.MetricsAddress> metrics,
      Optional<Settings.Tls> tls) {
    var builder =
        AccessRequestEngine.builder()
            .store(store)
            .directory(directory)
            .connector(target)
            .extensionCaller(extensions)
            .changeNotifier(notifier)
            .clock(clock)
            .random(new Random(1));
    others.forEach(builder::connector);
    engine = builder.build();
    var ids = new Random(2);
    server =
        GraphServer.start(
            engine,
            () -> readiness.get().run(),
            new Settings(
                "127.0.0.1",
                0,
                Optional.empty(),
                tls,
                issuer,
                metrics,
                // Its clock stands still, so that nobody would ever get another call.
                limits.equals(Settings.Limits.DEFAULT) ? limits.with(Settings.Rates.NONE) : limits,
                clock,
                () -> new UUID(ids.nextLong(), ids.nextLong())));
  }

  /** Claims of a token that an application may do everything with. */
  JsonObject claims() {
    long now = clock.instant().getEpochSecond();
    return new JsonObject()
        .put("iss", ISSUER)
        .put("aud", AUDIENCE)
        .put("exp", now + 3600)
        .put("nbf", now)
        .put("tid", TENANT.toString())
        .put("appid", "app-1")
        .put("roles", new JsonArray().add("EntitlementManagement.ReadWrite.All"));
  }

  /** Claims of a token of a person. */
  JsonObject userClaims(String oid, String scopes) {
    var claims = claims();
    claims.remove("roles");
    return claims.put("oid", oid).put("scp", scopes);
  }

  /** Of a person who may read everything: a global reader. */
  JsonObject readerClaims(String oid) {
    return userClaims(oid, "EntitlementManagement.Read.All")
        .put("wids", new JsonArray().add("f2ef992c-3afb-46b9-b7cf-a126ee74c451"));
  }

  String token() {
    return token(claims());
  }

  String token(JsonObject claims) {
    // Signing costs more than the call that it is for.
    return TOKENS.computeIfAbsent(claims.encode(), unknown -> KEY.sign(claims));
  }

  static SigningKey key() {
    return KEY;
  }

  /** A call that can still be changed. */
  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path.replace(" ", "%20"));
  }

  /** Makes a call, which must be answered as it is described. */
  HttpResponse<String> send(HttpRequest request) {
    try {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (request.uri().getPort() == server.port()) {
        Description.check(
            request.method(),
            request.uri().getRawPath(),
            Description.sent(request),
            answer.statusCode(),
            answer.body());
      }
      return answer;
    } catch (IOException e) {
      throw new AssertionError(request.toString(), e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  HttpClient client() {
    return client;
  }

  /** Calls as an application, on a path below v1.0 or beta's entitlement management. */
  HttpResponse<String> call(String method, String version, String path, String body) {
    return send(authorized(version + BASE + path).method(method, content(body)).build());
  }

  /** Calls as another application that has this role, on any path. */
  HttpResponse<String> callAs(String role, String method, String path, String body) {
    var token = token(claims().put("appid", "app-2").put("roles", new JsonArray().add(role)));
    return send(
        to(path).header("Authorization", "Bearer " + token).method(method, content(body)).build());
  }

  /** Calls as a person who may do what people may do for themselves, on any path. */
  HttpResponse<String> callBy(Subject person, String method, String path, String body) {
    var claims = userClaims(person.objectId(), "EntitlementMgmt-SubjectAccess.ReadWrite");
    return send(
        to("/" + path.replaceFirst("/", BASE + "/"))
            .header("Authorization", "Bearer " + token(claims))
            .method(method, content(body))
            .build());
  }

  HttpRequest.Builder authorized(String path) {
    return to("/" + path).header("Authorization", "Bearer " + token());
  }

  static HttpRequest.BodyPublisher content(String body) {
    return body.isEmpty()
        ? HttpRequest.BodyPublishers.noBody()
        : HttpRequest.BodyPublishers.ofString(body);
  }

  JsonObject get(String version, String path) {
    return expect(200, call("GET", version, path, ""));
  }

  JsonObject post(String version, String path, String body) {
    return expect(201, call("POST", version, path, body));
  }

  /** The answer's body, if its status is the one expected. */
  static JsonObject expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new AssertionError(answer + " " + answer.body());
    }
    return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
  }

  static JsonObject error(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getJsonObject("error");
  }

  /** The answer is this error, told as Graph does. */
  static void assertError(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/json; charset=utf-8");
    var error = error(answer);
    String requestId = answer.headers().firstValue("request-id").orElseThrow();
    assertThat(error.getString("code")).isEqualTo(code);
    assertThat(error.getString("message")).isNotBlank();
    assertThat(error.getJsonObject("innerError").getString("request-id")).isEqualTo(requestId);
    assertThat(error.getJsonObject("innerError").getString("client-request-id"))
        .isEqualTo(answer.headers().firstValue("client-request-id").orElseThrow());
    assertThat(error.getJsonObject("innerError").getString("date"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");
  }

  /** Lets the engine do all that is due. */
  void run() {
    while (engine.runOnce()) {
      // It tells when nothing is left.
    }
  }

  @Override
  public void close() {
    server.close();
    engine.close();
    client.close();
  }
}
