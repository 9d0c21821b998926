package dev.regrant.canary.domain;

import org.slf4j.Logger;

/** A library in the domain. */
public record UsesLogging(Logger logger) {}
