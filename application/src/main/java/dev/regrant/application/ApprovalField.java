package dev.regrant.application;

import dev.regrant.domain.Approval;
import java.util.Optional;
import java.util.UUID;

/** What approvals can be filtered by. */
public enum ApprovalField implements Field<Approval> {
  /** The id, which is that of the request. */
  ID(UUID.class);

  private final Class<? extends Comparable<?>> type;

  ApprovalField(Class<? extends Comparable<?>> type) {
    this.type = type;
  }

  @Override
  public Class<? extends Comparable<?>> type() {
    return type;
  }

  @Override
  public Optional<? extends Comparable<?>> of(Approval approval) {
    return switch (this) {
      case ID -> Optional.of(approval.id().value());
    };
  }
}
