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
import dev.regrant.connectors.ScimDirectory;
import dev.regrant.domain.TenantId;
import dev.regrant.http.GraphServer;
import dev.regrant.http.Settings;
import dev.regrant.http.TokenIssuer;
import dev.regrant.persistence.DatabaseSettings;
import dev.regrant.persistence.JdbiStore;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
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
    JdbiStore store = store(configuration, parts);
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
                    configuration.edge().tls(),
                    issuer(configuration),
                    address.metrics(),
                    configuration.edge().limits(),
                    CLOCK,
                    UUID::randomUUID)));
    String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
    String scheme = configuration.edge().tls().isPresent() ? "https" : "http";
    URI uri = URI.create("%s://%s:%d".formatted(scheme, host, server.port()));
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
      return warned(JdbiStore.open(database), database.migration().isPresent(), parts);
    }
    var folder = configuration.data().resolve("postgresql");
    LOG.log(
        INFO,
        "Database: embedded PostgreSQL in {0}, for trying out, development and tests",
        folder);
    var embedded = parts.add("embedded PostgreSQL", EmbeddedPostgresql.start(folder));
    return parts.add("store", JdbiStore.open(embedded.database()));
  }

  /** Says so if the database lets the server see all tenants at once. */
  private static JdbiStore warned(JdbiStore opened, boolean isMigratedByAnother, Parts parts) {
    var store = parts.add("store", opened);
    store
        .separationGap()
        .ifPresent(
            gap ->
                LOG.log(
                    WARNING,
                    isMigratedByAnother
                        ? "The database does not keep tenants apart by itself, though {1} is set: {0}"
                        : "The database does not keep tenants apart by itself: {0}. Set {1} to an"
                            + " account that owns the tables instead",
                    gap,
                    Setting.DATABASE_MIGRATION_USER.variable()));
    return store;
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
    configuration.ldap().ifPresent(ldap -> builder.connector(ldap(ldap, parts)));
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
    configuration
        .extensions()
        .ifPresent(
            extensions ->
                builder.extensionCaller(
                    parts.add("caller of extensions", extensions.caller(CLOCK))));
    configuration
        .notifications()
        .ifPresent(
            notifications ->
                builder.changeNotifier(
                    parts.add("sender of notifications", notifications.notifier(CLOCK))));
    return builder.build();
  }

  private static SubjectDirectory directory(Configuration configuration, Parts parts) {
    return switch (configuration.directory()) {
      case DirectoryConfiguration.None none -> {
        LOG.log(
            WARNING,
            configuration.connectors().isEmpty()
                ? "Directory: none, so that nobody is known and nothing can be delivered"
                : "Directory: none, so that nobody is known");
        yield new NoDirectory();
      }
      case DirectoryConfiguration.Ldap(var ldap) -> {
        LOG.log(INFO, "Directory: LDAP, people under {0}", ldap.users().baseDn());
        yield tried(parts.add("LDAP directory", new LdapDirectory(ldap, CLOCK)), "LDAP");
      }
      case DirectoryConfiguration.Scim(var connector, var scim) -> {
        LOG.log(INFO, "Directory: SCIM, people of {0}", scim.server().url());
        yield tried(
            parts.add("SCIM directory", new ScimDirectory(scim, CLOCK)),
            "The directory, connector " + connector + ",");
      }
    };
  }

  private static Connector ldap(LdapSettings ldap, Parts parts) {
    LOG.log(
        INFO,
        "LDAP: {0} as {1}, for resources of {2}",
        ldap.servers().urls().stream().map(URI::toString).collect(Collectors.joining(", ")),
        ldap.account().bindDn(),
        ldap.originSystem());
    return parts.add("LDAP connector", new LdapConnector(ldap, CLOCK));
  }

  private static Connector connector(ConnectorConfiguration configuration, Parts parts) {
    var connector = configuration.make(CLOCK);
    if (connector instanceof MisconfiguredConnector misconfigured) {
      LOG.log(
          WARNING,
          "Connector {0} is misconfigured, and delivers nothing to {1} until a restart: {2}",
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

  /** Has it asked something, beside the start, which does not need the directory. */
  private static SubjectDirectory tried(SubjectDirectory directory, String name) {
    Thread.ofVirtual().start(() -> tryOut(directory, name));
    return directory;
  }

  private static void tryOut(SubjectDirectory directory, String name) {
    try {
      directory.findAll(new TenantId(DevelopmentIssuer.TENANT), List.of(new UUID(0, 0).toString()));
    } catch (UnavailableException outage) {
      LOG.log(WARNING, "{0} does not work yet: {1}", name, FailureException.reason(outage));
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
}
