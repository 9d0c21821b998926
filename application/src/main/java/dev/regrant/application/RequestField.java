package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What requests can be filtered by. */
public enum RequestField implements Field<AssignmentRequest> {
  /** The id. */
  ID(UUID.class),
  /** What it asks for. */
  TYPE(RequestType.class),
  /** The coarse state. */
  STATE(RequestState.class),
  /** The exact status. */
  STATUS(RequestStatus.class),
  /** When it was asked for. */
  CREATED(Instant.class),
  /** When it finished. */
  COMPLETED(Instant.class),
  /** The package. */
  ACCESS_PACKAGE(UUID.class),
  /** The policy. */
  POLICY(UUID.class),
  /** The catalog. */
  CATALOG(UUID.class),
  /** The assignment. */
  ASSIGNMENT(UUID.class),
  /** The id of whoever asked. */
  REQUESTED_BY(String.class),
  /** The object id of the person it is about. */
  TARGET(String.class),
  /** The name of the person it is about. */
  TARGET_DISPLAY_NAME(String.class),
  /** The mail address of the person it is about. */
  TARGET_EMAIL(String.class),
  /** The sign-in name of the person it is about. */
  TARGET_PRINCIPAL_NAME(String.class);

  private final Class<? extends Comparable<?>> type;

  RequestField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(AssignmentRequest request) {
    return switch (this) {
      case ID -> Optional.of(request.id().value());
      case TYPE -> Optional.of(request.terms().type());
      case STATE -> Optional.of(request.state());
      case STATUS -> Optional.of(request.progress().status());
      case CREATED -> Optional.of(request.terms().createdDateTime());
      case COMPLETED -> request.progress().completedAt();
      case ACCESS_PACKAGE -> Optional.of(request.terms().accessPackage().value());
      case POLICY -> Optional.of(request.terms().policy().value());
      case CATALOG -> Optional.of(request.terms().catalog().value());
      case ASSIGNMENT -> Optional.of(request.terms().assignment().value());
      case REQUESTED_BY -> Optional.of(request.terms().requestedBy().id());
      case TARGET -> Optional.of(request.terms().target().objectId());
      case TARGET_DISPLAY_NAME -> request.terms().target().displayName();
      case TARGET_EMAIL -> request.terms().target().email();
      case TARGET_PRINCIPAL_NAME -> request.terms().target().principalName();
    };
  }
}
