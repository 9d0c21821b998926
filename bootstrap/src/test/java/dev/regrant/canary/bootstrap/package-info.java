/** Breaks the rules of the bootstrap on purpose: the architecture test must notice. */
@NullMarked
package dev.regrant.canary.bootstrap;

import org.jspecify.annotations.NullMarked;
