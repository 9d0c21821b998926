package dev.regrant.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What an administrator asked to be done with a resource of a catalog: Graph's {@code
 * accessPackageResourceRequest}. It is done at once or refused, so that it never changes.
 *
 * @param version 0 until stored
 * @param resource the resource as it was after it; of a removal, as it was before
 */
public record ResourceRequest(
    Id id,
    long version,
    Type type,
    Resource resource,
    Optional<String> justification,
    Actor requestedBy,
    Instant createdDateTime) {
  /** Identifies a request about a resource. */
  public record Id(UUID value) {}

  /** What can be asked, with Graph's names. */
  public enum Type {
    /** The resource is to be in the catalog. */
    ADMIN_ADD,
    /** It is to be described otherwise. */
    ADMIN_UPDATE,
    /** It is to leave the catalog. */
    ADMIN_REMOVE
  }

  public ResourceRequest {
    justification.ifPresent(
        text -> Texts.limited("justification", text, AssignmentRequest.MAX_JUSTIFICATION));
  }

  /** This request, as stored under {@code version}. */
  public ResourceRequest withVersion(long version) {
    return new ResourceRequest(
        id, version, type, resource, justification, requestedBy, createdDateTime);
  }
}
