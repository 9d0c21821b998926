package dev.regrant.application;

/** What a connector finds when it reads back. */
public enum Presence {
  /** The role is held. */
  PRESENT,
  /** The role is not held. */
  ABSENT,
  /** The target does not tell. */
  CANNOT_TELL
}
