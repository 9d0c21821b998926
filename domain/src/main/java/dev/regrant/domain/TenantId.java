package dev.regrant.domain;

import java.util.UUID;

/**
 * The organisation whose data this is: the {@code tid} of a token. Nothing is read or written
 * without one.
 */
public record TenantId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
