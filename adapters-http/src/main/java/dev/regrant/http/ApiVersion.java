package dev.regrant.http;

import java.util.Optional;

/** Graph's two versions. */
enum ApiVersion {
  V1("v1.0"),
  BETA("beta");

  private final String path;

  ApiVersion(String path) {
    this.path = path;
  }

  /** The first segment of every path. */
  String path() {
    return path;
  }

  ApiVersion other() {
    return this == V1 ? BETA : V1;
  }

  static Optional<ApiVersion> of(String segment) {
    for (ApiVersion version : values()) {
      if (version.path.equalsIgnoreCase(segment)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }
}
