package dev.regrant.bootstrap;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Connector;
import dev.regrant.application.Store;
import dev.regrant.application.SubjectDirectory;
import dev.regrant.application.UnavailableException;
import dev.regrant.connectors.LdapConnector;
import dev.regrant.connectors.LdapDirectory;
import dev.regrant.connectors.LdapSettings;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import dev.regrant.http.GraphServer;
import dev.regrant.http.Settings;
import dev.regrant.http.TokenIssuer;
import dev.regrant.persistence.DatabaseSettings;
import dev.regrant.persistence.JdbiStore;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Puts the parts together. */
final class Server {
  private static final System.Logger LOG = System.getLogger(Server.class.getName());
  private static final InstantSource CLOCK = InstantSource.system();

  private Server() {}

  /**
   * Starts everything, and says so in the log.
   *
   * @param parts keeps what is to be closed
   * @return where the server is
   */
  static URI start(Configuration configuration, Parts parts) {
    LOG.log(INFO, "Regrant {0} on Java {1}", VersionCommand.version(), Runtime.version());
    JdbiStore store = parts.add("store", store(configuration, parts));
    var engine = engine(configuration, store, parts);
    parts.add("engine", engine);
    engine.start();
    var address = configuration.address();
    var server =
        parts.add(
            "HTTP server",
            GraphServer.start(
                engine,
                store::check,
                new Settings(
                    address.host(),
                    address.port(),
                    address.publicUrl(),
                    issuer(configuration),
                    address.metrics(),
                    Settings.Limits.DEFAULT,
                    CLOCK,
                    UUID::randomUUID)));
    String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
    URI uri = URI.create("http://%s:%d".formatted(host, server.port()));
    LOG.log(
        INFO,
        "Ready at {0} in {1} ms",
        uri,
        Long.toString(ManagementFactory.getRuntimeMXBean().getUptime()));
    return uri;
  }

  private static JdbiStore store(Configuration configuration, Parts parts) {
    if (configuration.database().isPresent()) {
      DatabaseSettings database = configuration.database().get();
      LOG.log(INFO, "Database: {0}", database);
      return JdbiStore.open(database);
    }
    var folder = configuration.data().resolve("postgresql");
    LOG.log(
        INFO,
        "Database: embedded PostgreSQL in {0}, for trying out, development and tests",
        folder);
    var embedded = parts.add("embedded PostgreSQL", EmbeddedPostgresql.start(folder));
    return JdbiStore.open(embedded.database());
  }

  private static AccessRequestEngine engine(Configuration configuration, Store store, Parts parts) {
    var builder =
        AccessRequestEngine.builder()
            .store(store)
            .clock(CLOCK)
            .reprocessPolicy(configuration.engine().reprocess())
            .retryPolicy(configuration.engine().retry())
            .workerSettings(configuration.engine().worker());
    builder.directory(directory(configuration, parts));
    configuration
        .ldap()
        .ifPresent(
            ldap -> builder.connector(parts.add("LDAP connector", new LdapConnector(ldap, CLOCK))));
    for (var connector : configuration.connectors()) {
      builder.connector(connector(connector, parts));
    }
    configuration
        .events()
        .ifPresent(
            events -> {
              LOG.log(INFO, "Events: {0}", events.receiver().target());
              builder
                  .eventSink(parts.add("event receiver", events.sink(CLOCK)))
                  .eventSettings(events.engine());
            });
    return builder.build();
  }

  private static SubjectDirectory directory(Configuration configuration, Parts parts) {
    if (configuration.ldap().isEmpty()) {
      LOG.log(
          WARNING,
          configuration.connectors().isEmpty()
              ? "LDAP: none, so that nobody is known and nothing can be delivered"
              : "LDAP: none, so that nobody is known");
      return new NoDirectory();
    }
    LdapSettings ldap = configuration.ldap().get();
    LOG.log(
        INFO,
        "LDAP: {0} as {1}, people under {2}, for resources of {3}",
        ldap.servers().urls().stream().map(URI::toString).collect(Collectors.joining(", ")),
        ldap.account().bindDn(),
        ldap.users().baseDn(),
        ldap.originSystem());
    var directory = parts.add("LDAP directory", new LdapDirectory(ldap, CLOCK));
    // Beside the start, which does not need the directory.
    Thread.ofVirtual().start(() -> tryOut(directory));
    return directory;
  }

  private static Connector connector(ConnectorConfiguration configuration, Parts parts) {
    var connector = configuration.make(CLOCK);
    if (connector instanceof MisconfiguredConnector misconfigured) {
      LOG.log(
          WARNING,
          "Connector {0} is misconfigured, and delivers nothing to {1}: {2}",
          configuration.name(),
          configuration.originSystem(),
          misconfigured.reason());
      return connector;
    }
    LOG.log(
        INFO,
        "Connector {0}: for resources of {1}",
        configuration.name(),
        configuration.originSystem());
    if (connector instanceof AutoCloseable closing) {
      parts.add("connector " + configuration.name(), closing);
    }
    return connector;
  }

  private static void tryOut(SubjectDirectory directory) {
    try {
      directory.findAll(new TenantId(DevelopmentIssuer.TENANT), List.of(new UUID(0, 0).toString()));
    } catch (UnavailableException outage) {
      LOG.log(WARNING, "LDAP does not work yet: {0}", FailureException.reason(outage));
    }
  }

  private static TokenIssuer issuer(Configuration configuration) {
    if (configuration.openId().isPresent()) {
      var issuer = configuration.openId().get();
      LOG.log(INFO, "Tokens: of {0}, for {1}", issuer.name(), issuer.audience());
      return issuer;
    }
    LOG.log(
        INFO,
        "Tokens: of the development issuer in {0}; ''regrant token'' makes some",
        configuration.data());
    return new TokenIssuer.Local(
        DevelopmentIssuer.ISSUER,
        DevelopmentIssuer.AUDIENCE,
        DevelopmentIssuer.of(configuration.data()).jwks().encode(),
        TokenIssuer.Claims.ENTRA);
  }

  /** What the engine asks where no directory is configured. */
  private static final class NoDirectory implements SubjectDirectory {
    @Override
    public Map<String, Subject> findAll(TenantId tenant, Collection<String> objectIds) {
      throw missing();
    }

    @Override
    public Optional<Subject> findByName(TenantId tenant, String principalNameOrEmail) {
      throw missing();
    }

    @Override
    public Set<String> groupsOf(TenantId tenant, String objectId, Collection<String> groupIds) {
      throw missing();
    }

    @Override
    public Set<String> membersOf(TenantId tenant, String groupId, int limit) {
      throw missing();
    }

    @Override
    public Optional<Subject> managerOf(TenantId tenant, String objectId) {
      throw missing();
    }

    private static UnavailableException missing() {
      String message = "No directory is configured: set " + Setting.LDAP_URL.variable();
      return new UnavailableException(message, new IllegalStateException(message));
    }
  }
}
