package dev.regrant.bootstrap;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.connectors.LdapConnector;
import dev.regrant.connectors.LdapDirectory;
import dev.regrant.connectors.WebhookCallSettings;
import dev.regrant.connectors.WebhookExtensionCaller;
import dev.regrant.connectors.WebhookNotifier;
import dev.regrant.domain.RetryPolicy;
import dev.regrant.http.GraphServer;
import dev.regrant.http.Settings;
import dev.regrant.http.TokenIssuer;
import dev.regrant.persistence.DatabaseSettings;
import dev.regrant.persistence.JdbiStore;
import dev.regrant.testkit.BreakableProxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All of a server on a free loopback port, in front of an LDAP listener of its own and a schema of
 * its own in the JVM's one PostgreSQL.
 */
final class TestServer implements AutoCloseable {
  static final UUID TENANT = DevelopmentIssuer.TENANT;

  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static final Pattern DONE =
      Pattern.compile(
          "regrant_http_requests_seconds_count\\{method=\"(\\w+)\",route=\"([^\"]+)\",status=\"2xx\"}");

  /** Two attempts at once, so that tests see a delivery fail. */
  private static final RetryPolicy RETRIES =
      new RetryPolicy(
          2,
          10,
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ofHours(24),
          Duration.ofDays(14));

  final TestLdap ldap = new TestLdap();

  /** What lies between the connector and the directory. */
  final BreakableProxy wire = new BreakableProxy(ldap.port(), packet -> false);

  final TestExtension extension = new TestExtension();
  final TestReceiver receiver = new TestReceiver();

  private final JdbiStore store = JdbiStore.open(database());
  private final LdapDirectory directory;
  private final LdapConnector connector;
  private final WebhookExtensionCaller extensionCaller;
  private final WebhookNotifier notifier;
  private final AccessRequestEngine engine;
  private final GraphServer http;

  TestServer(TokenIssuer issuer, InstantSource clock) {
    this(issuer, clock, Optional.empty());
  }

  private TestServer(TokenIssuer issuer, InstantSource clock, Optional<URI> publicUrl) {
    directory = new LdapDirectory(ldap.settings(), clock);
    connector = new LdapConnector(TestLdap.settings(wire.port()), clock);
    var calls =
        new WebhookCallSettings(List.of("whsec_" + "c2VjcmV0".repeat(5)), Optional.empty(), true);
    extensionCaller = new WebhookExtensionCaller(calls, clock);
    notifier = new WebhookNotifier(calls, clock);
    engine =
        AccessRequestEngine.builder()
            .store(store)
            .directory(directory)
            .connector(connector)
            .extensionCaller(extensionCaller)
            .changeNotifier(notifier)
            .clock(clock)
            .retryPolicy(RETRIES)
            .build();
    engine.start();
    http =
        GraphServer.start(
            engine,
            store::check,
            new Settings(
                "127.0.0.1",
                0,
                publicUrl,
                Optional.empty(),
                issuer,
                Optional.of(new Settings.MetricsAddress("127.0.0.1", 0)),
                Settings.Limits.DEFAULT,
                clock,
                UUID::randomUUID));
  }

  /** A server that accepts the development issuer's tokens. */
  static TestServer trusting(DevelopmentIssuer issuer) {
    return trusting(issuer, Optional.empty());
  }

  /** The same, which clients know by another address. */
  static TestServer trusting(DevelopmentIssuer issuer, Optional<URI> publicUrl) {
    return new TestServer(
        new TokenIssuer.Local(
            DevelopmentIssuer.ISSUER,
            DevelopmentIssuer.AUDIENCE,
            issuer.jwks().encode(),
            TokenIssuer.Claims.ENTRA),
        InstantSource.system(),
        publicUrl);
  }

  int port() {
    return http.port();
  }

  /** Where a version of the API is. */
  String url(String version) {
    return "http://127.0.0.1:" + http.port() + "/" + version;
  }

  /**
   * The operations that were called and done, by the server's own count, such as {@code GET
   * /v1.0/catalogs/{id}}.
   */
  Set<String> done() {
    var figures =
        URI.create("http://127.0.0.1:%d/metrics".formatted(http.metricsPort().orElseThrow()));
    try (var client = HttpClient.newHttpClient()) {
      var text =
          client.send(HttpRequest.newBuilder(figures).build(), BodyHandlers.ofString()).body();
      return DONE.matcher(text)
          .results()
          .map(call -> call.group(1) + " " + call.group(2))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static DatabaseSettings database() {
    return new DatabaseSettings(
        Postgresql.ONLY.getJdbcUrl("postgres", "postgres"),
        "regrant",
        "",
        Optional.of(new DatabaseSettings.Account("postgres", "")),
        Optional.of("server_" + SCHEMAS.incrementAndGet()),
        5,
        Duration.ofSeconds(10));
  }

  @Override
  public void close() {
    http.close();
    engine.close();
    connector.close();
    extensionCaller.close();
    notifier.close();
    directory.close();
    store.close();
    wire.close();
    ldap.close();
    extension.close();
    receiver.close();
  }

  /** Started when it is first needed; it ends with the JVM. */
  private static final class Postgresql {
    static final EmbeddedPostgres ONLY = start();

    private static EmbeddedPostgres start() {
      try {
        var server = EmbeddedPostgres.start();
        try (var connection = server.getPostgresDatabase().getConnection();
            var statement = connection.createStatement()) {
          statement.execute("create role regrant login");
        }
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
