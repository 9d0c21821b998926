package dev.regrant.connectors;

import com.unboundid.ldap.sdk.DN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An LDAP directory, and how its people and groups are read. Every part checks itself; the message
 * of the {@link IllegalArgumentException} names the setting.
 *
 * @param originSystem the resources served, by their {@code originSystem}
 * @param servers where the directory is
 * @param account as whom Regrant signs in
 * @param users how people are found
 * @param groups how a group keeps its members
 * @param limits sizes and time-outs
 */
public record LdapSettings(
    String originSystem,
    Servers servers,
    Account account,
    Users users,
    Groups groups,
    Limits limits) {
  /** The name of the system unless told otherwise. */
  public static final String DEFAULT_ORIGIN_SYSTEM = "Ldap";

  private static final String LDAPS = "ldaps";

  /**
   * Where the directory is.
   *
   * @param urls {@code ldap://host[:389]} or {@code ldaps://host[:636]}; each serves the same
   *     entries, and the first that answers is used
   * @param startTls whether {@code ldap} connections are made secure by StartTLS
   * @param caFile a PEM file of the authorities that may vouch for the servers; without one, those
   *     that the JVM trusts
   * @param allowClearText whether the password may be sent in clear to another machine
   * @param referralHosts other servers that these may refer to, as {@code host:port}; they are sent
   *     the same account's password, and never in clear if one of {@code urls} is not
   */
  public record Servers(
      List<URI> urls,
      boolean startTls,
      Optional<Path> caFile,
      boolean allowClearText,
      Set<String> referralHosts) {
    public Servers {
      urls = List.copyOf(urls);
      referralHosts =
          referralHosts.stream().map(Servers::referralHost).collect(Collectors.toUnmodifiableSet());
      check(!urls.isEmpty(), "servers.urls must name at least one server");
      for (URI url : urls) {
        checkUrl(url, startTls, allowClearText);
      }
      check(
          caFile.isEmpty() || startTls || urls.stream().anyMatch(Servers::isLdaps),
          "servers.caFile is given, but no connection uses TLS: use ldaps:// or servers.startTls");
    }

    /** One or more servers whose certificates the JVM trusts. */
    public static Servers of(String... urls) {
      return new Servers(
          List.of(urls).stream().map(Servers::uri).toList(),
          false,
          Optional.empty(),
          false,
          Set.of());
    }

    private static String referralHost(String hostAndPort) {
      try {
        // As an authority, which must be nothing but host and port.
        var url = new URI("ldap://" + hostAndPort);
        if (url.getHost() != null
            && url.getPort() > 0
            && url.getPort() <= 65_535
            && hostAndPort.equals(url.getHost() + ":" + url.getPort())) {
          return hostAndPort(url);
        }
      } catch (URISyntaxException e) {
        // Refused below.
      }
      throw new IllegalArgumentException(
          "servers.referralHosts: '%s' must be host:port, such as ldap2.example.org:636"
              .formatted(hostAndPort));
    }

    private static URI uri(String url) {
      try {
        return URI.create(url);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("servers.urls: one of them is not a URL", e);
      }
    }

    private static void checkUrl(URI url, boolean startTls, boolean allowClearText) {
      boolean isLdaps = isLdaps(url);
      check(
          isLdaps || "ldap".equalsIgnoreCase(url.getScheme()),
          "servers.urls must begin with ldap:// or ldaps://");
      check(
          url.getUserInfo() == null, "servers.urls must not hold credentials: they have settings");
      check(url.getHost() != null, "servers.urls: one of them names no host");
      check(
          (url.getPath().isEmpty() || url.getPath().equals("/"))
              && url.getQuery() == null
              && url.getFragment() == null,
          "servers.urls: '%s' must end after host and port".formatted(url));
      check(
          !(isLdaps && startTls),
          "servers.startTls does not go with the ldaps URL '%s'".formatted(url));
      check(
          isLdaps || startTls || allowClearText || isLoopback(host(url)),
          "servers.urls: '%s' is in clear: use ldaps, servers.startTls or servers.allowClearText"
              .formatted(url));
    }

    // Only what is loopback by its text: a name that resolves to it today may not tomorrow.
    static boolean isLoopback(String host) {
      return host.equalsIgnoreCase("localhost")
          || host.equals("::1")
          || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    static boolean isLdaps(URI url) {
      return LDAPS.equalsIgnoreCase(url.getScheme());
    }

    /** A server that these refer to, which is reached no less safely than they are. */
    Servers referredTo(URI url) {
      boolean isTlsDemanded =
          startTls
              || urls.stream().anyMatch(Servers::isLdaps)
              || !(allowClearText || isLoopback(host(url)));
      return new Servers(
          List.of(url), isTlsDemanded && !isLdaps(url), Optional.empty(), allowClearText, Set.of());
    }

    /** In the form of {@code referralHosts}. */
    static String hostAndPort(URI url) {
      return (url.getHost() + ":" + port(url)).toLowerCase(Locale.ROOT);
    }

    static String host(URI url) {
      String host = url.getHost();
      return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    static int port(URI url) {
      return url.getPort() >= 0 ? url.getPort() : isLdaps(url) ? 636 : 389;
    }
  }

  /**
   * As whom Regrant signs in. {@link #toString} leaves out the password.
   *
   * @param bindDn the DN; it needs the right to read people, and to read, compare and write the
   *     membership attribute of the groups
   * @param password its password; not empty, since servers take an empty one for anonymous
   */
  public record Account(String bindDn, String password) {
    public Account {
      checkDn("account.bindDn", bindDn);
      check(!password.isEmpty(), "account.password must not be empty");
    }

    @Override
    public String toString() {
      return "Account[bindDn=" + bindDn + "]";
    }
  }

  /**
   * How people are found.
   *
   * @param baseDn the entry under which all of them are
   * @param objectId the attribute that never changes and never comes back: {@code entryUUID} (RFC
   *     4530), or {@code objectGUID} of Active Directory, which is written as a GUID
   * @param principalNames attributes that hold the sign-in name; the first present one is shown
   * @param mail the attribute that holds mail addresses
   * @param displayName the attribute that holds the name to show
   */
  public record Users(
      String baseDn,
      String objectId,
      List<String> principalNames,
      String mail,
      String displayName) {
    public Users {
      checkDn("users.baseDn", baseDn);
      principalNames = List.copyOf(principalNames);
      checkAttribute("users.objectId", objectId);
      check(!principalNames.isEmpty(), "users.principalNames must name at least one attribute");
      principalNames.forEach(name -> checkAttribute("users.principalNames", name));
      checkAttribute("users.mail", mail);
      checkAttribute("users.displayName", displayName);
    }

    /** People under {@code baseDn}, by the attributes that most directories use. */
    public static Users under(String baseDn) {
      return new Users(
          baseDn, "entryUUID", List.of("userPrincipalName", "uid"), "mail", "displayName");
    }

    /** People under {@code baseDn} of an Active Directory. */
    public static Users activeDirectory(String baseDn) {
      return new Users(baseDn, "objectGUID", List.of("userPrincipalName"), "mail", "displayName");
    }
  }

  /** How a group keeps its members. */
  public enum Groups {
    /** DNs in {@code member}. */
    MEMBER,
    /** DNs in {@code uniqueMember}. */
    UNIQUE_MEMBER,
    /** Values of {@code uid} in {@code memberUid} (RFC 2307). */
    MEMBER_UID,
    /** As each group's object classes say. */
    AUTOMATIC
  }

  /**
   * Sizes and time-outs.
   *
   * @param poolSize the most connections, and so the most calls at once
   * @param connectTimeout the longest wait for a connection to one server
   * @param responseTimeout the longest wait for an answer
   */
  public record Limits(int poolSize, Duration connectTimeout, Duration responseTimeout) {
    // Before DEFAULT, whose making needs it.
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

    /** Eight connections, 5 s, 15 s. */
    public static final Limits DEFAULT =
        new Limits(8, Duration.ofSeconds(5), Duration.ofSeconds(15));

    public Limits {
      check(
          poolSize >= 1 && poolSize <= 1_000,
          "limits.poolSize must be between 1 and 1000, not " + poolSize);
      checkTimeout("limits.connectTimeout", connectTimeout);
      checkTimeout("limits.responseTimeout", responseTimeout);
    }

    private static void checkTimeout(String setting, Duration timeout) {
      check(
          timeout.toMillis() >= 1 && timeout.compareTo(MAX_TIMEOUT) <= 0,
          "%s must be between 1 ms and %s, not %s".formatted(setting, MAX_TIMEOUT, timeout));
    }
  }

  public LdapSettings {
    check(!originSystem.isBlank(), "originSystem must not be blank");
  }

  private static void checkDn(String setting, String dn) {
    check(
        !dn.isBlank() && DN.isValidDN(dn),
        "%s: '%s' is not a distinguished name".formatted(setting, dn));
  }

  private static void checkAttribute(String setting, String name) {
    check(
        name.matches("[a-zA-Z][a-zA-Z0-9-]*"),
        "%s: '%s' is not an attribute name".formatted(setting, name));
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
