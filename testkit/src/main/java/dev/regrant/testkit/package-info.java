/**
 * For tests of whoever embeds or extends the engine: what a store and a connector must do ({@code
 * StoreContract}, {@code ConnectorContract}), a store and a target in memory, a proxy that breaks
 * connections, and a clock that stands still.
 */
@NullMarked
package dev.regrant.testkit;

import org.jspecify.annotations.NullMarked;
