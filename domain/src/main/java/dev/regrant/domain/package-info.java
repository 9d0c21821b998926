/**
 * The rules of access requests: their life, their delivery item by item, and when a failed delivery
 * may be tried again. {@link dev.regrant.domain.AssignmentRequest} is the door.
 *
 * <p>Everything here is immutable and thread-safe, reads no clock and no randomness (both are
 * arguments), and depends on nothing but the JDK.
 */
@NullMarked
package dev.regrant.domain;

import org.jspecify.annotations.NullMarked;
