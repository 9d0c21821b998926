/**
 * The server: configuration, wiring by {@code new}, the embedded PostgreSQL, the development issuer
 * and the command line. {@link dev.regrant.bootstrap.Main} is the door.
 */
@NullMarked
package dev.regrant.bootstrap;

import org.jspecify.annotations.NullMarked;
