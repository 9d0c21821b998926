package dev.regrant.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * A SCIM 2.0 server (RFC 7643, RFC 7644), and how its people are known. Every part checks itself;
 * the message of the {@link IllegalArgumentException} names the setting.
 *
 * @param originSystem the resources served, by their {@code originSystem}
 * @param server where the server is
 * @param credentials as whom Regrant signs in
 * @param dialect what the server knows people and members by
 * @param limits numbers and time-outs
 */
public record ScimSettings(
    String originSystem, Server server, Credentials credentials, Dialect dialect, Limits limits) {
  /** The name of the system unless told otherwise. */
  public static final String DEFAULT_ORIGIN_SYSTEM = "Scim";

  /**
   * Where the server is.
   *
   * @param url what {@code /Users} and {@code /Groups} come after, such as {@code
   *     https://host/scim/v2}
   * @param allowClearText whether credentials may be sent in clear to another machine
   */
  // No message shows the URL: there may be credentials in one that is refused.
  public record Server(URI url, boolean allowClearText) {
    public Server {
      boolean isHttps = "https".equalsIgnoreCase(url.getScheme());
      check(
          url.getRawUserInfo() == null,
          "server.url must not hold credentials: they have settings of their own");
      check(
          isHttps || "http".equalsIgnoreCase(url.getScheme()),
          "server.url must begin with https://");
      check(url.getHost() != null, "server.url names no host");
      check(
          url.getRawQuery() == null && url.getRawFragment() == null,
          "server.url must have neither a query nor a fragment");
      check(
          isHttps || allowClearText || isLoopback(url.getHost()),
          "server.url is in clear: use https or server.allowClearText");
    }

    /** A server that is reached by https, or on this machine. */
    public static Server of(String url) {
      try {
        return new Server(new URI(url), false);
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException("server.url is not a URL: " + e.getReason(), e);
      }
    }

    // Only what is loopback by its text: a name that resolves to it today may not tomorrow.
    private static boolean isLoopback(String host) {
      return host.equalsIgnoreCase("localhost")
          || host.equals("[::1]")
          || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
  }

  /** As whom Regrant signs in. No {@code toString} shows the secret. */
  public sealed interface Credentials {
    /** The value of the {@code Authorization} header. */
    String authorization();

    /** What must never be shown. */
    String secret();
  }

  /** A bearer token (RFC 6750). */
  public record Bearer(String token) implements Credentials {
    public Bearer {
      check(
          token.matches("[A-Za-z0-9._~+/-]+=*"),
          "credentials.token must be a bearer token: letters, digits and -._~+/ only");
    }

    @Override
    public String authorization() {
      return "Bearer " + token;
    }

    @Override
    public String secret() {
      return token;
    }

    @Override
    public String toString() {
      return "Bearer[]";
    }
  }

  /** A user name and a password (RFC 7617). */
  public record Basic(String user, String password) implements Credentials {
    public Basic {
      check(
          !user.isEmpty() && user.indexOf(':') < 0,
          "credentials.user must not be empty, nor hold a colon");
      check(!password.isEmpty(), "credentials.password must not be empty");
    }

    @Override
    public String authorization() {
      return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    @Override
    public String secret() {
      return password;
    }

    @Override
    public String toString() {
      return "Basic[user=" + user + "]";
    }
  }

  /**
   * What the server knows people and members by.
   *
   * @param userKey what tells whom a subject is
   * @param removesByValue whether a server that takes no {@code members[value eq "…"]} is asked to
   *     remove {@code members} by their {@code value}, as Microsoft's early clients did. To a
   *     server that keeps to RFC 7644 this means <em>all</em> members: only for servers that
   *     document it. Without it, the group is replaced by PUT
   */
  public record Dialect(UserKey userKey, boolean removesByValue) {
    /** A server that keeps to RFC 7644, with people known by this key. */
    public static Dialect of(UserKey userKey) {
      return new Dialect(userKey, false);
    }
  }

  /** What tells whom a subject is at the server. */
  public enum UserKey {
    /** The subject's object id is the user's {@code id}. */
    ID,
    /** The subject's object id is the user's {@code externalId}. */
    EXTERNAL_ID,
    /**
     * The subject's principal name is the user's {@code userName}, as where people come from
     * another directory. To {@link ScimDirectory} an object id then is the user's {@code id}.
     */
    USER_NAME
  }

  /**
   * Numbers and time-outs.
   *
   * @param maxConcurrentCalls the most calls at once
   * @param maxCallsPerSecond the most calls in a second; one call is two to five HTTP requests
   * @param callTimeout the longest time for one call; empty for the engine's
   * @param connectTimeout the longest wait for a connection
   * @param responseTimeout the longest wait for one whole answer
   */
  public record Limits(
      int maxConcurrentCalls,
      Optional<Integer> maxCallsPerSecond,
      Optional<Duration> callTimeout,
      Duration connectTimeout,
      Duration responseTimeout) {
    // Before DEFAULT, whose making needs it.
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

    /** Eight calls at once, 5 s, 15 s. */
    public static final Limits DEFAULT =
        new Limits(
            8, Optional.empty(), Optional.empty(), Duration.ofSeconds(5), Duration.ofSeconds(15));

    public Limits {
      check(
          maxConcurrentCalls >= 1 && maxConcurrentCalls <= 1_000,
          "limits.maxConcurrentCalls must be between 1 and 1000, not " + maxConcurrentCalls);
      maxCallsPerSecond.ifPresent(
          calls -> check(calls >= 1, "limits.maxCallsPerSecond must be at least 1, not " + calls));
      callTimeout.ifPresent(
          timeout ->
              check(timeout.isPositive(), "limits.callTimeout must be positive, not " + timeout));
      checkTimeout("limits.connectTimeout", connectTimeout);
      checkTimeout("limits.responseTimeout", responseTimeout);
    }

    private static void checkTimeout(String setting, Duration timeout) {
      check(
          timeout.compareTo(Duration.ofMillis(1)) >= 0 && timeout.compareTo(MAX_TIMEOUT) <= 0,
          "%s must be between 1 ms and %s, not %s".formatted(setting, MAX_TIMEOUT, timeout));
    }
  }

  public ScimSettings {
    check(!originSystem.isBlank(), "originSystem must not be blank");
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
