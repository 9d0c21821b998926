package dev.regrant.http;

import java.util.Optional;

/**
 * What something is called in each version.
 *
 * @param v1 empty where v1.0 does not have it
 * @param beta empty where beta does not have it
 */
record Name(Optional<String> v1, Optional<String> beta) {
  /** The same in both versions. */
  static Name both(String name) {
    return names(name, name);
  }

  static Name names(String v1, String beta) {
    return new Name(Optional.of(v1), Optional.of(beta));
  }

  static Name v1Only(String name) {
    return new Name(Optional.of(name), Optional.empty());
  }

  static Name betaOnly(String name) {
    return new Name(Optional.empty(), Optional.of(name));
  }

  Optional<String> in(ApiVersion version) {
    return switch (version) {
      case V1 -> v1;
      case BETA -> beta;
    };
  }

  boolean is(ApiVersion version, String name) {
    return in(version).filter(name::equalsIgnoreCase).isPresent();
  }

  /** The name by which the declarations refer to it: v1.0's if there is one. */
  String canonical() {
    return v1.or(() -> beta).orElseThrow();
  }
}
