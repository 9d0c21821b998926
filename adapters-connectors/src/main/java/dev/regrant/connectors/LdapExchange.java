package dev.regrant.connectors;

import static java.util.Objects.requireNonNullElse;

import com.unboundid.ldap.sdk.CompareRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one call does on one connection, within its deadline. Not thread-safe.
 *
 * <p>A kept connection may have died unnoticed. The first thing read on it shows that, and is then
 * read again on a new one. A change comes after something was read, and is sent once.
 */
final class LdapExchange implements AutoCloseable {
  /**
   * What a search found.
   *
   * @param referrals for each part of the tree that other servers keep, the URLs of any of them
   */
  record Found(List<SearchResultEntry> entries, List<List<String>> referrals) {
    private static Found of(
        @Nullable List<SearchResultEntry> entries,
        @Nullable List<SearchResultReference> references) {
      return new Found(
          requireNonNullElse(entries, List.of()),
          requireNonNullElse(references, List.<SearchResultReference>of()).stream()
              .map(reference -> List.of(reference.getReferralURLs()))
              .toList());
    }
  }

  private interface Read<T> {
    T from(LDAPConnection connection) throws LDAPException;
  }

  private final LdapPool pool;
  private final Instant deadline;
  private LDAPConnection connection;
  private boolean mayBeDead;
  private boolean isBroken;

  LdapExchange(LdapPool pool, Instant deadline, LDAPConnection connection, boolean mayBeDead) {
    this.pool = pool;
    this.deadline = deadline;
    this.connection = connection;
    this.mayBeDead = mayBeDead;
  }

  /** Where the server is, as far as is known. */
  String hostAndPort() {
    return connection.getHostPort().toLowerCase(Locale.ROOT);
  }

  /** The entries found, or the first of them if the request limits their number. */
  Found search(SearchRequest request) throws LDAPException {
    try {
      return read(
          on -> {
            request.setResponseTimeoutMillis(pool.patience(deadline));
            var result = on.search(request);
            return Found.of(result.getSearchEntries(), result.getSearchReferences());
          });
    } catch (LDAPSearchException e) {
      if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)
          && request.getSizeLimit() > 0
          && e.getEntryCount() == request.getSizeLimit()) {
        return Found.of(e.getSearchEntries(), e.getSearchReferences());
      }
      throw e;
    }
  }

  /** Whether the attribute holds the value, as the directory compares its values. */
  boolean holds(CompareRequest request) throws LDAPException {
    try {
      return read(
          on -> {
            request.setResponseTimeoutMillis(pool.patience(deadline));
            return on.compare(request).compareMatched();
          });
    } catch (LDAPException e) {
      if (e.getResultCode().equals(ResultCode.NO_SUCH_ATTRIBUTE)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Sends a change, once.
   *
   * @throws LDAPException if it was definitely not made
   * @throws LostAnswerException if it may have been made
   */
  void modify(ModifyRequest request) throws LDAPException, LostAnswerException {
    if (mayBeDead) {
      readRoot();
    }
    request.setResponseTimeoutMillis(pool.patience(deadline));
    if (!connection.isConnected()) {
      throw new LDAPException(
          ResultCode.SERVER_DOWN, "the connection was closed before the change was sent");
    }
    try {
      connection.modify(request);
    } catch (LDAPException e) {
      if (isFromServer(e)) {
        throw e;
      }
      isBroken = true;
      throw new LostAnswerException(e);
    }
  }

  /** Reads what every server has (RFC 4512, 5.1): whether it lets us does not matter. */
  private void readRoot() throws LDAPException {
    try {
      search(
          new SearchRequest("", SearchScope.BASE, "(objectClass=*)", SearchRequest.NO_ATTRIBUTES));
    } catch (LDAPException e) {
      if (!isFromServer(e)) {
        throw e;
      }
    }
  }

  private <T> T read(Read<T> read) throws LDAPException {
    boolean isFirst = mayBeDead;
    mayBeDead = false;
    try {
      return read.from(connection);
    } catch (LDAPException e) {
      if (isFromServer(e)) {
        throw e;
      }
      isBroken = true;
      if (!isFirst || e.getResultCode().equals(ResultCode.TIMEOUT)) {
        throw e;
      }
    }
    connection.close();
    connection = pool.open(deadline);
    isBroken = false;
    return read(read);
  }

  /**
   * The SDK reports everything but an answer, however a connection ended, under codes of its own.
   */
  private static boolean isFromServer(LDAPException e) {
    return !e.getResultCode().isClientSideResultCode();
  }

  @Override
  public void close() {
    pool.giveBack(connection, isBroken);
  }
}
