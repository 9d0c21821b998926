package dev.regrant.canary.domain;

import dev.regrant.canary.application.ShowsVertx;

/** The domain looks outward, and so there is a cycle. */
record DependsOnApplication(ShowsVertx outward) {}
