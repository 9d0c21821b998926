package dev.regrant.canary.domain;

import io.vertx.core.Vertx;

/** A library in the domain. */
public record UsesVertx(Vertx vertx) {}
