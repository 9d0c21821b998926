package dev.regrant.domain;

import java.util.Locale;
import java.util.Optional;

/**
 * Where the people of a connected organisation come from: Graph's {@code identitySource}.
 *
 * @param displayName the name to show
 * @param value what tells the source from others: a tenant's id, a domain, or a social network
 * @param detail what else the kind takes: an issuer or a cloud
 */
public record IdentitySource(Kind kind, String displayName, String value, Optional<String> detail) {
  /** The kinds that Graph has. */
  public enum Kind {
    /** Another tenant of Entra. */
    AZURE_ACTIVE_DIRECTORY_TENANT(false),
    /** A tenant of Entra in another cloud. */
    CROSS_CLOUD_AZURE_ACTIVE_DIRECTORY_TENANT(true),
    /** Everybody with an address in a domain. */
    DOMAIN_IDENTITY_SOURCE(false),
    /** A domain that signs its people in itself. */
    EXTERNAL_DOMAIN_FEDERATION(true),
    /** A social network. */
    SOCIAL_IDENTITY_SOURCE(false);

    private final boolean hasDetail;

    Kind(boolean hasDetail) {
      this.hasDetail = hasDetail;
    }

    /** Whether it takes a detail. */
    public boolean hasDetail() {
      return hasDetail;
    }
  }

  private static final int MAX_VALUE = 1_000;

  public IdentitySource {
    Texts.limited("displayName", displayName, Catalog.MAX_NAME);
    Texts.required("value", value, MAX_VALUE);
    detail.ifPresent(text -> Texts.limited("detail", text, MAX_VALUE));
    if (!kind.hasDetail() && detail.isPresent()) {
      throw new InvalidMemberException("detail", "does not belong here");
    }
  }

  /** Whether a mail address or sign-in name is of its domain; nobody else can be told. */
  public boolean holds(String name) {
    return switch (kind) {
      case DOMAIN_IDENTITY_SOURCE, EXTERNAL_DOMAIN_FEDERATION ->
          name.toLowerCase(Locale.ROOT).endsWith("@" + value.toLowerCase(Locale.ROOT));
      case AZURE_ACTIVE_DIRECTORY_TENANT,
          CROSS_CLOUD_AZURE_ACTIVE_DIRECTORY_TENANT,
          SOCIAL_IDENTITY_SOURCE ->
          false;
    };
  }

  /** Whether both are the same source, whatever they are called. */
  public boolean isSameAs(IdentitySource other) {
    return kind == other.kind && value.equalsIgnoreCase(other.value);
  }
}
