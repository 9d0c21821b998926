package dev.regrant.application;

import dev.regrant.domain.Assignment;

/** The engine: the door for whoever embeds it. */
@SuppressWarnings("DoNotCallSuggester") // being written
public final class AccessRequestEngine implements AutoCloseable {
  AccessRequestEngine() {}

  /** Asking for access. */
  public AccessRequests requests() {
    throw new UnsupportedOperationException();
  }

  /** What can be asked for. */
  public Catalogs catalogs() {
    throw new UnsupportedOperationException();
  }

  /** Reads assignments. */
  public Lookup<Assignment.Id, Assignment> assignments() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
