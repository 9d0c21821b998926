package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.regrant.application.Caller;
import dev.regrant.application.DirectoryRole;
import dev.regrant.application.Permission;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads access tokens: JWTs (RFC 7519) as RFC 9068 and Microsoft Entra have them. Only keys of the
 * configured issuer count, whatever a token's header offers. Thread-safe.
 */
final class Tokens {
  /** How far the issuer's clock may be off. */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  /** The longest token, in characters. */
  static final int MAX_LENGTH = 16 * 1024;

  /** Signature algorithms by the kind of key that they need; none with a shared secret. */
  private static final Map<String, String> KEY_TYPES =
      Map.of(
          "RS256", "RSA", "RS384", "RSA", "RS512", "RSA", "PS256", "RSA", "PS384", "RSA", "PS512",
          "RSA", "ES256", "EC", "ES384", "EC", "ES512", "EC");

  private static final Map<String, String> CURVES =
      Map.of("ES256", "P-256", "ES384", "P-384", "ES512", "P-521");

  /** RFC 7518 asks for RSA keys of 2,048 bits or more. */
  private static final int MIN_RSA_BYTES = 256;

  /** As RFC 7515 has it: without padding, and nothing else in between. */
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-]*");

  /**
   * The last second of the year 9999: a time beyond is a mistake, and so is one in milliseconds.
   */
  private static final long LAST_TIME = 253_402_300_799L;

  /** The length of all tokens that are remembered, in characters. */
  private static final long MAX_REMEMBERED = 8L << 20;

  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /** What only ID tokens have. */
  private static final List<String> OF_ID_TOKENS = List.of("nonce", "at_hash", "c_hash");

  private final Vertx vertx;
  private final TokenIssuer issuer;
  private final InstantSource clock;
  private final SigningKeys keys;
  private final Map<JsonObject, JWTAuth> verifiers = new ConcurrentHashMap<>();

  /** Tokens whose signatures are known to be good, by their hashes. */
  private final Cache<String, Verified> verified =
      Caffeine.newBuilder()
          .maximumWeight(MAX_REMEMBERED)
          .<String, Verified>weigher((hash, known) -> known.length())
          .build();

  /**
   * A token that was good: only its times and whether its key is still the issuer's remain to be
   * looked at.
   *
   * @param length of the token, in characters
   */
  private record Verified(
      JsonObject claims, Optional<String> kid, JsonObject key, Caller caller, int length) {}

  Tokens(Vertx vertx, TokenIssuer issuer, InstantSource clock, Executor executor) {
    this.vertx = vertx;
    this.issuer = issuer;
    this.clock = clock;
    this.keys = new SigningKeys(issuer, clock, vertx, executor);
  }

  SigningKeys keys() {
    return keys;
  }

  /** The error for a call without a token. */
  GraphError missing() {
    return refused("Access token is empty.", false);
  }

  /**
   * Whose token it is.
   *
   * @param authorization the {@code Authorization} headers; of several, nobody can tell which
   *     counts
   */
  Caller caller(List<String> authorization) {
    if (authorization.size() > 1) {
      throw invalid("There are several Authorization headers.");
    }
    return caller(authorization.isEmpty() ? "" : authorization.getFirst());
  }

  /**
   * Whose token it is.
   *
   * @param authorization the {@code Authorization} header
   */
  Caller caller(String authorization) {
    String[] words = authorization.trim().split(" +", 2);
    if (words.length != 2 || !words[0].equalsIgnoreCase("Bearer")) {
      throw missing();
    }
    String token = words[1];
    if (token.length() > MAX_LENGTH) {
      throw invalid("The access token is longer than %d characters.".formatted(MAX_LENGTH));
    }
    String hash = sha256(token);
    var known = verified.getIfPresent(hash);
    if (known != null && keys.find(known.kid()).contains(known.key())) {
      checkClaims(known.claims());
      return known.caller();
    }
    var fresh = verified(token);
    verified.put(hash, fresh);
    return fresh.caller();
  }

  private Verified verified(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3 || !Stream.of(parts).allMatch(part -> PART.matcher(part).matches())) {
      throw invalid("The access token is not a signed JWT.");
    }
    var claims = json(parts[1]);
    // First what is cheap, and what the library takes for granted: that times are numbers.
    checkClaims(claims);
    var header = json(parts[0]);
    var key = keyOf(token, header);
    return new Verified(claims, text(header, "kid"), key, caller(claims), token.length());
  }

  private static String sha256(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** The key that a token is signed with. */
  private JsonObject keyOf(String token, JsonObject header) {
    String algorithm = text(header, "alg").orElse("");
    String keyType = KEY_TYPES.get(algorithm);
    if (keyType == null) {
      throw invalid("The signature algorithm of the access token is not accepted.");
    }
    if (header.containsKey("crit") || header.containsKey("b64")) {
      throw invalid("The access token demands extensions that are not known.");
    }
    if (header.containsKey("typ")
        && !TYPES.contains(text(header, "typ").orElse("").toLowerCase(Locale.ROOT))) {
      throw invalid("The token is not an access token.");
    }
    if (header.containsKey("kid") && text(header, "kid").isEmpty()) {
      throw invalid("The access token's 'kid' is not a string.");
    }
    var candidates =
        keys.find(text(header, "kid")).stream().filter(key -> fits(key, algorithm)).toList();
    // Without a kid, guessing among several keys would be work for whoever asks.
    if (candidates.size() != 1 || !isSigned(token, candidates.getFirst(), algorithm)) {
      throw invalid("Access token validation failure. Invalid signature.");
    }
    return candidates.getFirst();
  }

  private static boolean fits(JsonObject key, String algorithm) {
    String own = text(key, "alg").orElse(algorithm);
    if (!own.equals(algorithm) || !Objects.equals(KEY_TYPES.get(algorithm), key.getValue("kty"))) {
      return false;
    }
    return switch (text(key, "kty").orElse("")) {
      case "EC" -> Objects.equals(CURVES.get(algorithm), key.getValue("crv"));
      case "RSA" ->
          decoded(text(key, "n").orElse("")).filter(n -> n.length >= MIN_RSA_BYTES).isPresent();
      default -> false;
    };
  }

  private boolean isSigned(String token, JsonObject key, String algorithm) {
    var verifier =
        verifiers.computeIfAbsent(
            key.copy().put("alg", algorithm),
            jwk ->
                JWTAuth.create(
                    vertx,
                    new JWTAuthOptions()
                        .addJwk(jwk)
                        // Times are checked here, by this server's clock.
                        .setJWTOptions(new JWTOptions().setIgnoreExpiration(true))));
    // It computes; its future is complete when it returns.
    return verifier.authenticate(new TokenCredentials(token)).succeeded();
  }

  private void checkClaims(JsonObject claims) {
    long now = clock.instant().getEpochSecond();
    long skew = CLOCK_SKEW.toSeconds();
    if (!(claims.getValue("exp") instanceof Number expires) || expires.doubleValue() > LAST_TIME) {
      throw invalid("The access token has no 'exp' that is a time.");
    }
    if (expires.longValue() <= now - skew) {
      throw invalid("Lifetime validation failed, the token is expired.");
    }
    for (String since : List.of("nbf", "iat")) {
      if (claims.containsKey(since)
          && !(claims.getValue(since) instanceof Number begins
              && begins.doubleValue() <= now + skew)) {
        throw invalid("Lifetime validation failed, the token is not valid yet.");
      }
    }
    if (!issuer.name().equals(claims.getValue("iss"))) {
      throw invalid("Access token validation failure. Invalid issuer.");
    }
    if (!audiences(claims).contains(issuer.audience())) {
      throw invalid("Access token validation failure. Invalid audience.");
    }
    // Keycloak tells its tokens apart by a claim.
    boolean isOther =
        text(claims, "typ").filter(typ -> !typ.equalsIgnoreCase("Bearer")).isPresent();
    if (isOther || OF_ID_TOKENS.stream().anyMatch(claims::containsKey)) {
      throw invalid("The token is not an access token.");
    }
  }

  private static List<String> audiences(JsonObject claims) {
    return claims.getValue("aud") instanceof JsonArray several
        ? strings(several)
        : text(claims, "aud").map(List::of).orElse(List.of());
  }

  private Caller caller(JsonObject claims) {
    var scopes = claim(claims, issuer.claims().scopes());
    var roles = claim(claims, issuer.claims().roles());
    boolean isApplication =
        "app".equals(claims.getValue("idtyp")) || (scopes.isEmpty() && roles.isPresent());
    if (!isApplication && scopes.isEmpty()) {
      throw invalid("The token is not an access token: it has neither scopes nor roles.");
    }
    var principals = new HashSet<>(words(claim(claims, issuer.claims().groups())));
    if (isApplication) {
      // Graph gives roles to the service principal, of which this is the id.
      text(claims, "oid").ifPresent(principals::add);
      return new Caller(
          tenant(claims),
          Actor.application(id(claims, "appid", "azp", "client_id", "sub")),
          permissions(roles, false),
          Set.of(),
          principals);
    }
    return new Caller(
        tenant(claims),
        Actor.user(id(claims, "oid", "sub")),
        permissions(scopes, true),
        directoryRoles(claim(claims, issuer.claims().directoryRoles())),
        principals);
  }

  private TenantId tenant(JsonObject claims) {
    return issuer
        .claims()
        .fixedTenant()
        .orElseGet(
            () ->
                claim(claims, issuer.claims().tenant())
                    .flatMap(value -> WireFormat.guid(value.toString()))
                    .map(TenantId::new)
                    .orElseThrow(
                        () ->
                            invalid(
                                "The access token names no tenant: '%s' must be a GUID."
                                    .formatted(issuer.claims().tenant()))));
  }

  private String id(JsonObject claims, String... names) {
    return Stream.of(names)
        .flatMap(name -> text(claims, name).stream())
        .filter(id -> !id.isBlank() && id.length() <= Subject.MAX_OBJECT_ID && id.indexOf(0) < 0)
        .findFirst()
        .orElseThrow(
            () ->
                invalid(
                    "The access token does not say whose it is: it needs one of "
                        + String.join(", ", names)
                        + "."));
  }

  /** The strings of an array, or the words of a string. */
  private static List<String> words(Optional<Object> value) {
    return value
        .map(
            one ->
                one instanceof JsonArray several
                    ? strings(several)
                    : Arrays.asList(one.toString().split(" ", -1)))
        .orElse(List.of());
  }

  /** Names have spaces, so only an array can hold several. */
  private static Set<DirectoryRole> directoryRoles(Optional<Object> value) {
    Set<DirectoryRole> found = EnumSet.noneOf(DirectoryRole.class);
    value
        .map(one -> one instanceof JsonArray several ? strings(several) : List.of(one.toString()))
        .orElse(List.of())
        .forEach(word -> DirectoryRole.of(word).ifPresent(found::add));
    return found;
  }

  private static Set<Permission> permissions(Optional<Object> value, boolean isDelegated) {
    List<String> words = words(value);
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (Permission permission : Permission.values()) {
      // A person acts for themselves; an application has no self to act for.
      if (words.contains(permission.value())
          && (isDelegated || permission != Permission.SUBJECT_ACCESS)) {
        permissions.add(permission);
      }
    }
    return permissions;
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().filter(String.class::isInstance).map(String.class::cast).toList();
  }

  /** A claim by its name, or by its path where it is inside another. */
  private static Optional<Object> claim(JsonObject claims, String path) {
    Object direct = claims.getValue(path);
    if (direct != null) {
      return Optional.of(direct);
    }
    int dot = path.indexOf('.');
    return dot > 0 && claims.getValue(path.substring(0, dot)) instanceof JsonObject inner
        ? claim(inner, path.substring(dot + 1))
        : Optional.empty();
  }

  private static Optional<String> text(JsonObject json, String name) {
    return json.getValue(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private JsonObject json(String part) {
    try {
      var bytes = decoded(part).orElse(new byte[0]);
      // A name twice could mean one thing here and another elsewhere.
      if (StrictJson.read(Buffer.buffer(bytes)) instanceof JsonObject object) {
        return object;
      }
    } catch (GraphError noJson) {
      // It says what is wrong with it as if it were the body.
    }
    throw invalid("The access token cannot be read.");
  }

  private static Optional<byte[]> decoded(String part) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(part));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private GraphError invalid(String message) {
    return refused(message, true);
  }

  private GraphError refused(String message, boolean hadToken) {
    return new GraphError(
        ErrorCode.INVALID_AUTHENTICATION_TOKEN,
        message,
        Optional.empty(),
        List.of(),
        Map.of(
            "WWW-Authenticate",
            "Bearer realm=\"\", authorization_uri=\"%s\"%s"
                .formatted(
                    keys.authorizationUri().replaceAll("[^!#-\\[\\]-~]", ""),
                    hadToken ? ", error=\"invalid_token\"" : "")));
  }
}
