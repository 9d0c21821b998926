package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import java.util.Optional;
import java.util.UUID;

/** What callouts can be filtered by. */
public enum CalloutField implements Field<Callout> {
  /** The id. */
  ID,
  /** The request that came to a stage. */
  REQUEST,
  /** The assignment. */
  ASSIGNMENT;

  @Override
  public Class<? extends Comparable<?>> type() {
    return UUID.class;
  }

  @Override
  public Optional<? extends Comparable<?>> of(Callout callout) {
    return switch (this) {
      case ID -> Optional.of(callout.id().value());
      case REQUEST -> callout.terms().request().map(AssignmentRequest.Id::value);
      case ASSIGNMENT -> Optional.of(callout.terms().assignment().value());
    };
  }
}
