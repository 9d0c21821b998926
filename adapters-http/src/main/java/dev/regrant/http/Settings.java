package dev.regrant.http;

import java.net.URI;
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
   * What a server takes at most.
   *
   * @param bodyBytes the longest body
   * @param concurrentCalls calls that are worked on at once
   * @param waitingCalls calls that wait for their turn; more are answered 429
   * @param idle how long a connection may be silent
   * @param shutdown how long calls under way may take when the server is closed
   */
  public record Limits(
      long bodyBytes, int concurrentCalls, int waitingCalls, Duration idle, Duration shutdown) {
    /** 1 MiB, 256 calls at once and 4,096 waiting, 2 minutes of silence, 20 seconds to end. */
    public static final Limits DEFAULT =
        new Limits(1 << 20, 256, 4_096, Duration.ofMinutes(2), Duration.ofSeconds(20));
  }
}
