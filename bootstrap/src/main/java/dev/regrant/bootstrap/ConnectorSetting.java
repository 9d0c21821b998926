package dev.regrant.bootstrap;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that can be configured of one of the connectors that {@link Setting#CONNECTORS} names.
 * A setting {@code X} of the connector {@code hr} is the variable {@code REGRANT_CONNECTOR_HR_X}.
 */
enum ConnectorSetting {
  KIND(Set.of(), "What it is: `postgresql`, `scim`, `webhook` or `manual`."),
  ORIGIN_SYSTEM(
      Set.of(), "The resources' `originSystem` that it serves; without it, the connector's name."),
  MAX_CONCURRENT_CALLS(Set.of(), "Calls at once at most.", "8"),
  MAX_CALLS_PER_SECOND(Set.of(), "Calls in a second at most; without it there is no such limit."),
  CALL_TIMEOUT(
      Set.of(), "How long it may take for one item; without it, `REGRANT_CALL_TIMEOUT` says."),

  URL(
      Set.of(ConnectorKind.POSTGRESQL, ConnectorKind.SCIM, ConnectorKind.WEBHOOK),
      "postgresql: `postgresql://user:password@host:5432/name`, or the same as a JDBC URL, of any"
          + " database of the server. scim: what `/Users` and `/Groups` come after, such as"
          + " `https://host/scim/v2`. webhook: where the messages go, `https://…`."),
  USER(
      Set.of(ConnectorKind.POSTGRESQL, ConnectorKind.SCIM),
      "postgresql: user, if the URL has none; it needs the admin option on the roles that it is to"
          + " grant. scim: user, if there is no token."),
  PASSWORD(Set.of(ConnectorKind.POSTGRESQL, ConnectorKind.SCIM), "The user's password."),
  PASSWORD_FILE(Set.of(ConnectorKind.POSTGRESQL, ConnectorKind.SCIM), "File with the password."),
  LOGIN_NAME(
      Set.of(ConnectorKind.POSTGRESQL),
      "What of a person names their login role: `principalName`, `localPart` (of that, before the"
          + " `@`) or `objectId`.",
      "localPart"),
  TOKEN(Set.of(ConnectorKind.SCIM), "Bearer token; or else a user and a password."),
  TOKEN_FILE(Set.of(ConnectorKind.SCIM), "File with the token."),
  ALLOW_CLEAR_TEXT(
      Set.of(ConnectorKind.SCIM),
      "Whether the token or password may cross the network in clear.",
      "false"),
  USER_KEY(
      Set.of(ConnectorKind.SCIM),
      "What of a SCIM user tells whom a person is: `id` or `externalId`, which is the person's"
          + " object id, or `userName`, which is their principal name.",
      "externalId"),
  REMOVE_BY_VALUE(
      Set.of(ConnectorKind.SCIM),
      "Whether members are removed as Microsoft's early clients did. Only for servers that document"
          + " it: to others it means all members.",
      "false"),
  SECRET(
      Set.of(ConnectorKind.WEBHOOK),
      "What signs the messages by the Standard Webhooks scheme: `whsec_…`; several, divided by"
          + " commas, while one is replaced by the next."),
  SECRET_FILE(Set.of(ConnectorKind.WEBHOOK), "File with that."),
  CA_FILE(
      Set.of(ConnectorKind.WEBHOOK), "PEM file of the authorities that may vouch for the target."),
  ALLOW_PRIVATE_ADDRESSES(
      Set.of(ConnectorKind.WEBHOOK),
      "Whether the target may be at a private address, and be reached by `http://`.",
      "false"),
  CALLBACK(
      Set.of(ConnectorKind.WEBHOOK),
      "URL that the target is told for what it completes later; without it, and with"
          + " `REGRANT_PUBLIC_URL`, `/regrant/callbacks/<originSystem>` there."),
  ROLES(
      Set.of(ConnectorKind.MANUAL, ConnectorKind.WEBHOOK),
      "Roles that a resource has, divided by commas.",
      "Member");

  private static final String PREFIX = Setting.PREFIX + "CONNECTOR_";

  // Empty for all. Made by Set.of, which nothing can change.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<ConnectorKind> kinds;

  private final String meaning;
  private final Optional<String> defaultValue;

  ConnectorSetting(Set<ConnectorKind> kinds, String meaning) {
    this.kinds = kinds;
    this.meaning = meaning;
    this.defaultValue = Optional.empty();
  }

  ConnectorSetting(Set<ConnectorKind> kinds, String meaning, String defaultValue) {
    this.kinds = kinds;
    this.meaning = meaning;
    this.defaultValue = Optional.of(defaultValue);
  }

  /** The setting of one connector. */
  private record OfConnector(String variable, Optional<String> defaultValue) implements Variable {}

  /** This setting of the connector with that name. */
  Variable of(String connector) {
    return new OfConnector(
        PREFIX + connector.toUpperCase(Locale.ROOT) + "_" + name(), defaultValue);
  }

  /** Whether connectors of that kind have it. */
  boolean isFor(ConnectorKind kind) {
    return kinds.isEmpty() || kinds.contains(kind);
  }

  private String kinds() {
    return kinds.isEmpty()
        ? "all"
        : kinds.stream().sorted().map(ConnectorKind::text).collect(Collectors.joining(", "));
  }

  /** All of them as a table, for the README. */
  static String markdown() {
    return Arrays.stream(values())
        .map(
            setting ->
                "| `%s` | %s | %s | %s |%n"
                    .formatted(
                        setting.of("<name>").variable(),
                        setting.kinds(),
                        setting.meaning,
                        setting.defaultValue.map(value -> "`" + value + "`").orElse("")))
        .collect(
            Collectors.joining(
                "",
                "| Variable | Kind | Meaning | Default |%n| --- | --- | --- | --- |%n".formatted(),
                ""));
  }

  /** All of them as text, for {@code --help}. */
  static String help() {
    return Arrays.stream(values())
        .map(
            setting ->
                "  %s%s%n      For %s. %s%n"
                    .formatted(
                        setting.of("<name>").variable(),
                        setting.defaultValue.map(value -> " (" + value + ")").orElse(""),
                        setting.kinds(),
                        setting.meaning.replace("`", "")))
        .collect(Collectors.joining());
  }
}
