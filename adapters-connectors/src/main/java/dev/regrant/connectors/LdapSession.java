package dev.regrant.connectors;

import com.unboundid.ldap.sdk.CompareRequest;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import dev.regrant.connectors.LdapChase.Aim;
import dev.regrant.connectors.LdapChase.Answer;
import dev.regrant.connectors.LdapExchange.Found;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one call does within its deadline, on the server that it began with and on those that this
 * one refers to. Not thread-safe.
 */
final class LdapSession implements AutoCloseable {
  private final LdapServers servers;
  private final LdapExchange own;
  private final Instant deadline;
  private final Map<URI, LdapExchange> referred = new HashMap<>();
  private final Set<String> notFollowed = new TreeSet<>();

  LdapSession(LdapServers servers, LdapExchange own, Instant deadline) {
    this.servers = servers;
    this.own = own;
    this.deadline = deadline;
  }

  /**
   * The entries found, or the first of them if the request limits their number. What is kept by
   * servers that are not allowed is left out, and told by {@link #notFollowed}.
   */
  List<SearchResultEntry> search(SearchRequest request) throws LDAPException {
    var chase = new LdapChase(this::exchange, servers::allowed);
    LdapChase.Operation<Found, RuntimeException> search =
        (exchange, aim) -> exchange.search(aim.in(request));
    // By DN, as two servers may keep the same entry.
    Map<DN, SearchResultEntry> entries = new LinkedHashMap<>();
    Deque<Answer<Found>> answers = new ArrayDeque<>();
    answers.add(chase.start(own, Aim.of(request), search));
    while (!answers.isEmpty()) {
      var answer = answers.poll();
      for (SearchResultEntry entry : answer.value().entries()) {
        entries.putIfAbsent(entry.getParsedDN(), entry);
      }
      for (List<String> urls : answer.value().referrals()) {
        if (isEnough(entries.size(), request)) {
          break;
        }
        if (!chase.allowsAny(urls)) {
          servers.tellNotFollowed(urls);
          notFollowed.addAll(urls);
          continue;
        }
        try {
          answers.add(chase.goOn(answer, urls, search));
        } catch (LDAPException e) {
          // Nothing is in a part that is not there, nor anything new in one that was searched.
          if (!Set.of(ResultCode.NO_SUCH_OBJECT, ResultCode.CLIENT_LOOP)
              .contains(e.getResultCode())) {
            throw e;
          }
        }
      }
    }
    return List.copyOf(entries.values());
  }

  private static boolean isEnough(int found, SearchRequest request) {
    return request.getSizeLimit() > 0 && found >= request.getSizeLimit();
  }

  /** The URLs of what the searches of this session left out. */
  Set<String> notFollowed() {
    return notFollowed;
  }

  /** Whether the attribute holds the value, as the directory compares its values. */
  boolean holds(String dn, String attribute, String value) throws LDAPException {
    return new LdapChase(this::exchange, servers::allowed)
        .start(
            own,
            Aim.at(dn),
            (exchange, aim) -> exchange.holds(new CompareRequest(aim.dn(), attribute, value)))
        .value();
  }

  /**
   * Makes a change. It is sent once to each server, and to the next only after a referral, which
   * says that it was not made.
   *
   * @throws LDAPException if it was definitely not made
   * @throws LostAnswerException if it may have been made
   */
  void modify(String dn, Modification change) throws LDAPException, LostAnswerException {
    new LdapChase(this::exchange, servers::allowed)
        .<Boolean, LostAnswerException>start(
            own,
            Aim.at(dn),
            (exchange, aim) -> {
              exchange.modify(new ModifyRequest(aim.dn(), change));
              return true;
            });
  }

  private LdapExchange exchange(URI server) throws LDAPException {
    var known = referred.get(server);
    if (known != null) {
      return known;
    }
    var opened = servers.exchange(server, deadline);
    referred.put(server, opened);
    return opened;
  }

  @Override
  public void close() {
    own.close();
    referred.values().forEach(LdapExchange::close);
  }
}
