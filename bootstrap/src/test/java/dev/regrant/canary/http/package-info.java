/** Breaks the rules of an adapter on purpose: the architecture test must notice. */
@NullMarked
package dev.regrant.canary.http;

import org.jspecify.annotations.NullMarked;
