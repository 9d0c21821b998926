package dev.regrant.canary.http;

import dev.regrant.canary.persistence.ReadsTheClock;

/** One adapter sees another. */
record DependsOnPersistence(ReadsTheClock other) {}
