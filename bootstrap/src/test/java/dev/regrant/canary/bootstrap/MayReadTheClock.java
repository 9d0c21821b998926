package dev.regrant.canary.bootstrap;

import java.time.InstantSource;

/** Allowed here: must not be reported. */
record MayReadTheClock(InstantSource source) {
  MayReadTheClock() {
    this(InstantSource.system());
  }
}
