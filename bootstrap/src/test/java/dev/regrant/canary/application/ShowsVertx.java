package dev.regrant.canary.application;

import dev.regrant.canary.domain.UsesVertx;
import io.vertx.core.json.JsonObject;

/** A library's type in the application's public signature. */
public interface ShowsVertx {
  /** Takes one. */
  void take(JsonObject body);

  /** Inward, as allowed. */
  UsesVertx inward();
}
