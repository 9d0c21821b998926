package dev.regrant.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.UUID;

/**
 * Someone who can hold access, as the directory described them when they were looked up: Graph's
 * {@code accessPackageSubject}.
 *
 * @param objectId the directory's own immutable identifier (LDAP: {@code entryUUID} or {@code
 *     objectGUID})
 * @param displayName the name to show
 * @param principalName the sign-in name
 * @param email the mail address
 */
public record Subject(
    String objectId,
    Optional<String> displayName,
    Optional<String> principalName,
    Optional<String> email) {
  /** The longest {@code objectId} accepted, in characters. */
  public static final int MAX_OBJECT_ID = 256;

  public Subject {
    Texts.required("objectId", objectId, MAX_OBJECT_ID);
  }

  /** A subject of which nothing but the identifier is known. */
  public static Subject of(String objectId) {
    return new Subject(objectId, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The subject's own id on the wire, which Graph keeps apart from the directory's: derived from
   * tenant and {@code objectId}, so that it is the same wherever the subject appears.
   */
  public UUID id(TenantId tenant) {
    return UUID.nameUUIDFromBytes((tenant + "/" + objectId).getBytes(UTF_8));
  }
}
