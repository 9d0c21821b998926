package dev.regrant.bootstrap;

import dev.regrant.application.WorkerSettings;
import dev.regrant.connectors.LdapSettings;
import dev.regrant.domain.ReprocessPolicy;
import dev.regrant.domain.RetryPolicy;
import dev.regrant.domain.TenantId;
import dev.regrant.http.Settings;
import dev.regrant.http.TokenIssuer;
import dev.regrant.persistence.DatabaseSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a server is told, checked.
 *
 * @param address where to listen
 * @param edge how it listens
 * @param database empty for the embedded PostgreSQL
 * @param openId empty for the development issuer
 * @param ldap empty for no LDAP connector
 * @param connectors those that are named, besides LDAP
 * @param events empty if nobody is told
 * @param extensions empty if none can be called
 * @param notifications empty if there can be no subscriptions
 */
record Configuration(
    Address address,
    EdgeConfiguration edge,
    Path data,
    Optional<DatabaseSettings> database,
    Optional<TokenIssuer.OpenId> openId,
    Optional<LdapSettings> ldap,
    DirectoryConfiguration directory,
    List<ConnectorConfiguration> connectors,
    Optional<EventConfiguration> events,
    Optional<ExtensionConfiguration> extensions,
    Optional<NotificationConfiguration> notifications,
    Engine engine) {
  /**
   * Where to listen.
   *
   * @param port 0 for any free one
   * @param publicUrl what clients use, if it is something else
   * @param metrics where metrics can be read; empty for nowhere
   */
  record Address(
      String host, int port, Optional<URI> publicUrl, Optional<Settings.MetricsAddress> metrics) {}

  record Engine(ReprocessPolicy reprocess, RetryPolicy retry, WorkerSettings worker) {}

  /** Settings by the names that the records use in their messages. */
  private static final Map<String, Setting> NAMES =
      Map.ofEntries(
          Map.entry("transfer", Setting.TRANSFER_TIMEOUT),
          Map.entry("connectTimeout", Setting.DATABASE_CONNECT_TIMEOUT),
          Map.entry("migration.user", Setting.DATABASE_MIGRATION_USER),
          Map.entry("originSystem", Setting.LDAP_ORIGIN_SYSTEM),
          Map.entry("servers.urls", Setting.LDAP_URL),
          Map.entry("servers.startTls", Setting.LDAP_STARTTLS),
          Map.entry("servers.caFile", Setting.LDAP_CA_FILE),
          Map.entry("servers.allowClearText", Setting.LDAP_ALLOW_CLEAR_TEXT),
          Map.entry("servers.referralHosts", Setting.LDAP_REFERRAL_HOSTS),
          Map.entry("account.bindDn", Setting.LDAP_BIND_DN),
          Map.entry("account.password", Setting.LDAP_PASSWORD),
          Map.entry("users.baseDn", Setting.LDAP_USER_BASE),
          Map.entry("users.objectId", Setting.LDAP_OBJECT_ID),
          Map.entry("users.principalNames", Setting.LDAP_PRINCIPAL_NAMES),
          Map.entry("users.mail", Setting.LDAP_MAIL),
          Map.entry("users.displayName", Setting.LDAP_DISPLAY_NAME),
          Map.entry("limits.poolSize", Setting.LDAP_POOL_SIZE),
          Map.entry("limits.connectTimeout", Setting.LDAP_CONNECT_TIMEOUT),
          Map.entry("limits.responseTimeout", Setting.LDAP_RESPONSE_TIMEOUT),
          Map.entry("window", Setting.REPROCESS_WINDOW),
          Map.entry("baseDelay", Setting.RETRY_BASE_DELAY),
          Map.entry("maxDelay", Setting.RETRY_MAX_DELAY),
          Map.entry("deliveryDeadline", Setting.DELIVERY_DEADLINE),
          Map.entry("completionDeadline", Setting.COMPLETION_DEADLINE),
          Map.entry("lease", Setting.LEASE),
          Map.entry("callTimeout", Setting.CALL_TIMEOUT),
          Map.entry("pollInterval", Setting.POLL_INTERVAL),
          Map.entry("shutdownGrace", Setting.SHUTDOWN_GRACE));

  /**
   * Reads the variables.
   *
   * @throws InvalidConfigurationException if one is missing, wrong or unknown
   */
  static Configuration of(Map<String, String> variables) {
    var environment = new Environment(variables);
    var openId = openId(environment);
    var engine = named(() -> engine(environment));
    var ldap = named(() -> ldap(environment));
    return new Configuration(
        address(environment, openId.isEmpty()),
        named(() -> EdgeConfiguration.of(environment)),
        Path.of(environment.text(Setting.DATA)),
        named(() -> database(environment)),
        openId,
        ldap,
        DirectoryConfiguration.of(environment, ldap),
        ConnectorConfiguration.all(environment),
        EventConfiguration.of(environment),
        ExtensionConfiguration.of(environment),
        NotificationConfiguration.of(environment),
        engine);
  }

  private static Address address(Environment environment, boolean isDevelopment) {
    String host = environment.text(Setting.HOST);
    if (!host(environment, Setting.HOST).isLoopbackAddress() && isDevelopment) {
      throw new InvalidConfigurationException(
          "%s is '%s', which others can reach, but the development issuer is for loopback only: set %s"
              .formatted(Setting.HOST.variable(), host, Setting.ISSUER.variable()));
    }
    return new Address(
        host,
        environment.number(Setting.PORT, 0, 65_535),
        environment.has(Setting.PUBLIC_URL)
            ? Optional.of(environment.webAddress(Setting.PUBLIC_URL))
            : Optional.empty(),
        metrics(environment));
  }

  private static Optional<Settings.MetricsAddress> metrics(Environment environment) {
    environment.needs(Setting.METRICS_PORT, Setting.METRICS_HOST);
    if (!environment.has(Setting.METRICS_PORT)) {
      return Optional.empty();
    }
    host(environment, Setting.METRICS_HOST);
    return Optional.of(
        new Settings.MetricsAddress(
            environment.text(Setting.METRICS_HOST),
            environment.number(Setting.METRICS_PORT, 0, 65_535)));
  }

  private static InetAddress host(Environment environment, Setting setting) {
    String host = environment.text(setting);
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw new InvalidConfigurationException(
          "%s: there is no host '%s'".formatted(setting.variable(), host));
    }
  }

  private static Optional<DatabaseSettings> database(Environment environment) {
    environment.needs(
        Setting.DATABASE_URL,
        Arrays.stream(Setting.values())
            .filter(setting -> setting.name().startsWith("DATABASE_"))
            .toArray(Setting[]::new));
    environment.needs(
        Setting.DATABASE_MIGRATION_USER,
        Setting.DATABASE_MIGRATION_PASSWORD,
        Setting.DATABASE_MIGRATION_PASSWORD_FILE);
    return environment
        .optional(Setting.DATABASE_URL)
        .map(url -> DatabaseUrl.parse(Setting.DATABASE_URL.variable(), url))
        .map(
            url ->
                new DatabaseSettings(
                    url.jdbcUrl(),
                    url.user().orElseGet(() -> environment.text(Setting.DATABASE_USER)),
                    url.password()
                        .or(
                            () ->
                                environment.secret(
                                    Setting.DATABASE_PASSWORD, Setting.DATABASE_PASSWORD_FILE))
                        .orElse(""),
                    migration(environment),
                    environment.optional(Setting.DATABASE_SCHEMA),
                    environment.number(Setting.DATABASE_POOL_SIZE, 1, 1_000),
                    environment.duration(Setting.DATABASE_CONNECT_TIMEOUT)));
  }

  private static Optional<DatabaseSettings.Account> migration(Environment environment) {
    return environment
        .optional(Setting.DATABASE_MIGRATION_USER)
        .map(
            user ->
                new DatabaseSettings.Account(
                    user,
                    environment
                        .secret(
                            Setting.DATABASE_MIGRATION_PASSWORD,
                            Setting.DATABASE_MIGRATION_PASSWORD_FILE)
                        .orElse("")));
  }

  private static Optional<TokenIssuer.OpenId> openId(Environment environment) {
    environment.needs(
        Setting.ISSUER,
        Setting.AUDIENCE,
        Setting.TENANT,
        Setting.TENANT_CLAIM,
        Setting.SCOPES_CLAIM,
        Setting.ROLES_CLAIM,
        Setting.DIRECTORY_ROLES_CLAIM,
        Setting.GROUPS_CLAIM);
    if (!environment.has(Setting.ISSUER)) {
      return Optional.empty();
    }
    var claims =
        new TokenIssuer.Claims(
            environment.text(Setting.TENANT_CLAIM),
            environment.has(Setting.TENANT)
                ? Optional.of(new TenantId(environment.uuid(Setting.TENANT)))
                : Optional.empty(),
            environment.text(Setting.SCOPES_CLAIM),
            environment.text(Setting.ROLES_CLAIM),
            environment.text(Setting.DIRECTORY_ROLES_CLAIM),
            environment.text(Setting.GROUPS_CLAIM));
    return Optional.of(
        new TokenIssuer.OpenId(
            environment.webAddress(Setting.ISSUER), environment.text(Setting.AUDIENCE), claims));
  }

  private static Optional<LdapSettings> ldap(Environment environment) {
    environment.needs(
        Setting.LDAP_URL,
        Arrays.stream(Setting.values())
            .filter(setting -> setting.name().startsWith("LDAP_"))
            .toArray(Setting[]::new));
    if (!environment.has(Setting.LDAP_URL)) {
      return Optional.empty();
    }
    return Optional.of(
        new LdapSettings(
            environment.text(Setting.LDAP_ORIGIN_SYSTEM),
            new LdapSettings.Servers(
                environment.list(Setting.LDAP_URL).stream().map(Configuration::ldapUrl).toList(),
                environment.isOn(Setting.LDAP_STARTTLS),
                environment.optional(Setting.LDAP_CA_FILE).map(Path::of),
                environment.isOn(Setting.LDAP_ALLOW_CLEAR_TEXT),
                environment.has(Setting.LDAP_REFERRAL_HOSTS)
                    ? Set.copyOf(environment.list(Setting.LDAP_REFERRAL_HOSTS))
                    : Set.of()),
            new LdapSettings.Account(
                environment.text(Setting.LDAP_BIND_DN),
                environment
                    .secret(Setting.LDAP_PASSWORD, Setting.LDAP_PASSWORD_FILE)
                    .orElseGet(() -> environment.text(Setting.LDAP_PASSWORD))),
            new LdapSettings.Users(
                environment.text(Setting.LDAP_USER_BASE),
                environment.text(Setting.LDAP_OBJECT_ID),
                environment.list(Setting.LDAP_PRINCIPAL_NAMES),
                environment.text(Setting.LDAP_MAIL),
                environment.text(Setting.LDAP_DISPLAY_NAME)),
            groups(environment),
            new LdapSettings.Limits(
                environment.number(Setting.LDAP_POOL_SIZE, 1, 1_000),
                environment.duration(Setting.LDAP_CONNECT_TIMEOUT),
                environment.duration(Setting.LDAP_RESPONSE_TIMEOUT))));
  }

  private static URI ldapUrl(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("servers.urls: one of them is not a URL", wrong);
    }
  }

  private static LdapSettings.Groups groups(Environment environment) {
    String groups = environment.text(Setting.LDAP_GROUPS);
    return switch (groups.toLowerCase(Locale.ROOT)) {
      case "member" -> LdapSettings.Groups.MEMBER;
      case "uniquemember" -> LdapSettings.Groups.UNIQUE_MEMBER;
      case "memberuid" -> LdapSettings.Groups.MEMBER_UID;
      case "automatic" -> LdapSettings.Groups.AUTOMATIC;
      default ->
          throw new InvalidConfigurationException(
              "%s must be member, uniqueMember, memberUid or automatic, not '%s'"
                  .formatted(Setting.LDAP_GROUPS.variable(), groups));
    };
  }

  private static Engine engine(Environment environment) {
    return new Engine(
        new ReprocessPolicy(
            environment.duration(Setting.REPROCESS_WINDOW),
            environment.number(Setting.REPROCESS_LIMIT, 0, 1_000_000)),
        new RetryPolicy(
            environment.number(Setting.RETRY_ATTEMPTS, 1, 1_000),
            environment.number(Setting.RETRY_LOST_LEASES, 0, 1_000),
            environment.duration(Setting.RETRY_BASE_DELAY),
            environment.duration(Setting.RETRY_MAX_DELAY),
            environment.duration(Setting.DELIVERY_DEADLINE),
            environment.duration(Setting.COMPLETION_DEADLINE)),
        new WorkerSettings(
            environment.duration(Setting.LEASE),
            environment.duration(Setting.CALL_TIMEOUT),
            environment.duration(Setting.POLL_INTERVAL),
            environment.duration(Setting.SHUTDOWN_GRACE)));
  }

  private static <T> T named(Supplier<T> checked) {
    return named(NAMES, checked);
  }

  /**
   * Has the records' refusals name the variables.
   *
   * @param names what the records call settings
   */
  static <T> T named(Map<String, Setting> names, Supplier<T> checked) {
    try {
      return checked.get();
    } catch (IllegalArgumentException wrong) {
      String message = FailureException.reason(wrong);
      for (var name : names.entrySet()) {
        message =
            message.replaceAll("(?<![\\w.])" + name.getKey() + "\\b", name.getValue().variable());
      }
      throw new InvalidConfigurationException(message);
    }
  }
}
