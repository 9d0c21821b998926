package dev.regrant.connectors;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Bound connections to servers of the same entries, opened when they are first needed and kept for
 * the next call. Thread-safe.
 *
 * <p>Not the SDK's pool: its waits cannot be bounded per call, and it may send a change again on
 * another connection.
 */
final class LdapPool implements AutoCloseable {
  /** Firewalls drop connections that are idle for long, and do not tell. */
  private static final Duration MAX_IDLE = Duration.ofMinutes(4);

  /** Nobody waits longer for a connection to become free, however late the deadline. */
  private static final Duration MAX_WAIT = Duration.ofMinutes(10);

  private record Idle(LDAPConnection connection, Instant since) {}

  private final LdapSettings settings;
  private final InstantSource clock;
  private final SSLSocketFactory tls;
  private final Semaphore permits;
  private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean isClosed;

  /** Connects to nothing yet. */
  LdapPool(LdapSettings settings, InstantSource clock, SSLSocketFactory tls) {
    this.settings = settings;
    this.clock = clock;
    this.tls = tls;
    this.permits = new Semaphore(settings.limits().poolSize());
  }

  /** A connection to work with until {@code deadline}. Waits while all are in use. */
  LdapExchange exchange(Instant deadline) throws LDAPException {
    acquire(deadline);
    try {
      var kept = takeIdle();
      return new LdapExchange(this, deadline, kept != null ? kept : open(deadline), kept != null);
    } catch (LDAPException | RuntimeException e) {
      permits.release();
      throw e;
    }
  }

  /** How long to wait for an answer, in milliseconds: never past the deadline. */
  int patience(Instant deadline) throws LDAPException {
    return patience(deadline, settings.limits().responseTimeout());
  }

  /** Gives a connection back, to be closed if it may have come out of step. */
  void giveBack(LDAPConnection connection, boolean isBroken) {
    if (isBroken || !connection.isConnected()) {
      connection.close();
    } else {
      idle.push(new Idle(connection, clock.instant()));
    }
    permits.release();
    if (isClosed) {
      closeIdle();
    }
  }

  /** Opens a connection to the first server that takes it. */
  LDAPConnection open(Instant deadline) throws LDAPException {
    LDAPException last = null;
    for (URI url : settings.servers().urls()) {
      try {
        return open(url, deadline);
      } catch (LDAPException e) {
        if (!isServersFault(e)) {
          throw e; // the next server knows no other password, and counts failures too
        }
        if (last != null) {
          e.addSuppressed(last);
        }
        last = e;
      }
    }
    throw last != null
        ? last
        : new LDAPException(ResultCode.PARAM_ERROR, "no server is configured");
  }

  /** Whether another server with the same entries may do better. */
  static boolean isServersFault(LDAPException e) {
    ResultCode code = e.getResultCode();
    return code.isClientSideResultCode()
        || code.equals(ResultCode.BUSY)
        || code.equals(ResultCode.UNAVAILABLE);
  }

  private LDAPConnection open(URI url, Instant deadline) throws LDAPException {
    int patience = patience(deadline, settings.limits().connectTimeout());
    var options = new LDAPConnectionOptions();
    options.setConnectTimeoutMillis(patience);
    options.setResponseTimeoutMillis(patience);
    options.setFollowReferrals(false);
    options.setAbandonOnTimeout(false);
    options.setUseKeepAlive(true);
    options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true, false));
    SocketFactory sockets = LdapSettings.Servers.isLdaps(url) ? tls : SocketFactory.getDefault();
    var connection = new LDAPConnection(LdapTls.impatient(sockets, patience), options);
    try {
      connection.connect(LdapSettings.Servers.host(url), LdapSettings.Servers.port(url), patience);
      if (settings.servers().startTls()) {
        startTls(connection);
      }
      var bind = new SimpleBindRequest(settings.account().bindDn(), settings.account().password());
      bind.setResponseTimeoutMillis(patience(deadline));
      connection.bind(bind);
      return connection;
    } catch (LDAPException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void startTls(LDAPConnection connection) throws LDAPException {
    try {
      connection.processExtendedOperation(new StartTLSExtendedRequest(tls));
    } catch (LDAPException e) {
      // Under this code the SDK reports that the handshake failed.
      throw e.getResultCode().equals(ResultCode.LOCAL_ERROR)
          ? new LDAPException(ResultCode.CONNECT_ERROR, "no TLS: " + e.getMessage(), e)
          : e;
    }
  }

  private void acquire(Instant deadline) throws LDAPException {
    try {
      if (!permits.tryAcquire(patience(deadline, MAX_WAIT), TimeUnit.MILLISECONDS)) {
        throw new LDAPException(ResultCode.TIMEOUT, "no connection became free in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LDAPException(ResultCode.LOCAL_ERROR, "interrupted", e);
    }
    if (isClosed) {
      permits.release();
      throw new LDAPException(ResultCode.CONNECT_ERROR, "the connector is closed");
    }
  }

  private int patience(Instant deadline, Duration limit) throws LDAPException {
    Duration left = Duration.between(clock.instant(), deadline);
    if (!left.isPositive()) {
      throw new LDAPException(ResultCode.TIMEOUT, "the time given for the call is over");
    }
    return (int) Math.max(1, (left.compareTo(limit) < 0 ? left : limit).toMillis());
  }

  private @Nullable LDAPConnection takeIdle() {
    Instant oldest = clock.instant().minus(MAX_IDLE);
    for (Idle kept = idle.poll(); kept != null; kept = idle.poll()) {
      if (kept.since().isAfter(oldest) && kept.connection().isConnected()) {
        return kept.connection();
      }
      kept.connection().close();
    }
    return null;
  }

  private void closeIdle() {
    for (Idle kept = idle.poll(); kept != null; kept = idle.poll()) {
      kept.connection().close();
    }
  }

  /** Closes what is idle; what is in use is closed when it is given back. */
  @Override
  public void close() {
    isClosed = true;
    closeIdle();
  }
}
