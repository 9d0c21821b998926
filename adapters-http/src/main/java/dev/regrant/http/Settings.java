package dev.regrant.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * How a server runs.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any that is free
 * @param publicUrl the address that clients use, where it is another than that of their calls'
 *     {@code Host} header: behind a proxy, for instance
 * @param tls the certificate; empty to speak in clear, for loopback or behind a proxy
 * @param issuer whose tokens are accepted
 * @param metrics where figures for Prometheus can be read, without a token, at {@code /metrics};
 *     empty for none
 * @param limits what is taken at most
 * @param clock the time
 * @param requestIds a new id for each call
 */
public record Settings(
    String host,
    int port,
    Optional<URI> publicUrl,
    Optional<Tls> tls,
    TokenIssuer issuer,
    Optional<MetricsAddress> metrics,
    Limits limits,
    InstantSource clock,
    Supplier<UUID> requestIds) {
  /**
   * Where to listen for who reads the figures.
   *
   * @param port 0 for any that is free
   */
  public record MetricsAddress(String host, int port) {}

  /**
   * A certificate, which is used anew when the files change.
   *
   * @param certificate PEM file with it, and those that lead to an authority behind it
   * @param key PEM file with its private key, in PKCS #8
   */
  public record Tls(Path certificate, Path key) {}

  /**
   * What a server takes at most.
   *
   * @param bodyBytes the longest body
   * @param concurrentCalls calls that are worked on at once
   * @param waitingCalls calls that wait for their turn, a quarter of them of one tenant; more are
   *     answered 429
   * @param idle how long a connection may be without a call
   * @param shutdown how long calls under way may take when the server is closed
   * @param rates how often somebody may call
   * @param connections what connections may do
   */
  public record Limits(
      long bodyBytes,
      int concurrentCalls,
      int waitingCalls,
      Duration idle,
      Duration shutdown,
      Rates rates,
      Connections connections) {
    /** 1 MiB, 256 calls at once and 4,096 waiting, 2 minutes of silence, 20 seconds to end. */
    public static final Limits DEFAULT =
        new Limits(
            1 << 20,
            256,
            4_096,
            Duration.ofMinutes(2),
            Duration.ofSeconds(20),
            Rates.DEFAULT,
            Connections.DEFAULT);

    /** The same, but for how often somebody may call. */
    public Limits with(Rates other) {
      return new Limits(
          bodyBytes, concurrentCalls, waitingCalls, idle, shutdown, other, connections);
    }

    /** The same, but for what connections may do. */
    public Limits with(Connections other) {
      return new Limits(bodyBytes, concurrentCalls, waitingCalls, idle, shutdown, rates, other);
    }
  }

  /**
   * What connections may do.
   *
   * @param max how many there may be
   * @param maxPerAddress how many from one address
   * @param transfer how long a client may take to send a call, and how long to read its answer
   */
  public record Connections(int max, int maxPerAddress, Duration transfer) {
    /** 10,000, of which 1,000 from one address; a minute. */
    public static final Connections DEFAULT = new Connections(10_000, 1_000, Duration.ofMinutes(1));

    public Connections {
      if (max < 1 || maxPerAddress < 1) {
        throw new IllegalArgumentException(
            "there must be room for one connection, not %d, %d".formatted(max, maxPerAddress));
      }
      if (transfer.toMillis() < 1) {
        throw new IllegalArgumentException("transfer must be positive, not " + transfer);
      }
    }
  }

  /**
   * How often somebody may call: calls in a second, as ten seconds' mean; so ten seconds' calls may
   * come at once. 0 is as often as they like.
   *
   * @param caller one person, or one application, in one tenant
   * @param tenant all callers of a tenant together
   * @param refusedTokens calls from one address whose token is refused; where they are more, all
   *     calls from that address are refused for a while
   */
  public record Rates(int caller, int tenant, int refusedTokens) {
    /** 1,000 of a caller, 5,000 of a tenant, 100 with a token that is refused. */
    public static final Rates DEFAULT = new Rates(1_000, 5_000, 100);

    /** No limits. */
    public static final Rates NONE = new Rates(0, 0, 0);

    public Rates {
      if (caller < 0 || tenant < 0 || refusedTokens < 0) {
        throw new IllegalArgumentException(
            "rates must not be negative: %d, %d, %d".formatted(caller, tenant, refusedTokens));
      }
    }
  }
}
