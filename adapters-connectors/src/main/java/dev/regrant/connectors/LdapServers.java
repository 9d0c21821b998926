package dev.regrant.connectors;

import static java.lang.System.Logger.Level.INFO;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import dev.regrant.connectors.LdapSettings.Servers;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connections to a directory's own servers, and to those that they may refer to, each with a pool
 * of its own. Thread-safe.
 *
 * <p>A call has at most one connection to each server, so that whoever has one to the directory
 * never waits for another's to a server that it is referred to.
 */
final class LdapServers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LdapServers.class.getName());

  private final LdapSettings settings;
  private final InstantSource clock;
  private final SSLSocketFactory tls;
  private final LdapPool own;
  private final Map<URI, LdapPool> referred = new ConcurrentHashMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  /**
   * Connects to nothing yet.
   *
   * @throws IllegalArgumentException if the CA file cannot be read
   */
  LdapServers(LdapSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.tls = LdapTls.trusting(settings.servers().caFile());
    this.own = new LdapPool(settings, clock, tls);
  }

  /** A connection to work with until {@code deadline}. Waits while all are in use. */
  LdapSession session(Instant deadline) throws LDAPException {
    return new LdapSession(this, own.exchange(deadline), deadline);
  }

  /** When work that begins now and has no deadline of its own must end. */
  Instant deadline() {
    return clock
        .instant()
        .plus(settings.limits().connectTimeout())
        .plus(settings.limits().responseTimeout());
  }

  /** Where a referral leads; empty if that may not be connected to. */
  Optional<URI> allowed(LDAPURL referral) {
    return server(referral)
        .filter(
            url ->
                settings.servers().referralHosts().contains(Servers.hostAndPort(url))
                    || settings.servers().urls().stream()
                        .map(Servers::hostAndPort)
                        .anyMatch(Servers.hostAndPort(url)::equals));
  }

  /** A connection to a server that is {@link #allowed}. */
  LdapExchange exchange(URI server, Instant deadline) throws LDAPException {
    var pool = referred.computeIfAbsent(server, url -> new LdapPool(only(url), clock, tls));
    if (isClosed) {
      pool.close();
    }
    return pool.exchange(deadline);
  }

  /** Says, once for each server, that a part of the directory is not looked at. */
  void tellNotFollowed(List<String> urls) {
    if (told.add(String.join(" ", urls))) {
      LOG.log(
          INFO,
          "what {0} keeps of the directory is not looked at: it is not among the referral hosts",
          String.join(" or ", urls));
    }
  }

  private static Optional<URI> server(LDAPURL referral) {
    boolean isLdap = referral.getScheme().matches("(?i)ldaps?");
    if (!isLdap || !referral.hostProvided()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new URI(
              referral.getScheme(),
              null,
              referral.getHost(),
              referral.getPort(),
              null,
              null,
              null));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private LdapSettings only(URI url) {
    return new LdapSettings(
        settings.originSystem(),
        settings.servers().referredTo(url),
        settings.account(),
        settings.users(),
        settings.groups(),
        settings.limits());
  }

  /** Closes what is idle; what is in use is closed when it is given back. */
  @Override
  public void close() {
    isClosed = true;
    own.close();
    referred.values().forEach(LdapPool::close);
  }
}
