package dev.regrant.http;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an issuer signs with. Those of an OpenID provider are fetched, kept, and fetched
 * again when they grow old or a token names one that is not among them; but however many tokens do,
 * the provider is asked no more than once per {@link #MIN_INTERVAL}. Thread-safe; blocks while it
 * fetches.
 */
final class SigningKeys {
  /** The least time between two attempts to fetch. */
  static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

  /** Keys older than that are fetched anew in the background. */
  static final Duration REFRESH_AFTER = Duration.ofHours(1);

  /** Keys older than that are not trusted any more. */
  static final Duration MAX_AGE = Duration.ofHours(24);

  private static final System.Logger LOG = System.getLogger(SigningKeys.class.getName());
  private static final int TIMEOUT_SECONDS = 5;
  private static final int MAX_WAITERS = 16;

  /**
   * The keys as they were at one moment.
   *
   * @param authorizationUri where people sign in
   */
  record Snapshot(List<JsonObject> keys, String authorizationUri, Instant at) {
    /** The keys that a token with this {@code kid}, or none, can be signed with. */
    List<JsonObject> matching(Optional<String> kid) {
      return kid.isEmpty()
          ? keys
          : keys.stream().filter(key -> kid.get().equals(key.getString("kid"))).toList();
    }
  }

  private final TokenIssuer issuer;
  private final InstantSource clock;
  private final Executor executor;
  private final WebClient client;
  private final ReentrantLock fetching = new ReentrantLock();
  private final Semaphore waiters = new Semaphore(MAX_WAITERS);
  private volatile @Nullable Snapshot snapshot;
  private @Nullable Instant lastAttempt;

  SigningKeys(TokenIssuer issuer, InstantSource clock, Vertx vertx, Executor executor) {
    this.issuer = issuer;
    this.clock = clock;
    this.executor = executor;
    this.client =
        WebClient.create(
            vertx,
            new WebClientOptions()
                .setFollowRedirects(false)
                .setConnectTimeout((int) SECONDS.toMillis(TIMEOUT_SECONDS)));
    if (issuer instanceof TokenIssuer.Local local) {
      snapshot = new Snapshot(keysOf(new JsonObject(local.jwks())), local.name(), Instant.MAX);
    }
  }

  /** Where people sign in, as far as is known. */
  String authorizationUri() {
    var known = snapshot;
    return known == null ? issuer.name() : known.authorizationUri();
  }

  /** Fetches the keys if there are none, in the background. */
  void warmUp() {
    if (snapshot == null) {
      executor.execute(() -> refresh(null));
    }
  }

  /** Whether there are keys. */
  boolean isReady() {
    return trusted().isPresent();
  }

  /** The keys that a token can be signed with; none if it names a key that the issuer lacks. */
  List<JsonObject> find(Optional<String> kid) {
    var known = trusted().orElse(null);
    if (known == null) {
      known = refresh(snapshot);
    }
    if (known == null) {
      throw GraphError.retryable(
          ErrorCode.SERVICE_UNAVAILABLE,
          "Tokens cannot be checked now: the keys of %s cannot be fetched."
              .formatted(issuer.name()),
          (int) MIN_INTERVAL.toSeconds());
    }
    var found = known.matching(kid);
    if (found.isEmpty()) {
      var newer = refresh(known);
      return newer == null ? List.of() : newer.matching(kid);
    }
    if (age(known).compareTo(REFRESH_AFTER) > 0 && !fetching.isLocked()) {
      var old = known;
      executor.execute(() -> refresh(old));
    }
    return found;
  }

  private Optional<Snapshot> trusted() {
    return Optional.ofNullable(snapshot).filter(known -> age(known).compareTo(MAX_AGE) <= 0);
  }

  private Duration age(Snapshot known) {
    return known.at().equals(Instant.MAX)
        ? Duration.ZERO
        : Duration.between(known.at(), clock.instant());
  }

  /**
   * Fetches the keys, unless someone else just did, or just failed to.
   *
   * @param seen what the caller found wanting
   * @return the newest keys that can be trusted
   */
  private @Nullable Snapshot refresh(@Nullable Snapshot seen) {
    if (!(issuer instanceof TokenIssuer.OpenId provider)) {
      return snapshot;
    }
    // Who floods the server with unknown keys while the provider is slow blocks few calls.
    if (!waiters.tryAcquire()) {
      return trusted().orElse(null);
    }
    fetching.lock();
    try {
      var now = clock.instant();
      boolean mayAsk = lastAttempt == null || !now.isBefore(lastAttempt.plus(MIN_INTERVAL));
      if (Objects.equals(snapshot, seen) && mayAsk) {
        lastAttempt = now;
        snapshot = fetched(provider, now);
      }
    } catch (FetchException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the keys of {0} cannot be fetched: {1}",
          issuer.name(),
          failed.getMessage());
    } finally {
      fetching.unlock();
      waiters.release();
    }
    return trusted().orElse(null);
  }

  private Snapshot fetched(TokenIssuer.OpenId provider, Instant now) throws FetchException {
    String base = provider.name().replaceFirst("/$", "");
    var discovery = json(base + "/.well-known/openid-configuration");
    if (!provider.name().equals(discovery.getValue("issuer"))) {
      throw new FetchException(
          "its discovery document is that of issuer '%s'".formatted(discovery.getValue("issuer")));
    }
    if (!(discovery.getValue("jwks_uri") instanceof String jwksUri)) {
      throw new FetchException("its discovery document has no jwks_uri");
    }
    if ("https".equals(provider.issuer().getScheme()) && !jwksUri.startsWith("https:")) {
      throw new FetchException("its jwks_uri is not https: " + jwksUri);
    }
    var keys = keysOf(json(jwksUri));
    if (keys.isEmpty()) {
      throw new FetchException("it offers no signature keys at " + jwksUri);
    }
    var signIn =
        discovery.getValue("authorization_endpoint") instanceof String uri ? uri : provider.name();
    return new Snapshot(keys, signIn, now);
  }

  private JsonObject json(String address) throws FetchException {
    try {
      var response =
          client
              .getAbs(URI.create(address).toString())
              .timeout(SECONDS.toMillis(TIMEOUT_SECONDS))
              .send()
              .toCompletionStage()
              .toCompletableFuture()
              .get(2L * TIMEOUT_SECONDS, SECONDS);
      if (response.statusCode() != 200) {
        throw new FetchException("%s answers %d".formatted(address, response.statusCode()));
      }
      var body = response.bodyAsJsonObject();
      if (body == null) {
        throw new FetchException(address + " answers with nothing");
      }
      return body;
    } catch (ExecutionException e) {
      throw new FetchException(address + ": " + String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      throw new FetchException(address + " does not answer in time");
    } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
      throw new FetchException(address + " does not give a JSON object");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("interrupted");
    }
  }

  private static List<JsonObject> keysOf(JsonObject jwks) {
    List<JsonObject> keys = new ArrayList<>();
    if (jwks.getValue("keys") instanceof JsonArray array) {
      for (Object each : array) {
        if (each instanceof JsonObject key && !"enc".equals(key.getValue("use"))) {
          keys.add(key);
        }
      }
    }
    return List.copyOf(keys);
  }

  /** Keys could not be fetched, and why. */
  private static final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    FetchException(String message) {
      super(message);
    }
  }
}
