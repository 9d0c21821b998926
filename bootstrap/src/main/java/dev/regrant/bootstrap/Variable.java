package dev.regrant.bootstrap;

import java.util.Optional;

/** Something that is configured by an environment variable. */
interface Variable {
  /** Its name. */
  String variable();

  /** What counts where it is not set. */
  Optional<String> defaultValue();
}
