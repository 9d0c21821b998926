package dev.regrant.http;

import static dev.regrant.http.TestServer.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is known to have worked against servers that take JWTs (RFC 8725, RFC 9068), over HTTP. None
 * of it reaches the engine, and none has the server fetch anything. What a token must say is tested
 * in {@link TokensTest}, too.
 */
class TokenAttacksTest {
  private static final String PATH = "/v1.0" + TestServer.BASE + "/catalogs";
  private static final SigningKey RSA = TestServer.key();

  private static final ObservedStore STORE = new ObservedStore();
  private static final AtomicInteger REACHED = new AtomicInteger();
  private static TestProvider provider;
  private static TestProvider attacker;
  private static TestServer server;

  @BeforeAll
  static void start() {
    STORE.before.set(REACHED::incrementAndGet);
    provider = new TestProvider(RSA, TokenAttacks.EC);
    attacker = new TestProvider(TokenAttacks.STRANGER);
    server =
        new TestServer(
            STORE,
            Settings.Limits.DEFAULT,
            new TokenIssuer.OpenId(
                URI.create(provider.uri()), TestServer.AUDIENCE, TokenIssuer.Claims.ENTRA));
  }

  @AfterAll
  static void stop() {
    server.close();
    attacker.close();
    provider.close();
  }

  private static JsonObject claims() {
    return server.claims().put("iss", provider.uri());
  }

  private static String good() {
    return RSA.sign(claims());
  }

  static Stream<TokenAttacks.Attack> attacks() {
    return new TokenAttacks(claims(), attacker.uri()).all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void a_token_that_attacks_is_refused_and_reaches_nothing(TokenAttacks.Attack attack) {
    int reached = REACHED.get();

    var answer = send("Bearer " + attack.token());

    assertRefused(answer);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
        .isEqualTo(
            "Bearer realm=\"\", authorization_uri=\"%s/login\", error=\"invalid_token\""
                .formatted(provider.uri()));
    assertThat(REACHED).as("calls of the engine").hasValue(reached);
    assertThat(attacker.fetches).as("keys fetched from the attacker").hasValue(0);
  }

  private static HttpResponse<String> send(String... authorization) {
    var request = server.to(PATH);
    for (String one : authorization) {
      request.header("Authorization", one);
    }
    return server.send(request.build());
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertError(answer, 401, "InvalidAuthenticationToken");
    assertThat(answer.body()).doesNotContain("Exception", "dev.regrant", "io.vertx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "bearer", "BEARER", "bEaReR"})
  void a_good_token_is_taken_whatever_the_case_of_its_scheme(String scheme) {
    int reached = REACHED.get();

    assertThat(send(scheme + " " + good()).statusCode()).isEqualTo(200);
    assertThat(
            send(scheme + " " + TokenAttacks.EC.sign(TokenAttacks.EC.header("ES256"), claims()))
                .statusCode())
        .isEqualTo(200);

    assertThat(REACHED.get()).isGreaterThan(reached);
  }

  @Test
  void several_tokens_are_refused_though_each_is_good() {
    assertRefused(send("Bearer " + good(), "Bearer " + good()));
    assertRefused(send("Bearer " + good(), "Basic dXNlcjpwdw=="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic dXNlcjpwdw==",
        "Negotiate YII",
        "Digest username=\"x\"",
        "Bearer\u00a0x",
        "Bearertoken",
        "DPoP x"
      })
  void another_scheme_is_no_token(String authorization) {
    var answer = send(authorization.replace('\u00a0', '\t'));

    assertRefused(answer);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
        .doesNotContain("error=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "token", "authorization", "Authorization"})
  void a_token_in_an_address_is_none(String parameter) {
    var answer = server.send(server.to(PATH + "?" + parameter + "=" + good()).build());

    assertRefused(answer);
    assertThat(answer.body()).doesNotContain(good().substring(good().lastIndexOf('.') + 1));
  }

  @Test
  void a_token_of_a_part_of_a_batch_is_checked_like_any() {
    var part =
        new JsonObject()
            .put("id", "1")
            .put("method", "GET")
            .put("url", TestServer.BASE + "/catalogs")
            .put("headers", new JsonObject().put("Authorization", "Bearer " + good() + "AAAA"));
    int reached = REACHED.get();

    var answer =
        server.send(
            server
                .to("/v1.0/$batch")
                .header("Authorization", "Bearer " + good())
                .POST(
                    TestServer.content(
                        new JsonObject().put("requests", new JsonArray().add(part)).encode()))
                .build());

    assertThat(
            TestServer.expect(200, answer)
                .getJsonArray("responses")
                .getJsonObject(0)
                .getInteger("status"))
        .isEqualTo(401);
    assertThat(REACHED).hasValue(reached);
  }

  @Test
  void a_flood_of_unknown_kids_makes_the_issuer_be_asked_once() {
    assertThat(send("Bearer " + good()).statusCode()).isEqualTo(200);
    int before = provider.fetches.get();
    server.clock.advance(SigningKeys.MIN_INTERVAL);

    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String kid = "kid " + i;
      String token = RSA.sign(RSA.header("RS256").put("kid", kid), claims());
      calls.add(
          server
              .client()
              .sendAsync(
                  server.to(PATH).header("Authorization", "Bearer " + token).build(),
                  HttpResponse.BodyHandlers.ofString()));
    }

    assertThat(calls).allSatisfy(call -> assertRefused(call.join()));
    assertThat(provider.fetches).hasValue(before + 1);
  }
}
