/** Breaks the rules of an adapter on purpose: the architecture test must notice. */
@NullMarked
package dev.regrant.canary.persistence;

import org.jspecify.annotations.NullMarked;
