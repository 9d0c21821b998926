/** Breaks the rules of the application on purpose: the architecture test must notice. */
@NullMarked
package dev.regrant.canary.application;

import org.jspecify.annotations.NullMarked;
