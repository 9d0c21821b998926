package dev.regrant.http;

import dev.regrant.domain.TenantId;
import java.net.URI;
import java.util.Optional;

/** Whose tokens are accepted, and how they are read. */
public sealed interface TokenIssuer {
  /** The {@code iss} of its tokens. */
  String name();

  /** What a token's {@code aud} must be, or hold. */
  String audience();

  /** What its tokens call things. */
  Claims claims();

  /**
   * An OpenID provider, whose keys are found by OpenID Connect Discovery.
   *
   * @param issuer its identifier, exactly as in its discovery document and its tokens
   */
  record OpenId(URI issuer, String audience, Claims claims) implements TokenIssuer {
    @Override
    public String name() {
      return issuer.toString();
    }
  }

  /**
   * Someone whose keys are given, for development and tests.
   *
   * @param jwks a JWK set (RFC 7517) with the public keys
   */
  record Local(String name, String audience, String jwks, Claims claims) implements TokenIssuer {}

  /**
   * What tokens call the things that are read from them. A claim inside another is written with a
   * dot: {@code realm_access.roles}.
   *
   * @param tenant holds the tenant's id, a GUID
   * @param fixedTenant the tenant of all tokens, for a provider that knows none
   * @param scopes holds what a signed-in person let the application do: words divided by spaces
   * @param roles holds what an application may do: an array of strings
   * @param directoryRoles holds what a person is in the organisation: an array of template ids or
   *     names of Entra's built-in roles
   * @param groups holds the groups to which entitlement roles may be given: an array of strings
   */
  record Claims(
      String tenant,
      Optional<TenantId> fixedTenant,
      String scopes,
      String roles,
      String directoryRoles,
      String groups) {
    /** What Microsoft Entra's tokens have. */
    public static final Claims ENTRA =
        new Claims("tid", Optional.empty(), "scp", "roles", "wids", "groups");
  }
}
