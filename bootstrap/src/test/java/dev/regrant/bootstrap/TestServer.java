package dev.regrant.bootstrap;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.connectors.LdapConnector;
import dev.regrant.connectors.LdapDirectory;
import dev.regrant.http.GraphServer;
import dev.regrant.http.Settings;
import dev.regrant.http.TokenIssuer;
import dev.regrant.testkit.InMemoryStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * All of a server on a free loopback port, in front of an LDAP listener of its own and a database
 * of its own in the JVM's one PostgreSQL.
 */
final class TestServer implements AutoCloseable {
  static final UUID TENANT = DevelopmentIssuer.TENANT;

  final TestLdap ldap = new TestLdap();
  private final Parts parts = new Parts();
  private final GraphServer http;

  TestServer(TokenIssuer issuer, InstantSource clock) {
    parts.add("ldap", ldap);
    var store = new InMemoryStore();
    var directory = parts.add("directory", new LdapDirectory(ldap.settings(), clock));
    var connector = parts.add("connector", new LdapConnector(ldap.settings(), clock));
    var engine =
        parts.add(
            "engine",
            AccessRequestEngine.builder()
                .store(store)
                .directory(directory)
                .connector(connector)
                .clock(clock)
                .build());
    engine.start();
    http =
        parts.add(
            "http",
            GraphServer.start(
                engine,
                store::check,
                new Settings(
                    "127.0.0.1",
                    0,
                    Optional.empty(),
                    issuer,
                    Settings.Limits.DEFAULT,
                    clock,
                    UUID::randomUUID)));
  }

  /** A server that accepts the development issuer's tokens. */
  static TestServer trusting(DevelopmentIssuer issuer) {
    return new TestServer(
        new TokenIssuer.Local(
            DevelopmentIssuer.ISSUER,
            DevelopmentIssuer.AUDIENCE,
            issuer.jwks().encode(),
            TokenIssuer.Claims.ENTRA),
        InstantSource.system());
  }

  /** Where a version of the API is. */
  String url(String version) {
    return "http://127.0.0.1:" + http.port() + "/" + version;
  }

  @Override
  public void close() {
    parts.close();
  }
}
