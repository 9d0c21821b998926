package dev.regrant.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * Why nothing is delivered to a system for now.
 *
 * @param since when its first failure was, of those without a success between
 * @param message what it last failed with, without secrets
 * @param nextProbeAt when it is asked again whether it is back; empty while it is being asked
 */
public record Quarantine(Instant since, String message, Optional<Instant> nextProbeAt) {}
