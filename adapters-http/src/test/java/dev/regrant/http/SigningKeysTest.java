package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.regrant.testkit.ManualClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SigningKeysTest {
  private static final SigningKey OLD = SigningKey.rsa("old");
  private static final SigningKey NEW = SigningKey.rsa("new");

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final List<Runnable> background = new ArrayList<>();
  private Vertx vertx;
  private TestProvider provider;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    provider = new TestProvider(OLD);
  }

  @AfterEach
  void stop() throws Exception {
    provider.close();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private SigningKeys keys() {
    return new SigningKeys(
        new TokenIssuer.OpenId(URI.create(provider.uri()), "aud", TokenIssuer.Claims.ENTRA),
        clock,
        vertx,
        background::add);
  }

  private static List<String> kids(List<JsonObject> keys) {
    return keys.stream().map(key -> key.getString("kid")).toList();
  }

  @Test
  void keys_are_found_by_discovery_and_kept() {
    var keys = keys();

    var first = keys.find(Optional.of("old"));
    var second = keys.find(Optional.of("old"));

    assertThat(kids(first)).containsExactly("old");
    assertThat(second).isEqualTo(first);
    assertThat(provider.fetches).hasValue(1);
    assertThat(keys.authorizationUri()).isEqualTo(provider.uri() + "/login");
  }

  @Test
  void a_new_key_is_found_when_a_token_names_it() {
    var keys = keys();
    keys.find(Optional.of("old"));

    provider.keys = SigningKey.jwks(OLD, NEW);
    clock.advance(SigningKeys.MIN_INTERVAL);

    assertThat(kids(keys.find(Optional.of("new")))).containsExactly("new");
  }

  @Test
  void a_flood_of_unknown_kids_makes_one_fetch_per_interval() throws Exception {
    var keys = keys();
    keys.find(Optional.of("old"));

    clock.advance(SigningKeys.MIN_INTERVAL);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<JsonObject>>> calls =
          IntStream.range(0, 200)
              .<Callable<List<JsonObject>>>mapToObj(i -> () -> keys.find(Optional.of("k" + i)))
              .toList();
      for (var call : threads.invokeAll(calls)) {
        assertThat(call.get()).isEmpty();
      }
    }

    assertThat(provider.fetches).hasValue(2);
  }

  @Test
  void keys_that_grow_old_are_fetched_anew_in_the_background() {
    var keys = keys();
    keys.find(Optional.of("old"));

    provider.keys = SigningKey.jwks(NEW);
    clock.advance(SigningKeys.REFRESH_AFTER.plusSeconds(1));
    var meanwhile = keys.find(Optional.of("old"));
    background.forEach(Runnable::run);

    assertThat(kids(meanwhile)).containsExactly("old");
    assertThat(keys.find(Optional.of("old"))).isEmpty();
    assertThat(kids(keys.find(Optional.of("new")))).containsExactly("new");
  }

  @Test
  void a_token_that_was_good_is_refused_once_its_key_is_no_longer_the_issuers() {
    var issuer =
        new TokenIssuer.OpenId(URI.create(provider.uri()), "aud", TokenIssuer.Claims.ENTRA);
    var tokens = new Tokens(vertx, issuer, clock, background::add);
    long now = clock.instant().getEpochSecond();
    String token =
        OLD.sign(
            new JsonObject()
                .put("iss", provider.uri())
                .put("aud", "aud")
                .put("exp", now + 10 * 86_400)
                .put("tid", "11111111-1111-1111-1111-111111111111")
                .put("sub", "app")
                .put("roles", new JsonArray().add("EntitlementManagement.Read.All")));
    var first = tokens.caller("Bearer " + token);
    assertThat(tokens.caller("Bearer " + token)).isEqualTo(first);

    provider.keys = SigningKey.jwks(NEW);
    clock.advance(SigningKeys.REFRESH_AFTER.plusSeconds(1));
    assertThat(tokens.caller("Bearer " + token)).isEqualTo(first);
    background.forEach(Runnable::run);

    assertThatThrownBy(() -> tokens.caller("Bearer " + token))
        .asInstanceOf(type(GraphError.class))
        .matches(error -> error.code() == ErrorCode.INVALID_AUTHENTICATION_TOKEN);
  }

  @Test
  void keys_outlive_an_outage_of_the_provider_for_a_day() {
    var keys = keys();
    keys.find(Optional.of("old"));
    provider.status = 500;

    clock.advance(SigningKeys.MAX_AGE);
    var last = keys.find(Optional.of("old"));
    clock.advance(Duration.ofSeconds(1));

    assertThat(kids(last)).containsExactly("old");
    assertThat(keys.isReady()).isFalse();
    assertThatThrownBy(() -> keys.find(Optional.of("old"))).isInstanceOf(GraphError.class);
  }

  @Test
  void while_the_provider_is_down_calls_are_told_to_come_back() {
    provider.status = 503;
    var keys = keys();

    assertThatThrownBy(() -> keys.find(Optional.of("old")))
        .asInstanceOf(type(GraphError.class))
        .satisfies(
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
              assertThat(error.headers()).containsEntry("Retry-After", "10");
            });
    assertThat(keys.isReady()).isFalse();

    provider.status = 200;
    clock.advance(SigningKeys.MIN_INTERVAL);

    assertThat(kids(keys.find(Optional.of("old")))).containsExactly("old");
    assertThat(keys.isReady()).isTrue();
  }

  @Test
  void keys_are_fetched_at_the_start_in_the_background() {
    var keys = keys();

    keys.warmUp();
    background.forEach(Runnable::run);

    assertThat(keys.isReady()).isTrue();
  }

  @Test
  void the_document_of_another_issuer_is_not_trusted() {
    provider.issuer = "https://evil.test";

    assertThatThrownBy(() -> keys().find(Optional.of("old"))).isInstanceOf(GraphError.class);
    assertThat(provider.fetches).hasValue(0);
  }

  @Test
  void what_is_no_key_set_is_no_key_set() {
    provider.keys = "[]";

    assertThatThrownBy(() -> keys().find(Optional.of("old"))).isInstanceOf(GraphError.class);
  }

  @Test
  void encryption_keys_do_not_sign() {
    provider.keys =
        new JsonObject()
            .put(
                "keys",
                new io.vertx.core.json.JsonArray().add(OLD.jwk()).add(NEW.jwk().put("use", "enc")))
            .encode();

    assertThat(kids(keys().find(Optional.empty()))).containsExactly("old");
  }
}
