package dev.regrant.connectors;

import dev.regrant.application.Connector;
import dev.regrant.domain.Subject;
import java.util.Optional;

/**
 * A PostgreSQL server, and how people are known there. Checks itself; the message of the {@link
 * IllegalArgumentException} names the setting. {@link #toString} leaves out the password.
 *
 * @param originSystem the resources served, by their {@code originSystem}
 * @param url {@code jdbc:postgresql://host:port/database}, without user and password; any database
 *     of the server will do, since roles belong to all of them
 * @param user as whom Regrant signs in; it needs the admin option on the group roles
 * @param password its password
 * @param loginName what of a person is the name of their login role
 * @param limits what the server may be asked to bear; each call opens a connection
 */
public record PostgresqlRolesSettings(
    String originSystem,
    String url,
    String user,
    String password,
    LoginName loginName,
    Connector.Limits limits) {
  /** What of a person is the name of their login role: as it is written, and nothing else. */
  public enum LoginName {
    /** {@code ann@example.org}. */
    PRINCIPAL_NAME,
    /** {@code ann} of {@code ann@example.org}. */
    LOCAL_PART,
    /** The directory's own identifier. */
    OBJECT_ID;

    /** The name; empty for somebody without a principal name that has such a part. */
    Optional<String> of(Subject subject) {
      return switch (this) {
        case PRINCIPAL_NAME -> subject.principalName();
        case LOCAL_PART ->
            subject
                .principalName()
                .map(name -> name.contains("@") ? name.substring(0, name.indexOf('@')) : name);
        case OBJECT_ID -> Optional.of(subject.objectId());
      };
    }
  }

  public PostgresqlRolesSettings {
    check(!originSystem.isBlank(), "originSystem must not be blank");
    check(
        url.startsWith("jdbc:postgresql://"),
        "url must begin with jdbc:postgresql:// and hold no credentials");
    check(
        !url.matches("(?s).*(//[^/]*@|[?&](user|password)=).*"),
        "url must hold no credentials: they have settings");
    check(!user.isBlank(), "user must not be blank");
  }

  @Override
  public String toString() {
    return "PostgresqlRolesSettings[originSystem=%s, url=%s, user=%s, loginName=%s, limits=%s]"
        .formatted(originSystem, url, user, loginName, limits);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
