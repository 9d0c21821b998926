/**
 * Measures Regrant beside what would otherwise be used, on one database and in one run: only such
 * ratios mean anything. {@link dev.regrant.benchmarks.Benchmarks} is the door.
 */
@NullMarked
package dev.regrant.benchmarks;

import org.jspecify.annotations.NullMarked;
