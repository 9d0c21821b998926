package dev.regrant.application;

import java.util.UUID;

/**
 * A store's word that something was changed by someone else since it was read, or exists already.
 * The application reads again and decides anew.
 */
public final class StaleEntityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final UUID id;

  /** What was stale. */
  public StaleEntityException(String type, UUID id) {
    super("%s %s was changed by someone else".formatted(type, id));
    this.id = id;
  }

  /** The id of what was stale. */
  public UUID id() {
    return id;
  }
}
