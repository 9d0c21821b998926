package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.regrant.application.Caller;
import dev.regrant.application.Permission;
import dev.regrant.domain.Actor;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.ManualClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TokensTest {
  private static final String ISSUER = "https://issuer.test/";
  private static final String AUDIENCE = "https://graph.test";
  private static final UUID TENANT = new UUID(1, 2);
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final SigningKey RSA = SigningKey.rsa("rsa");
  private static final SigningKey SHORT_RSA = SigningKey.rsa("short", 1024);
  private static final SigningKey P256 = SigningKey.ec("p256", "secp256r1");
  private static final SigningKey P384 = SigningKey.ec("p384", "secp384r1");
  private static final SigningKey P521 = SigningKey.ec("p521", "secp521r1");
  private static final SigningKey STRANGER = SigningKey.rsa("rsa");

  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private static Tokens tokens(TokenIssuer.Claims claims, SigningKey... keys) {
    return new Tokens(
        vertx,
        new TokenIssuer.Local(ISSUER, AUDIENCE, SigningKey.jwks(keys), claims),
        new ManualClock(NOW),
        Runnable::run);
  }

  private static Tokens tokens() {
    return tokens(TokenIssuer.Claims.ENTRA, RSA, SHORT_RSA, P256, P384, P521);
  }

  private static JsonObject application() {
    return new JsonObject()
        .put("iss", ISSUER)
        .put("aud", AUDIENCE)
        .put("exp", NOW.getEpochSecond() + 600)
        .put("tid", TENANT.toString())
        .put("azp", "app-1")
        .put("roles", new JsonArray().add("EntitlementManagement.Read.All").add("Other.Role"));
  }

  private static JsonObject person() {
    var claims = application();
    claims.remove("roles");
    return claims
        .put("oid", "user-1")
        .put("sub", "pairwise")
        .put("scp", "openid EntitlementMgmt-SubjectAccess.ReadWrite");
  }

  private static Caller read(String token) {
    return tokens().caller("Bearer " + token);
  }

  @Test
  void an_application_acts_with_its_roles() {
    var caller = read(RSA.sign(application()));

    assertThat(caller.tenant()).isEqualTo(new TenantId(TENANT));
    assertThat(caller.actor()).isEqualTo(Actor.application("app-1"));
    assertThat(caller.permissions()).containsExactly(Permission.READ_ALL);
  }

  @Test
  void a_person_acts_with_the_scopes_and_not_with_roles() {
    var claims = person().put("roles", new JsonArray().add("EntitlementManagement.ReadWrite.All"));

    var caller = read(RSA.sign(claims));

    assertThat(caller.actor()).isEqualTo(Actor.user("user-1"));
    assertThat(caller.permissions()).containsExactly(Permission.SUBJECT_ACCESS);
  }

  @Test
  void a_person_without_oid_is_known_by_sub() {
    var claims = person();
    claims.remove("oid");

    assertThat(read(RSA.sign(claims)).actor()).isEqualTo(Actor.user("pairwise"));
  }

  @Test
  void an_application_cannot_be_given_what_only_people_can_do() {
    var claims =
        application().put("roles", new JsonArray().add("EntitlementMgmt-SubjectAccess.ReadWrite"));

    assertThat(read(RSA.sign(claims)).permissions()).isEmpty();
  }

  @Test
  void a_token_that_says_it_is_an_applications_is_one() {
    var claims =
        application().put("scp", "EntitlementManagement.ReadWrite.All").put("idtyp", "app");

    var caller = read(RSA.sign(claims));

    assertThat(caller.actor()).isEqualTo(Actor.application("app-1"));
    assertThat(caller.permissions()).containsExactly(Permission.READ_ALL);
  }

  @Test
  void claims_can_have_other_names() {
    var keycloak =
        new TokenIssuer.Claims(
            "tenant",
            Optional.of(new TenantId(new UUID(7, 7))),
            "scope",
            "realm_access.roles",
            "wids",
            "groups");
    var claims =
        new JsonObject()
            .put("iss", ISSUER)
            .put("aud", new JsonArray().add("account").add(AUDIENCE))
            .put("exp", NOW.getEpochSecond() + 600)
            .put("typ", "Bearer")
            .put("azp", "app-1")
            .put(
                "realm_access",
                new JsonObject()
                    .put("roles", new JsonArray().add("EntitlementManagement.ReadWrite.All")));

    var caller = tokens(keycloak, RSA).caller("bearer " + RSA.sign(claims));

    assertThat(caller.tenant()).isEqualTo(new TenantId(new UUID(7, 7)));
    assertThat(caller.permissions()).containsExactly(Permission.READ_WRITE_ALL);
  }

  static Stream<Arguments> algorithms() {
    return Stream.of(
        Arguments.of("RS256", RSA),
        Arguments.of("RS384", RSA),
        Arguments.of("RS512", RSA),
        Arguments.of("PS256", RSA),
        Arguments.of("PS384", RSA),
        Arguments.of("PS512", RSA),
        Arguments.of("ES256", P256),
        Arguments.of("ES384", P384),
        Arguments.of("ES512", P521));
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void signatures_by_public_keys_are_accepted(String algorithm, SigningKey key) {
    var caller = read(key.sign(key.header(algorithm), application()));

    assertThat(caller.actor().id()).isEqualTo("app-1");
  }

  @ParameterizedTest
  @CsvSource({"JWT", "jwt", "at+jwt", "application/at+jwt"})
  void types_of_access_tokens_are_accepted(String type) {
    var header = RSA.header("RS256").put("typ", type);

    assertThat(read(RSA.sign(header, application())).actor().id()).isEqualTo("app-1");
  }

  @Test
  void a_token_without_kid_is_accepted_if_only_one_key_can_have_signed_it() {
    var header = P256.header("ES256");
    header.remove("kid");

    assertThat(read(P256.sign(header, application())).actor().id()).isEqualTo("app-1");
  }

  @Test
  void a_token_without_kid_is_refused_if_several_keys_can_have_signed_it() {
    var header = RSA.header("RS256");
    header.remove("kid");
    var tokens = tokens(TokenIssuer.Claims.ENTRA, RSA, SigningKey.rsa("other"));

    assertThatThrownBy(() -> tokens.caller("Bearer " + RSA.sign(header, application())))
        .hasMessageContaining("signature");
  }

  private static String signed(Function<JsonObject, JsonObject> header) {
    return RSA.sign(header.apply(RSA.header("RS256")), application());
  }

  private static String claiming(Function<JsonObject, JsonObject> claims) {
    return RSA.sign(claims.apply(application()));
  }

  private static JsonObject without(JsonObject json, String name) {
    json.remove(name);
    return json;
  }

  private static String unsigned(JsonObject header, JsonObject claims, String signature) {
    return SigningKey.encoded(header.encode().getBytes(UTF_8))
        + "."
        + SigningKey.encoded(claims.encode().getBytes(UTF_8))
        + "."
        + signature;
  }

  /** The classic: the public key, which everybody has, as the secret of an HMAC. */
  private static String hmacWithPublicKey() {
    try {
      String signed = unsigned(RSA.header("HS256"), application(), "");
      String input = signed.substring(0, signed.length() - 1);
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(RSA.pair().getPublic().getEncoded(), "HmacSHA256"));
      return input + "." + SigningKey.encoded(mac.doFinal(input.getBytes(UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Arguments> attacks() {
    var none = new JsonObject().put("alg", "none").put("typ", "JWT");
    String good = RSA.sign(application());
    return Stream.of(
        Arguments.of("no signature", unsigned(none, application(), ""), "algorithm"),
        Arguments.of(
            "alg none in capitals",
            unsigned(none.copy().put("alg", "NONE"), application(), "x"),
            "algorithm"),
        Arguments.of("HMAC with the public key", hmacWithPublicKey(), "algorithm"),
        Arguments.of("another's key under our kid", STRANGER.sign(application()), "signature"),
        Arguments.of(
            "another's key in the header",
            STRANGER.sign(
                STRANGER.header("RS256").put("kid", "mine").put("jwk", STRANGER.jwk()),
                application()),
            "signature"),
        Arguments.of(
            "the address of another's keys",
            STRANGER.sign(
                STRANGER.header("RS256").put("kid", "mine").put("jku", "http://127.0.0.1:9/keys"),
                application()),
            "signature"),
        Arguments.of(
            "another's certificate",
            STRANGER.sign(
                STRANGER.header("RS256").put("x5c", new JsonArray().add("MIIB")), application()),
            "signature"),
        Arguments.of("unknown kid", signed(header -> header.put("kid", "nobody")), "signature"),
        Arguments.of("kid of no string", signed(header -> header.put("kid", 1)), "kid"),
        Arguments.of("a key that is too short", SHORT_RSA.sign(application()), "signature"),
        Arguments.of(
            "an EC key of another curve",
            P384.sign(P384.header("ES256"), application()),
            "signature"),
        Arguments.of(
            "critical extension",
            signed(header -> header.put("crit", new JsonArray().add("b64")).put("b64", false)),
            "extensions"),
        Arguments.of(
            "typ of no access token",
            signed(header -> header.put("typ", "dpop+jwt")),
            "not an access"),
        Arguments.of("changed claims", tampered(good), "signature"),
        Arguments.of("two parts", good.substring(0, good.lastIndexOf('.')), "signed JWT"),
        Arguments.of("four parts", good + ".x", "signed JWT"),
        Arguments.of("garbage", "a.b.c", "cannot be read"),
        Arguments.of("too long", good + "A".repeat(Tokens.MAX_LENGTH), "longer"),
        Arguments.of("no exp", claiming(claims -> without(claims, "exp")), "exp"),
        Arguments.of("exp of no number", claiming(claims -> claims.put("exp", "soon")), "exp"),
        Arguments.of(
            "expired", claiming(claims -> claims.put("exp", NOW.getEpochSecond() - 60)), "expired"),
        Arguments.of(
            "not valid yet",
            claiming(claims -> claims.put("nbf", NOW.getEpochSecond() + 61)),
            "not valid yet"),
        Arguments.of(
            "nbf of no number", claiming(claims -> claims.put("nbf", "now")), "not valid yet"),
        Arguments.of("no audience", claiming(claims -> without(claims, "aud")), "audience"),
        Arguments.of("other audience", claiming(claims -> claims.put("aud", "other")), "audience"),
        Arguments.of("no issuer", claiming(claims -> without(claims, "iss")), "issuer"),
        Arguments.of(
            "other issuer", claiming(claims -> claims.put("iss", "https://issuer.test")), "issuer"),
        Arguments.of("no tenant", claiming(claims -> without(claims, "tid")), "tenant"),
        Arguments.of(
            "tenant of no GUID", claiming(claims -> claims.put("tid", "contoso")), "tenant"),
        Arguments.of(
            "neither scopes nor roles",
            claiming(claims -> without(claims, "roles")),
            "neither scopes nor roles"),
        Arguments.of("nobody", claiming(claims -> without(claims, "azp")), "whose"),
        Arguments.of(
            "an ID token with nonce",
            claiming(claims -> claims.put("nonce", "n")),
            "not an access"),
        Arguments.of(
            "an ID token with at_hash",
            claiming(claims -> claims.put("at_hash", "h")),
            "not an access"),
        Arguments.of(
            "a refresh token", claiming(claims -> claims.put("typ", "Refresh")), "not an access"));
  }

  private static String tampered(String token) {
    String[] parts = token.split("\\.", -1);
    String claims = SigningKey.encoded(application().put("azp", "admin").encode().getBytes(UTF_8));
    return parts[0] + "." + claims + "." + parts[2];
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void a_token_that_is_not_right_is_refused(String name, String token, String message) {
    assertThatThrownBy(() -> read(token))
        .asInstanceOf(type(GraphError.class))
        .satisfies(
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.INVALID_AUTHENTICATION_TOKEN);
              assertThat(error).hasMessageContaining(message);
              assertThat(error.headers().get("WWW-Authenticate"))
                  .isEqualTo(
                      "Bearer realm=\"\", authorization_uri=\"https://issuer.test/\","
                          + " error=\"invalid_token\"");
            });
  }

  @ParameterizedTest
  @CsvSource({"''", "Bearer", "'Basic dXNlcjpwdw=='"})
  void what_is_no_bearer_token_is_no_token(String authorization) {
    assertThatThrownBy(() -> tokens().caller(authorization))
        .isInstanceOf(GraphError.class)
        .hasMessage("Access token is empty.");
  }

  @Test
  void clocks_may_be_off_by_a_minute() {
    var late = application().put("exp", NOW.getEpochSecond() - 59);
    var early = application().put("nbf", NOW.getEpochSecond() + 60);

    assertThat(read(RSA.sign(late)).actor().id()).isEqualTo("app-1");
    assertThat(read(RSA.sign(early)).actor().id()).isEqualTo("app-1");
  }

  @Test
  void a_token_expires_while_the_server_runs() {
    var clock = new ManualClock(NOW);
    var tokens =
        new Tokens(
            vertx,
            new TokenIssuer.Local(ISSUER, AUDIENCE, SigningKey.jwks(RSA), TokenIssuer.Claims.ENTRA),
            clock,
            Runnable::run);
    String token = "Bearer " + RSA.sign(application());

    var before = tokens.caller(token);
    clock.advance(Duration.ofHours(1));

    assertThat(before.actor().id()).isEqualTo("app-1");
    assertThatThrownBy(() -> tokens.caller(token)).hasMessageContaining("expired");
  }
}
