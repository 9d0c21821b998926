package dev.regrant.connectors;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Posts messages, each once: nothing is redirected or repeated, no cookie is kept. Thread-safe.
 *
 * <p>A host name is resolved once for each connection, and the connection goes to the very address
 * that was checked, so that a name that changes its address in between gains nothing.
 */
final class WebhookTransport implements AutoCloseable {
  private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(5);
  private static final int MAX_HEADERS = 100;
  private static final int MAX_LINE = 8 * 1024;

  /**
   * To whom it connects.
   *
   * @param caFile a PEM file of the authorities that may vouch for targets
   */
  record Reach(Optional<Path> caFile, boolean allowPrivateAddresses) {
    static Reach of(WebhookTarget target) {
      return new Reach(target.caFile(), target.allowPrivateAddresses());
    }
  }

  private final InstantSource clock;
  private final CloseableHttpClient client;

  /**
   * Connects to nothing yet.
   *
   * @throws IllegalArgumentException if the file of certificates cannot be read
   */
  WebhookTransport(Reach reach, int connections, InstantSource clock) {
    this(reach, connections, clock, SystemDefaultDnsResolver.INSTANCE);
  }

  WebhookTransport(Reach reach, int connections, InstantSource clock, DnsResolver names) {
    this.clock = clock;
    this.client =
        HttpClients.custom()
            .setConnectionManager(connections(reach, connections, names))
            .setUserAgent("Regrant")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .build();
  }

  private static HttpHost host(HttpUriRequestBase request) {
    try {
      return RoutingSupport.determineHost(request);
    } catch (HttpException e) {
      throw new IllegalArgumentException("the URL names no host", e);
    }
  }

  private static PoolingHttpClientConnectionManager connections(
      Reach reach, int connections, DnsResolver names) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(reach.allowPrivateAddresses() ? names : new PublicOnly(names))
        .setTlsSocketStrategy(
            new DefaultClientTlsStrategy(Trust.in("target.caFile", reach.caFile())))
        .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(CONNECT_TIMEOUT).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(CONNECT_TIMEOUT)
                // A connection that was closed meanwhile would lose the next message.
                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                .build())
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setMaxHeaderCount(MAX_HEADERS)
                        .setMaxLineLength(MAX_LINE)
                        .build())
                .build())
        .setMaxConnTotal(connections)
        .setMaxConnPerRoute(connections)
        .build();
  }

  /** Sends the message and waits for the answer, no longer than {@code patience} in all. */
  WebhookReply post(
      URI url, Map<String, String> headers, ContentType type, byte[] body, Duration patience) {
    var post = new HttpPost(url);
    post.setEntity(new ByteArrayEntity(body, type));
    headers.forEach(post::setHeader);
    return send(post, patience);
  }

  /** Asks for nothing but an answer. */
  WebhookReply head(URI url, Duration patience) {
    return send(new HttpHead(url), patience);
  }

  private WebhookReply send(HttpUriRequestBase request, Duration patience) {
    request.setConfig(config(patience));
    var host = host(request);
    var exchange = new WebhookExchange(host, request, clock.instant());
    // On a thread of its own: nothing else ends a name look-up, or an answer that only trickles.
    var reply = new FutureTask<>(() -> exchange.run(client));
    Thread.ofVirtual().name("webhook").start(reply);
    try {
      return reply.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return exchange.giveUp("no answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return exchange.giveUp("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(host + ": " + e.getCause(), e);
    }
  }

  private static RequestConfig config(Duration patience) {
    var timeout = Timeout.of(patience);
    return RequestConfig.custom()
        .setConnectionRequestTimeout(timeout)
        .setResponseTimeout(timeout)
        .setAuthenticationEnabled(false)
        .setProtocolUpgradeEnabled(false)
        .build();
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }

  /** Refuses a host of which any address is not public. */
  private record PublicOnly(DnsResolver names) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      InetAddress[] addresses = names.resolve(host);
      for (InetAddress address : addresses) {
        if (!PublicAddresses.contain(address)) {
          throw new PrivateAddressException(host, address);
        }
      }
      return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      return names.resolveCanonicalHostname(host);
    }
  }
}
