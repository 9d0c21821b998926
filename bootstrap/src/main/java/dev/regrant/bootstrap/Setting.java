package dev.regrant.bootstrap;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Everything that can be configured. A setting {@code X} is the variable {@code REGRANT_X}. */
enum Setting implements Variable {
  HOST("Address to listen on.", "127.0.0.1"),
  PORT("Port to listen on; 0 is any free one.", "8080"),
  PUBLIC_URL(
      "URL that clients use, where it differs from their `Host` header: behind a proxy, for"
          + " instance."),
  TLS_CERTIFICATE_FILE(
      "PEM file with the certificate, and those behind it that lead to an authority. With it"
          + " the server speaks TLS 1.2 and 1.3, and HTTP/2 besides HTTP/1.1; a file that changes"
          + " is used within a minute."),
  TLS_KEY_FILE("PEM file with its private key, in PKCS #8 (`BEGIN PRIVATE KEY`)."),
  CALLER_RATE(
      "Calls in a second that one caller may make, as the mean of ten seconds; more are"
          + " answered 429. 0 is any number.",
      "1000"),
  TENANT_RATE("The same for all callers of a tenant together.", "5000"),
  REFUSED_TOKEN_RATE(
      "Calls in a second, as that mean, from one address whose token is refused, before all"
          + " calls from there are refused for a while. 0 is any number, and the default if"
          + " `REGRANT_PUBLIC_URL` tells of a proxy, from which all calls come.",
      "100"),
  MAX_CONNECTIONS("Connections at most; more are closed at once.", "10000"),
  MAX_CONNECTIONS_PER_ADDRESS(
      "The same from one address: behind a proxy, of all clients together.", "1000"),
  TRANSFER_TIMEOUT(
      "How long a client may take to send a call, and how long to read its answer.", "PT1M"),
  LOG_FORMAT("How the log is written to stderr: lines of `text`, or of `json`.", "text"),
  METRICS_HOST("Address to listen on for who reads the metrics.", "127.0.0.1"),
  METRICS_PORT(
      "Port with the metrics for Prometheus, at `/metrics`, without a token; 0 is any free one."
          + " Without it there are none."),
  DATA("Folder of the embedded PostgreSQL and of the development issuer's key.", "./data"),

  DATABASE_URL(
      "`postgresql://user:password@host:5432/name`, or the same as a JDBC URL. Without it: an"
          + " embedded PostgreSQL, for trying out, development and tests."),
  DATABASE_USER("User, if the URL has none."),
  DATABASE_PASSWORD("Password, if the URL has none."),
  DATABASE_PASSWORD_FILE("File with the password."),
  DATABASE_MIGRATION_USER(
      "Account that owns the tables and brings them up to date, so that the server's own user cannot"
          + " get past row-level security. Without it, that user does both, and the database does not"
          + " keep tenants apart by itself."),
  DATABASE_MIGRATION_PASSWORD("Its password."),
  DATABASE_MIGRATION_PASSWORD_FILE("File with its password."),
  DATABASE_SCHEMA("Schema of the tables; without it, what the user's search path says."),
  DATABASE_POOL_SIZE("Connections at most.", "10"),
  DATABASE_CONNECT_TIMEOUT(
      "Longest wait for a connection; of a database that is away, about a second.", "PT10S"),

  ISSUER(
      "URL of the OpenID provider whose tokens are accepted. Without it: the development issuer,"
          + " on loopback only."),
  AUDIENCE("The tokens' `aud`; needed with `REGRANT_ISSUER`."),
  TENANT("UUID of the tenant of all tokens, for a provider that knows none."),
  TENANT_CLAIM("Claim with the tenant's UUID. `a.b` is a claim `b` inside `a`.", "tid"),
  SCOPES_CLAIM("Claim with what a person's application may do.", "scp"),
  ROLES_CLAIM("Claim with what an application may do by itself.", "roles"),
  DIRECTORY_ROLES_CLAIM(
      "Claim with what a person is in the organisation: template ids or names of Entra's roles,"
          + " `Identity Governance Administrator` for instance.",
      "wids"),
  GROUPS_CLAIM("Claim with the groups to which entitlement roles may be given.", "groups"),

  DIRECTORY(
      "Who knows the people: `ldap`, or the name of a connector of the kind `scim`.",
      DirectoryConfiguration.LDAP),

  LDAP_URL(
      "`ldap://host:389` or `ldaps://host:636`; several, divided by commas, serve the same"
          + " entries. Without it there is no LDAP directory."),
  LDAP_STARTTLS("Whether `ldap://` connections are made secure by StartTLS.", "false"),
  LDAP_CA_FILE("PEM file of the authorities that may vouch for the servers."),
  LDAP_ALLOW_CLEAR_TEXT("Whether the password may cross the network in clear.", "false"),
  LDAP_REFERRAL_HOSTS(
      "Other servers that these may refer to, as `host:port`, divided by commas; they get the same"
          + " password, and by TLS if these do."),
  LDAP_BIND_DN("DN of the account; it reads people and writes the groups' members."),
  LDAP_PASSWORD("Its password."),
  LDAP_PASSWORD_FILE("File with its password."),
  LDAP_USER_BASE("DN of the entry under which people are."),
  LDAP_OBJECT_ID("Attribute that never changes: `entryUUID` or `objectGUID`.", "entryUUID"),
  LDAP_PRINCIPAL_NAMES("Attributes that hold the sign-in name.", "userPrincipalName,uid"),
  LDAP_MAIL("Attribute that holds mail addresses.", "mail"),
  LDAP_DISPLAY_NAME("Attribute that holds the name to show.", "displayName"),
  LDAP_GROUPS(
      "How groups keep members: `member`, `uniqueMember`, `memberUid`, or `automatic`, which is by"
          + " their object classes.",
      "automatic"),
  LDAP_ORIGIN_SYSTEM("The resources' `originSystem` that this directory serves.", "Ldap"),
  LDAP_POOL_SIZE("Connections at most.", "8"),
  LDAP_CONNECT_TIMEOUT("Longest wait for a connection.", "PT5S"),
  LDAP_RESPONSE_TIMEOUT("Longest wait for an answer.", "PT15S"),

