package dev.regrant.connectors;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Follows the referrals of one operation (RFC 4511, 4.1.10 and 4.5.3): no more than {@link
 * #MAX_HOPS} in a row, and never twice to the same server with the same question. Not thread-safe.
 */
final class LdapChase {
  /** How far from the directory's own server the last one may be. */
  static final int MAX_HOPS = 5;

  /**
   * What is asked for, which a referral may change.
   *
   * @param scope of a search; empty for other operations
   * @param filter of a search; empty for other operations
   */
  record Aim(String dn, Optional<SearchScope> scope, Optional<Filter> filter) {
    static Aim at(String dn) {
      return new Aim(dn, Optional.empty(), Optional.empty());
    }

    static Aim of(SearchRequest first) {
      return new Aim(
          first.getBaseDN(), Optional.of(first.getScope()), Optional.of(first.getFilter()));
    }

    /** The same search, with this aim. */
    SearchRequest in(SearchRequest first) {
      var request = first.duplicate();
      request.setBaseDN(dn);
      scope.ifPresent(request::setScope);
      filter.ifPresent(request::setFilter);
      return request;
    }

    private Aim changedBy(LDAPURL referral) {
      return new Aim(
          referral.baseDNProvided() ? referral.getBaseDN().toString() : dn,
          referral.scopeProvided() ? Optional.of(referral.getScope()) : scope,
          referral.filterProvided() ? Optional.of(referral.getFilter()) : filter);
    }
  }

  /** What is done at each server. */
  interface Operation<T, X extends Exception> {
    T at(LdapExchange exchange, Aim aim) throws LDAPException, X;
  }

  /** The answer of the server where the chase ended. */
  record Answer<T>(T value, Aim aim, int hops) {}

  /** Connects to a server. */
  interface Connecting {
    LdapExchange to(URI server) throws LDAPException;
  }

  private record Step(String hostAndPort, Aim aim) {}

  private final Connecting connecting;
  private final Function<LDAPURL, Optional<URI>> allowed;
  private final Set<Step> taken = new HashSet<>();

  /**
   * @param allowed where a referral leads; empty if that may not be connected to
   */
  LdapChase(Connecting connecting, Function<LDAPURL, Optional<URI>> allowed) {
    this.connecting = connecting;
    this.allowed = allowed;
  }

  /** Asks a server, and those that it refers to. */
  <T, X extends Exception> Answer<T> start(
      LdapExchange exchange, Aim aim, Operation<T, X> operation) throws LDAPException, X {
    taken.add(new Step(exchange.hostAndPort(), aim));
    try {
      return new Answer<>(operation.at(exchange, aim), aim, 0);
    } catch (LDAPException e) {
      return follow(referrals(e), aim, 0, operation);
    }
  }

  /** Asks for a part that an answer said others keep. */
  <T, X extends Exception> Answer<T> goOn(
      Answer<?> after, List<String> urls, Operation<T, X> operation) throws LDAPException, X {
    return follow(urls, after.aim(), after.hops(), operation);
  }

  /** Whether one of these servers may be connected to. */
  boolean allowsAny(List<String> urls) {
    return urls.stream().flatMap(LdapChase::parse).anyMatch(url -> allowed.apply(url).isPresent());
  }

  /** The first of the servers that can be connected to decides. */
  private <T, X extends Exception> Answer<T> follow(
      List<String> urls, Aim aim, int hops, Operation<T, X> operation) throws LDAPException, X {
    if (hops == MAX_HOPS) {
      throw new LDAPException(
          ResultCode.REFERRAL_LIMIT_EXCEEDED,
          "%d servers in a row referred to another, at last to %s"
              .formatted(MAX_HOPS, String.join(" or ", urls)));
    }
    LDAPException last = null;
    for (LDAPURL url : urls.stream().flatMap(LdapChase::parse).toList()) {
      Optional<URI> server = allowed.apply(url);
      if (server.isEmpty()) {
        continue;
      }
      Aim next = aim.changedBy(url);
      if (!taken.add(new Step(LdapSettings.Servers.hostAndPort(server.get()), next))) {
        throw new LDAPException(
            ResultCode.CLIENT_LOOP, "the servers refer to each other in a circle: " + url);
      }
      LdapExchange exchange;
      try {
        exchange = connecting.to(server.get());
      } catch (LDAPException e) {
        last = at(server.get(), e);
        if (!LdapPool.isServersFault(e)) {
          throw last; // the next server knows no other password, and counts failures too
        }
        continue;
      }
      return ask(exchange, server.get(), next, hops + 1, operation);
    }
    throw last != null ? last : notAllowed(urls);
  }

  private <T, X extends Exception> Answer<T> ask(
      LdapExchange exchange, URI server, Aim aim, int hops, Operation<T, X> operation)
      throws LDAPException, X {
    try {
      return new Answer<>(operation.at(exchange, aim), aim, hops);
    } catch (LDAPException e) {
      if (!e.getResultCode().equals(ResultCode.REFERRAL)) {
        throw at(server, e);
      }
      return follow(referrals(e), aim, hops, operation);
    }
  }

  private static Stream<LDAPURL> parse(String url) {
    try {
      return Stream.of(new LDAPURL(url));
    } catch (LDAPException e) {
      return Stream.empty(); // another protocol's, or nothing that can be used
    }
  }

  private static List<String> referrals(LDAPException e) throws LDAPException {
    String[] urls = e.getReferralURLs();
    if (!e.getResultCode().equals(ResultCode.REFERRAL) || urls == null || urls.length == 0) {
      throw e;
    }
    return List.of(urls);
  }

  private static LDAPException at(URI server, LDAPException e) {
    return new LDAPException(
        e.getResultCode(),
        "at %s, where a referral led: %s".formatted(server, e.getMessage()),
        e.getMatchedDN(),
        e.getReferralURLs(),
        e);
  }

  private static LDAPException notAllowed(List<String> urls) {
    return new LDAPException(
        ResultCode.REFERRAL,
        "the server that it is referred to is not among servers.referralHosts",
        null,
        urls.toArray(String[]::new));
  }
}
