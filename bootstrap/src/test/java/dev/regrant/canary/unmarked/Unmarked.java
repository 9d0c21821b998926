package dev.regrant.canary.unmarked;

/** In a package that is not null-marked. */
record Unmarked(String text) {}
