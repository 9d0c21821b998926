/**
 * For tests of whoever embeds or extends the engine: what a store must do ( {@code StoreContract}),
 * a store in memory, and a clock that stands still.
 */
@NullMarked
package dev.regrant.testkit;

import org.jspecify.annotations.NullMarked;
