package dev.regrant.application;

/**
 * How commands were gathered into transactions, since the engine was built.
 *
 * @param commands how many were done
 * @param batches how many transactions that took; a command of a batch that failed counts again
 * @param waitedNanos how long commands waited for those before them, all in all
 */
public record Batches(long commands, long batches, long waitedNanos) {}