  CONNECTORS(
      "Names of further connectors, divided by commas: `a` to `z`, digits and `_`. Each has"
          + " settings of its own, which are listed below."),

  EVENTS_URL(
      "Where each event in a request's life is sent, as a signed CloudEvent: `https://…`. Without"
          + " it they are not sent."),
  EVENTS_SECRET(
      "What signs them by the Standard Webhooks scheme: `whsec_…`; several, divided by commas, while"
          + " one is replaced by the next."),
  EVENTS_SECRET_FILE("File with that."),
  EVENTS_CA_FILE("PEM file of the authorities that may vouch for the receiver."),
  EVENTS_ALLOW_PRIVATE_ADDRESSES(
      "Whether the receiver may be at a private address, and be reached by `http://`.", "false"),
  EVENTS_NAME(
      "What remembers, in the database, what is still to be sent: not to be changed when only the"
          + " URL changes.",
      "webhook"),
  EVENTS_TIMEOUT("Longest wait for an answer.", "PT15S"),
  EVENTS_MAX_AGE("How old an event may be, and be tried again.", "P7D"),

  EXTENSIONS_SECRET(
      "What signs the calls of custom extensions by the Standard Webhooks scheme: `whsec_…`; several,"
          + " divided by commas, while one is replaced by the next. Without it there can be no custom"
          + " extensions."),
  EXTENSIONS_SECRET_FILE("File with that."),
  EXTENSIONS_CA_FILE("PEM file of the authorities that may vouch for them."),
  EXTENSIONS_ALLOW_PRIVATE_ADDRESSES(
      "Whether they may be at private addresses, and be reached by `http://`.", "false"),

  NOTIFICATIONS_SECRET(
      "What signs change notifications to subscriptions by the Standard Webhooks scheme: `whsec_…`;"
          + " several, divided by commas, while one is replaced by the next. Without it there can be no"
          + " subscriptions."),
  NOTIFICATIONS_SECRET_FILE("File with that."),
  NOTIFICATIONS_CA_FILE("PEM file of the authorities that may vouch for the receivers."),
  NOTIFICATIONS_ALLOW_PRIVATE_ADDRESSES(
      "Whether they may be at private addresses, and be reached by `http://`.", "false"),

  REPROCESS_WINDOW("How long after its first completion a request may be reprocessed.", "P14D"),
  REPROCESS_LIMIT("How often a request may be reprocessed.", "50"),
  RETRY_ATTEMPTS("Attempts on an item before the engine gives up, the first included.", "5"),
  RETRY_LOST_LEASES("Attempts on an item that may be lost to dying processes.", "10"),
  RETRY_BASE_DELAY("Longest wait after the first attempt; it doubles each time.", "PT5S"),
  RETRY_MAX_DELAY("Longest wait between attempts.", "PT15M"),
  DELIVERY_DEADLINE("How long a delivery may take in all.", "PT24H"),
  COMPLETION_DEADLINE(
      "How long a delivery may take that waits for a person, or a system's callback, to complete it.",
      "P14D"),
  LEASE(
      "How long a claimed item is its claimer's, who lengthens it while at work; after a crash others"
          + " wait that long.",
      "PT15S"),
  CALL_TIMEOUT("How long a connector may take for one item.", "PT30S"),
  POLL_INTERVAL("How often an idle server looks for work.", "PT1S"),
  SHUTDOWN_GRACE("How long the end of the server waits for calls under way.", "PT30S");

  static final String PREFIX = "REGRANT_";

  private final String meaning;
  private final Optional<String> defaultValue;

  Setting(String meaning) {
    this.meaning = meaning;
    this.defaultValue = Optional.empty();
  }

  Setting(String meaning, String defaultValue) {
    this.meaning = meaning;
    this.defaultValue = Optional.of(defaultValue);
  }

  @Override
  public String variable() {
    return PREFIX + name();
  }

  @Override
  public Optional<String> defaultValue() {
    return defaultValue;
  }

  /** All of them as a table, for the README. */
  static String markdown() {
    return Arrays.stream(values())
        .map(
            setting ->
                "| `%s` | %s | %s |%n"
                    .formatted(
                        setting.variable(),
                        setting.meaning,
                        setting.defaultValue.map(value -> "`" + value + "`").orElse("")))
        .collect(
            Collectors.joining(
                "", "| Variable | Meaning | Default |%n| --- | --- | --- |%n".formatted(), ""));
  }

  /** All of them as text, for {@code --help}. */
  static String help() {
    return Arrays.stream(values())
        .map(
            setting ->
                "  %s%s%n      %s%n"
                    .formatted(
                        setting.variable(),
                        setting.defaultValue.map(value -> " (" + value + ")").orElse(""),
                        setting.meaning.replace("`", "")))
        .collect(Collectors.joining());
  }
}
