package dev.regrant.domain;

/** What is done to a role. */
public enum Operation {
  /** Give it. */
  GRANT,
  /** Take it away. */
  REVOKE
}
