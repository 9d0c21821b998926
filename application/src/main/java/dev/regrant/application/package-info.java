/**
 * The use cases of access requests, the ports they need, and the engine that delivers. {@link
 * dev.regrant.application.AccessRequestEngine} is the door for whoever embeds it.
 *
 * <p>Expected refusals are values ({@link dev.regrant.application.Outcome}); races and outages are
 * exceptions. Transactions begin and end only in {@link dev.regrant.application.Store}, and no
 * network call happens inside one.
 */
@NullMarked
package dev.regrant.application;

import org.jspecify.annotations.NullMarked;
