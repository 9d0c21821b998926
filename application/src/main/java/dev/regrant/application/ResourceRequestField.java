package dev.regrant.application;

import dev.regrant.domain.ResourceRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What requests about resources can be filtered by. */
public enum ResourceRequestField implements Field<ResourceRequest> {
  /** The id. */
  ID(UUID.class),
  /** What was asked. */
  TYPE(ResourceRequest.Type.class),
  /** The catalog. */
  CATALOG(UUID.class),
  /** The resource. */
  RESOURCE(UUID.class),
  /** The system that the resource lives in. */
  ORIGIN_SYSTEM(String.class),
  /** The resource's id in that system. */
  ORIGIN_ID(String.class),
  /** When it was asked. */
  CREATED(Instant.class);

  private final Class<? extends Comparable<?>> type;

  ResourceRequestField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(ResourceRequest request) {
    return switch (this) {
      case ID -> Optional.of(request.id().value());
      case TYPE -> Optional.of(request.type());
      case CATALOG -> Optional.of(request.resource().catalog().value());
      case RESOURCE -> Optional.of(request.resource().id().value());
      case ORIGIN_SYSTEM -> Optional.of(request.resource().origin().system());
      case ORIGIN_ID -> Optional.of(request.resource().origin().id());
      case CREATED -> Optional.of(request.createdDateTime());
    };
  }
}
