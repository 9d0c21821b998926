/** Breaks the rules of the domain on purpose: the architecture test must notice. */
@NullMarked
package dev.regrant.canary.domain;

import org.jspecify.annotations.NullMarked;
